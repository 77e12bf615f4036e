"""The rows and the totals of the queue say what their sources say, whatever was done, by whom and in which order."""

from __future__ import annotations

import logging
import random
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import transaction
from django.utils import timezone

from poincon.casework import departures, entries
from poincon.casework.assignments import Roster, handling
from poincon.casework.census import Census
from poincon.casework.criteria import ANSWERED, MINE, NOBODY, TO_ASSIGN, TO_DO, UNREAD, Wanted
from poincon.casework.entries import drift, entries_of, relist, relist_all, repair, sum_up
from poincon.casework.enums import WAITING, QueuePlace, Turn
from poincon.casework.listing import CountedQueue, counted_queue
from poincon.casework.load import loads
from poincon.casework.models import QueueEntry, QueueTally, QueueWords
from poincon.correspondence import exchanges
from poincon.correspondence.models import DossierMessage
from poincon.correspondence.querysets import unread_counts
from poincon.dossiers.enums import TRANSITIONS, Event, State
from poincon.dossiers.models import ChangeRequest, Dossier, Transition
from poincon.people.accounts import structures
from poincon.people.enums import Role
from poincon.people.models import Membership, Person
from tests.admissibility.factories import ELSEWHERE, REGION, officer
from tests.casework.desk import examined_campaign, give, leave, ministry, moved, received, to_correct
from tests.casework.queue_pages import numbers, page_of
from tests.dossiers.factories import campaign, dossier, structure
from tests.people.makers import give as give_role
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db


def assert_rows_are_those_of_their_sources() -> None:
    rows = {entry.pk: entry for entry in QueueEntry.objects.all()}
    sources = {entry.pk: entry for entry in entries_of(Dossier.objects.all())}
    assert rows.keys() == sources.keys()
    assert {pk: rows[pk].changed_since(entry) for pk, entry in sources.items()} == {key: [] for key in rows}
    assert drift() == Counter()
    assert QueueWords.objects.count() == len(rows)


# what is done


@dataclass
class World:
    """Two regions, two programmes, officials of all sorts, and what chance makes of them."""

    chance: random.Random
    now: datetime

    def __post_init__(self) -> None:
        into = (examined_campaign(), examined_campaign("Étals 2024", 2024), campaign(title="Grille"))
        self.structures = [structure(f"Maison {place}", (REGION, ELSEWHERE)[place % 2]) for place in range(4)]
        self.dossiers = [
            dossier(applicant, campaign_, submitted=chance_is(self.chance, 5, 6))
            for applicant in self.structures
            for campaign_ in into
        ]
        dual = self.structures[0].head
        give_role(dual, Role.REGIONAL_OFFICER, REGION)
        give_role(dual, Role.REGIONAL_OFFICER, ELSEWHERE)
        limited = ministry()
        Membership.objects.filter(person=limited).update(programme="marche")
        self.officials = [officer(), officer("Léa Ailleurs", ELSEWHERE), officer("Paul Ost"), ministry(), dual, limited]

    def act(self) -> None:
        """One act at random; what cannot be done does nothing."""
        chosen = Dossier.objects.get(pk=self.chance.choice(self.dossiers).pk)
        self.now += timedelta(minutes=self.chance.randrange(1, 60))
        acts = (self._move, self._move, self._give, self._give, self._write, self._read, self._leave)
        self.chance.choice(acts)(chosen)

    def _move(self, chosen: Dossier) -> None:
        state = State(chosen.state)
        if state.is_prepared:
            return
        events = [event for (before, event) in TRANSITIONS if before is state and event is not Event.ASK_VALIDATION]
        if not events:
            return
        event = self.chance.choice(events)
        official = self.officials[0]
        if event is Event.ASK_CHANGES:
            to_correct(chosen, official, self.now + timedelta(days=self.chance.choice((-3, 3))))
            return
        ChangeRequest.objects.filter(dossier=chosen, ended_at=None).update(ended_at=self.now)
        moved(chosen, event, by=official, now=self.now)

    def _give(self, chosen: Dossier) -> None:
        if chosen.state == State.WITHDRAWN or not chosen.was_received:
            return
        roster = Roster(timezone.localdate(self.now))
        able = [each for each in roster.people if roster.may_handle(each, chosen)]
        give(chosen, self.chance.choice([None, *able]), by=self.officials[3], now=self.now)

    def _write(self, chosen: Dossier) -> None:
        if chosen.was_received and chosen.state != State.WITHDRAWN:
            author = self.chance.choice((chosen.created_by, self.officials[3]))
            exchanges.send(chosen.pk, f"Bonjour {self.now}", [], author, self.now)

    def _read(self, chosen: Dossier) -> None:
        reader = self.chance.choice(self.officials)
        exchanges.mark_read(chosen, reader, list(DossierMessage.objects.filter(dossier=chosen)))

    def _leave(self, _chosen: Dossier) -> None:
        """A role ends, and what it gave is nobody's at once; sometimes what it left is released, or it comes back."""
        if chance_is(self.chance, 1, 2):
            departures.release(self.now)
        elif chance_is(self.chance, 1, 2):
            leave(self.officials[2], self.now)
        else:
            Membership.objects.filter(person=self.officials[2]).update(ends=None, ended_at=None)


def chance_is(chance: random.Random, number: int, of: int) -> bool:
    return chance.randrange(of) < number


# what a queue should be, from the models alone


@dataclass(frozen=True, slots=True)
class Expected:
    """One dossier as the queue of a person should show it."""

    number: str
    campaign: str
    state: str
    region: str
    handler: UUID | None
    place: QueuePlace
    answered: bool
    unread: bool

    def is_shown(self, view: str) -> bool:
        return {
            "": True,
            TO_DO: self.place <= WAITING,
            ANSWERED: self.answered,
            TO_ASSIGN: self.place is QueuePlace.NOBODYS,
            UNREAD: self.unread,
        }[view]

    def answers(self, criteria: Wanted, reader: Person, besides: str = "") -> bool:
        officer = {MINE: str(reader.pk), NOBODY: "None"}.get(criteria.assigned, criteria.assigned)
        asked_for = {
            "campaign": (criteria.campaign, self.campaign),
            "state": (criteria.state, self.state),
            "region": (criteria.region, self.region),
            "assigned": (officer, str(self.handler)),
        }
        return all(name == besides or not wish or wish == value for name, (wish, value) in asked_for.items())


def expected(reader: Person, now: datetime) -> list[Expected]:
    return [_expected(each, reader, now) for each in Dossier.objects.received_by(reader, timezone.localdate(now)).all()]


def _expected(dossier: Dossier, reader: Person, now: datetime) -> Expected:
    state, officer = State(dossier.state), handling(dossier, now).officer
    over = not state.is_examined or (dossier.campaign.title == "Grille" and state is not State.TO_CORRECT)
    last = Transition.objects.filter(dossier=dossier).order_by("-made_at", "-pk").first()
    answered = not over and state is State.SUBMITTED and last is not None and last.event == Event.RESUBMIT
    due = ChangeRequest.objects.filter(dossier=dossier, ended_at=None).values_list("due_at", flat=True).first()
    return Expected(
        number=dossier.number,
        campaign=str(dossier.campaign_id),
        state=dossier.state,
        region=dossier.region,
        handler=officer.pk if officer else None,
        place=_place(over, state, officer, reader, answered=answered, late=due is not None and due <= now),
        answered=answered,
        unread=bool(unread_counts(reader, [dossier.pk], from_authority=False)),
    )


def _place(
    over: bool, state: State, officer: Person | None, reader: Person, *, answered: bool, late: bool
) -> QueuePlace:
    if over:
        return QueuePlace.OVER
    if state is State.TO_CORRECT:
        return QueuePlace.MINE if officer == reader and late else QueuePlace.WITH_STRUCTURE
    if officer is None:
        return QueuePlace.NOBODYS
    if officer != reader:
        return QueuePlace.OF_COLLEAGUES
    return QueuePlace.ANSWERED if answered else QueuePlace.MINE


# both agree


VIEWS = ("", TO_DO, ANSWERED, TO_ASSIGN, UNREAD)


def queue_of(reader: Person, now: datetime, criteria: Wanted) -> CountedQueue:
    return counted_queue(Person.objects.get(pk=reader.pk), now, Roster(timezone.localdate(now)), criteria)


def some_criteria(chance: random.Random, shown: list[Expected], officials: list[Person]) -> Wanted:
    of = chance.choice(shown)
    return Wanted(
        campaign=chance.choice(("", "", of.campaign)),
        state=chance.choice(("", "", of.state)),
        region=chance.choice(("", "", of.region)),
        assigned=chance.choice(("", "", "", MINE, NOBODY, str(chance.choice(officials).pk))),
        waiting=chance.choice(VIEWS),
    )


def assert_counts(census: Census, criteria: Wanted, shown: list[Expected], reader: Person) -> None:
    def of(name: str) -> list[Expected]:
        return [each for each in shown if each.is_shown(criteria.waiting) and each.answers(criteria, reader, name)]

    assert census.states == Counter(each.state for each in of("state"))
    assert census.regions == Counter(each.region for each in of("region"))
    assert census.handlers == Counter(each.handler for each in of("assigned"))
    assert {pk: number for (_year, _title, pk), number in census.campaigns.items()} == Counter(
        each.campaign for each in of("campaign")
    )
    answering = [each for each in shown if each.answers(criteria, reader)]
    assert {view: census.of(view) for view in VIEWS} == {
        view: sum(each.is_shown(view) for each in answering) for view in VIEWS
    }


def assert_lists(queue: CountedQueue, criteria: Wanted, shown: list[Expected], reader: Person, sort: str) -> None:
    wished = {each.number: each for each in shown if each.is_shown(criteria.waiting) and each.answers(criteria, reader)}
    officers = [pk for pk in queue.census.handlers if pk is not None]
    listed: list[Expected] = []
    for first in range(0, len(wished) + 3, 3):
        places = queue.page(sort, officers, first, first + 3)
        named = dict(Dossier.objects.filter(pk__in=places).values_list("pk", "number"))
        for pk, place in places.items():
            assert (place.place, place.handler) == (wished[named[pk]].place, wished[named[pk]].handler)
        listed += [wished[named[pk]] for pk in places]
    assert len(listed) == len(wished)
    assert {each.number for each in listed} == wished.keys()
    if not sort:
        assert [each.place for each in listed] == sorted(each.place for each in listed)


@pytest.mark.parametrize("seed", range(2))
def test_rows_totals_lists_and_counts_follow_whatever_is_done(seed: int) -> None:
    world = World(random.Random(seed), NOW)  # noqa: S311 chance, not a secret
    for step in range(48):
        world.act()
        if step % 16 < 15:
            continue
        assert_rows_are_those_of_their_sources()
        for reader in world.officials:
            shown = expected(Person.objects.get(pk=reader.pk), world.now)
            for _each in range(3 if shown else 0):
                criteria = some_criteria(world.chance, shown, world.officials)
                queue = queue_of(reader, world.now, criteria)
                assert_counts(queue.census, criteria, shown, reader)
                sort = world.chance.choice(("", "", "structure", "-etat", "depuis", "-echeance", "attribue"))
                assert_lists(queue, criteria, shown, reader, sort)
            assert_load(reader, world.now, shown)


def assert_load(reader: Person, now: datetime, shown: list[Expected]) -> None:
    in_hand = Counter(each.handler for each in shown if each.place is not QueuePlace.OVER)
    counted: Counter[UUID | None] = Counter()
    for load in loads(Person.objects.get(pk=reader.pk), now, Roster(timezone.localdate(now))):
        counted[load.handler] += load.total
    assert counted == in_hand


# what writes them


def test_a_draft_has_no_row() -> None:
    dossier(structure("Seule", REGION), examined_campaign())
    assert not QueueEntry.objects.exists()
    assert not QueueTally.objects.exists()


def test_a_refused_act_leaves_rows_as_they_were() -> None:
    chosen, someone = received("Reçu", examined_campaign()), officer()
    with transaction.atomic():
        give(chosen, someone)
        transaction.set_rollback(True)
    assert QueueEntry.objects.get().assigned_to is None
    assert_rows_are_those_of_their_sources()


def test_a_structure_is_sorted_and_searched_by_its_new_name() -> None:
    someone = officer()
    chosen = received("Étal du Bourg", examined_campaign())
    assert numbers(page_of(someone, q="etal du BOURG")) == [chosen.number]
    identity = {name: getattr(chosen.organisation, name) for name in ("siren", "city", "region", "kind")}
    structures.correct_identity(chosen.organisation, someone, name="Atelier", **identity, now=NOW)
    assert numbers(page_of(someone, q="bourg")) == []
    assert numbers(page_of(someone, q="telie")) == [chosen.number]
    assert_rows_are_those_of_their_sources()


def test_lines_of_totals_are_summed_up_and_say_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entries, "FEW", 1)
    chosen, someone = received("Reçu", examined_campaign()), officer()
    for _each in range(3):
        give(chosen, someone)
        give(chosen, None, by=someone)
    assert QueueTally.objects.count() == 13
    sum_up(NOW)
    assert [tally.count for tally in QueueTally.objects.all()] == [1]
    assert drift() == Counter()
    give(chosen, someone)
    sum_up(NOW)
    assert [(tally.assigned_to, tally.count) for tally in QueueTally.objects.all()] == [(someone, 1)]


def test_what_no_service_wrote_is_mended_at_night_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    first, second, someone = received("Un", examined_campaign()), received("Deux", examined_campaign()), officer()
    with caplog.at_level(logging.ERROR):
        repair(NOW)
    assert not caplog.records
    QueueEntry.objects.filter(pk=first.pk).update(turn=Turn.NOBODY)
    QueueEntry.objects.filter(pk=second.pk).delete()
    repair(NOW)
    assert_rows_are_those_of_their_sources()
    assert len(numbers(page_of(someone, voir="attribuer"))) == 2
    assert [record.name for record in caplog.records] == ["poincon.casework.entries"] * len(caplog.records)
    assert str(first.pk) in caplog.text
    assert str(second.pk) in caplog.text


def test_writing_every_row_again_changes_nothing() -> None:
    chosen = received("Reçu", examined_campaign())
    give(chosen, officer())
    before = QueueTally.objects.count()
    relist_all()
    assert relist(chosen.pk) == 0
    assert QueueTally.objects.count() == before
