"""The home of a dossier and the list: in each state, who is told what is expected, by when; what waits comes first."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from poincon.campaigns.models import Extension
from poincon.dossiers import changes, services, validation
from poincon.dossiers.enums import State
from poincon.dossiers.models import Dossier
from poincon.dossiers.withdrawal import withdraw
from poincon.people.models import Person
from poincon.sheets.models import SetAsideAnswer
from poincon.workflow.refusals import Allowed
from tests.dossiers.factories import (
    CLOSES,
    WAYS,
    Structure,
    address,
    asked,
    bring,
    campaign,
    document,
    dossier,
    officer,
    programme,
    save,
    structure,
)
from tests.pages import flat
from tests.people.makers import person
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db
FILLED: dict[str, Any] = {"etal": {"nom": "Chez Paul", "loyer": "10"}}


def page_of(someone: Person, url: str) -> str:
    client = Client()
    client.force_login(someone)
    response = client.get(url)
    assert response.status_code == 200, url
    words = unescape(re.sub(r"<[^>]+>", " ", response.content.decode()))
    return " ".join(words.split())  # no-break spaces too become plain ones


def now_of(page: str) -> str:
    """What the panel « Et maintenant » says."""
    return page.partition("Et maintenant")[2].partition("Rubriques")[0]


def in_state(ours: Structure, state: State, examiner: Person) -> Dossier:
    points = (("etal", "loyer"), ("etal", "plan"))
    return bring(dossier(ours, answers=FILLED), ours, *WAYS[state], by=examiner, points=points)


@pytest.mark.parametrize(
    ("state", "own", "official_words"),
    [
        (State.DRAFT, ("Tout ce qui est obligatoire est rempli", "À déposer avant le", "Vérifier mes réponses"), ()),
        (State.VALIDATED, ("La direction a validé", "Validé par", "Relire et déposer", "Reprendre"), ()),
        (State.SUBMITTED, ("Vous n’avez rien à faire", "au service qui instruit d’agir"), ("Il reste à vérifier",)),
        (
            State.TO_CORRECT,
            ("2 points vous sont demandés", "À compléter avant le mardi 30 mars 2027 à 23 h 59", "et répondre"),
            ("2 points sont demandés", "tel qu’il avait été déposé", "30 mars 2027"),
        ),
        (State.COMPLETE, ("Le dossier est complet",), ("conditions d’entrée",)),
        (State.ADMISSIBLE, ("recevable",), ("recevable",)),
        (State.NOT_PROCESSED, ("La lettre que vous avez reçue",), ("l’examen est clos",)),
        (State.WITHDRAWN, ("Votre structure a retiré ce dossier",), ("il n’y a plus rien à examiner",)),
    ],
)
def test_each_state_says_what_is_expected(
    ours: Structure, state: State, own: tuple[str, ...], official_words: tuple[str, ...]
) -> None:
    examiner = officer()
    dossier = in_state(ours, state, examiner)
    mine = now_of(page_of(ours.head, address("show", dossier)))
    assert [words for words in own if words not in mine] == []
    if official_words:
        theirs = now_of(page_of(examiner, address("show", dossier)))
        assert [words for words in official_words if words not in theirs] == []
        assert "Vous n’avez rien" not in theirs


def test_what_is_missing_is_counted(ours: Structure) -> None:
    draft = dossier(ours, answers={"etal": {"loyer": "douze"}})
    assert "1 réponse obligatoire manque. 1 réponse est à corriger." in page_of(ours.editor, address("show", draft))


def test_a_draft_leads_to_the_first_section_that_still_asks_for_something(ours: Structure) -> None:
    draft = dossier(ours)
    client = Client()
    client.force_login(ours.editor)
    section = address("section", draft, "etal")
    assert f'<a class="button" href="{section}">' in client.get(address("show", draft)).content.decode()
    save(draft, 0, {"nom": "Chez Paul", "loyer": "douze"}, ours.editor)
    assert f'<a class="button" href="{section}">' in client.get(address("show", draft)).content.decode()
    save(draft, 1, {"loyer": "12"}, ours.editor)
    assert "Continuer" not in page_of(ours.editor, address("show", draft))


def test_who_was_refused_is_led_to_the_letter(ours: Structure, examiner: Person) -> None:
    dossier = in_state(ours, State.NOT_PROCESSED, examiner)
    client = Client()
    client.force_login(ours.head)
    letter = f'<a class="button" href="{reverse("admissibility:outcome", args=[dossier.pk])}">Lire la lettre</a>'
    assert letter in client.get(address("show", dossier)).content.decode()


def test_the_clock_is_shown_to_both_sides(ours: Structure) -> None:
    examiner = officer()
    dossier = in_state(ours, State.TO_CORRECT, examiner)
    for someone in (ours.head, examiner):
        assert "Délai de correction : " in page_of(someone, address("show", dossier))
    save(dossier, 1, {"loyer": "11"}, ours.editor)
    changes.answer_item(dossier.change_requests.get().items.get(name="plan").pk, "Non.", ours.editor, NOW)
    changes.resubmit(dossier.pk, ours.head, NOW + timedelta(days=4))
    for someone in (ours.head, examiner):
        assert "4 jours utilisés sur 15" in page_of(someone, address("show", dossier))


def test_being_late_is_shown_and_stops_nothing(ours: Structure) -> None:
    dossier = in_state(ours, State.TO_CORRECT, officer())
    past = NOW - timedelta(days=9999)
    dossier.change_requests.update(sent_at=past - timedelta(days=1), due_at=past)
    assert "vous pouvez encore répondre" in page_of(ours.head, address("show", dossier))


def test_an_extension_is_the_deadline_and_says_so(ours: Structure) -> None:
    into = campaign(closes_at=NOW - timedelta(days=9000), opens_at=NOW - timedelta(days=9999))
    Extension.objects.create(
        campaign=into, organisation=ours.organisation, until=CLOSES, reason="x", granted_by=officer(), granted_at=NOW
    )
    listed = page_of(ours.head, reverse("dossiers:list"))
    assert "Commencer un dossier" in listed
    assert "2100" in listed
    assert "Commencer un dossier" not in page_of(structure().head, reverse("dossiers:list"))
    draft = dossier(ours, into)
    page = page_of(ours.head, address("show", draft))
    assert "1er janvier 2100" in page or "31 décembre 2099" in page
    assert "la campagne ferme le" in page


def test_sections_say_what_is_asked_in_them(ours: Structure) -> None:
    examiner = officer()
    dossier = in_state(ours, State.TO_CORRECT, examiner)
    assert "2 points demandés" in page_of(ours.editor, address("show", dossier))
    assert "Modifiée par" in page_of(ours.editor, address("show", dossier))
    assert "Modifiée par" not in page_of(examiner, address("show", dossier))


def test_the_history_tells_each_act_with_its_reason_and_receipts(ours: Structure) -> None:
    examiner = officer()
    dossier = in_state(ours, State.TO_CORRECT, examiner)
    changes.take_back(dossier.pk, "Demandé par erreur.", examiner, NOW, allowed=Allowed())
    client = Client()
    client.force_login(ours.head)
    page = client.get(address("show", dossier)).content.decode()
    for words in ("Dossier ouvert", "Dépôt", "Demande de compléments", "retirée", "Demandé par erreur."):
        assert words in page.partition("Historique")[2]
    assert f"{address('receipt_pdf', dossier)}?depot=1" in page


def test_what_is_due_is_in_the_history_to_come(ours: Structure) -> None:
    dossier = in_state(ours, State.TO_CORRECT, officer())
    dossier.change_requests.update(due_at=CLOSES)
    assert "Échéance pour compléter le dossier" in page_of(ours.head, address("show", dossier))


def test_documents_are_listed(ours: Structure) -> None:
    draft = dossier(ours)
    attachment = document(draft, ours.editor)
    client = Client()
    client.force_login(ours.editor)
    page = client.get(address("show", draft)).content.decode()
    assert address("file", draft, attachment.file_id) in page


def test_answers_set_aside_are_shown_with_what_they_were(ours: Structure) -> None:
    submission = dossier(ours, submitted=True)
    SetAsideAnswer.objects.create(
        sheet=submission.sheet,
        section="etal",
        name="loyer",
        label="Loyer de l’étal",
        value="1250.50",
        asked_by=submission.sheet.programme_version,
        set_aside_at=NOW,
    )
    page = page_of(ours.head, address("show", submission))
    assert "Réponses mises de côté" in page
    assert "Loyer de l’étal 1 250,50 €" in page
    assert "Réponses mises de côté" not in page_of(officer(), address("show", submission))


# tabs


def tabs_of(someone: Person, dossier: Dossier, page: str = "show") -> dict[str, bool]:
    """The tabs of a page, and which is current."""
    client = Client()
    client.force_login(someone)
    content = flat(client.get(address(page, dossier)).content.decode())
    block = content.partition('<nav class="tabs"')[2].partition("</nav>")[0]
    tabs = re.findall(r'<a href="[^"]+"( aria-current="page")?>([^<]+)</a>', block)
    return {label: bool(current) for current, label in tabs}


def test_tabs_follow_what_there_is_to_read(ours: Structure) -> None:
    examiner = officer()
    draft = dossier(ours, answers=FILLED)
    assert list(tabs_of(ours.head, draft))[:3] == ["Le dossier", "Toutes les réponses", "Résultats"]
    assert "Récépissé" not in tabs_of(ours.head, draft)
    services.submit(draft.pk, ours.head, NOW)
    assert "Récépissé" in tabs_of(ours.head, draft)
    assert "Compléments" not in tabs_of(ours.head, draft)
    asked(draft, examiner)
    for page, label in (
        ("show", "Le dossier"), ("check", "Toutes les réponses"), ("results", "Résultats"),
        ("receipt", "Récépissé"), ("changes", "Compléments"),
    ):  # fmt: skip
        for someone in (ours.head, examiner):
            current = [tab for tab, is_current in tabs_of(someone, draft, page).items() if is_current]
            assert current == [label]


# the list


def test_what_waits_for_me_comes_first(ours: Structure) -> None:
    version, examiner = programme(), officer()
    dossiers = {}
    for place, name in enumerate(("retiré", "déposé", "brouillon", "validé", "à décider", "à compléter")):
        dossiers[name] = dossier(ours, campaign(version, title=f"Campagne {place}", year=2023), answers=FILLED)
    withdraw(dossiers["retiré"].pk, "", ours.head, NOW)
    services.submit(dossiers["déposé"].pk, ours.head, NOW)
    validation.validate(dossiers["validé"].pk, ours.head, NOW)
    validation.ask_validation(dossiers["à décider"].pk, ours.editor, NOW)
    services.submit(dossiers["à compléter"].pk, ours.head, NOW)
    asked(dossiers["à compléter"], examiner, ("etal", "loyer"), ("etal", "plan"))
    Dossier.objects.filter(pk=dossiers["retiré"].pk).update(changed_at=NOW + timedelta(days=1))

    def order(someone: Person) -> list[str]:
        page = page_of(someone, reverse("dossiers:list"))
        return sorted(dossiers, key=lambda name: page.index(dossiers[name].number))

    assert order(ours.head) == ["à compléter", "à décider", "validé", "brouillon", "déposé", "retiré"]
    assert order(ours.editor)[:2] == ["à compléter", "validé"]  # nobody asked the editor to decide
    page = page_of(ours.head, reverse("dossiers:list"))
    assert "À compléter avant le mardi 30 mars 2027 à 23 h 59 (heure de Paris)" in page
    assert ": 2 points demandés" in page
    assert page.count("Votre validation est demandée") == 1
    assert "Votre validation est demandée" not in page_of(ours.editor, reverse("dossiers:list"))


def test_what_closes_first_comes_first_and_what_is_over_last(ours: Structure) -> None:
    version = programme()
    into = {
        name: campaign(version, title=name, year=2023, closes_at=NOW + timedelta(days=days))
        for name, days in {"loin": 40, "proche": 4, "prolongée": 2, "finie": 1}.items()
    }
    for name, campaign_ in into.items():
        dossier(ours, campaign_, answers={"etal": {"loyer": "1"}})
        Dossier.objects.filter(campaign=campaign_).update(changed_at=NOW - timedelta(days=len(name)))
    Extension.objects.create(
        campaign=into["prolongée"],
        organisation=ours.organisation,
        until=NOW + timedelta(days=20),
        reason="Incendie",
        granted_at=NOW,
        granted_by=officer(),
    )
    later = NOW + timedelta(days=3)
    listed = Dossier.objects.with_waiting(ours.head, later).order_by(F("due_at").asc(nulls_last=True))
    assert [dossier.campaign.title for dossier in listed] == ["proche", "prolongée", "loin", "finie"]


def test_campaigns_to_begin_are_listed_by_the_day_they_close(ours: Structure) -> None:
    version = programme()
    today = timezone.now()
    for name, days in (("A loin", 40), ("B proche", 4)):
        campaign(version, title=name, closes_at=today + timedelta(days=days))
    page = page_of(ours.head, reverse("dossiers:list"))
    assert page.index("B proche") < page.index("A loin")


def test_who_acts_for_no_structure_is_not_told_to_begin_a_dossier(ours: Structure, examiner: Person) -> None:
    campaign()
    listed = reverse("dossiers:list")
    assert "dès que vous en aurez commencé un" in page_of(ours.editor, listed)
    for somebody, words in ((examiner, "en font partie"), (person(), "demandez un compte pour votre structure")):
        page = page_of(somebody, listed)
        assert "Vous n’agissez pour aucune structure" in page
        assert words in page
        assert ("Demander un compte" in page) is (somebody is not examiner)
