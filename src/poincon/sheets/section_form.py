"""The form of a section, made from the package alone: widgets by group, years side by side, errors at their field."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from poincon.cahier.basics.text import Language
from poincon.cahier.dossiers.absences import REASON
from poincon.cahier.evaluation import FieldState
from poincon.cahier.explanation import BoundWords, Names
from poincon.cahier.loading import Package
from poincon.cahier.model import Field, FieldKind, Group, Section
from poincon.files.serving import state_words
from poincon.sheets.answers import Changes, Name, parts_of, rows_of
from poincon.sheets.printing import unprintable
from poincon.sheets.standing import Standing
from poincon.ui.components import ErrorLink, error_links
from poincon.ui.text import size_words
from poincon.ui.widgets import WIDGETS, CurrentFile, Widget, Widgets, YearsTable, problem


@dataclass(frozen=True, slots=True)
class Block:
    """A group as the page shows it: fields asked once, or a table of years; yearly tables and documents apart."""

    id: str
    title: str
    help: str
    widgets: tuple[Widget, ...] = ()
    years: YearsTable | None = None


Opens = Callable[[Name], bool]
"""Whether the input of that name may be written."""
FileUrl = Callable[[uuid.UUID], str]
"""Where a document is read."""


def shown_fields(standing: Standing, section: Section) -> tuple[str, ...]:
    """The fields that the section's form asks for, in one year at least."""
    return tuple(dict.fromkeys(state.field.id for state in standing.fields_of(section.id) if state.shown is not False))


def questions(standing: Standing, section: Section) -> str:
    """A digest of what the form asks here, and of its sections: an older page tells by it that an answer changed it."""
    shown = [*(shown.id for shown in standing.asked_sections), "", *shown_fields(standing, section)]
    return hashlib.sha256(" ".join(shown).encode()).hexdigest()[:16]


class SectionPage:
    """`typed`: what was posted and could not be saved, shown again. `file_errors`: documents refused, by input name.

    `opens`: which inputs may be written; the others are read only. `file_url`: where the owner shows a document.
    `remarks`: what is asked, by base name.
    """

    def __init__(
        self,
        standing: Standing,
        section: Section,
        language: Language,
        typed: Changes,
        file_errors: Mapping[str, str],
        *,
        opens: Opens,
        file_url: FileUrl,
        now: datetime,
        remarks: Mapping[str, str] | None = None,
    ) -> None:
        self.standing = standing
        self.now = now
        self.section = section
        self.names = Names(standing.package.programme, language)
        self.widgets = Widgets(self.names)
        self.opens, self.file_url = opens, file_url
        self.remarks = remarks or {}
        self.answers = {**standing.by_name, **{name: value for name, value in typed.items() if value}}
        self.states = {(state.field.id, state.year): state for state in standing.fields_of(section.id)}
        self.shown = frozenset(shown_fields(standing, section))
        self.files = {attachment.name: self._current(attachment) for attachment in standing.attachments}
        printing = unprintable(standing, language, opens, section=section.id, answers=self.answers)
        unprintables = {name.text: [words] for name, words in printing.items()}
        self.errors = {**unprintables, **self._problems(), **{name: [text] for name, text in file_errors.items()}}

    def blocks(self) -> list[Block]:
        return [block for group in self.section.groups for block in self._group(group)]

    def error_links(self) -> tuple[ErrorLink, ...]:
        return error_links(self.errors, {name: self.names.path(name) for name in self.errors})

    # groups

    def _group(self, group: Group) -> list[Block]:
        shown = [field for field in group.fields if field.id in self.shown]
        if not shown:
            return []
        title, about = self.names.group(group), self.names.text(f"groupes.{group.id}.aide", group.help)
        if not group.window:
            widgets = tuple(self._widget(field, None) for field in shown)
            return [Block(group.id, title, about, widgets)]
        last = self.standing.sheet.reference_year
        years = list(range(last - group.window + 1, last + 1))
        beside = [field for field in shown if WIDGETS[field.kind].in_years]
        below = [field for field in shown if field not in beside]
        blocks = []
        if beside:
            blocks.append(Block(group.id, title, about, (), self._years(group, beside, years)))
        if below:
            widgets = tuple(self._widget(field, year) for field in below for year in years)
            blocks.append(Block(f"{group.id}-suite", title if not beside else "", "" if beside else about, widgets))
        return blocks

    def _years(self, group: Group, fields: Sequence[Field], years: Sequence[int]) -> YearsTable:
        """The table of these fields over these years, whose cells are open, or read only, one by one."""
        names = {year: [Name(field, year) for field in fields] for year in years}
        return self.widgets.years(
            group,
            years,
            {year: {name.field.id: self.answers.get(name) for name in of_year} for year, of_year in names.items()},
            fields=fields,
            errors=self.errors,
            files=self.files,
            closed={name.text for of_year in names.values() for name in of_year if not self.opens(name)},
            remarks=self.remarks,
        )

    # fields

    def _widget(self, field: Field, year: int | None) -> Widget:
        name = Name(field, year)
        state = self.states.get((field.id, year))
        widget = self.widgets.field(
            field,
            self._raw(name),
            name=name.text,
            errors=self.errors,
            files=self.files,
            disabled=not self.opens(name),
            required=self._required(state),
        )
        bounds = _bound_hints(self.standing.package, self.names.language).get(field.id, "")
        hint = f"{widget.hint.rstrip('.')}. {bounds}" if widget.hint and bounds else widget.hint or bounds
        label = widget.label if year is None else f"{widget.label} ({year})"
        return replace(widget, label=label, hint=hint, remark=self.remarks.get(name.text, ""))

    def _required(self, state: FieldState | None) -> bool | None:
        return None if state is None else state.required is True

    def _raw(self, name: Name) -> Any:
        if name.field.kind is FieldKind.TABLE:
            return rows_of(self.answers, name)
        if name.field.kind is FieldKind.FREE_STATEMENT:
            return parts_of(self.answers, name)
        if name.field.kind is FieldKind.FILE:
            return {REASON: str(self.answers.get(name.absence, ""))}
        return self.answers.get(name)

    def _problems(self) -> dict[str, list[str]]:
        """Messages at their field, in the words of whoever types."""
        messages: dict[str, list[str]] = {}
        language = self.names.language
        for name, problems in self.standing.problems_of(self.section).items():
            answer = self.answers.get(name)
            message = (
                problem(name.field, answer, self.names) if name == name.whole and isinstance(answer, str) else None
            )
            messages[name.text] = (
                [message] if message else [_sentence(each.message.into(language)) for each in problems]
            )
        return messages

    def _current(self, attachment: Any) -> CurrentFile:
        file = attachment.file
        address = self.file_url(file.pk)
        return CurrentFile(file.name, size_words(file.size, self.names.language), address, state_words(file, self.now))


@lru_cache(maxsize=64)
def _bound_hints(package: Package, language: Language) -> dict[str, str]:
    """The bounds that other answers give, by field: « Au plus « Effectif total ». »; packages compared by identity."""
    words = BoundWords(package.programme, language)
    return {
        field: " ".join(f"{_sentence(words.bound(bound))}." for bound in bounds)
        for field, bounds in package.rulebook.bounds.items()
    }


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
