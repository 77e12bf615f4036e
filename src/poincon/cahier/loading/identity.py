"""`programme.yaml`: who, what, under which sources; and the checks that every other file asks of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from poincon.cahier.basics.problems import Place, Problems, suggestion
from poincon.cahier.basics.text import Text
from poincon.cahier.basics.units import BASE, COUNT, Unit, parse_unit
from poincon.cahier.loading.shapes import Entry
from poincon.cahier.model import Actor, Milestone, Reference, Setting, Source, Stage, UnitName


class IdentityReader:
    def __init__(self, entry: Entry, problems: Problems) -> None:
        self.entry = entry
        self.problems = problems
        self.id: str = entry.get("identifiant", "")
        self.version: str = entry.get("version", "")
        self.title: str = entry.get("titre", "")
        self.summary: str = entry.get("resume", "")
        self.nature: str = entry.get("nature", "")
        self.owner: str = entry.get("porteur", "")
        self.day: date = entry.get("date", date(1900, 1, 1))
        self.sources = tuple(
            Source(one.get("id", ""), one.get("titre", ""), one.get("edition", ""), one.get("note", ""))
            for one in self.unique("sources")
        )
        self.units = tuple(
            UnitName(one.get("id", ""), one.get("singulier", ""), one.get("pluriel", ""))
            for one in self.unique("unites")
        )
        self.duration = self._duration(entry.get("duree"))
        self.actors = tuple(
            Actor(
                one.get("id", ""),
                one.get("libelle", ""),
                one.get("portee", ""),
                one.get("role", ""),
                self.reference(one),
                tuple(one.get("fonctions", ())),
            )
            for one in self.unique("acteurs")
        )
        self.stages = tuple(
            Stage(
                one.get("id", ""),
                one.get("libelle", ""),
                one.get("acteur", ""),
                tuple(one.get("suivantes", ())),
                self.reference(one),
                one.get("phase"),
            )
            for one in self.unique("etapes")
        )
        self.calendar = tuple(
            Milestone(
                one.get("id", ""), one.get("libelle", ""), one.get("quand", ""), self.reference(one), one.get("effet")
            )
            for one in self.unique("calendrier")
        )
        self.settings = tuple(
            Setting(
                one.get("id", ""), one.get("libelle", ""), one.get("valeur", 0), self.unit(one), self.reference(one)
            )
            for one in self.unique("options")
        )
        self._check_stages()

    def unique(self, key: str) -> list[Entry]:
        """The entries of a list, each identifier once."""
        return unique_entries(self.entry.get(key, []), self.problems)

    def reference(self, entry: Entry, inherited: Reference | None = None, *, needed: bool = True) -> Reference:
        """The source and the choice of an entry, completed by those of what holds it; one of the two is needed."""
        source, choice = entry.get("source"), entry.get("choix")
        if source is not None:
            self._check_source(source, entry.at("source"))
        if inherited is not None and source is None and choice is None:
            source, choice = inherited.source, inherited.choice
        if source is None and choice is None and needed:
            self.problems.add(
                entry.place,
                "no_source",
                "cette exigence ne dit pas d'où elle vient.",
                "this requirement does not say where it comes from.",
                Text(
                    'Ajoutez « source: "000 §…" » ou « choix: … » (notre lecture, et pourquoi).',
                    'Add "source: \\"000 §…\\"" or "choix: …" (our reading, and why).',
                ),
            )
        return Reference(source, choice)

    def unit(self, entry: Entry, default: Unit = COUNT) -> Unit:
        """The unit of an entry, or the default when it gives none."""
        text = entry.get("unite")
        if text is None:
            return default
        own = [unit.id for unit in self.units]
        unit = parse_unit(text, own)
        if unit is None:
            known = ["ratio", "nombre", *BASE, *own]
            self.problems.add(
                entry.at("unite"),
                "unknown_unit",
                f"l'unité « {text[:40]} » n'existe pas.",
                f'there is no unit "{text[:40]}".',
                suggestion(text, known),
            )
            return default
        return unit

    def check_folder(self, name: str) -> None:
        """The folder bears the programme's identifier."""
        if self.id and self.id != name:
            self.problems.add(
                self.entry.at("identifiant"),
                "folder_name",
                f"le dossier s'appelle « {name} », le programme « {self.id} ».",
                f'the folder is called "{name}", the programme "{self.id}".',
                Text("Donnez-leur le même nom.", "Give them the same name."),
            )

    def _check_source(self, source: str, place: Place) -> None:
        identifier, _, passage = source.partition(" ")
        known = [one.id for one in self.sources]
        if identifier not in known:
            self.problems.add(
                place,
                "unknown_source",
                f"la source « {identifier[:40]} » n'est pas déclarée dans programme.yaml.",
                f'the source "{identifier[:40]}" is not declared in programme.yaml.',
                suggestion(identifier, known),
            )
        elif not passage.strip():
            self.problems.add(
                place,
                "no_passage",
                "la source ne dit pas à quel endroit.",
                "the source does not say where in it.",
                Text(f"Écrivez par exemple « {identifier} §2 ».", f'Write for instance "{identifier} §2".'),
            )

    def _duration(self, entry: Entry | None) -> tuple[int, str] | None:
        if entry is None or "valeur" not in entry or "unite" not in entry:
            return None
        self.reference(entry)
        return entry.get("valeur"), entry.get("unite")

    def _check_stages(self) -> None:
        actors, stages = [actor.id for actor in self.actors], [stage.id for stage in self.stages]
        for entry in self.entry.get("etapes", []):
            self.check_names([entry.get("acteur", "")], actors, entry.at("acteur"), "acteur", "actor")
            self.check_names(entry.get("suivantes", []), stages, entry.at("suivantes"), "étape", "stage")

    def check_names(self, names: Iterable[str], known: Iterable[str], place: Place, fr: str, en: str) -> None:
        """Each name must be one of the known ones; `fr` and `en` say what it names."""
        possible = set(known)
        for name in names:
            if name not in possible:
                self.problems.add(
                    place,
                    "unknown_name",
                    f"« {name[:60]} » n'est pas un nom de {fr} connu.",
                    f'"{name[:60]}" is not the name of a known {en}.',
                    suggestion(name, possible),
                )


def unique_entries(entries: list[Entry], problems: Problems) -> list[Entry]:
    """The entries whose `id` was not seen before; the others are reported."""
    seen: dict[str, Entry] = {}
    for entry in entries:
        identifier = entry.get("id")
        if identifier in seen:
            report_duplicate(identifier, entry.at("id"), seen[identifier].at("id"), problems)
        elif identifier is not None:
            seen[identifier] = entry
    return list(seen.values())


def report_duplicate(identifier: str, place: Place, first: Place, problems: Problems) -> None:
    where = f"ligne {first.line}" if first.file == place.file else f"{first.file}, ligne {first.line}"
    where_en = f"line {first.line}" if first.file == place.file else f"{first.file}, line {first.line}"
    problems.add(
        place,
        "duplicate_id",
        f"l'identifiant « {identifier} » est déjà pris ({where}).",
        f'the identifier "{identifier}" is taken already ({where_en}).',
        Text("Les identifiants sont uniques dans le programme.", "Identifiers are unique in a programme."),
    )
