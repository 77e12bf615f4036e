"""A whole country in a database, of as many dossiers as asked: each life is lived once by services, then copied.

Eighteen regions with their officers, a ministry, structures with two people each, campaigns of four programmes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Model, Q
from django.utils.module_loading import import_string

from benchmarks import lives
from benchmarks.copying import Copy, Key, Template
from benchmarks.lives import Cast, Filling, Life, filling_of
from benchmarks.officials import SINCE, Officials
from poincon.cahier.dossiers.kinds import REGIONS
from poincon.cahier.loading import library_folder
from poincon.campaigns.models import Campaign
from poincon.campaigns.services import install_programme, open_campaign
from poincon.correspondence.letters import letters_about
from poincon.dossiers.models import Dossier
from poincon.files.models import StoredFile
from poincon.people.enums import Role
from poincon.people.models import Organisation, Person
from poincon.people.services import give_role, register_organisation, register_person
from tests.people.makers import siren

LABEL = "crt-2022"
AT_ONCE = 200
"""Copies written at once: what a process holds of them has a bound."""
DERIVED: tuple[str, ...] = ("poincon.casework.entries.relist_all",)
"""Functions that work out again what rooms derive from their rows; a version that does not have them has nothing so."""
_FIRST_SIREN = 1_000_000
_SEED = 2022


@dataclass(frozen=True, slots=True)
class Plan:
    """A campaign of the programme of a folder: how many years ago, its share of dossiers, how they are lived."""

    folder: Path
    years_ago: int
    weight: int
    lives: tuple[Life, ...]


PLANS = (
    Plan(library_folder() / LABEL, 0, 36, lives.EXAMINED),
    Plan(library_folder() / LABEL, 1, 20, lives.ENDED),
    Plan(library_folder() / LABEL, 2, 16, lives.ENDED),
    Plan(library_folder() / "pole-innovation-artisanat-2009", 0, 10, lives.CHECKED),
    Plan(library_folder() / "dd-poles-2012", 0, 9, lives.SELF_ASSESSED),
    Plan(library_folder() / "subvention-pole-2012", 0, 9, lives.SELF_ASSESSED),
)


@dataclass(frozen=True, slots=True)
class Structure:
    """An organisation and its two people, by the texts that are theirs alone, always in the same order."""

    region: str
    words: tuple[str, ...]

    @property
    def keys(self) -> list[Key]:
        return [(model, UUID(self.words[place])) for model, place in ((Organisation, 0), (Person, 3), (Person, 6))]


@dataclass(slots=True)
class Kind:
    """Dossiers of one campaign that live the same life: that which was lived, and what copies it."""

    life: Life
    campaign: Campaign
    last_day: datetime
    weight: float
    filling: Filling
    cast: Cast
    model: Dossier
    template: Template | None = None
    waiting: list[tuple[int, str]] = field(default_factory=list)
    """What is to be written: the place of a structure, the number of a dossier."""

    def age(self, place: int) -> int:
        """How many days ago the dossier of that structure was last moved."""
        least, most = self.life.ages
        return least + place * 7 % (most - least + 1)

    def opening(self, place: int) -> datetime:
        return self.life.opening(self.last_day, self.age(place))


class Country:
    """The people and campaigns of a database that had none, then its dossiers as it grows. `now`: in UTC."""

    def __init__(self, now: datetime, plans: Sequence[Plan] = PLANS) -> None:
        self.now = now
        self.officials = Officials(now)
        self._chance = Random(_SEED)
        self._structures: list[Structure] = []
        self._used: dict[int, int] = {}
        self._numbers: dict[str, int] = {}
        self._people = self.register("000000", "27")
        self.kinds = [kind for plan in plans for kind in self._kinds(plan)]
        self.count = len(self.kinds)
        lives.settle()
        for kind in self.kinds:  # once all is settled: what waits to be done is not copied
            kind.template = self._template(kind)

    # what is lived

    def _kinds(self, plan: Plan) -> Iterator[Kind]:
        campaign = _campaign(plan, self.now)
        filling: Filling | None = None
        last_day = self.now - timedelta(days=365 * plan.years_ago)
        share = plan.weight / sum(life.weight for life in plan.lives)
        for place, life in enumerate(plan.lives):
            people = self.register(f"M{campaign.pk:02d}{place:02d}", region_of(place))
            cast = self.cast(people, campaign, 0)
            opening = life.opening(last_day, life.ages[0])
            filling = filling or filling_of(campaign, cast, opening)
            dossier = life.live(campaign, cast, filling, opening)
            head, _dash, number = dossier.number.rpartition("-")
            self._numbers[head] = int(number)
            yield Kind(life, campaign, last_day, share * life.weight, filling, cast, dossier)

    def register(self, name: str, region: str) -> tuple[Organisation, Person, Person]:
        """A structure and its people, by services."""
        then = self.now - timedelta(days=1200)
        number = siren(Organisation.objects.count() + 1)
        organisation = register_organisation(
            None, name=f"Centre {name}", siren=number, region=region, city="Essai-sur-Mer", now=then
        )
        people = []
        for role, title in ((Role.STRUCTURE_HEAD, "Direction"), (Role.STRUCTURE_EDITOR, "Rédaction")):
            email = f"{role.value}-{name}@essai.example".lower()
            person = register_person(None, email=email, full_name=f"{title} {name}", now=then)
            give_role(None, person, role, organisation=organisation, starts=SINCE, now=then)
            people.append(person.pk)
        # As a request finds them: with the memberships that were just given.
        return organisation, Person.objects.get(pk=people[0]), Person.objects.get(pk=people[1])

    def cast(self, people: tuple[Organisation, Person, Person], campaign: Campaign, turn: int) -> Cast:
        """Who lives a dossier of a structure; officers take theirs in turn."""
        return Cast(*people, self.officials.examining(campaign, people[0].region, turn))

    # what is copied

    def grow_to(self, size: int) -> None:
        """As many dossiers in all; the fewest are those that were lived."""
        weights = [kind.weight for kind in self.kinds]
        for kind in self._chance.choices(self.kinds, weights, k=max(0, size - self.count)):
            self.plan(kind)
        self.write()

    def more(self, life: Life, count: int, programme: str = LABEL) -> list[Dossier]:
        """So many dossiers more, which live that life in the latest campaign of a programme."""
        kind = next(
            kind for kind in self.kinds if kind.life is life and kind.campaign.programme_version.programme == programme
        )
        numbers = [self.plan(kind) for _ in range(count)]
        self.write()
        return list(Dossier.objects.with_context().filter(number__in=numbers).order_by("number"))

    def plan(self, kind: Kind) -> str:
        """One dossier more, once it is written; its number."""
        place = self._used.get(kind.campaign.pk, 0)
        self._used[kind.campaign.pk] = place + 1
        head = kind.model.number.rpartition("-")[0]
        self._numbers[head] += 1
        number = f"{head}-{self._numbers[head]:04d}"
        kind.waiting.append((place, number))
        self.count += 1
        return number

    def write(self) -> None:
        """Write all that is planned, then what is derived from it."""
        places = [place for kind in self.kinds for place, _number in kind.waiting]
        self.add_structures(max(places, default=-1) + 1)
        for kind in self.kinds:
            for start in range(0, len(kind.waiting), AT_ONCE):
                part = kind.waiting[start : start + AT_ONCE]
                with transaction.atomic():
                    assert kind.template is not None
                    kind.template.write([self._copy(kind, kind.template, place, number) for place, number in part])
            kind.waiting.clear()
        _derived_rows()
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")

    def _copy(self, kind: Kind, template: Template, place: int, number: str) -> Copy:
        structure = self._structures[place]
        officers = self.officials.examining(kind.campaign, structure.region, place)
        keys, words = _of_cast(kind.cast)
        new_keys = [*structure.keys, *((Person, officer.pk) for officer in officers)]
        new_words = [*structure.words, *_words_of(officers), REGIONS[structure.region], number]
        return template.copy(
            timedelta(days=kind.age(0) - kind.age(place)),
            structure.region,
            {key: new for key, (_model, new) in zip(keys, new_keys, strict=True)},
            dict(zip((*words, kind.model.number), new_words, strict=True)),
        )

    def _template(self, kind: Kind) -> Template:
        keys, words = _of_cast(kind.cast)
        return Template(subjects_of(kind.model), kind.model.region, (*words, kind.model.number), keys)

    def add_structures(self, count: int) -> None:
        """Structures in all the regions in turn, up to that number of them."""
        organisation, *people = self._people
        words = _words_of_structure(organisation, *people)
        template = Template(self._people, organisation.region, words, ())
        places = range(len(self._structures), count)
        for start in range(0, len(places), AT_ONCE):
            copies = []
            for place in places[start : start + AT_ONCE]:
                region = region_of(place)
                new = {word: word.replace("000000", f"{place + 1:06d}") for word in words}
                new[organisation.siren] = siren(_FIRST_SIREN + place)
                copy = template.copy(timedelta(), region, {}, {})
                copy.words = {**new, **copy.words}
                copies.append(copy)
                self._structures.append(Structure(region, tuple(copy.words[word] for word in words)))
            with transaction.atomic():
                template.write(copies)


def region_of(place: int) -> str:
    """Regions have structures in turn."""
    return list(REGIONS)[place % len(REGIONS)]


def _campaign(plan: Plan, now: datetime) -> Campaign:
    """Open to structures until a month from now, or until as long before."""
    version = install_programme(plan.folder, actor="systeme", now=now)
    closes = now + timedelta(days=30 - 365 * plan.years_ago)
    opens = closes - timedelta(days=240)
    year = closes.year
    return open_campaign(
        version,
        year=year,
        title=f"{version.title} ({year})",
        opens_at=opens,
        closes_at=closes,
        parameters={},
        actor="systeme",
        now=opens,
    )


def subjects_of(dossier: Dossier) -> list[Model]:
    """What is a dossier's: its documents and its letters' files, its sheet, itself. All else leads to one of them."""
    letters = letters_about(dossier.journal_subject)
    of_letters = [number for letter in letters for number in (letter.pdf_id, letter.docx_id)]
    files = StoredFile.objects.filter(Q(attachments__sheet=dossier.sheet_id) | Q(pk__in=of_letters)).distinct()
    return [*files, dossier.sheet, dossier]


def _of_cast(cast: Cast) -> tuple[list[Key], list[str]]:
    """The rows and the texts for which a copy has its own."""
    people = (cast.head, cast.editor, *cast.officers)
    keys: list[Key] = [(Organisation, cast.organisation.pk), *((Person, person.pk) for person in people)]
    structure = _words_of_structure(cast.organisation, cast.head, cast.editor)
    return keys, [*structure, *_words_of(cast.officers), REGIONS[cast.organisation.region]]


def _words_of_structure(organisation: Organisation, head: Person, editor: Person) -> list[str]:
    return [str(organisation.pk), organisation.name, organisation.siren, *_words_of((head, editor))]


def _words_of(people: Sequence[Person]) -> list[str]:
    return [text for person in people for text in (str(person.pk), person.full_name, person.email)]


def _derived_rows() -> None:
    """What rooms keep beside their rows, so as not to work it out at each page."""
    for path in DERIVED:
        with suppress(ImportError):
            import_string(path)()
