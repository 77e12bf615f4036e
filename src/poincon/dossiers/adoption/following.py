"""Which answers follow from one version of a programme to another: the rules alone, for a dry run and for the act."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from poincon.cahier.formulas.types import field_unit
from poincon.cahier.model import Field, FieldKind, Programme
from poincon.dossiers.answers import Answer, Answers, Name, is_asked, parse_name, row_count

_TEXTS = frozenset({FieldKind.TEXT, FieldKind.LONG_TEXT})


class Cause(StrEnum):
    """Why an answer cannot follow. Values are permanent: dry runs keep them."""

    FIELD_GONE = "field_gone"
    KIND_CHANGED = "kind_changed"
    OPTION_GONE = "option_gone"
    COLUMN_GONE = "column_gone"
    YEAR_GONE = "year_gone"
    ROW_GONE = "row_gone"


@dataclass(frozen=True, slots=True)
class Left:
    """What does not follow of one answer: its name, the section that it was in, what is left, why."""

    name: str
    section: str
    value: Answer
    cause: Cause


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer that was set aside earlier. `key`: what its keeper knows it by."""

    key: int
    name: str
    value: Answer
    asked_by: Programme
    is_document: bool = False


@dataclass(frozen=True, slots=True)
class Followed:
    """The answers of a dossier under another version, by section; what is left, and what came back (`Kept.key`)."""

    sections: dict[str, Answers]
    documents: frozenset[str]
    left: tuple[Left, ...]
    left_documents: tuple[Left, ...]
    restored: tuple[int, ...] = ()

    @property
    def answers(self) -> Answers:
        return {name: answer for section in self.sections.values() for name, answer in section.items()}


@dataclass(frozen=True, slots=True)
class Given:
    """What a dossier holds: answers by section, file names by the input that they answer, what was set aside.

    `moved`: tables whose rows moved since something of them was set aside; nobody knows any more whose cells those are.
    """

    sections: Mapping[str, Answers]
    documents: Mapping[str, str] = field(default_factory=dict)
    kept: tuple[Kept, ...] = ()
    moved: frozenset[str] = frozenset()


def follow(given: Given, old: Programme, new: Programme, reference_year: int) -> Followed:
    """Everything that a dossier holds, carried to the new version."""
    sections: dict[str, Answers] = {}
    left: list[Left] = []
    for section, answers in given.sections.items():
        for name, value in answers.items():
            kept, rest = carried(name, value, old, new, reference_year)
            if kept is not None:
                sections.setdefault(section_of(name, new, section), {})[name] = kept
            if rest is not None:
                left.append(Left(name, section, *rest))
    documents, left_documents = _documents(given.documents, old, new, reference_year)
    restored = _restore(given, sections, documents, new, reference_year)
    _keep_row_counts(sections, new)
    return Followed(sections, frozenset(documents), tuple(left), tuple(left_documents), tuple(restored))


def section_of(name: str, programme: Programme, default: str) -> str:
    """The section where that version asks for it."""
    parsed = parse_name(name, programme)
    return parsed.field.section if parsed is not None else default


def carried(
    name: str, value: Answer, old: Programme, new: Programme, reference_year: int
) -> tuple[Answer | None, tuple[Answer, Cause] | None]:
    """What of an answer follows, and what is left with why. Of a multiple choice, some options may."""
    before = parse_name(name, old)
    cause = why_left(name, before, new, reference_year)
    if cause is not None:
        return None, (value, cause)
    after = parse_name(name, new)
    if before is None or after is None:
        return value, None
    if after.asked.kind is FieldKind.CHOICES and isinstance(value, list):
        gone = [one for one in value if _option_gone(one, before.asked, after.asked)]
        still = [one for one in value if one not in gone]
        return (still or None), ((gone, Cause.OPTION_GONE) if gone else None)
    if isinstance(value, str) and _lost_option(value, before, after, old, new):
        return None, (value, Cause.OPTION_GONE)
    return value, None


def why_left(name: str, before: Name | None, new: Programme, reference_year: int) -> Cause | None:
    """Why the new version asks for nothing of that name, or for something else; None when it still asks for it."""
    after = parse_name(name, new)
    if after is None:
        return _why_unknown(name, before, new)
    if before is not None and not _same_question(before, after):
        return Cause.KIND_CHANGED
    if name.endswith("[]"):
        in_window = after.year is None or reference_year - after.field.window < after.year <= reference_year
        return None if in_window else Cause.YEAR_GONE
    if is_asked(after, reference_year):
        return None
    if after.row is not None and after.row >= after.field.maximum_rows:
        return Cause.ROW_GONE
    return Cause.YEAR_GONE if after.year is not None else Cause.KIND_CHANGED


def _why_unknown(name: str, before: Name | None, new: Programme) -> Cause:
    """The name does not parse there: no such field, one that is asked otherwise, or no such column."""
    if before is None:
        return Cause.FIELD_GONE
    field_ = new.fields.get(before.field.id)
    if field_ is None:
        return Cause.FIELD_GONE
    if field_.kind is not before.field.kind or field_.yearly is not before.field.yearly:
        return Cause.KIND_CHANGED
    return Cause.COLUMN_GONE if before.row is not None else Cause.KIND_CHANGED


def _same_question(before: Name, after: Name) -> bool:
    """Whether an answer to one means the same to the other. A bound that moved is told at its field, as any other."""
    if before.field.kind is not after.field.kind and not {before.field.kind, after.field.kind} <= _TEXTS:
        return False
    one, other = before.asked, after.asked
    if one.kind is not other.kind and not {one.kind, other.kind} <= _TEXTS:
        return False
    return field_unit(one) == field_unit(other)


def _option_gone(value: str, one: Field, other: Field) -> bool:
    """An option that there was and is no more; what never was one stays beside its error."""
    return one.option(value) is not None and other.option(value) is None


def _lost_option(value: str, before: Name, after: Name, old: Programme, new: Programme) -> bool:
    one, other = before.asked, after.asked
    if one.kind is FieldKind.CHOICE:
        return _option_gone(value, one, other)
    leveled = one.kind is FieldKind.STATEMENT or (one.is_statement and before.part == "reponse")
    if not leveled or one.scale is None or other.scale is None:
        return False
    return old.scale[one.scale].level(value) is not None and new.scale[other.scale].level(value) is None


def _documents(
    documents: Mapping[str, str], old: Programme, new: Programme, reference_year: int
) -> tuple[set[str], list[Left]]:
    kept: set[str] = set()
    left: list[Left] = []
    for name, file in documents.items():
        before = parse_name(name, old)
        cause = why_left(name, before, new, reference_year)
        if cause is None:
            kept.add(name)
        else:
            left.append(Left(name, before.field.section if before else "", file, cause))
    return kept, left


def _restore(
    given: Given, sections: dict[str, Answers], documents: set[str], new: Programme, reference_year: int
) -> list[int]:
    """Put back what the new version asks for again, where nothing was answered meanwhile. The last set aside wins."""
    restored: list[int] = []
    for kept in reversed(given.kept):
        fits, rest = carried(kept.name, kept.value, kept.asked_by, new, reference_year)
        parsed = parse_name(kept.name, new)
        if parsed is None or fits is None or rest is not None:
            continue
        if parsed.row is not None and parsed.base in given.moved:
            continue
        if kept.is_document:
            if kept.name not in documents:
                documents.add(kept.name)
                restored.append(kept.key)
            continue
        answers = sections.setdefault(parsed.field.section, {})
        now = answers.get(kept.name)
        if now is None:
            answers[kept.name] = fits
        elif isinstance(now, list) and isinstance(fits, list):
            answers[kept.name] = [*now, *(one for one in fits if one not in now)]
        elif now != fits and not (kept.name.endswith("[]") and parsed.base not in given.moved):
            continue
        restored.append(kept.key)
    return restored


def _keep_row_counts(sections: dict[str, Answers], new: Programme) -> None:
    """A table has as many rows as its cells need, and no more than it may have."""
    for answers in sections.values():
        for base, rows in _rows(answers, new).items():
            parsed = parse_name(f"{base}[]", new)
            most = parsed.field.maximum_rows if parsed is not None else rows
            count = min(most, max(row_count(answers, base), rows))
            if f"{base}[]" in answers or count:
                answers[f"{base}[]"] = str(count)


def _rows(answers: Answers, new: Programme) -> dict[str, int]:
    rows: dict[str, int] = {}
    for name in answers:
        parsed = parse_name(name, new)
        if parsed is not None and parsed.field.kind is FieldKind.TABLE:
            rows[parsed.base] = max(rows.get(parsed.base, 0), parsed.row + 1 if parsed.row is not None else 0)
    return rows
