"""Outcomes and answers as HTML: a page has a line for each, by hundreds, hence drawn in code."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from poincon.cahier.basics.text import Language
from poincon.cahier.explanation import Choice
from poincon.ui.components import Link, OutcomeLine, SummaryList, SummaryRow, YearOutcome
from poincon.ui.drawing import NOTHING, Attributes, element, lines, together, unseen
from poincon.ui.language import language

# outcomes


def draw_outcome(outcome: OutcomeLine) -> SafeString:
    """Draw an outcome, and why it is so. Several stand in `<ul class="outcomes plain">`, each in its `<li>`."""
    attributes: Attributes = {
        "class": f"outcome outcome-{outcome.mark}",
        "id": f"resultat-{outcome.id}",
        "data-outcome": outcome.id,
        "data-status": outcome.state,
    }
    return element(
        "div",
        attributes,
        element("p", {"class": "outcome-status"}, _shape(outcome.mark), element("span", {}, outcome.word)),
        element(
            "div", {"class": "outcome-what"}, element("p", {"class": "outcome-label"}, outcome.label), _target(outcome)
        ),
        element("p", {"class": "outcome-value"}, outcome.value) if outcome.value else NOTHING,
        _why(outcome),
    )


def _target(outcome: OutcomeLine) -> SafeString:
    if outcome.target:
        strength = element("span", {"class": "outcome-strength"}, f"({outcome.strength})") if outcome.strength else ""
        return element("p", {"class": "outcome-target"}, _("Cible\u00a0:"), " ", outcome.target, " ", strength)
    return element("p", {"class": "outcome-target outcome-strength"}, outcome.strength) if outcome.strength else NOTHING


def _why(outcome: OutcomeLine) -> SafeString:
    """What opens below: its sentence, what it waits for, each year, its source and our readings."""
    if not (outcome.sentence or outcome.years or outcome.missing or outcome.choices):
        return NOTHING
    parts = [element("p", {}, text) for text in (outcome.sentence, outcome.help) if text]
    if outcome.missing:
        parts += [element("p", {}, _("Il manque\u00a0:")), element("ul", {}, *map(_lacking, outcome.missing))]
    if outcome.years:
        parts.append(element("ul", {"class": "outcome-years plain"}, *map(_year, outcome.years)))
    if outcome.source:
        parts.append(element("p", {"class": "source"}, _("Texte\u00a0:"), " ", outcome.source))
    if outcome.choices:
        parts.append(_readings(outcome.choices, language()))
    about = element("summary", {}, _("Pourquoi\u00a0?"), unseen(f" {outcome.label}"))
    attributes: Attributes = {"class": "why", "id": f"pourquoi-{outcome.id}"}
    return element("details", attributes, about, element("div", {"class": "why-body"}, *parts))


def _lacking(link: Link) -> SafeString:
    return element("li", {}, element("a", {"href": link.url}, link.label) if link.url else link.label)


def _year(outcome: YearOutcome) -> SafeString:
    value = together(element("span", {"class": "figure"}, outcome.value), " ") if outcome.value else ""
    year = element("strong", {}, str(outcome.year))
    return element("li", {}, year, " ", value, element("span", {}, outcome.word))


@lru_cache(maxsize=16)
def _shape(mark: str) -> SafeString:
    """A shape is the same everywhere: its template is rendered once."""
    return SafeString(render_to_string("ui/components/shape.html", {"mark": mark}))


@lru_cache(maxsize=1024)
def _readings(choices: tuple[Choice, ...], language: Language) -> SafeString:
    """The readings of a version of a programme are the same in all dossiers: their template is rendered once."""
    return SafeString(render_to_string("ui/components/choices.html", {"choices": choices}))


# answers


def draw_summary(summary: SummaryList) -> SafeString:
    """Draw one section of "check your answers"."""
    words = _words(language())
    changing = element("p", {}, _change(words, summary.change, summary.title)) if summary.change else NOTHING
    head = element("div", {"class": "summary-head"}, element("h2", {}, summary.title), changing)
    return element(
        "section", {"class": "summary"}, head, element("dl", {}, *(_row(words, row) for row in summary.rows))
    )


@dataclass(frozen=True, slots=True)
class _Words:
    """What the rows of a summary say again and again: looked up once for a language."""

    change: str
    missing: SafeString
    unanswered: SafeString


@lru_cache(maxsize=2)
def _words(language: Language) -> _Words:
    return _Words(
        change=_("Modifier"),
        missing=element("strong", {"class": "missing"}, _("Réponse obligatoire, pas encore donnée")),
        unanswered=element("span", {"class": "soft"}, _("Sans réponse")),
    )


def _row(words: _Words, row: SummaryRow) -> SafeString:
    classes = f"summary-row{' summary-wrong' * bool(row.errors)}{' summary-wide' * bool(row.rows)}"
    errors = [element("p", {"class": "field-error"}, error) for error in row.errors]
    change = (
        element("dd", {"class": "summary-change"}, _change(words, row.change, row.label)) if row.change else NOTHING
    )
    return element(
        "div",
        {"class": classes},
        element("dt", {}, row.label),
        element("dd", {}, _answer(words, row), *errors),
        change,
    )


def _answer(words: _Words, row: SummaryRow) -> SafeString:
    if row.rows:
        return _table(row)
    if row.value:
        return lines(row.value)
    return words.missing if row.required else words.unanswered


def _table(row: SummaryRow) -> SafeString:
    heads = [element("th", {"scope": "col"}, column) for column in row.columns]
    rows = [element("tr", {}, *(element("td", {}, cell) for cell in line)) for line in row.rows]
    table = element("table", {}, element("thead", {}, element("tr", {}, *heads)), element("tbody", {}, *rows))
    scroll: Attributes = {"class": "scroll", "tabindex": "0", "role": "group", "aria-label": row.label}
    return element("div", scroll, table)


def _change(words: _Words, address: str, about: str) -> SafeString:
    return element("a", {"href": address}, words.change, unseen(f" {about}"))
