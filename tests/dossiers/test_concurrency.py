"""Several persons at the same instant: nothing acknowledged is lost, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from poincon.campaigns.models import Campaign, ProgrammeVersion
from poincon.dossiers import changes, services, validation
from poincon.dossiers.adoption.adopting import follow_one
from poincon.dossiers.enums import Event, State
from poincon.dossiers.mail_kinds import CHANGES_ASKED, SUBMISSION_RECEIVED, SUBMISSION_REMINDER
from poincon.dossiers.models import ChangeRequest, Dossier, DryRun, Transition
from poincon.dossiers.reminders import remind
from poincon.dossiers.saving import add_row
from poincon.dossiers.withdrawal import withdraw
from poincon.journal.models import Act
from poincon.journal.verification import verify
from poincon.notifications.models import Mail
from poincon.sheets.models import SectionRevision, Snapshot
from poincon.workflow.locking import locked
from poincon.workflow.refusals import Allowed, NotAllowed, Refusal
from tests.campaigns.makers import installed, ministry
from tests.dossiers.adoptions import without
from tests.dossiers.factories import (
    Structure,
    asked,
    campaign,
    document,
    dossier,
    kept,
    name_in,
    officer,
    prepared,
    reread,
    save,
    save_typed,
    structure,
)
from tests.dossiers.threads import WRITERS, together
from tests.platform_fixtures import NOW
from tests.workflow.waiting import after_waiting, only_one_row_at_a_time

pytestmark = pytest.mark.django_db(transaction=True)


def test_saves_of_different_fields_at_once_are_all_kept() -> None:
    ours = structure()
    draft = dossier(ours)

    def work(writer: int) -> int:
        return sum(
            len(save(draft, 0, {f"stock[{20 * writer + row}].objet": f"{writer}/{row}"}, ours.editor).conflicts)
            for row in range(10)
        )

    assert together(work) == [0] * WRITERS
    cells = {name: text for name, text in kept(draft).items() if name != "stock[]"}
    assert cells == {
        f"stock[{20 * writer + row}].objet": f"{writer}/{row}" for writer in range(WRITERS) for row in range(10)
    }
    assert draft.sheet.sections.get().version == SectionRevision.objects.count() == WRITERS * 10
    assert Act.objects.filter(event="section_saved").count() == WRITERS * 10
    assert verify().faults == []


def test_of_saves_of_one_field_at_once_one_is_kept_and_the_others_are_told() -> None:
    ours = structure()
    draft = dossier(ours)
    saves = together(lambda writer: save(draft, 0, {"loyer": str(writer + 1)}, ours.editor))
    winners = [str(writer + 1) for writer, saved in enumerate(saves) if not saved.conflicts]
    assert [kept(draft)["loyer"]] == winners
    conflicts = {(conflict.mine, conflict.theirs) for saved in saves for conflict in saved.conflicts}
    assert conflicts == {(str(number), winners[0]) for number in range(1, WRITERS + 1)} - {(winners[0], winners[0])}


def test_rows_added_at_once_are_all_there() -> None:
    ours = structure()
    draft = dossier(ours)
    together(lambda writer: [add_row(draft.pk, "etal", name_in(draft, "recettes"), ours.editor, NOW) for _ in range(5)])
    assert kept(draft) == {"recettes[]": str(WRITERS * 5)}


def test_a_dossier_opened_at_once_is_opened_once() -> None:
    into, ours = campaign(), structure()
    dossiers = together(lambda writer: services.open_dossier(into, ours.organisation, ours.head, NOW))
    assert len({dossier.pk for dossier in dossiers}) == Dossier.objects.count() == 1


def test_dossiers_opened_at_once_have_numbers_of_their_own() -> None:
    into, campaigns = [structure() for _ in range(WRITERS)], [campaign(title=title) for title in "AB"]
    work = [
        lambda of=of, each=campaigns[place % 2]: services.open_dossier(each, of.organisation, of.head, NOW)
        for place, of in enumerate(into)
    ]
    dossiers = together(lambda writer: work[writer]())
    assert sorted(dossier.number for dossier in dossiers) == [
        f"MARCHE-2023-{number:04d}" for number in range(1, WRITERS + 1)
    ]


def test_a_dossier_submitted_at_once_is_submitted_once() -> None:
    ours = structure()
    draft = dossier(ours, answers={"etal": {"nom": "Chez Paul"}})
    snapshots = together(lambda writer: services.submit(draft.pk, ours.head, NOW))
    assert len({snapshot.pk for snapshot in snapshots}) == Snapshot.objects.count() == 1


def test_a_save_during_a_submission_is_before_it_or_refused() -> None:
    ours = structure()
    draft = dossier(ours, answers={"etal": {"nom": "Chez Paul"}})

    def work(writer: int) -> str:
        if writer == 0:
            return services.submit(draft.pk, ours.head, NOW).content
        try:
            save(draft, 1, {f"stock[{writer}].objet": "x"}, ours.editor)
        except NotAllowed:
            return "refused"
        return f'"stock[{writer}].objet":"x"'

    content, *texts = together(work)
    assert all(text == "refused" or text in content for text in texts)


def test_documents_given_at_once_leave_one_current() -> None:
    ours = structure()
    draft = dossier(ours)
    together(lambda writer: document(draft, ours.editor, content=b"%PDF-1.7\n%%" + bytes([65 + writer])))
    assert draft.sheet.attachments.filter(removed_at__isnull=True).count() == 1
    assert draft.sheet.attachments.count() == WRITERS


# acts that cross each other


def crossing(*acts: Callable[[], object]) -> list[object]:
    """What became of acts started at the same instant: what each gave, or why it was refused."""

    def run(writer: int) -> object:
        try:
            return acts[writer]()
        except Refusal as refusal:
            return refusal.reason

    return together(run, len(acts))


def sent(of: Structure, **answers: str) -> Dossier:
    draft = dossier(of, answers={"etal": {"nom": "Chez Paul", **answers}})
    services.submit(draft.pk, of.head, NOW)
    return draft


def test_a_dossier_validated_at_once_is_validated_once() -> None:
    ours = structure()
    draft = dossier(ours, answers={"etal": {"nom": "Chez Paul"}})
    together(lambda writer: validation.validate(draft.pk, ours.head, NOW))
    assert Transition.objects.get().event == Event.VALIDATE
    assert Act.objects.filter(event="dossier_validated").count() == 1


def test_a_validation_asked_at_once_is_asked_once() -> None:
    ours = structure()
    draft = dossier(ours)
    keys = together(lambda writer: validation.ask_validation(draft.pk, ours.editor, NOW).pk)
    assert len(set(keys)) == Transition.objects.count() == 1


def test_a_validation_and_a_submission_at_once_leave_it_handed_over_once() -> None:
    """The head validates in one tab and hands over in another: whatever comes first, nothing is doubled."""
    ours = structure()
    draft = dossier(ours, answers={"etal": {"nom": "Chez Paul"}})
    crossing(
        lambda: services.submit(draft.pk, ours.head, NOW),
        lambda: validation.validate(draft.pk, ours.head, NOW),
    )
    assert reread(draft).state == State.SUBMITTED
    assert Snapshot.objects.count() == 1
    assert Mail.objects.count() == 2


def test_changes_resubmitted_at_once_are_resubmitted_once() -> None:
    ours = structure()
    submission = sent(ours)
    asked(submission, officer())
    save(submission, 1, {"loyer": "2"}, ours.editor)
    keys = together(lambda writer: changes.resubmit(submission.pk, ours.head, NOW).pk)
    assert (len(set(keys)), Snapshot.objects.count()) == (1, 2)
    assert Transition.objects.filter(event=Event.RESUBMIT).count() == 1
    assert Mail.objects.filter(kind=SUBMISSION_RECEIVED.id).count() == 4


def test_a_request_sent_at_once_is_sent_once() -> None:
    ours = structure()
    submission, examiner = sent(ours), officer()
    prepared(submission, examiner)
    keys = together(lambda writer: changes.ask(submission.pk, "merci", None, examiner, NOW, allowed=Allowed()).pk)
    assert len(set(keys)) == ChangeRequest.objects.count() == 1
    assert Mail.objects.filter(kind=CHANGES_ASKED.id).count() == 2


def test_a_withdrawal_and_a_request_at_once_follow_each_other() -> None:
    """Withdrawn first, nothing is asked any more; asked first, the request ends with the withdrawal."""
    ours = structure()
    submission, examiner = sent(ours), officer()
    prepared(submission, examiner)
    crossing(
        lambda: withdraw(submission.pk, "", ours.head, NOW),
        lambda: changes.ask(submission.pk, "", None, examiner, NOW, allowed=Allowed()),
    )
    events = list(Transition.objects.values_list("event", flat=True))
    assert events in (["submit", "withdraw"], ["submit", "ask_changes", "withdraw"])
    assert reread(submission).state == State.WITHDRAWN
    assert not ChangeRequest.objects.filter(ended_at__isnull=True).exists()


def test_a_save_and_a_request_at_once_write_what_was_open_when_it_was_written() -> None:
    """Before the request the answers are frozen: whoever comes first, what is not asked is not written."""
    ours = structure()
    submission, examiner = sent(ours, loyer="1"), officer()
    prepared(submission, examiner)

    def write(name: str) -> Callable[[], object]:
        return lambda: save(submission, 1, {name: "9"}, ours.editor)

    outcomes = crossing(
        lambda: changes.ask(submission.pk, "", None, examiner, NOW, allowed=Allowed()), write("loyer"), write("apport")
    )
    answers = kept(submission)
    assert "apport" not in answers
    assert isinstance(outcomes[2], str)
    assert answers["loyer"] == ("1" if isinstance(outcomes[1], str) else "9")


def test_a_save_and_a_request_taken_back_at_once_leave_what_had_been_submitted() -> None:
    ours = structure()
    submission, examiner = sent(ours, loyer="1"), officer()
    asked(submission, examiner)
    outcomes = crossing(
        lambda: changes.take_back(submission.pk, "erreur", examiner, NOW, allowed=Allowed()),
        lambda: save(submission, 1, {"loyer": "9"}, ours.editor),
        lambda: document(submission, ours.editor),
    )
    assert kept(submission)["loyer"] == "1"
    assert isinstance(outcomes[2], str)  # a document was never asked for
    request = ChangeRequest.objects.get()
    written = not isinstance(outcomes[1], str)
    assert request.unsent["answers"] == ({"loyer": "9"} if written else {})
    assert verify().faults == []


def test_a_resubmission_and_a_request_taken_back_at_once_end_the_request_once() -> None:
    ours = structure()
    submission, examiner = sent(ours, loyer="1"), officer()
    asked(submission, examiner)
    save(submission, 1, {"loyer": "9"}, ours.editor)
    crossing(
        lambda: changes.resubmit(submission.pk, ours.head, NOW),
        lambda: changes.take_back(submission.pk, "erreur", examiner, NOW, allowed=Allowed()),
    )
    request, last = ChangeRequest.objects.get(), Transition.objects.last()
    assert last is not None
    assert reread(submission).state == State.SUBMITTED
    assert (last.event, kept(submission)["loyer"]) == (
        (Event.RESUBMIT, "9") if request.after is not None else (Event.TAKE_BACK, "1")
    )


def test_two_officials_who_prepare_at_once_prepare_one_request() -> None:
    ours = structure()
    submission, officials = sent(ours), [officer() for _ in range(WRITERS)]
    points = [("etal", "loyer"), ("etal", "apport"), ("accueil", ""), ("etal", "loyer")]

    def prepare(writer: int) -> object:
        section, name = points[writer]
        text = f"De {writer % 3}"
        return changes.prepare_item(submission.pk, section, name, text, officials[writer], NOW, allowed=Allowed())

    outcomes = crossing(*(lambda writer=writer: prepare(writer) for writer in range(WRITERS)))
    request = ChangeRequest.objects.get()
    assert {(item.section, item.name) for item in request.items.all()} == set(points)
    refusals = [outcome for outcome in outcomes if isinstance(outcome, str)]
    assert (len(outcomes), refusals) == (WRITERS, [])  # the same text twice is one point


def test_two_officials_who_word_a_point_at_once_lose_no_text() -> None:
    ours = structure()
    submission, officials = sent(ours), [officer() for _ in range(WRITERS)]
    outcomes = crossing(
        *(
            lambda by=by, text=f"De {place}": changes.prepare_item(
                submission.pk, "etal", "loyer", text, by, NOW, allowed=Allowed()
            )
            for place, by in enumerate(officials)
        )
    )
    assert ChangeRequest.objects.get().items.count() == 1
    refusals = [outcome for outcome in outcomes if isinstance(outcome, str)]
    assert len(refusals) == WRITERS - 1  # told, each with what is there


def test_a_deadline_that_passes_during_a_save_is_that_of_the_request() -> None:
    """Received just before the end, it is written, even if it waits for others; at the end itself, it is not."""
    ours, closes = structure(), NOW + timedelta(days=1)
    draft = dossier(ours, campaign(closes_at=closes))

    def at(moment: datetime, name: str) -> Callable[[], object]:
        return lambda: save_typed(draft.pk, "etal", 0, {name: "x"}, ours.editor, moment)

    outcomes = crossing(
        at(closes - timedelta(microseconds=1), "nom"),
        at(closes, "slogan"),
        at(closes - timedelta(microseconds=1), "enseigne"),
        at(closes + timedelta(microseconds=1), "adresse"),
    )
    assert kept(draft) == {"nom": "x", "enseigne": "x"}
    assert [isinstance(outcome, str) for outcome in outcomes] == [False, True, False, True]


def test_a_reminder_and_a_submission_at_once_remind_of_nothing_handed_over() -> None:
    ours = structure()
    draft = dossier(ours, campaign(closes_at=NOW + timedelta(days=1)), answers={"etal": {"nom": "Chez Paul"}})
    crossing(lambda: remind(NOW), lambda: services.submit(draft.pk, ours.head, NOW), lambda: remind(NOW))
    assert Mail.objects.filter(kind=SUBMISSION_REMINDER.id).count() in (0, 2)
    assert remind(NOW) == 0


# while a campaign takes another version


@only_one_row_at_a_time
def test_a_dossier_opened_while_a_version_is_adopted_is_in_that_version(tmp_path: Path) -> None:
    into, ours, version = campaign(), structure(), installed(tmp_path, "1.1.0")
    opened = after_waiting(
        lambda: locked(Campaign.objects, pk=into.pk),
        lambda: Campaign.objects.filter(pk=into.pk).update(programme_version=version),
        lambda: services.open_dossier(into, ours.organisation, ours.head, NOW),
    )
    assert reread(opened).sheet.programme_version == version


@only_one_row_at_a_time
def test_a_save_that_waits_while_its_dossier_follows_is_sorted_out_under_the_new_version(tmp_path: Path) -> None:
    into, ours, version = campaign(), structure(), without(tmp_path, "1.1.0", "loyer")
    draft = dossier(ours, into, answers={"etal": {"nom": "A"}})
    page = draft.sheet.programme_version.pk
    saved = after_waiting(
        lambda: locked(Dossier.objects, pk=draft.pk),
        lambda: _follow(draft, into, version),
        lambda: save_typed(draft.pk, "etal", 1, {"loyer": "10", "adresse": "Ici"}, ours.editor, NOW, page=page),
    )
    assert (saved.aside, saved.conflicts) == (("loyer",), ())
    assert kept(draft) == {"nom": "A", "adresse": "Ici"}
    assert draft.sheet.set_aside.get().value == "10"


def _follow(draft: Dossier, into: Campaign, version: ProgrammeVersion) -> None:
    by = ministry()
    Campaign.objects.filter(pk=into.pk).update(programme_version=version)
    DryRun.objects.create(
        campaign=into,
        version=version,
        against=draft.sheet.programme_version,
        state=DryRun.State.DONE,
        asked_at=NOW,
        asked_by=by,
        done_at=NOW,
        adopted_at=NOW,
        adopted_by=by,
    )
    assert follow_one(draft.pk, NOW)
