"""Concluding that a dossier is admissible: only when all holds, once, and the structure reads why afterwards."""

from __future__ import annotations

from html import unescape

import pytest

from poincon.admissibility.mail_kinds import ADMISSIBLE
from poincon.dossiers.enums import Event, State
from poincon.dossiers.models import Transition
from poincon.journal.models import Act
from poincon.notifications.models import Mail
from poincon.workflow.moves import NotThatWay
from poincon.workflow.refusals import NotAllowed
from tests.admissibility.factories import (
    LATER,
    address,
    confirmed,
    page,
    pressed_twice,
    retain,
    signed_in,
)
from tests.admissibility.verdicts import MET, NOT_MET, UNDETERMINED, admit
from tests.dossiers.threads import together

pytestmark = pytest.mark.django_db


def test_when_all_hold_the_dossier_is_admissible_and_the_structure_told() -> None:
    here = confirmed()
    admit(here)
    dossier = here.again()
    assert (dossier.state, dossier.concluded_at) == (State.ADMISSIBLE, LATER)
    mails = Mail.objects.filter(kind=ADMISSIBLE.id)
    assert {mail.person for mail in mails} == {here.structure.head, here.structure.editor}
    assert any(address("outcome", dossier) in str(text) for text in mails[0].paragraphs)
    act = Act.objects.get(event="dossier_admitted")
    assert act.details["prerequisites"] == {
        "assurance": "met",
        "surface": "met",
        "terrasse": "not_applicable",
        "recevabilite": "met",
    }


@pytest.mark.parametrize(
    ("answers", "why"), [({"assure": "non"}, "n’est pas rempli"), (UNDETERMINED, "reste à confirmer")]
)
def test_nothing_is_admitted_that_does_not_hold(answers: dict[str, str], why: str) -> None:
    here = confirmed(answers)
    with pytest.raises(NotAllowed, match=why):
        admit(here)
    refused = signed_in(here.ines).post(address("admit", here.dossier), {"vu": here.seen})
    assert refused.status_code == 409
    assert here.again().state == State.COMPLETE
    assert not Mail.objects.filter(kind=ADMISSIBLE.id).exists()


def test_concluding_twice_is_once_and_a_second_official_is_told_who_did() -> None:
    here = confirmed()
    url, posted = address("admit", here.dossier), {"vu": here.seen}
    assert pressed_twice(here.ines, url, posted) == address("show", here.dossier)
    answer = signed_in(here.paul).post(url, posted)
    assert answer.status_code == 409
    assert "Inès Région" in unescape(answer.content.decode())
    assert Transition.objects.filter(event=Event.ADMIT).count() == 1
    assert Mail.objects.filter(kind=ADMISSIBLE.id).count() == 2
    with pytest.raises(NotAllowed):
        retain(here, "assurance", NOT_MET, "Trop tard")


@pytest.mark.django_db(transaction=True)
def test_officials_who_conclude_at_once_conclude_once() -> None:
    here = confirmed()
    digest = here.seen

    def work(writer: int) -> str:
        try:
            admit(here, (here.ines, here.paul)[writer % 2], digest)
        except NotThatWay:
            return "told"
        return "done"

    assert sorted(together(work)) == ["done", "told", "told", "told"]
    assert Mail.objects.filter(kind=ADMISSIBLE.id).count() == 2


def test_the_structure_reads_nothing_of_it_before_the_conclusion_and_all_of_it_after() -> None:
    here = confirmed({"assure": "non"})
    retain(here, "assurance", MET, "L’attestation est dans le message du 3 mars.")
    head = signed_in(here.structure.head)
    url = address("outcome", here.dossier)
    for address_ in (url, f"/dossiers/{here.dossier.pk}/", f"/dossiers/{here.dossier.pk}/resultats/"):
        assert "attestation" not in head.get(address_).content.decode()
    assert "L’instruction n’est pas terminée" in unescape(head.get(url).content.decode())
    assert url not in head.get(f"/dossiers/{here.dossier.pk}/").content.decode()
    admit(here)
    text = unescape(head.get(url).content.decode()).replace("\u00a0", " ")
    for shown in (
        "Le dossier est recevable",
        "L’attestation est dans le message du 3 mars.",
        "Le calcul donnait : non rempli",
        "Retenu par : Régie des marchés",
        "Règlement du marché, §2",
    ):
        assert shown in text
    assert "Inès Région" not in text
    assert url in head.get(f"/dossiers/{here.dossier.pk}/").content.decode()


def test_a_dossier_withdrawn_after_its_conclusion_keeps_what_was_concluded() -> None:
    from poincon.dossiers import withdrawal

    here = confirmed()
    admit(here)
    withdrawal.withdraw(here.dossier.pk, "", here.structure.head, LATER)
    assert "Le dossier est recevable" in page(here.structure.head, "outcome", here.dossier)
