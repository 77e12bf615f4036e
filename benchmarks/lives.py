"""Lives of dossiers, through the services that people's own acts go through: what `bulk` copies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from poincon.admissibility import completeness, letters, prerequisites
from poincon.admissibility.enums import Verdict
from poincon.admissibility.examination import examine
from poincon.campaigns.models import Campaign
from poincon.casework.assignments import assign, handling
from poincon.correspondence import exchanges
from poincon.dossiers import changes, saving, services, validation
from poincon.dossiers.models import Dossier
from poincon.dossiers.withdrawal import withdraw
from poincon.notifications.enums import MailState
from poincon.notifications.models import Mail
from poincon.people.models import Organisation, Person
from poincon.sheets.answers import Answers, count_of, named
from poincon.sheets.documents import document_name
from poincon.sheets.models import Snapshot
from tests.browser.filling import PDF, fill


@dataclass(frozen=True, slots=True)
class Cast:
    """Who lives a life: a structure with who heads it and who writes for it, and those who examine its dossier."""

    organisation: Organisation
    head: Person
    editor: Person
    officers: tuple[Person, ...]
    """The first one is given the dossier."""


DOCUMENTS = 3
"""Documents that a dossier has; it says of the others that there are none."""


@dataclass(frozen=True, slots=True)
class Filling:
    """All that is asked for, answered: answers by section, names of documents."""

    sections: dict[str, Answers]
    documents: tuple[str, ...]


def filling_of(campaign: Campaign, cast: Cast, now: datetime) -> Filling:
    """What a whole dossier of a campaign says; the dossier by which it was worked out does not stay."""
    with transaction.atomic():
        dossier = services.open_dossier(campaign, cast.organisation, cast.head, now)
        fill(dossier, cast.head, now)
        dossier = Dossier.objects.with_context().get(pk=dossier.pk)
        sections = {row.section: dict(row.answers) for row in dossier.sheet.sections.order_by("pk")}
        attachments = dossier.sheet.attachments.order_by("pk").values_list("name", flat=True)
        names = [name for text in attachments if (name := document_name(dossier.sheet, text)) is not None]
        transaction.set_rollback(True)
    for name in names[DOCUMENTS:]:
        sections.setdefault(name.section, {})[name.absence.text] = "Sans objet pour nous."
    return Filling(sections, tuple(name.text for name in names[:DOCUMENTS]))


@dataclass(slots=True)
class Story:
    """A dossier on its way."""

    campaign: Campaign
    cast: Cast
    filling: Filling
    dossier: Dossier

    @property
    def officer(self) -> Person:
        return self.cast.officers[0]

    def reread(self) -> Dossier:
        return Dossier.objects.with_context().get(pk=self.dossier.pk)

    def snapshot(self) -> Snapshot:
        return self.dossier.sheet.snapshots.latest("pk")

    def save(self, section: str, now: datetime) -> None:
        """The answers of a section, in one save after the rows of its tables."""
        person, answers = self.cast.editor, named(self.filling.sections[section], self.dossier.package.programme)
        for name, answer in answers.items():
            for _ in range(count_of(answer) if name.counts_rows else 0):
                saving.add_row(self.dossier.pk, section, name.whole, person, now)
        version = self.dossier.sheet.sections.filter(section=section).values_list("version", flat=True).first()
        saving.save_section(self.dossier.pk, section, version or 0, dict(answers), person, now)


Act = Callable[[Story, datetime], object]


# of its structure


def begin(story: Story, now: datetime) -> None:
    """One section, and no more."""
    story.save(next(iter(story.filling.sections)), now)


def fill_whole(story: Story, now: datetime) -> None:
    for section in story.filling.sections:
        story.save(section, now)
    for name in story.filling.documents:
        services.attach(story.dossier.pk, name, SimpleUploadedFile("piece.pdf", PDF), story.cast.editor, now)


def validate(story: Story, now: datetime) -> None:
    validation.validate(story.dossier.pk, story.cast.head, now)


def submit(story: Story, now: datetime) -> None:
    services.submit(story.dossier.pk, story.cast.head, now)


def answer_changes(story: Story, now: datetime) -> None:
    """Say something of each point that was asked, and hand over again."""
    for item in story.dossier.change_requests.get(ended_at=None).items.all():
        changes.answer_item(item.pk, "Nous le confirmons.", story.cast.editor, now)
    changes.resubmit(story.dossier.pk, story.cast.head, now)


def give_up(story: Story, now: datetime) -> None:
    withdraw(story.dossier.pk, "Nous renonçons cette année.", story.cast.head, now)


def write(story: Story, now: datetime) -> None:
    text = "Bonjour, quand pensez-vous examiner notre dossier ?"
    exchanges.send(story.dossier.pk, text, (), story.cast.editor, now)


# of those who examine


def take(story: Story, now: datetime) -> None:
    shown = handling(story.reread(), now).seen
    assign(story.dossier.pk, story.officer, story.officer, now, shown_assignment=shown)
    exchanges.add_note(story.dossier.pk, "Je m’en charge.", story.officer, now)


def reply(story: Story, now: datetime) -> None:
    """Read what the structure wrote, and answer."""
    exchanges.mark_read(story.dossier, story.officer, list(exchanges.messages_of(story.dossier)))
    exchanges.send(story.dossier.pk, "Bonjour, ce sera dans le mois.", (), story.officer, now)


def ask_changes(story: Story, now: datetime) -> None:
    """Two points: an answer, and a whole section."""
    section, answers = next(iter(story.filling.sections.items()))
    name = next(text for text, answer in answers.items() if isinstance(answer, str) and text.isidentifier())
    allowed = completeness.may_check(story.officer, story.reread(), now)
    for point in (name, ""):
        changes.prepare_item(story.dossier.pk, section, point, "Précisez.", story.officer, now, allowed=allowed)
    fingerprint = completeness.fingerprint_of(completeness.points_of(story.reread()))
    completeness.ask(
        story.dossier.pk, "Merci de compléter.", None, fingerprint=fingerprint, actor=story.officer, now=now
    )


def complete(story: Story, now: datetime) -> None:
    completeness.declare_complete(story.dossier.pk, "", digest=story.snapshot().digest, actor=story.officer, now=now)


def admit(story: Story, now: datetime) -> None:
    _retain(story, now, refused=False)
    prerequisites.admit(story.dossier.pk, digest=story.snapshot().digest, actor=story.officer, now=now)


def close(story: Story, now: datetime) -> None:
    """The first prerequisite does not hold: the letter is sent."""
    _retain(story, now, refused=True)
    drawn = letters.draft(story.reread(), story.officer, now)
    letters.send(story.dossier.pk, fingerprint=drawn.fingerprint, actor=story.officer, now=now)


def _retain(story: Story, now: datetime, *, refused: bool) -> None:
    for place, prerequisite in enumerate(examine(story.reread()).decidable):
        prerequisites.retain(
            story.dossier.pk,
            prerequisite.id,
            Verdict.NOT_MET if refused and place == 0 else Verdict.MET,
            "Au vu des pièces.",
            version=0,
            digest=story.snapshot().digest,
            actor=story.officer,
            now=now,
        )


# whole lives


@dataclass(frozen=True, slots=True)
class Life:
    """What happens to a dossier. `acts`: each with its day, counted from the opening.

    `ages`: how many days ago the last act was, from the least to the most. `weight`: its share among others.
    """

    name: str
    acts: tuple[tuple[int, Act], ...]
    ages: tuple[int, int]
    weight: int = 1

    def opening(self, last_day: datetime, age: int) -> datetime:
        """When a dossier opens whose last act was `age` days before that day."""
        return last_day - timedelta(days=age + (self.acts[-1][0] if self.acts else 0))

    def live(self, campaign: Campaign, cast: Cast, filling: Filling, opening: datetime) -> Dossier:
        """Live it through the services, from that instant on."""
        dossier = services.open_dossier(campaign, cast.organisation, cast.editor, opening)
        story = Story(campaign, cast, filling, Dossier.objects.with_context().get(pk=dossier.pk))
        for place, (day, act) in enumerate(self.acts, 1):
            act(story, opening + timedelta(days=day, minutes=11 * place))
        return story.reread()


_FILLED = ((4, fill_whole),)
_SUBMITTED = (*_FILLED, (9, submit))
_IN_HAND = (*_SUBMITTED, (11, take))
_ASKED = (*_IN_HAND, (14, ask_changes))

BEGUN = Life("begun", ((2, begin),), (0, 90), 10)
FILLED = Life("filled", _FILLED, (0, 60), 6)
VALIDATED = Life("validated", (*_FILLED, (6, validate)), (0, 30), 2)
SUBMITTED = Life("submitted", _SUBMITTED, (0, 60), 12)
WRITTEN = Life("written", (*_SUBMITTED, (12, write)), (0, 40), 4)
IN_HAND = Life("in hand", _IN_HAND, (0, 60), 10)
ANSWERED = Life("answered", (*_IN_HAND, (13, write), (15, reply)), (0, 40), 6)
ASKED = Life("to correct", _ASKED, (0, 6), 6)
LATE = Life("late", _ASKED, (70, 95), 3)
CORRECTED = Life("corrected", (*_ASKED, (22, answer_changes)), (0, 30), 6)
COMPLETE = Life("complete", (*_IN_HAND, (16, complete)), (0, 50), 8)
ADMITTED = Life("admitted", (*_IN_HAND, (16, complete), (20, admit)), (0, 90), 16)
CLOSED = Life("closed", (*_IN_HAND, (16, complete), (21, close)), (0, 90), 5)
WITHDRAWN = Life("withdrawn", (*_SUBMITTED, (18, give_up)), (0, 90), 3)

SELF_ASSESSED = (BEGUN, FILLED, SUBMITTED, WITHDRAWN)
"""Of a programme that nobody examines."""
CHECKED = (*SELF_ASSESSED, IN_HAND, ASKED, CORRECTED, COMPLETE)
"""Of one whose completeness alone is examined."""
EXAMINED = (
    BEGUN, FILLED, VALIDATED, SUBMITTED, WRITTEN, IN_HAND, ANSWERED, ASKED, LATE, CORRECTED, COMPLETE, ADMITTED, CLOSED,
    WITHDRAWN,
)  # fmt: skip
ENDED = (BEGUN, ADMITTED, CLOSED, WITHDRAWN)
"""Of one that is over."""


def settle() -> None:
    """What waits is over, as a worker of jobs would have left it: mails are sent, and nothing else is to be done."""
    for mail in Mail.objects.filter(state=MailState.QUEUED):
        mail.state, mail.sent_at = MailState.SENT, mail.made_at
        mail.save(update_fields=("state", "sent_at"))
    DBTaskResult.objects.all().delete()
