"""What somebody with the owner's rights on the database could do: take the guards away, change, put them back.

Each manipulation is made on a journal that holds, with a dossier refused by letter, one only submitted, a message with
a document, and three sealed days; each is found, and named.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models import F, Model
from django.db.models.signals import post_init

from poincon.admissibility import letters
from poincon.campaigns.models import ProgrammeVersion
from poincon.correspondence import exchanges
from poincon.correspondence.models import DossierMessage, Letter, MessageAttachment, OfficialNote
from poincon.dossiers.models import Dossier, Transition
from poincon.files.models import StoredFile
from poincon.files.storage import content_path
from poincon.journal.chain import GENESIS
from poincon.journal.models import Act, DailyRoot
from poincon.journal.sealing import root_of, seal_days
from poincon.journal.verification import MOST, verify
from poincon.sheets.models import Snapshot
from poincon.sheets.snapshots import digest_of
from tests.admissibility.factories import LATER, PAST, Scene, confirmed, examined_campaign, scene
from tests.dossiers.factories import PDF
from tests.journal.makers import acts, unguarded

pytestmark = pytest.mark.django_db

SEALED = PAST + timedelta(days=4)
"""When the days of the scene are sealed."""


@pytest.fixture
def refused() -> Scene:
    """A dossier refused by letter, after a message with a document and a note; sealed; after it, an act."""
    campaign = examined_campaign()
    scene(campaign)
    here = confirmed({"assure": "non"}, campaign)
    exchanges.send(here.dossier.pk, "Bonjour", [SimpleUploadedFile("plan.pdf", PDF)], here.ines, LATER)
    exchanges.add_note(here.dossier.pk, "À surveiller", here.ines, LATER)
    drawn = letters.draft(here.dossier, here.ines, LATER)
    letters.send(here.dossier.pk, fingerprint=drawn.fingerprint, actor=here.ines, now=LATER)
    acts("afterwards", 1, now=PAST + timedelta(days=3))
    seal_days(SEALED)
    acts("afterwards", 2, now=SEALED)
    assert verify().faults == []
    return here


def faults() -> str:
    return "\n".join(verify().faults)


def delete(rows: Any) -> None:
    rows._raw_delete("default")


def submitted_only() -> Any:
    """The snapshot that nothing was decided on: no other row leads to it."""
    return Snapshot.objects.filter(pk=Snapshot.objects.earliest("pk").pk)


def edit_snapshot() -> None:
    row = submitted_only().get()
    submitted_only().update(content=row.content.replace("Chez Paul", "Chez Pierre"))


def edit_snapshot_with_its_digest() -> None:
    edit_snapshot()
    row = submitted_only().get()
    submitted_only().update(digest=digest_of(row.content))


def add(model: type[Model], **changes: Any) -> None:
    """One more row, like the last one but for these changes."""
    row = model._default_manager.latest("pk")
    row.pk = None
    for name, value in changes.items():
        setattr(row, name, value)
    row.save(force_insert=True)


def content_of_letter() -> Path:
    return content_path(Letter.objects.get().pdf.digest)


def swap_letter_file() -> None:
    """Another content, received by the platform itself, under the letter's own document."""
    document = MessageAttachment.objects.get().file
    StoredFile.objects.filter(pk=Letter.objects.get().pdf_id).update(digest=document.digest, size=document.size)


def chain(subject: str) -> Any:
    return Act.objects.filter(subject_id=subject).order_by("sequence")


def rewrite_chain(subject: str) -> None:
    """Change its first act, then hash again all that follows."""
    chain(subject).filter(sequence=1).update(details={"version": 99})
    hash_again(subject)


def hash_again(subject: str) -> None:
    previous = GENESIS
    for act in list(chain(subject)):
        act.previous = previous
        previous = act.entry().digest
        Act.objects.filter(pk=act.pk).update(previous=act.previous, digest=previous)


def rewrite_everything() -> None:
    """The same, then every seal, what names the seals, and all that follows: nothing in the database betrays it."""
    before = {root.day: root.digest for root in DailyRoot.objects.all()}
    rewrite_chain("afterwards")
    reseal()
    for root in DailyRoot.objects.all():
        Act.objects.filter(seal=before[root.day]).update(seal=root.digest)
        details = {"digest": root.digest, "count": root.count}
        chain(root.day.isoformat()).update(details=details)
    for subject in set(Act.objects.values_list("subject_id", flat=True)):
        hash_again(subject)


def forge(day_offset: int) -> None:
    """An act of a chain of its own, that follows all the rules but for its date."""
    act = Act(
        subject_kind="dossier",
        subject_id="forged",
        sequence=1,
        event="saved",
        actor="a1",
        at=PAST + timedelta(days=day_offset),
        details={},
        frozen={},
        seal=GENESIS,
        previous=GENESIS,
    )
    act.digest = act.entry().digest
    act.save(force_insert=True)


def reseal() -> None:
    """All roots computed again, as sealing would have made them."""
    days = list(DailyRoot.objects.values_list("day", flat=True))
    delete(DailyRoot.objects.all())
    previous = GENESIS
    for day in days:
        root = root_of(day, previous)
        root.save(force_insert=True)
        previous = root.digest


def steps(*changes: Callable[[], object]) -> Callable[[], object]:
    """Several changes, one after the other."""
    return lambda: [change() for change in changes]


def last_seal() -> Any:
    return DailyRoot.objects.filter(pk=DailyRoot.objects.latest("day").pk)


def roots_without_their_acts() -> None:
    delete(Act.objects.filter(subject_kind="daily_root"))
    delete(DailyRoot.objects.all())


def sequence(number: int) -> Any:
    return chain("afterwards").filter(sequence=number)


MANIPULATIONS: dict[str, tuple[Callable[[], object], str]] = {
    # acts
    "an act's details": (lambda: sequence(2).update(details={"version": 9}), "dossier afterwards #2 (saved)"),
    "its actor": (lambda: sequence(2).update(actor="b"), "dossier afterwards #2 (saved)"),
    "its event": (lambda: sequence(2).update(event="read"), "dossier afterwards #2 (read)"),
    "its instant": (lambda: sequence(2).update(at=SEALED + timedelta(microseconds=1)), "dossier afterwards #2"),
    "its subject": (lambda: sequence(3).update(subject_id="another"), "dossier another #3 (saved)"),
    "what it froze": (lambda: sequence(3).update(frozen={"gadget/0": "0" * 64}), "« gadget/0 »"),
    "the seal that it names": (lambda: sequence(3).update(seal=GENESIS), "dossier afterwards #3 (saved)"),
    "details that are no table": (lambda: sequence(2).update(details=3), "#2 (saved) : son contenu n'est plus"),
    "what it froze that is no table": (lambda: sequence(2).update(frozen=[]), "#2 (saved) : son contenu n'est plus"),
    "what it froze without a digest": (
        lambda: sequence(2).update(frozen={"official_note/1": 3}),
        "#2 (saved) : son contenu",
    ),
    "a row that no table can hold": (
        lambda: sequence(3).update(frozen={f"official_note/{'9' * 30}": "0"}),
        "« official_note/999",
    ),
    "a seal withdrawn of no day": (
        lambda: sequence(3).update(subject_kind="daily_root", subject_id="never", event="seal_withdrawn"),
        "daily_root never #3 (seal_withdrawn)",
    ),
    "an act removed": (lambda: delete(sequence(2)), "il manque l'acte 2"),
    "the first one removed": (lambda: delete(sequence(1)), "il manque l'acte 1"),
    "one moved": (lambda: sequence(3).update(sequence=4), "il manque l'acte 3"),
    "a sealed chain removed": (lambda: delete(chain("afterwards")), "2026-03-05 : actes scellés : 1, trouvés : 0."),
    "an act before the first sealed day": (lambda: forge(-1), "dossier forged #1 (saved) : daté d'avant"),
    "an act in a sealed day": (lambda: forge(1), "journée du 2026-03-03"),
    # seals
    "the count of a day": (lambda: DailyRoot.objects.filter(day="2026-03-03").update(count=F("count") + 1), "-03-03"),
    "the seal of a day": (lambda: last_seal().update(digest="0" * 64), "2026-03-05 : son sceau"),
    "a day removed": (lambda: delete(DailyRoot.objects.filter(day="2026-03-03")), "2026-03-03 : son sceau manque"),
    "the first seal removed": (lambda: delete(DailyRoot.objects.filter(day="2026-03-02")), "2026-03-02 : son sceau"),
    "the last seal removed": (lambda: delete(last_seal()), "2026-03-05 : son sceau manque, que nomme l'acte"),
    "all seals removed": (lambda: delete(DailyRoot.objects.all()), "2026-03-02 : son sceau manque"),
    "all seals removed with their acts": (roots_without_their_acts, "il manque. Des actes le nomment (2), dont"),
    "acts of seals removed": (lambda: delete(Act.objects.filter(subject_kind="daily_root")), "aucun acte ne dit"),
    "a chain hashed again": (lambda: rewrite_chain("afterwards"), "journée du 2026-03-05"),
    "a chain hashed again, seals removed": (
        steps(lambda: rewrite_chain("afterwards"), lambda: delete(DailyRoot.objects.all())),
        "2026-03-05 : son sceau manque",
    ),
    "a chain hashed again, seals made again": (
        steps(lambda: rewrite_chain("afterwards"), reseal),
        "2026-03-05 : son sceau n'est plus celui que nomme l'acte",
    ),
    "a chain hashed again, seals removed, sealed again": (
        steps(lambda: rewrite_chain("afterwards"), lambda: delete(DailyRoot.objects.all()), lambda: seal_days(SEALED)),
        "il manque. Des actes le nomment",
    ),
    # what acts froze
    "a snapshot": (edit_snapshot, "cliché "),
    "a snapshot with its digest": (edit_snapshot_with_its_digest, "cliché "),
    "a snapshot removed": (lambda: delete(submitted_only()), "il manque. (dossier"),
    "a snapshot added": (lambda: add(Snapshot), "aucun acte ne le nomme"),
    "a letter": (lambda: Letter.objects.update(title="Accordé"), "lettre "),
    "a letter removed": (lambda: delete(Letter.objects.all()), "lettre "),
    "a letter's file": (swap_letter_file, "document "),
    "a letter's content": (
        lambda: content_of_letter().write_bytes(b"%PDF-1.7 other"),
        "n’est plus celui qui a été reçu",
    ),
    "a letter's content removed": (lambda: content_of_letter().unlink(), "son contenu manque"),
    "a document removed": (lambda: delete(MessageAttachment.objects.all()), "document d’un message "),
    "a message": (lambda: DossierMessage.objects.update(text="Bonsoir"), "message "),
    "a message's author": (lambda: DossierMessage.objects.update(from_authority=False), "message "),
    "a message added": (lambda: add(DossierMessage, text="Autre"), "aucun acte ne le nomme"),
    "a note": (lambda: OfficialNote.objects.update(text="Rien à signaler"), "note "),
    "a transition": (lambda: Transition.objects.filter(event="close").update(reason="autre"), "changement d’état "),
    "the state of a dossier": (
        lambda: Dossier.objects.filter(state="not_processed").update(state="admissible"),
        "son état n’est pas celui où son dernier changement l’a mis",
    ),
    "a transition removed": (lambda: delete(Transition.objects.filter(event="close")), "changement d’état "),
    "a transition added": (lambda: add(Transition, event="withdraw"), "aucun acte ne le nomme"),
    "the text of a programme": (lambda: ProgrammeVersion.objects.update(files={}), "version d’un programme "),
}


@pytest.mark.parametrize("manipulation", MANIPULATIONS)
def test_each_manipulation_is_found_and_named(refused: Scene, manipulation: str) -> None:
    change, place = MANIPULATIONS[manipulation]
    with connection.constraint_checks_disabled(), unguarded():
        change()
    assert place in faults()


def test_whoever_rewrites_the_whole_database_is_betrayed_by_the_seals_kept_elsewhere(refused: Scene) -> None:
    copies = list(DailyRoot.objects.all())
    assert verify(copies=copies).hold
    with unguarded():
        rewrite_everything()
    assert verify().faults == []
    assert verify(copies=copies).faults == ["journée du 2026-03-05 : son sceau n'est pas celui qui est gardé ailleurs."]


def test_a_seal_kept_elsewhere_that_the_database_has_not_is_named(refused: Scene) -> None:
    later = DailyRoot(day=(PAST + timedelta(days=9)).date(), count=3, digest="1" * 64)
    assert verify(copies=[later]).faults == [
        "journée du 2026-03-11 : son sceau est gardé ailleurs, et n'est pas dans la base."
    ]


def test_each_act_is_read_once(refused: Scene) -> None:
    """Or memory would hold them all: a journal has millions."""
    acts_read: list[Act] = []

    def note(instance: Act, **_: object) -> None:
        acts_read.append(instance)

    post_init.connect(note, sender=Act)
    try:
        assert verify().hold
    finally:
        post_init.disconnect(note, sender=Act)
    assert len(acts_read) == Act.objects.count()


def test_a_value_that_nothing_writes_stops_no_verification_in_silence(refused: Scene) -> None:
    values: dict[str, str | bytes] = {"postgresql": "20000-01-01T00:00:00Z", "sqlite": b"\x00\xff"}
    with unguarded(), connection.cursor() as cursor:
        cursor.execute("UPDATE journal_act SET at = %s WHERE subject_id = 'afterwards'", [values[connection.vendor]])
    assert re.search("n'est plus celui qui a été inscrit|une valeur ne se lit pas", faults())


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite keeps instants as text")
@pytest.mark.parametrize("text", ["20260303 10:00:00", "2026-03-06 00:00:00+23:59"])
def test_an_act_in_a_sealed_day_is_found_however_its_instant_is_written(refused: Scene, text: str) -> None:
    with unguarded(), connection.cursor() as cursor:
        forge(1)
        cursor.execute("UPDATE journal_act SET at = %s WHERE subject_id = 'forged'", [text])
    assert "actes scellés" in faults()


def test_a_hundred_faults_are_named_and_the_others_counted() -> None:
    acts("d1", MOST + 20)
    with unguarded():
        Act.objects.update(actor="b")
    findings = verify()
    assert (len(findings.faults), findings.count) == (MOST, MOST + 20)


def test_what_follows_a_fault_is_verified_all_the_same() -> None:
    acts("d1", 5)
    with unguarded():
        chain("d1").filter(sequence__in=(2, 4)).update(actor="b")
    assert verify().faults == [
        f"dossier d1 #{number} (saved) : son contenu n'est plus celui qui a été inscrit." for number in (2, 4)
    ]
