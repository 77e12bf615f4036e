"""Submission: once, whole, and such that it can be judged again years later."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.test import Client

from poincon.cahier.evaluation import assess
from poincon.cahier.explanation import Sentences, value_json
from poincon.campaigns.models import ProgrammeVersion
from poincon.dossiers import services
from poincon.dossiers.enums import State
from poincon.dossiers.models import Dossier, Transition
from poincon.dossiers.services import NotComplete
from poincon.journal.models import Act
from poincon.people.enums import Role
from poincon.sheets import answers as reading
from poincon.sheets.models import Snapshot
from poincon.workflow.refusals import NotAllowed
from tests.dossiers.factories import (
    Structure,
    address,
    campaign,
    document,
    dossier,
    reread,
    save,
    structure,
    submitted_snapshot,
)
from tests.pages import flat
from tests.people.makers import person
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db
ANSWERS: dict[str, Any] = {
    "etal": {
        "loyer": "30.10",
        "apport": "200",
        "assure": "oui",
        "services": ["gaz", "eau"],
        "annees.2021.ventes": "1000.05",
        "annees.2022.ventes": "1200",
        "depenses[0].montant": "5",
        "depenses[1].montant": "6.5",
        "depenses[1].origine": "public",
    },
    "accueil": {"accueil_1": "++", "autre.reponse": "-", "autre.bareme": "2", "autre.intitule": "Fontaine à boire"},
}


@pytest.fixture
def complete(ours: Structure) -> Dossier:
    into = campaign(closes_at=NOW + timedelta(days=1), parameters={"aide": Fraction(43, 3)})
    draft = dossier(ours, into, answers={**ANSWERS, "etal": {**ANSWERS["etal"], "nom": "Chez Paul"}})
    document(draft, ours.editor)
    return draft


def test_a_submission_freezes_the_dossier(complete: Dossier, ours: Structure) -> None:
    services.submit(complete.pk, ours.head, NOW)
    dossier = reread(complete)
    assert (dossier.state, dossier.submitted_at) == (State.SUBMITTED, NOW)
    (move,) = Transition.objects.all()
    assert (move.before, move.after, move.actor) == (State.DRAFT, State.SUBMITTED, ours.head)
    attempts: tuple[Callable[[], object], ...] = (
        lambda: save(complete, 1, {"loyer": "1"}, ours.head),
        lambda: document(complete, ours.head),
        lambda: services.detach(complete.pk, "plan", ours.head, NOW),
        lambda: services.comment(complete.pk, "etal", "trop tard", ours.head, NOW),
    )
    for refused in attempts:
        with pytest.raises(NotAllowed, match="figées"):
            refused()
    assert dossier.sheet.attachments.filter(removed_at__isnull=True).count() == 1


def test_the_digest_is_that_of_the_content(complete: Dossier, ours: Structure) -> None:
    services.submit(complete.pk, ours.head, NOW)
    snapshot = submitted_snapshot(complete)
    assert snapshot.digest == "sha256:" + hashlib.sha256(snapshot.content.encode()).hexdigest()
    content = json.loads(snapshot.content)
    assert json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")) == snapshot.content
    answers = json.dumps(content["answers"], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert content["answers_digest"] == "sha256:" + hashlib.sha256(answers.encode()).hexdigest()
    file = complete.sheet.attachments.get().file
    assert content["documents"] == {
        "plan": {"file": str(file.pk), "name": "plan.pdf", "digest": file.digest, "size": file.size}
    }


def test_a_snapshot_is_enough_to_judge_again(complete: Dossier, ours: Structure) -> None:
    """Only the snapshot and the package whose digest it gives: not the dossier, nor its campaign."""
    services.submit(complete.pk, ours.head, NOW)
    content = json.loads(submitted_snapshot(complete).content)
    package = ProgrammeVersion.objects.get(pk=content["programme_digest"]).package
    documents = {name: each["name"] for name, each in content["documents"].items()}
    parameters = {name: Fraction(text) for name, text in content["parameters"].items()}
    answers, files = (reading.named(each, package.programme) for each in (content["answers"], documents))
    engine, problems = reading.read(answers, package.programme, files, content["reference_year"], parameters)
    assert problems == {}
    again = assess(package, engine, date.fromisoformat(content["on"]))
    sentences = Sentences.of(again, "fr")
    outcomes = {}
    for name, result in again.results.items():
        value, exact = value_json(result.value)
        status = result.status.value if result.status else None
        outcomes[name] = {"status": status, "value": value, "exact": exact, "text": sentences.outcome(result)}
    assert json.loads(json.dumps(outcomes)) == content["outcomes"]
    assert content["outcomes"]["poids"]["exact"] == str((Fraction("30.10") + Fraction(43, 3)) / 200)
    assert content["outcomes"]["assurance"]["status"] == "met"
    assert content["outcomes"]["total"]["value"] == "11.5"


def test_submitting_twice_gives_the_first_snapshot(complete: Dossier, ours: Structure) -> None:
    first = services.submit(complete.pk, ours.head, NOW)
    assert services.submit(complete.pk, ours.head, NOW + timedelta(hours=1)) == first
    assert Snapshot.objects.count() == Transition.objects.count() == 1
    assert Act.objects.filter(event="dossier_submitted").count() == 1
    assert reread(complete).submitted_at == NOW


def test_the_act_names_the_snapshot(complete: Dossier, ours: Structure) -> None:
    frozen = services.submit(complete.pk, ours.head, NOW)
    act = Act.objects.get(event="dossier_submitted")
    assert act.details == {"snapshot": frozen.digest, "programme": complete.campaign.programme_version_id}


def test_a_required_answer_that_is_missing_is_listed(ours: Structure) -> None:
    draft = dossier(ours, answers=ANSWERS)
    with pytest.raises(NotComplete) as refused:
        services.submit(draft.pk, ours.head, NOW)
    assert [state.path for state in refused.value.standing.lacking] == ["nom"]
    assert (reread(draft).state, Snapshot.objects.count(), Transition.objects.count()) == (State.DRAFT, 0, 0)
    assert not Act.objects.filter(event="dossier_submitted").exists()


def test_an_unreadable_answer_stops_a_submission(complete: Dossier, ours: Structure) -> None:
    save(complete, 1, {"slogan": "s", "loyer": "douze"}, ours.editor)
    with pytest.raises(NotComplete) as refused:
        services.submit(complete.pk, ours.head, NOW)
    assert list(refused.value.standing.problems) == ["loyer"]


def test_an_outcome_that_is_not_met_stops_nothing(complete: Dossier, ours: Structure) -> None:
    save(complete, 1, {"assure": "non"}, ours.editor)
    services.submit(complete.pk, ours.head, NOW)
    assert json.loads(submitted_snapshot(complete).content)["outcomes"]["assurance"]["status"] == "not_met"


def test_the_direction_submits_and_nobody_else(complete: Dossier, ours: Structure) -> None:
    with pytest.raises(NotAllowed, match="Seule la direction"):
        services.submit(complete.pk, ours.editor, NOW)
    for stranger in (structure().head, person((Role.REGIONAL_OFFICER, "53")), person((Role.MINISTRY, None)), person()):
        with pytest.raises(NotAllowed, match="Seules les personnes de la structure"):
            services.submit(complete.pk, stranger, NOW)
    assert reread(complete).is_draft


def test_nothing_is_submitted_once_the_campaign_is_closed(complete: Dossier, ours: Structure) -> None:
    closes = complete.campaign.closes_at
    with pytest.raises(NotAllowed, match="La campagne est close"):
        services.submit(complete.pk, ours.head, closes)
    assert services.submit(complete.pk, ours.head, closes - timedelta(microseconds=1)).digest


# through the pages


@pytest.fixture
def head(client: Client, ours: Structure) -> Client:
    client.force_login(ours.head)
    return client


def test_the_pages_lead_to_the_receipt(head: Client, complete: Dossier, ours: Structure) -> None:
    type(complete.campaign).objects.update(closes_at=NOW + timedelta(days=9999))
    unticked = head.post(address("submit", complete))
    assert unticked.status_code == 422
    assert "Cochez cette case" in unticked.content.decode()
    assert head.get(address("receipt", complete)).status_code == 404
    response = head.post(address("submit", complete), {"confirmation": "1"})
    assert (response.status_code, response["Location"]) == (302, address("receipt", complete))
    page = head.get(address("receipt", complete)).content.decode()
    frozen = submitted_snapshot(complete)
    for words in (frozen.digest, complete.campaign.programme_version_id, ours.head.full_name, "plan.pdf"):
        assert words in page
    pdf = head.get(address("receipt_pdf", complete))
    assert pdf.content.startswith(b"%PDF-")
    exact = f"r%C3%A9c%C3%A9piss%C3%A9-{complete.number}.pdf"
    plain = f"recepisse-{complete.number}.pdf"
    assert pdf["Content-Disposition"] == f"attachment; filename=\"{plain}\"; filename*=UTF-8''{exact}"
    again = head.post(address("submit", complete), {"confirmation": "1"})
    assert (again.status_code, Snapshot.objects.count()) == (302, 1)


def test_a_box_left_unticked_is_told_first_thing_in_the_page(head: Client, complete: Dossier) -> None:
    """The box is at the end of a page that is sixty screens long on a phone."""
    type(complete.campaign).objects.update(closes_at=NOW + timedelta(days=9999))
    page = flat(head.post(address("submit", complete)).content.decode())
    assert "<title>Erreur" in page
    assert page.index('href="#champ-confirmation"') < page.index("<h1>")


def test_the_page_leads_at_once_to_where_one_submits(head: Client, complete: Dossier, ours: Structure) -> None:
    type(complete.campaign).objects.update(closes_at=NOW + timedelta(days=9999))
    page = head.get(address("check", complete)).content.decode()
    assert page.index('href="#deposer"') < page.index("summary-row") < page.index('id="deposer"')
    head.force_login(ours.editor)
    page = head.get(address("check", complete)).content.decode()
    assert 'href="#deposer"' not in page
    assert page.index('href="#demander"') < page.index('id="demander"')


@pytest.mark.parametrize(
    ("route", "page"),
    [
        ("submit", "check"),
        ("validate", "check"),
        ("ask_validation", "check"),
        ("resubmit", "changes"),
    ],
)
def test_the_address_of_a_refused_form_opened_again_leads_to_its_page(
    head: Client, complete: Dossier, route: str, page: str
) -> None:
    """A telephone that comes back to its tabs asks for that address, with no form."""
    again = head.get(address(route, complete))
    assert (again.status_code, again["Location"]) == (302, address(page, complete))
    assert reread(complete).is_draft


def test_the_page_lists_what_is_missing_with_its_link(head: Client, ours: Structure) -> None:
    draft = dossier(ours, answers={"etal": {"loyer": "douze"}})
    refused = head.post(address("submit", draft), {"confirmation": "1"})
    page = refused.content.decode()
    assert refused.status_code == 422
    for anchor in ("champ-nom", "champ-loyer"):
        assert f'href="{address("section", draft, "etal")}#{anchor}"' in page


def test_an_editor_is_told_who_submits(client: Client, complete: Dossier, ours: Structure) -> None:
    type(complete.campaign).objects.update(closes_at=NOW + timedelta(days=9999))
    client.force_login(ours.editor)
    refused = client.post(address("submit", complete), {"confirmation": "1"})
    assert refused.status_code == 403
    assert "Seule la direction" in refused.content.decode()
    assert reread(complete).is_draft


# opening


def test_an_organisation_has_one_live_dossier_in_a_campaign(ours: Structure) -> None:
    into = campaign()
    first = services.open_dossier(into, ours.organisation, ours.head, NOW)
    assert services.open_dossier(into, ours.organisation, ours.editor, NOW) == first
    Dossier.objects.update(state=State.WITHDRAWN)
    assert services.open_dossier(into, ours.organisation, ours.head, NOW) != first


def test_numbers_follow_each_other_over_the_campaigns_of_a_year(ours: Structure) -> None:
    first, second, later = campaign(title="A"), campaign(title="B"), campaign(title="C", year=2024)
    numbers = [dossier(of, into).number for into in (first, second, later) for of in (ours, structure())]
    assert numbers == [
        "MARCHE-2023-0001", "MARCHE-2023-0002", "MARCHE-2023-0003", "MARCHE-2023-0004",
        "MARCHE-2024-0001", "MARCHE-2024-0002",
    ]  # fmt: skip


def test_a_stranger_or_a_closed_campaign_opens_nothing(ours: Structure) -> None:
    into = campaign(closes_at=NOW + timedelta(days=1))
    with pytest.raises(NotAllowed, match="Vous ne faites pas partie"):
        services.open_dossier(into, ours.organisation, structure().head, NOW)
    for at in (into.closes_at, into.opens_at - timedelta(microseconds=1)):
        with pytest.raises(NotAllowed, match=r"Cette campagne n.est pas ouverte"):
            services.open_dossier(into, ours.organisation, ours.head, at)
    assert not Dossier.objects.exists()


def test_the_region_is_the_one_of_the_day_of_opening(ours: Structure) -> None:
    draft = dossier(ours)
    type(ours.organisation).objects.update(region="84")
    assert reread(draft).region == "53"
