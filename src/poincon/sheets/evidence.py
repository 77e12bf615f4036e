"""Snapshots in the export of what they froze, and their outcomes computed again (`workflow.evidence`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from poincon.cahier.basics.problems import Unusable
from poincon.sheets.frozen import content_of
from poincon.sheets.snapshots import canonical, digest_of, outcomes_of
from poincon.sheets.standing import Standing, standing_of_frozen
from poincon.sheets.summary import Summaries
from poincon.ui.components import SummaryList
from poincon.ui.moments import moment_words
from poincon.workflow.evidence import Evidence, FrozenRow, Line, Section, Table, instant_of, name_of

UNREADABLE = (ArithmeticError, AttributeError, KeyError, LookupError, RecursionError, TypeError, ValueError, Unusable)
"""What a content of another shape may raise, which an archive from anybody may hold."""
_COMPARED = ("status", "value", "exact")
"""What an outcome says. Its sentence is ours, and may be worded better one day."""


def sections(evidence: Evidence) -> Iterable[Section]:
    """Each snapshot: its answers and its outcomes, in words, and its content as it was frozen."""
    rows = evidence.rows("snapshot")
    if rows:
        members = {name: content for row in rows for name, content in _members(row).items()}
        yield Section("snapshots", _("Ce qui a été déposé"), tuple(_line(evidence, row) for row in rows), members)


def _members(row: FrozenRow) -> dict[str, bytes]:
    content = content_of(row.columns)
    return {
        f"{row.number}.json": str(row.columns["content"]).encode(),
        f"{row.number}-outcomes.json": canonical(content["outcomes"]).encode(),
    }


def _line(evidence: Evidence, row: FrozenRow) -> Line:
    content = content_of(row.columns)
    standing = standing_of_frozen(content, evidence.package(content["programme_digest"]))
    return Line(
        title=_("Déposé le %(moment)s par %(name)s")
        % {
            "moment": moment_words(instant_of(row.columns, "made_at"), "fr"),
            "name": name_of(evidence, row.columns, "made_by_id"),
        },
        tables=(*_answers(standing), _outcomes(content)),
        files=tuple(str(document["file"]) for document in content["documents"].values()),
        members=tuple(_members(row)),
    )


def _answers(standing: Standing) -> Iterator[Table]:
    for part in Summaries(standing, "fr", None).all():
        yield Table(part.title, (_("Question"), _("Réponse")), tuple((row.label, row.value) for row in part.rows))
        yield from _tables(part)


def _tables(part: SummaryList) -> Iterator[Table]:
    return (Table(row.label, tuple(row.columns), tuple(row.rows)) for row in part.rows if row.rows)


def _outcomes(content: Mapping[str, Any]) -> Table:
    lines = [(name, str(outcome["text"])) for name, outcome in content["outcomes"].items()]
    return Table(_("Résultats"), (_("Règle"), _("Résultat")), tuple(lines))


def faults(evidence: Evidence) -> Iterator[str]:
    """What does not hold of each snapshot: its own digests, its outcomes under the package of that day."""
    for row in evidence.rows("snapshot"):
        try:
            yield from _faults(evidence, row)
        except UNREADABLE:
            yield _("cliché %(number)s : ses résultats ne peuvent pas être recalculés.") % {"number": row.number}


def _faults(evidence: Evidence, row: FrozenRow) -> Iterator[str]:
    names = {"number": row.number}
    content = content_of(row.columns)
    if digest_of(str(row.columns["content"])) != row.columns["digest"]:
        yield _("cliché %(number)s : son empreinte n’est pas celle de son contenu.") % names
    if digest_of(canonical(content["answers"])) != content["answers_digest"]:
        yield _("cliché %(number)s : l’empreinte des réponses n’est pas la leur.") % names
    computed = outcomes_of(standing_of_frozen(content, evidence.package(content["programme_digest"])))
    frozen = content["outcomes"]
    for name in sorted(computed.keys() | frozen.keys()):
        if _compared(computed.get(name)) != _compared(frozen.get(name)):
            yield _("cliché %(number)s, résultat « %(name)s » : le recalcul en donne un autre.") % {
                **names,
                "name": name,
            }


def _compared(outcome: Mapping[str, Any] | None) -> list[Any] | None:
    return None if outcome is None else [outcome[name] for name in _COMPARED]
