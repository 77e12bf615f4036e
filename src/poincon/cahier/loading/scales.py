"""`echelles` of `formulaire.yaml`: graduated answers, and what their levels must say where they are read."""

from __future__ import annotations

from dataclasses import dataclass

from poincon.cahier.basics.problems import Place, Problems
from poincon.cahier.basics.text import Text
from poincon.cahier.loading.identity import IdentityReader, unique_entries
from poincon.cahier.loading.shapes import ProgrammeEntry
from poincon.cahier.model import Level, Scale


@dataclass(frozen=True, slots=True)
class _LevelKey:
    """A key that the levels of some scales cannot do without, and what is said of a scale or a level without it."""

    code: str
    noun: Text
    example: str

    def of_scale(self, name: str) -> tuple[str, str, str, Text]:
        fr = f"un niveau de l'échelle « {name} » n'a pas de {self.noun.fr}."
        en = f'a level of the scale "{name}" has no {self.noun.en}.'
        remedy = Text(
            f"Donnez-en à tous ses niveaux ({self.example}), ou prenez une autre échelle.",
            f"Give one to each of its levels ({self.example}), or take another scale.",
        )
        return self.code, fr, en, remedy

    def of_level(self, name: str) -> tuple[str, str, str, Text]:
        fr, en = f"le niveau « {name} » n'a pas de {self.noun.fr}.", f'the level "{name}" has no {self.noun.en}.'
        return self.code, fr, en, Text(f"Ajoutez {self.example}.", f"Add {self.example}.")


_LEVEL_KEYS = {
    "statut": _LevelKey(
        "level_status",
        Text("statut", "status"),
        "« statut: atteint », « statut: non_atteint » ou « statut: sans_objet »",
    ),
    "valeur": _LevelKey("level_value", Text("valeur", "value"), "« valeur: 0.5 », ou une autre fraction entre 0 et 1"),
}


class ScaleReader:
    """The scales of a form."""

    def __init__(self, entry: ProgrammeEntry, identity: IdentityReader, problems: Problems) -> None:
        self.identity = identity
        self.problems = problems
        self._levels: dict[str, list[ProgrammeEntry]] = {}
        self.scales = tuple(self._scale(scale) for scale in unique_entries(entry.get("echelles", []), problems))

    @property
    def names(self) -> list[str]:
        return [scale.id for scale in self.scales]

    def _scale(self, entry: ProgrammeEntry) -> Scale:
        entries = unique_entries(entry.get("niveaux", []), self.problems)
        self._levels[entry.get("id", "")] = entries
        if entry.get("niveaux") == []:
            self.problems.add(entry.place, "no_level", "cette échelle n'a aucun niveau.", "this scale has no level.")
        for level in entries:
            if not 0 <= level.get("valeur", 0) <= 1:
                self.problems.add(
                    level.at("valeur"),
                    "level_range",
                    f"le niveau « {level.get('id')} » vaut hors de 0 à 1.",
                    f'the level "{level.get("id")}" is worth something outside 0 to 1.',
                    Text("Écrivez une fraction entre 0 et 1.", "Write a fraction between 0 and 1."),
                )
        levels = tuple(
            Level(level.get("id", ""), level.get("libelle", ""), level.get("valeur"), level.get("statut"))
            for level in entries
        )
        return Scale(entry.get("id", ""), entry.get("libelle", ""), levels, self.identity.reference(entry))

    def check_levels(self, name: str, key: str, place: Place) -> None:
        """Report the levels that lack a key which what reads the scale wants; `place`: where it is read.

        A level that is alone in this lacks it; where none has it, another scale may have been meant.
        """
        levels = self._levels.get(name, [])
        lacking = [level for level in levels if key not in level]
        if lacking and (len(lacking) == len(levels) or any(key in level.keys for level in lacking)):
            self.problems.add(place, *_LEVEL_KEYS[key].of_scale(name), names=(name,))
            return
        for level in lacking:
            if not self.problems.told_within(level.place):
                self.problems.add(level.place, *_LEVEL_KEYS[key].of_level(level.get("id", "")))
