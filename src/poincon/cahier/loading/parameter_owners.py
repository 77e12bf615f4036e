"""What tables of parameters are read by: choices and verdicts with their options, or a number."""

from __future__ import annotations

from collections.abc import Mapping

from poincon.cahier.basics.located import Located, Scalar
from poincon.cahier.basics.located import Mapping as LocatedMapping
from poincon.cahier.basics.problems import Place, Problems, suggestion
from poincon.cahier.basics.text import Text, to_write
from poincon.cahier.loading.shapes import ProgrammeEntry
from poincon.cahier.model import Field, Parameter
from poincon.cahier.model.enums import RULE_BLOCKS
from poincon.cahier.model.kinds import Type


class KeyOwners:
    """What tables may be read by: choices and verdicts, with their options; numbers, and rules that may be some."""

    def __init__(self, fields: Mapping[str, Field], rules: ProgrammeEntry) -> None:
        named = dict(fields)
        for field in fields.values():
            named |= {f"{field.id}.{column.id}": column for column in field.columns}
        self.options = {
            name: tuple(option.id for option in field.options)
            for name, field in named.items()
            if field.type is Type.CHOICE
        }
        self.days = [field.id for field in fields.values() if field.type is Type.DATE and not field.yearly]
        """What may tell the day at which a value is read."""
        for verdict in rules.get("verdicts", []):
            self.options[verdict.get("id", "")] = tuple(
                {line.get("id", ""): None for line in verdict.get("lignes", [])}
            )
        self.numbers = {name for name, field in named.items() if field.type is Type.NUMBER}
        self.rules = {rule.get("id", "") for block in RULE_BLOCKS for rule in rules.get(block, [])}
        self.numbers |= self.rules

    def noun(self, name: str) -> Text:
        """What that name is, where it is no choice: a number or a rule; empty when it is neither."""
        if name in self.rules:
            return Text("une règle", "a rule")
        return Text("un nombre", "a number") if name in self.numbers else Text("", "")


def owners_meant(node: Located, by: tuple[str, ...], owners: KeyOwners) -> tuple[str, ...]:
    """The choices and verdicts whose options are the keys of a table, level by level; empty when it is not sure.

    `by`: those that its parameter names, which are preferred where several have these options.
    """
    meant: list[str] = []
    level = [node]
    while level and all(isinstance(child, LocatedMapping) and child.entries for child in level):
        mappings = [child for child in level if isinstance(child, LocatedMapping)]
        keys = {key for mapping in mappings for key in mapping.entries}
        possible = [name for name, options in owners.options.items() if keys <= set(options) and name not in meant]
        named = [name for name in (*by[len(meant) : len(meant) + 1], *by) if name in possible]
        if not named and len(possible) != 1:
            return ()
        meant.append((named or possible)[0])
        level = [child for mapping in mappings for child in mapping.entries.values()]
    return tuple(meant) if level and all(isinstance(child, Scalar) for child in level) else ()


def report_owners(entry: ProgrammeEntry, parameter: Parameter, owners: KeyOwners, problems: Problems) -> None:
    """Report each name by which a table cannot be read; one that could be, by the other key, is told so."""
    for name in parameter.by:
        if name in owners.options:
            continue
        if name in owners.numbers and len(parameter.by) == 1:
            fr, en = f"« {name} » est {owners.noun(name).fr}.", f'"{name}" is {owners.noun(name).en}.'
            _add(entry.at("par"), name, fr, en, to_write(f"par_tranche: {name}"), problems)
            continue
        noun = owners.noun(name)
        fr, en = (
            f"« {name[:60]} » n'est pas un nom de choix connu.",
            f'"{name[:60]}" is not the name of a known choice.',
        )
        if noun.fr:
            fr, en = f"« {name} » n'est pas un choix : c'est {noun.fr}.", f'"{name}" is not a choice: it is {noun.en}.'
        free = [option for option in owners.options if option not in parameter.by]
        _add(entry.at("par"), name, fr, en, suggestion(name, free), problems)
    name = parameter.by_band
    if name in owners.options:
        fr, en = f"« {name} » est un choix, et « par_tranche » lit un nombre.", f'"{name}" is a choice, not a number.'
        _add(entry.at("par_tranche"), name, fr, en, to_write(f"par: [{name}]"), problems)
    elif name and name not in owners.numbers:
        fr, en = (
            f"« {name[:60]} » n'est pas un nom de nombre connu.",
            f'"{name[:60]}" is not the name of a known number.',
        )
        _add(entry.at("par_tranche"), name, fr, en, suggestion(name, owners.numbers), problems)


def _add(place: Place, name: str, fr: str, en: str, remedy: Text | None, problems: Problems) -> None:
    problems.add(place, "unknown_name", fr, en, remedy, (name,))
