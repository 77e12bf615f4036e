"""From the request for an account to the threshold of evaluation; and a dossier that a letter closes.

In a browser with scripts, and in one without: pages must do all this alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from poincon.campaigns.models import Campaign
from poincon.correspondence.letters import letters_about
from poincon.dossiers import services
from poincon.dossiers.models import ChangeRequest, Dossier
from poincon.journal.verification import verify
from poincon.people.models import AccountRequest, Membership, Person
from tests.browser.conftest import Visit
from tests.browser.filling import fill, reload
from tests.browser.scene import LABEL, REGION, Scene
from tests.browser.visiting import Visitor
from tests.dossiers.factories import save_typed
from tests.people.mails import path_in, sent
from tests.people.makers import PASSWORD, siren

NAME, EMAIL = "Ysoline Karadeg", "ysoline.karadeg@filature.example"
STRUCTURE = "Centre des fibres d’Essai"
SOUND = {
    "exercices_complets": "4",
    "configuration_proche": "oui",
    "personnalite_juridique_propre": "oui",
    "comptabilite_propre": "oui",
    "permanents_temps_plein": "3",
    "annees.2021.etp_total": "12",
    "annees.2021.etp_crt": "7",
    "annees.2021.etp_label": "5",
}
"""What the four prerequisites of the label ask for."""

ASKED_ONCE, ASKED_TOO = "annees.2021.etp_crt", "nom_structure"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_campaign_from_the_request_for_an_account_to_the_threshold_of_evaluation(
    visit: Visit, scene: Scene, scripts: bool
) -> None:
    campaign = scene.campaign(LABEL)
    stranger, officer = visit(scripts=scripts), visit(scripts=scripts)
    officer.sign_in(scene.officer)

    ask_for_an_account(stranger)
    accept_the_account(officer)
    head = choose_a_password(stranger)
    dossier = open_a_dossier(stranger, campaign)
    answer(dossier, head, SOUND)
    submit(stranger, dossier)

    ask_for_two_changes(officer, dossier)
    answer_both(stranger, dossier)
    read_the_difference(officer, dossier)
    admit(officer, dossier)

    stranger.go(f"/dossiers/{dossier.pk}/suites/")
    expect(stranger.page.get_by_text("Le dossier est recevable")).to_be_visible()
    verify()


def ask_for_an_account(me: Visitor) -> None:
    me.go("/")
    me.page.get_by_role("link", name="Demander un compte").first.click()
    me.page.get_by_label("Votre nom").fill(NAME)
    me.page.get_by_label("Votre adresse électronique").fill(EMAIL)
    me.page.get_by_label(re.compile("^Diriger")).check()
    me.page.get_by_label("Numéro SIREN").fill("123 456 789")
    me.page.get_by_label("Nom de la structure").fill(STRUCTURE)
    me.page.get_by_label("Commune").fill("Essai-sur-Doubs")
    me.page.get_by_label("Région").select_option(REGION)
    send = me.page.locator("main").get_by_role("button", name="Envoyer la demande")
    send.last.click()
    expect(me.page.locator(".error-summary")).to_contain_text("SIREN")
    expect(me.page.get_by_label("Votre nom")).to_have_value(NAME)
    me.page.get_by_label("Numéro SIREN").fill(siren(90_001))
    me.page.locator("main").get_by_role("button", name="Envoyer la demande").last.click()
    me.page.wait_for_url("**/compte/demande-envoyee/")
    me.shot("parcours-demande-envoyee")


def accept_the_account(officer: Visitor) -> None:
    officer.page.get_by_role("link", name="Demandes de compte").click()
    officer.page.get_by_role("link", name=STRUCTURE).click()
    officer.shot("parcours-demande-de-compte")
    officer.page.get_by_role("button", name="Accepter la demande").click()
    expect(officer.page.get_by_text("Acceptée").first).to_be_visible()
    assert AccountRequest.objects.get().organisation is not None


def choose_a_password(me: Visitor) -> Person:
    (message,) = [message for message in sent() if "/mot-de-passe/choisir/" in str(message.body)]
    assert message.to == [EMAIL]
    me.go(path_in(message, "/mot-de-passe/choisir/"))
    me.page.get_by_label("Nouveau mot de passe").fill(PASSWORD)
    me.page.get_by_label("Le même, encore une fois").fill(PASSWORD)
    me.page.locator("main").get_by_role("button").last.click()
    me.page.wait_for_url(lambda url: "/choisir/" not in url)
    head = Person.objects.get(email=EMAIL)
    assert Membership.objects.get(person=head).organisation.name == STRUCTURE  # type: ignore[union-attr]
    me.sign_in(head)
    return head


def open_a_dossier(me: Visitor, campaign: Campaign) -> Dossier:
    me.go("/dossiers/")
    me.page.get_by_role("button", name=re.compile("Commencer")).click()
    expect(me.page.get_by_role("heading", level=1)).to_have_text(STRUCTURE)
    me.shot("parcours-dossier-ouvert")
    return Dossier.objects.with_context().get(campaign=campaign)


def answer(dossier: Dossier, person: Person, answers: dict[str, str]) -> None:
    """What has its own tests in a browser: all that is required is filled, these answers as said."""
    for name, value in answers.items():
        field = dossier.package.programme.fields[name.rpartition(".")[2]]
        version = dossier.sheet.sections.filter(section=field.section).values_list("version", flat=True).first() or 0
        save_typed(dossier.pk, field.section, version, {name: value}, person, timezone.now())
    fill(dossier, person, timezone.now())


def submit(me: Visitor, dossier: Dossier) -> None:
    me.go(f"/dossiers/{dossier.pk}/verifier/")
    me.page.get_by_label("J’ai relu ces réponses").check()
    me.page.get_by_role("button", name="Déposer le dossier").click()
    me.page.wait_for_url("**/recepisse/")
    assert [message.to for message in sent()] == [[EMAIL]]


def ask_for_two_changes(officer: Visitor, dossier: Dossier) -> None:
    officer.go("/region/")
    officer.page.get_by_role("link", name=STRUCTURE).first.click()
    officer.page.get_by_role("link", name="Complétude", exact=True).click()
    _ask(officer, dossier, ASKED_ONCE, "Ce chiffre ne correspond pas à la liste du personnel : relisez-le.")
    _ask(officer, dossier, ASKED_TOO, "Écrivez le nom en toutes lettres.")
    officer.page.get_by_role("link", name="Relire et envoyer la demande").click()
    officer.page.get_by_role("button", name="Relire avant d’envoyer").click()
    expect(officer.page.get_by_text("Rien n’est encore envoyé")).to_be_visible()
    officer.shot("parcours-demande-relue")
    officer.page.get_by_role("button", name="Envoyer la demande").dblclick()
    expect(officer.page.get_by_text(re.compile("à compléter", re.IGNORECASE)).first).to_be_visible()
    assert ChangeRequest.objects.get(dossier=dossier).items.count() == 2
    (message,) = sent()
    assert message.to == [EMAIL]
    assert "liste du personnel" in str(message.body)


def _ask(officer: Visitor, dossier: Dossier, name: str, text: str) -> None:
    section = dossier.package.programme.fields[name.rpartition(".")[2]].section
    officer.go(f"/instruction/{dossier.pk}/completude/?rubrique={section}&reponse={name}")
    officer.page.locator("form.panel textarea").fill(text)
    officer.page.get_by_role("button", name="Ajouter à la demande").click()
    expect(officer.page.get_by_text(text).first).to_be_visible()


def answer_both(me: Visitor, dossier: Dossier) -> None:
    """One answer is changed, of the other it is said why it stays; nothing else is open."""
    me.go(f"/dossiers/{dossier.pk}/")
    expect(me.page.get_by_text("2 points").first).to_be_visible()
    me.shot("parcours-a-completer")
    me.open_section(dossier, "quantitative")
    expect(me.field("annees.2021.ca_total")).to_be_disabled()
    me.field(ASKED_ONCE).fill("6,5")
    me.page.get_by_role("button", name="Enregistrer et revenir au dossier").click()
    me.page.wait_for_url(f"**/dossiers/{dossier.pk}/")
    me.go(f"/dossiers/{dossier.pk}/complements/")
    me.page.get_by_label(re.compile("^Ce que vous en dites.*nom", re.IGNORECASE)).fill("C’est bien le nom des statuts.")
    me.page.get_by_role("button", name=re.compile("Enregistrer ce que vous en dites.*nom", re.IGNORECASE)).click()
    me.shot("parcours-complements")
    me.page.locator("form.confirm input[type=checkbox]").check()
    me.page.locator("form.confirm button").dblclick()
    me.page.wait_for_url(lambda url: not url.endswith("/deposer/"))
    expect(me.page.locator("main")).to_contain_text(re.compile("récépissé", re.IGNORECASE))
    assert dossier.sheet.snapshots.count() == 2
    sent()


def read_the_difference(officer: Visitor, dossier: Dossier) -> None:
    officer.go(f"/dossiers/{dossier.pk}/complements/")
    page = officer.page.locator("main")
    expect(page).to_contain_text("6,5")
    expect(page).to_contain_text("C’est bien le nom des statuts.")
    officer.shot("parcours-difference")


def admit(officer: Visitor, dossier: Dossier) -> None:
    _declare_complete(officer, dossier)
    officer.go(f"/instruction/{dossier.pk}/prerequis/")
    officer.shot("parcours-prerequis")
    officer.page.get_by_role("button", name=re.compile("Confirmer les 4")).click()
    officer.page.locator("#conclure form button").click()
    expect(officer.page.get_by_text(re.compile("recevable", re.IGNORECASE)).first).to_be_visible()
    assert Dossier.objects.get(pk=dossier.pk).state == "admissible"
    (message,) = sent()
    assert message.to == [EMAIL]


def _declare_complete(officer: Visitor, dossier: Dossier) -> None:
    officer.go(f"/instruction/{dossier.pk}/completude/")
    officer.page.get_by_role("link", name="Déclarer le dossier complet").click()
    officer.page.locator("form.confirm button").click()
    expect(officer.page.locator(".error-summary")).to_have_count(0)
    assert Dossier.objects.get(pk=dossier.pk).state == "complete"


@dataclass(frozen=True, slots=True)
class _Files:
    pdf: bytes
    docx: bytes


def test_a_dossier_that_fails_a_prerequisite_is_closed_by_its_letter(visit: Visit, scene: Scene) -> None:
    dossier = scene.dossier(LABEL)
    answer(dossier, scene.head, SOUND | {"annees.2021.etp_crt": "3"})
    services.submit(dossier.pk, scene.head, timezone.now())
    sent()
    officer = visit()
    officer.sign_in(scene.officer)
    _declare_complete(officer, dossier)
    officer.go(f"/instruction/{dossier.pk}/prerequis/")
    officer.page.get_by_role("button", name=re.compile("Confirmer les 4")).click()
    officer.page.get_by_role("link", name="Préparer la lettre").click()
    letter = officer.page.locator("main")
    expect(letter).to_contain_text("§2")
    expect(letter).to_contain_text(re.compile("équivalents? temps plein", re.IGNORECASE))
    assert officer.judge("parcours-lettre") == []
    officer.page.get_by_label("J’ai relu cette lettre").check()
    officer.page.locator("form.confirm button").dblclick()
    expect(officer.page.get_by_text("La demande n’est pas traitée")).to_be_visible()

    letter_of_record = letters_about(dossier.journal_subject).get()
    mails = [message for message in sent() if message.attachments]
    assert sorted(address for message in mails for address in message.to) == sorted(
        [scene.head.email, scene.colleague.email]
    )
    me = visit(scripts=False)
    me.sign_in(scene.head)
    me.go(f"/dossiers/{dossier.pk}/suites/")
    files = _download(me)
    assert files.pdf.startswith(b"%PDF")
    assert files.docx.startswith(b"PK")
    assert letter_of_record.pdf.size == len(files.pdf)
    assert reload(dossier).sheet.dossier.state == "not_processed"
    verify()


def _download(me: Visitor) -> _Files:
    files = []
    for ending in ("pdf", "docx"):
        with me.page.expect_download() as download:
            me.page.locator(f'a[href$=".{ending}"]').first.click()
        files.append(download.value.path().read_bytes())
    return _Files(*files)
