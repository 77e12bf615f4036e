"""The names that a formula may read, before it is checked: enough to order rules."""

from __future__ import annotations

from poincon.cahier.formulas import syntax
from poincon.cahier.formulas.choices import criteria_of
from poincon.cahier.formulas.errors import FormulaError
from poincon.cahier.formulas.parser import parse
from poincon.cahier.model import Programme


def names_read(text: str, programme: Programme) -> set[str]:
    """Every name that a formula may read, without checking it: enough to order rules. Empty when it does not parse."""
    try:
        todo: list[tuple[object, frozenset[str]]] = [(parse(text), frozenset())]
    except FormulaError:
        return set()
    names: set[str] = set()
    while todo:
        item, columns = todo.pop()
        if isinstance(item, tuple):
            todo.extend((part, columns) for part in item)
        elif isinstance(item, syntax.Binary) and (answer := _compared_with_its_option(item, programme)) is not None:
            todo.append((answer, columns))
        elif isinstance(item, syntax.Name):
            names.update(({item.id} | _reading_day(item.id, programme)) - columns)
        elif isinstance(item, syntax.Dotted):
            names.update({item.id} if item.base == "dossier" else set())
        elif isinstance(item, syntax.Lookup):
            names.update(_owner_of_bands(item, programme) | _reading_day(item.name, programme))
            todo.append((item.arguments, columns))
        elif isinstance(item, syntax.CountCriteria):
            names.update(rule.id for rule in criteria_of(programme, item.group))
        elif isinstance(item, syntax.Syntax):
            inside = columns | _columns_of(item, programme)
            names.update(_tables_of(item))
            parts = {name: getattr(item, name) for name in item.__dataclass_fields__}
            todo.extend((part, inside if name == "condition" else columns) for name, part in parts.items())
    return names


def _compared_with_its_option(at: syntax.Binary, programme: Programme) -> syntax.Name | None:
    """The choice of « nature = travaux », which is refused whatever else `travaux` names; None of anything else."""
    if not (isinstance(at.first, syntax.Name) and isinstance(at.second, syntax.Name)):
        return None
    first, second = at.first, at.second
    for answer, option in ((first, second), (second, first)):
        for field in programme.fields.values():
            for chooser in (field, *field.columns):
                if chooser.id == answer.id and option.id in [each.id for each in chooser.options]:
                    return answer
    return None


def does_not_parse(text: str) -> bool:
    """Whether the names of a formula are not known, since it does not parse."""
    try:
        parse(text)
    except FormulaError:
        return True
    return False


def _owner_of_bands(at: syntax.Lookup, programme: Programme) -> set[str]:
    """The rule whose bands a table has: it must be checked before, since its unit is that of the bounds."""
    table = programme.parameter.get(at.name)
    return {table.by_band} & programme.rule.keys() if table is not None else set()


def _reading_day(name: str, programme: Programme) -> set[str]:
    """The date field at whose day a parameter is read."""
    parameter = programme.parameter.get(name)
    return {parameter.day_field} - {""} if parameter is not None else set()


def _tables_of(at: syntax.Syntax) -> tuple[str, ...]:
    if isinstance(at, syntax.OverTable):
        return (at.table,)
    return at.tables if isinstance(at, syntax.ForEach) else ()


def _columns_of(at: syntax.Syntax, programme: Programme) -> frozenset[str]:
    """After a « où », a bare name is first a column."""
    fields = [programme.fields[name] for name in _tables_of(at)[:1] if name in programme.fields]
    return frozenset(column.id for field in fields for column in field.columns)
