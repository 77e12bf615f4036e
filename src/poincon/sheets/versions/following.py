"""Which answers follow from one version of a programme to another: the rules alone, for a dry run and for the act."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from poincon.cahier.formulas.types import field_unit
from poincon.cahier.model import Field, FieldKind, Programme
from poincon.sheets.answers import (
    Answer,
    Answers,
    Name,
    NamedAnswers,
    is_asked,
    is_in_window,
    named,
    parse_name,
    row_count,
)

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
class Leftover:
    """What does not follow of an answer: its name, the section that it was in, what is left, why.

    `before`: the name as the old version reads it; None when it does not.
    """

    name: str
    section: str
    value: Answer
    cause: Cause
    before: Name | None = None


@dataclass(frozen=True, slots=True)
class EarlierAnswer:
    """An answer that was set aside earlier. `key`: what its keeper knows it by."""

    key: int
    name: str
    value: Answer
    asked_by: Programme
    is_document: bool = False


@dataclass(frozen=True, slots=True)
class FollowedAnswers:
    """A sheet's answers under another version, by section; what is left, and what came back (`EarlierAnswer.key`)."""

    sections: dict[str, NamedAnswers]
    documents: frozenset[Name]
    leftovers: tuple[Leftover, ...]
    leftover_documents: tuple[Leftover, ...]
    restored: tuple[int, ...] = ()

    @property
    def answers(self) -> NamedAnswers:
        return {name: answer for section in self.sections.values() for name, answer in section.items()}


@dataclass(frozen=True, slots=True)
class Contents:
    """What a sheet holds: answers by section, file names by the input that they answer, what was set aside.

    `moved`: tables whose rows moved since something of them was set aside; nobody knows any more whose cells those are.
    """

    sections: Mapping[str, Answers]
    documents: Mapping[str, str] = field(default_factory=dict)
    set_aside: tuple[EarlierAnswer, ...] = ()
    moved: frozenset[str] = frozenset()

    def by_name(self, programme: Programme) -> tuple[NamedAnswers, dict[Name, str]]:
        """The answers, and the file names of the documents, as that version reads them."""
        answers = {text: answer for section in self.sections.values() for text, answer in section.items()}
        return named(answers, programme), named(self.documents, programme)

    def documents_after(self, followed: FollowedAnswers) -> dict[Name, str]:
        """The file names of the documents that follow, and of those that come back."""
        files = dict(self.documents)
        for answer in self.set_aside:
            if answer.key in followed.restored and answer.is_document:
                files[answer.name] = str(answer.value)
        return {name: files[name.text] for name in followed.documents}


@dataclass(frozen=True, slots=True)
class VersionChange:
    """From a version of a programme to another, for the sheets of a reference year."""

    old: Programme
    new: Programme
    reference_year: int

    def read(self, text: str) -> tuple[Name | None, Name | None]:
        """The name of that text as each version reads it."""
        before = parse_name(text, self.old)
        return before, parse_name(text, self.new) if before is None else before.under(self.new)

    def carried(
        self, before: Name | None, after: Name | None, value: Answer
    ) -> tuple[Answer | None, tuple[Answer, Cause] | None]:
        """What of an answer follows, and what is left with why. Of a multiple choice, some options may."""
        cause = self.why_left(before, after)
        if cause is not None:
            return None, (value, cause)
        if before is None or after is None:
            return value, None
        if after.asked.kind is FieldKind.CHOICES and isinstance(value, list):
            lost = [option for option in value if _option_gone(option, before.asked, after.asked)]
            rest = [option for option in value if option not in lost]
            return (rest or None), ((lost, Cause.OPTION_GONE) if lost else None)
        if isinstance(value, str) and _lost_option(value, before, after, self.old, self.new):
            return None, (value, Cause.OPTION_GONE)
        return value, None

    def why_left(self, before: Name | None, after: Name | None) -> Cause | None:
        """Why the new version asks for nothing of a name, or for something else; None when it still asks for it."""
        if after is None:
            return _why_unknown(before, self.new)
        if before is not None and not _same_question(before, after):
            return Cause.KIND_CHANGED
        if after.counts_rows:
            return None if is_in_window(after, self.reference_year) else Cause.YEAR_GONE
        if is_asked(after, self.reference_year):
            return None
        if after.row is not None and after.row >= after.field.maximum_rows:
            return Cause.ROW_GONE
        return Cause.YEAR_GONE if after.year is not None else Cause.KIND_CHANGED


def follow(contents: Contents, old: Programme, new: Programme, reference_year: int) -> FollowedAnswers:
    """Everything that a sheet holds, carried to the new version."""
    change = VersionChange(old, new, reference_year)
    sections: dict[str, NamedAnswers] = {}
    leftovers: list[Leftover] = []
    for section, answers in contents.sections.items():
        for text, value in answers.items():
            before, after = change.read(text)
            answer, rest = change.carried(before, after, value)
            if after is not None and answer is not None:
                sections.setdefault(after.section, {})[after] = answer
            if rest is not None:
                leftovers.append(Leftover(text, section, *rest, before))
    documents, leftover_documents = _documents(contents.documents, change)
    restored = _restore(contents, sections, documents, change)
    for answers_of_section in sections.values():
        _keep_row_counts(answers_of_section)
    return FollowedAnswers(sections, frozenset(documents), tuple(leftovers), tuple(leftover_documents), tuple(restored))


def _why_unknown(before: Name | None, new: Programme) -> Cause:
    """The new version has no such name: no such field, a field that is asked otherwise, or no such column."""
    if before is None:
        return Cause.FIELD_GONE
    field_ = new.fields.get(before.field.id)
    if field_ is None:
        return Cause.FIELD_GONE
    if field_.kind is not before.field.kind or field_.yearly is not before.field.yearly:
        return Cause.KIND_CHANGED
    return Cause.COLUMN_GONE if before.row is not None else Cause.KIND_CHANGED


def _same_question(before: Name, after: Name) -> bool:
    """Whether an answer means the same to both. A bound that moved is told at its field, as any other."""
    if before.field.kind is not after.field.kind and not {before.field.kind, after.field.kind} <= _TEXTS:
        return False
    old_field, new_field = before.asked, after.asked
    if old_field.kind is not new_field.kind and not {old_field.kind, new_field.kind} <= _TEXTS:
        return False
    return field_unit(old_field) == field_unit(new_field)


def _option_gone(value: str, old_field: Field, new_field: Field) -> bool:
    """An option that there was and is no more; what never was one stays beside its error."""
    return old_field.option(value) is not None and new_field.option(value) is None


def _lost_option(value: str, before: Name, after: Name, old: Programme, new: Programme) -> bool:
    old_field, new_field = before.asked, after.asked
    if old_field.kind is FieldKind.CHOICE:
        return _option_gone(value, old_field, new_field)
    leveled = old_field.kind is FieldKind.STATEMENT or (old_field.is_statement and before.part == "reponse")
    if not leveled or old_field.scale is None or new_field.scale is None:
        return False
    return old.scale[old_field.scale].level(value) is not None and new.scale[new_field.scale].level(value) is None


def _documents(documents: Mapping[str, str], change: VersionChange) -> tuple[set[Name], list[Leftover]]:
    following: set[Name] = set()
    leftovers: list[Leftover] = []
    for text, file in documents.items():
        before, after = change.read(text)
        cause = change.why_left(before, after)
        if cause is not None:
            leftovers.append(Leftover(text, before.section if before else "", file, cause, before))
        elif after is not None:
            following.add(after)
    return following, leftovers


def _restore(
    contents: Contents, sections: dict[str, NamedAnswers], documents: set[Name], change: VersionChange
) -> list[int]:
    """Put back what the new version asks for again, where nothing was answered meanwhile. The last set aside wins."""
    restored: list[int] = []
    for earlier in reversed(contents.set_aside):
        since = replace(change, old=earlier.asked_by)
        before, name = since.read(earlier.name)
        fits, rest = since.carried(before, name, earlier.value)
        if name is None or fits is None or rest is not None:
            continue
        if name.row is not None and name.base in contents.moved:
            continue
        if earlier.is_document:
            absent = name.row is None and name.absence in sections.get(name.section, {})
            if name not in documents and not absent:
                documents.add(name)
                restored.append(earlier.key)
            continue
        if name.declares_absence and name.whole in documents:
            continue
        answers = sections.setdefault(name.section, {})
        now = answers.get(name)
        if now is None:
            answers[name] = fits
        elif isinstance(now, list) and isinstance(fits, list):
            answers[name] = [*now, *(option for option in fits if option not in now)]
        elif now != fits and not (name.counts_rows and name.base not in contents.moved):
            continue
        restored.append(earlier.key)
    return restored


def _keep_row_counts(answers: NamedAnswers) -> None:
    """A table has as many rows as its cells need, and no more than it may have."""
    rows: dict[Name, int] = {}
    for name in answers:
        if name.field.kind is FieldKind.TABLE:
            rows[name.whole] = max(rows.get(name.whole, 0), name.row + 1 if name.row is not None else 0)
    for table, least in rows.items():
        count = min(table.field.maximum_rows, max(row_count(answers, table), least))
        if table.row_count in answers or count:
            answers[table.row_count] = str(count)
