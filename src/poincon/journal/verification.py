"""Whether the journal, and all that its acts froze, still say what was written.

Five questions, in this order: do the guards of the database stand; does each act follow the one before it and hold its
own digest; does each row that an act froze hold its digest, and has each such row an act; does each day's seal fit its
acts; does each seal that something names stand. What does not hold is named, and the rest is verified all the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import DataError, connection
from django.utils.translation import gettext as _

from poincon.journal import guard
from poincon.journal.chain import GENESIS, Subject, day_of
from poincon.journal.frozen_rows import FrozenRows
from poincon.journal.models import Act, DailyRoot
from poincon.journal.reading import one_instant
from poincon.journal.sealing import SEALED, WITHDRAWN, root_of, start_of

BATCH = 2000
MOST = 100
"""So many faults are named; the others are counted."""

UNREADABLE = (DataError, ValueError, TypeError, AttributeError, OverflowError)
"""What reading a row raises when its columns hold what nothing here writes: whoever changes them may write anything."""

Advance = Callable[[int, int], None]
"""Called with how many acts are verified, and how many contents outside the database, at each of them."""


def advance_words(acts: int, contents: int) -> str:
    """How far a verification is, as a terminal says it."""
    return _("Vérifiés jusqu'ici : %(acts)d actes, %(contents)d documents…") % {"acts": acts, "contents": contents}


def _silent(acts: int, contents: int) -> None:
    pass


@dataclass
class Findings:
    """What was verified, and what does not hold: a sentence each, the first hundred, and how many there are."""

    acts: int = 0
    rows: int = 0
    days: int = 0
    contents: int = 0
    withdrawals: list[str] = field(default_factory=list)
    """The seals that were withdrawn, a sentence each: whoever verifies says whether a clock was ahead that day."""
    faults: list[str] = field(default_factory=list)
    count: int = 0

    def fault(self, sentence: str) -> None:
        self.count += 1
        if len(self.faults) < MOST:
            self.faults.append(sentence)

    @property
    def hold(self) -> bool:
        return not self.count


def verify(advance: Advance = _silent, copies: Iterable[DailyRoot] = ()) -> Findings:
    """Recompute everything, as it stands at one instant; then what is outside the database, which may take hours.

    `copies`: seals kept elsewhere, to be found as they were.
    """
    findings = Findings()
    rows = FrozenRows(findings.fault)
    try:
        with one_instant():
            _verify_inside(findings, rows, advance, copies)
    except UNREADABLE:
        figures = {"count": findings.acts}
        findings.fault(_("une valeur ne se lit pas, après %(count)d actes : la suite n'est pas vérifiée.") % figures)

    def advance_outside() -> None:
        findings.contents += 1
        advance(findings.acts, findings.contents)

    rows.verify_outside(advance_outside)
    return findings


def _verify_inside(findings: Findings, rows: FrozenRows, advance: Advance, copies: Iterable[DailyRoot]) -> None:
    for name in guard.missing(connection):
        findings.fault(_("protection absente de la base : %(name)s. Lancez « poincon migrate ».") % {"name": name})
    seals = _Seals(findings)
    _verify_days(findings, _verify_acts(findings, rows, seals, advance))
    seals.verify()
    seals.compare(copies)


# acts


def _verify_acts(findings: Findings, rows: FrozenRows, seals: _Seals, advance: Advance) -> Counter[date]:
    """Gives how many acts each day has, by the instants that were read."""
    counts = Counter[date]()
    subject, sequence, previous = Subject("", ""), 0, GENESIS
    for act in Act.objects.iterator(chunk_size=BATCH):
        if act.subject != subject:
            subject, sequence, previous = act.subject, 0, GENESIS
        check_act(findings, act, sequence + 1, previous)
        if _is_whole(act):
            rows.name(act)
            seals.name(act)
            counts[day_of(act.at)] += 1
        sequence, previous = act.sequence, act.digest
        findings.acts += 1
        advance(findings.acts, 0)
    findings.rows = rows.verify()
    return counts


def check_act(findings: Findings, act: Act, sequence: int, previous: str) -> None:
    """Whether the act is the one that bears that number in its chain, after that digest, and holds its own."""
    if act.sequence != sequence:
        findings.fault(_("%(act)s : il manque l'acte %(number)d.") % {"act": act, "number": sequence})
    elif act.previous != previous:
        findings.fault(_("%(act)s : ne suit pas l'acte qui le précède.") % {"act": act})
    if not _is_whole(act) or act.entry().digest != act.digest:
        findings.fault(_("%(act)s : son contenu n'est plus celui qui a été inscrit.") % {"act": act})


def _is_whole(act: Act) -> bool:
    """Whether its columns hold what every act is made of: whoever changes them may write anything there."""
    digests = act.frozen.values() if isinstance(act.frozen, dict) else [None]
    instant: object = act.at  # SQLite keeps any text
    exact = isinstance(act.details, dict) and isinstance(instant, datetime)
    return exact and all(isinstance(digest, str) for digest in digests)


# days


def _verify_days(findings: Findings, counts: Counter[date]) -> None:
    previous, expected = GENESIS, None
    for root in DailyRoot.objects.iterator(chunk_size=BATCH):
        if expected is None:
            _check_first(findings, root.day)
        elif root.day != expected:
            findings.fault(_("%(day)s : il manque le sceau d'une journée avant elle.") % {"day": _day(root.day)})
        _check_root(findings, root, previous, counts[root.day])
        previous, expected = root.digest, root.day + timedelta(days=1)
        findings.days += 1


def _check_first(findings: Findings, first: date) -> None:
    """Sealing begins at the first act: none can be older than the first seal."""
    earlier = Act.objects.filter(at__lt=start_of(first)).order_by("at")
    for act in earlier.iterator(chunk_size=BATCH):
        findings.fault(_("%(act)s : daté d'avant la première journée scellée.") % {"act": act})


def _check_root(findings: Findings, root: DailyRoot, previous: str, count: int) -> None:
    """`count`: acts of that day. On SQLite an instant written another way escapes the query that the root rests on."""
    computed = root_of(root.day, root.previous)
    if not computed.count == count == root.count:
        figures = {"day": _day(root.day), "sealed": root.count, "found": max(computed.count, count)}
        findings.fault(_("%(day)s : actes scellés : %(sealed)d, trouvés : %(found)d.") % figures)
    elif computed.digest != root.digest:
        findings.fault(_("%(day)s : son sceau ne correspond pas à ses actes.") % {"day": _day(root.day)})
    if previous != root.previous:
        findings.fault(_("%(day)s : son sceau ne suit pas celui d'avant.") % {"day": _day(root.day)})


def _day(day: date | str) -> str:
    return _("journée du %(day)s") % {"day": day}


# seals


class _Seals:
    """The seals that acts name, looked for among those that stand and those that were withdrawn by an act."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._standing = {root.day.isoformat(): root for root in DailyRoot.objects.all()}
        self._digests = {root.digest: root.day for root in self._standing.values()}
        self._digests |= _withdrawn()
        self._sealed: dict[str, tuple[Act, str]] = {}
        self._unknown: dict[str, tuple[Act, int]] = {}

    def name(self, act: Act) -> None:
        """Remember the seals that the act names."""
        if act.seal != GENESIS:
            day = self._digests.get(act.seal)
            if day is None:
                first, count = self._unknown.get(act.seal, (act, 0))
                self._unknown[act.seal] = first, count + 1
            elif day >= day_of(act.at):
                self._findings.fault(_("%(act)s : daté d'une journée qui était scellée déjà.") % {"act": act})
        if act.subject_kind == "daily_root":
            if act.event == WITHDRAWN:
                details = {"day": act.subject_id, "at": act.at.isoformat(), "reason": act.details.get("reason", "")}
                self._findings.withdrawals.append(_("journée du %(day)s, le %(at)s : %(reason)s") % details)
            self._sealed[act.subject_id] = act, str(act.details.get("digest", "")) if act.event == SEALED else ""

    def verify(self) -> None:
        for day, (act, digest) in self._sealed.items():
            root = self._standing.get(day)
            if digest and root is None:
                self._fault(day, _("son sceau manque, que nomme l'acte %(act)s.") % {"act": act})
            elif root is not None and root.digest != digest:
                self._fault(day, _("son sceau n'est plus celui que nomme l'acte %(act)s.") % {"act": act})
        for day in self._standing.keys() - self._sealed.keys():
            self._fault(day, _("aucun acte ne dit qu'elle a été scellée."))
        for digest, (act, count) in self._unknown.items():
            figures = {"seal": digest[:12], "act": act, "count": count}
            self._findings.fault(
                _("sceau %(seal)s… : il manque. Des actes le nomment (%(count)d), dont %(act)s.") % figures
            )

    def compare(self, copies: Iterable[DailyRoot]) -> None:
        for seal in copies:
            root = self._standing.get(seal.day.isoformat())
            if root is None:
                self._fault(seal.day, _("son sceau est gardé ailleurs, et n'est pas dans la base."))
            elif (root.digest, root.count) != (seal.digest, seal.count):
                self._fault(seal.day, _("son sceau n'est pas celui qui est gardé ailleurs."))

    def _fault(self, day: date | str, sentence: str) -> None:
        self._findings.fault(f"{_day(day)} : {sentence}")


def _withdrawn() -> dict[str, date]:
    """The seals that an act withdrew, of days that were not over when it did: the only ones that could be."""
    acts = Act.objects.filter(subject_kind="daily_root", event=WITHDRAWN)
    days = [(_date(act.subject_id), act) for act in acts if _is_whole(act)]
    return {str(act.details.get("digest", "")): day for day, act in days if day is not None and day >= day_of(act.at)}


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
