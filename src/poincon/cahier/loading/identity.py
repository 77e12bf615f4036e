"""`programme.yaml`: who, what, under which sources; and the checks that every other file asks of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from poincon.cahier.basics.problems import Place, Problems, suggestion
from poincon.cahier.basics.spelling import nearest
from poincon.cahier.basics.text import Text, to_write
from poincon.cahier.basics.units import BASE, COUNT, Unit, parse_unit
from poincon.cahier.loading.shapes import ProgrammeEntry
from poincon.cahier.model import (
    Actor,
    Milestone,
    OrganisationKind,
    Recourse,
    Reference,
    Setting,
    Source,
    Stage,
    UnitName,
)

_DECLARE_UNIT = Text(
    "Prenez ratio, nombre, euro, etp, an, mois ou jour, ou déclarez-la dans « unites » de programme.yaml.",
    'Take ratio, nombre, euro, etp, an, mois or jour, or declare it under "unites" of programme.yaml.',
)
_IN_QUOTES = re.compile("[“«„]\\s*([^“”«»„]+?)\\s*[”»“]")


def _declare(key: str, file: str) -> Text:
    return Text(f"Rien de tel n'est déclaré : ajoutez « {key} » à {file}.", f'None is declared: add "{key}" to {file}.')


_DECLARED_IN = {
    "acteur": _declare("acteurs", "programme.yaml"),
    "étape": _declare("etapes", "programme.yaml"),
    "échelle": _declare("echelles", "formulaire.yaml"),
    "liste": _declare("listes", "formulaire.yaml"),
    "tableau": Text("Aucun champ n'est un tableau.", "No field is a table."),
}
"""What to do where a name is written and nothing has one yet, by what it names."""
_BUILT_IN = ("ratio", "nombre", *BASE)
_SIGNS = {"€": "euro", "%": "ratio"}
"""Units that people write by a sign."""


class IdentityReader:
    def __init__(self, entry: ProgrammeEntry, problems: Problems) -> None:
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
            Source(source.get("id", ""), source.get("titre", ""), source.get("edition", ""), source.get("note", ""))
            for source in self.unique("sources")
        )
        self.units = tuple(
            UnitName(unit.get("id", ""), unit.get("singulier", ""), unit.get("pluriel", ""))
            for unit in self.unique("unites")
        )
        self._check_units()
        self.duration = self._duration(entry.get("duree"))
        self.applicants = frozenset[OrganisationKind](entry.get("peuvent_deposer", ()))
        self.recourse = self._recourse(entry.get("recours"))
        self.actors = self._actors()
        self.stages = self._stages()
        self.calendar = self._calendar()
        self.settings = self._settings()
        self._check_stages()

    def _actors(self) -> tuple[Actor, ...]:
        return tuple(
            Actor(
                actor.get("id", ""),
                actor.get("libelle", ""),
                actor.get("portee", ""),
                actor.get("role", ""),
                self.reference(actor),
                tuple(actor.get("fonctions", ())),
            )
            for actor in self.unique("acteurs")
        )

    def _stages(self) -> tuple[Stage, ...]:
        return tuple(
            Stage(
                stage.get("id", ""),
                stage.get("libelle", ""),
                stage.get("acteur", ""),
                tuple(stage.get("suivantes", ())),
                self.reference(stage),
                stage.get("phase"),
            )
            for stage in self.unique("etapes")
        )

    def _calendar(self) -> tuple[Milestone, ...]:
        return tuple(
            Milestone(
                milestone.get("id", ""),
                milestone.get("libelle", ""),
                milestone.get("quand", ""),
                self.reference(milestone),
                milestone.get("effet"),
            )
            for milestone in self.unique("calendrier")
        )

    def _settings(self) -> tuple[Setting, ...]:
        return tuple(
            Setting(
                setting.get("id", ""),
                setting.get("libelle", ""),
                setting.get("valeur", 0),
                self.unit(setting),
                self.reference(setting),
            )
            for setting in self.unique("options")
        )

    def unique(self, key: str) -> list[ProgrammeEntry]:
        """The entries of a list, each identifier once."""
        return unique_entries(self.entry.get(key, []), self.problems)

    def reference(self, entry: ProgrammeEntry, inherited: Reference | None = None, *, needed: bool = True) -> Reference:
        """The source and the choice of an entry, completed by those of what holds it; one of the two is needed."""
        source, choice = entry.get("source"), entry.get("choix")
        if source is not None:
            self._check_source(source, entry.at("source"))
        if inherited is not None and source is None and choice is None:
            source, choice = inherited.source, inherited.choice
        if source is None and choice is None and self.problems.told_within(entry.at("source")):
            return Reference(None, "")  # what it holds inherits what is told to be wrong here
        if source is None and choice is None and needed:
            self.tell_no_source(entry.place)
        return Reference(source, choice)

    def tell_no_source(self, place: Place, more: int = 0) -> None:
        """Report an entry without a source; `more`: so many fields of its section have none either."""
        source = self.sources[0].id if self.sources else "000"
        fr, en = "cette exigence ne dit pas d'où elle vient", "this requirement does not say where it comes from"
        remedy = Text(
            f'Ajoutez « source: "{source} §…" » ou « choix: … » (notre lecture, et pourquoi).',
            f'Add "source: \\"{source} §…\\"" or "choix: …" (our reading, and why).',
        )
        if more:
            fr = f"{fr} ; {more} autre{'s' if more > 1 else ''} de la même rubrique non plus"
            en = f"{en}; nor {'do' if more > 1 else 'does'} {more} more of its section"
            remedy = Text(
                f'Ajoutez « source: "{source} §…" » à la rubrique : elle vaut pour tous ses champs.',
                f'Add "source: \\"{source} §…\\"" to the section: it holds for all its fields.',
            )
        self.problems.add(place, "no_source", f"{fr}.", f"{en}.", remedy)

    def unit(self, entry: ProgrammeEntry, default: Unit = COUNT) -> Unit:
        """The unit of an entry, or the default when it gives none."""
        text = entry.get("unite")
        if text is None:
            return default
        own = [unit.id for unit in self.units]
        unit = parse_unit(text, own)
        if unit is None:
            units = [*_BUILT_IN, *own]
            unknown = next(part for part in text.split("/") if part not in units)
            self.problems.add(
                entry.at("unite"),
                "unknown_unit",
                f"l'unité « {unknown[:40]} » n'existe pas.",
                f'there is no unit "{unknown[:40]}".',
                _unit_meant(unknown, units),
                (unknown,),
            )
            return default
        return unit

    def _check_units(self) -> None:
        for unit in self.entry.get("unites", []):
            name = unit.get("id")
            if name in _BUILT_IN:
                self.problems.add(
                    unit.at("id"),
                    "unit_exists",
                    f"l'unité « {name} » existe déjà sans être déclarée.",
                    f'the unit "{name}" exists already, undeclared.',
                    Text("Retirez-la.", "Remove it."),
                )

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

    def _check_source(self, citation: str, place: Place) -> None:
        identifier, _, passage = citation.partition(" ")
        bare = _out_of_quotes(citation)
        sources = [source.id for source in self.sources]
        if "sources" not in self.entry:
            return  # told already: no source could be cited
        if identifier not in sources:
            self.problems.add(
                place,
                "unknown_source",
                f"la source « {identifier[:40]} » n'est pas déclarée dans programme.yaml.",
                f'the source "{identifier[:40]}" is not declared in programme.yaml.',
                suggestion(identifier, sources) if bare == citation else Text(f'Écrivez "{bare}".', f'Write "{bare}".'),
                (identifier,),
            )
        elif not passage.strip():
            self.problems.add(
                place,
                "no_passage",
                "la source ne dit pas à quel endroit.",
                "the source does not say where in it.",
                Text(f"Écrivez par exemple « {identifier} §2 ».", f'Write for instance "{identifier} §2".'),
            )

    def _duration(self, entry: ProgrammeEntry | None) -> tuple[int, str] | None:
        if entry is None or "valeur" not in entry or "unite" not in entry:
            return None
        self.reference(entry)
        return entry.get("valeur"), entry.get("unite")

    def _recourse(self, entry: ProgrammeEntry | None) -> Recourse | None:
        if entry is None or "texte" not in entry:
            return None
        return Recourse(entry.get("texte").text or "", self.reference(entry))

    def _check_stages(self) -> None:
        actors, stages = [actor.id for actor in self.actors], [stage.id for stage in self.stages]
        for entry in self.entry.get("etapes", []):
            self.check_names([entry.get("acteur", "")], actors, entry.at("acteur"), "acteur", "actor")
            self.check_names(entry.get("suivantes", []), stages, entry.at("suivantes"), "étape", "stage")

    def check_names(self, names: Iterable[str], candidates: Iterable[str], place: Place, fr: str, en: str) -> None:
        """Report each name that is not among the candidates; `fr` and `en` say what it names."""
        possible = set(candidates)
        of_noun = f"d'{fr}" if fr[0] in "aeéio" else f"de {fr}"
        for name in names:
            if name and name not in possible:  # an empty name is told as an empty key
                self.problems.add(
                    place,
                    "unknown_name",
                    f"« {name[:60]} » n'est pas un nom {of_noun} connu.",
                    f'"{name[:60]}" is not the name of a known {en}.',
                    suggestion(name, possible) if possible else _DECLARED_IN.get(fr),
                    (name,),
                )


def _unit_meant(written: str, units: list[str]) -> Text | None:
    """The unit that was surely meant, or how to declare one."""
    quotient = written.replace(" par ", "/")
    if quotient != written and set(quotient.split("/")) <= set(units):
        return to_write(quotient)
    if written in _SIGNS:
        return to_write(_SIGNS[written])
    return suggestion(written, units) if nearest(written, units) else _DECLARE_UNIT


def unique_entries(entries: list[ProgrammeEntry], problems: Problems) -> list[ProgrammeEntry]:
    """The first entry of each `id`; a second is reported."""
    by_identifier: dict[str, ProgrammeEntry] = {}
    for entry in entries:
        identifier = entry.get("id")
        if identifier in by_identifier:
            report_duplicate(identifier, entry.at("id"), by_identifier[identifier].at("id"), problems)
        elif identifier is not None:
            by_identifier[identifier] = entry
    return list(by_identifier.values())


def report_duplicate(identifier: str, place: Place, first: Place, problems: Problems) -> None:
    position = f"ligne {first.line}" if first.file == place.file else f"{first.file}, ligne {first.line}"
    position_en = f"line {first.line}" if first.file == place.file else f"{first.file}, line {first.line}"
    problems.add(
        place,
        "duplicate_id",
        f"l'identifiant « {identifier} » est déjà pris ({position}).",
        f'the identifier "{identifier}" is taken already ({position_en}).',
        Text("Les identifiants sont uniques dans le programme.", "Identifiers are unique in a programme."),
    )


def _out_of_quotes(citation: str) -> str:
    """A citation that is all between quotes of a word processor, without them; the same one otherwise."""
    match = _IN_QUOTES.fullmatch(citation)
    return citation if match is None else match[1]
