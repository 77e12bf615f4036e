"""The whole comparison, in the order in which people are told."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar

from poincon.cahier.basics.text import Text
from poincon.cahier.comparison import form, identity, rules
from poincon.cahier.comparison.differences import Area, Change, Difference
from poincon.cahier.comparison.items import Kind, Voices
from poincon.cahier.comparison.values import paired, value_changes
from poincon.cahier.loading import Package
from poincon.cahier.model import Field, Option, Programme


class _Identified(Protocol):
    @property
    def id(self) -> str: ...


T = TypeVar("T", bound=_Identified)


def compare(before: Package, after: Package) -> list[Difference]:
    """What changed from one package to another; empty when they have the same digest.

    Things are matched by their permanent identifiers alone: one that is renamed is one less and one more.
    """
    if before.digest == after.digest:
        return []
    old, new = before.programme, after.programme
    voices = Voices.of(old, new)
    differences = [
        *identity.PROGRAMME.changes(new.id, old, new, voices),
        *_listed(identity.SOURCES, old.sources, new.sources, voices),
        *_listed(identity.UNITS, old.units, new.units, voices),
        *_listed(identity.ACTORS, old.actors, new.actors, voices),
        *_listed(identity.STAGES, old.stages, new.stages, voices),
        *_listed(identity.MILESTONES, old.calendar, new.calendar, voices),
        *_listed(identity.SETTINGS, old.settings, new.settings, voices),
        *_scales(old, new, voices),
        *_form(old, new, voices),
        *_parameters(old, new, voices),
        *_listed(rules.CRITERION_GROUPS, old.criterion_groups, new.criterion_groups, voices),
        *_listed(rules.RULES, old.rules, new.rules, voices),
        *_listed(identity.TEMPLATES, old.templates.values(), new.templates.values(), voices),
    ]
    return [*differences, *_texts(old, new)] or [_order_only()]


def _listed(kind: Kind[T], before: Iterable[T], after: Iterable[T], voices: Voices) -> list[Difference]:
    return kind.compared(((entity.id, entity) for entity in before), ((entity.id, entity) for entity in after), voices)


def _scales(old: Programme, new: Programme, voices: Voices) -> list[Difference]:
    differences = _listed(identity.SCALES, old.scales, new.scales, voices)
    names = [name for name in new.scale if name in old.scale]
    return differences + identity.LEVELS.compared(
        ((f"{name}.{level.id}", level) for name in names for level in old.scale[name].levels),
        ((f"{name}.{level.id}", level) for name in names for level in new.scale[name].levels),
        voices,
    )


def _form(old: Programme, new: Programme, voices: Voices) -> list[Difference]:
    names = [name for name in new.fields if name in old.fields]
    olds, news = [old.fields[name] for name in names], [new.fields[name] for name in names]
    return [
        *_listed(form.LISTS, old.option_lists, new.option_lists, voices),
        *_options_of_lists(old, new, voices),
        *_listed(form.SECTIONS, old.sections, new.sections, voices),
        *_listed(form.GROUPS, old.groups, new.groups, voices),
        *_listed(form.FIELDS, old.fields.values(), new.fields.values(), voices),
        *form.COLUMNS.compared(_columns(olds), _columns(news), voices),
        *form.OPTIONS.compared(*_own_options(olds, news), voices),
    ]


def _options_of_lists(old: Programme, new: Programme, voices: Voices) -> list[Difference]:
    """Options by `list.option`, of the lists that both have: told once, whatever offers them."""
    shared = {each.id for each in old.option_lists} & {each.id for each in new.option_lists}
    before, after = (
        [
            (f"{each.id}.{option.id}", option)
            for each in programme.option_lists
            if each.id in shared
            for option in each.options
        ]
        for programme in (old, new)
    )
    return form.OPTIONS.compared(before, after, voices)


def _columns(fields: list[Field]) -> Iterable[tuple[str, Field]]:
    """Columns by `table.column`: a column's identifier is its table's own."""
    return ((f"{field.id}.{column.id}", column) for field in fields for column in field.columns)


def _own_options(olds: list[Field], news: list[Field]) -> tuple[list[tuple[str, Option]], list[tuple[str, Option]]]:
    """Options by `field.option`, those of columns too, but where both offer the same list."""
    before, after = _choices(olds), _choices(news)
    shared = {
        name for name, choice in after.items() if choice.option_list and name in before and
        before[name].option_list == choice.option_list
    }  # fmt: skip
    return _options(before, shared), _options(after, shared)


def _choices(fields: list[Field]) -> dict[str, Field]:
    return dict([*((field.id, field) for field in fields), *_columns(fields)])


def _options(choices: dict[str, Field], but: set[str]) -> list[tuple[str, Option]]:
    return [
        (f"{name}.{option.id}", option)
        for name, choice in choices.items()
        if name not in but
        for option in choice.options
    ]


def _parameters(old: Programme, new: Programme, voices: Voices) -> list[Difference]:
    differences = _listed(rules.PARAMETERS, old.parameters, new.parameters, voices)
    for parameter in new.parameters:
        if parameter.id in old.parameter:
            for before, after in paired(old.parameter[parameter.id], parameter):
                differences += value_changes(before, after, voices)
    return differences


def _texts(old: Programme, new: Programme) -> list[Difference]:
    """English texts of things that both have: their French was compared already."""
    changed = [path for path in new.english if path in old.english and new.english[path] != old.english[path]]
    return [
        Difference(
            Area.TEXTS,
            Change.CHANGED,
            path,
            Text(f"L'anglais de {path} change.", f"The English of {path} changes."),
            "english",
            Text(old.english[path], old.english[path]),
            Text(new.english[path], new.english[path]),
        )
        for path in sorted(changed)
    ]


def _order_only() -> Difference:
    return Difference(
        Area.TEXTS,
        Change.CHANGED,
        "",
        Text("Seul l'ordre ou la présentation change.", "Only the order or the presentation changes."),
        "order",
    )
