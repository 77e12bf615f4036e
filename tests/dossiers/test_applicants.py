"""A reserved programme: who may open a dossier, what the others are told, and where."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import lru_cache
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from poincon.cahier import model
from poincon.cahier.loading import load_package
from poincon.cahier.model.enums import ORGANISATION_KINDS
from poincon.campaigns import applicants
from poincon.campaigns.models import Campaign
from poincon.dossiers import services
from poincon.dossiers.models import Dossier
from poincon.people.enums import OrganisationKind, Role
from poincon.people.models import Organisation, Person
from poincon.workflow.refusals import NotAllowed
from tests.cahier.packages import form, write_package
from tests.dossiers.factories import FIELDS, RULES, Structure, campaign, programme, structure
from tests.people.makers import give
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db

RESERVED = "Réservé aux associations et aux fondations."


@lru_cache(maxsize=16)
def folder(*kinds: str) -> Path:
    place = Path(tempfile.mkdtemp(prefix="poincon-reserve-"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    identity = {"version": "4.0.0", "peuvent_deposer": list(kinds)}
    return write_package(place, form_piece=form(FIELDS), rules_piece=RULES, identity=identity)


def reserved() -> Campaign:
    return campaign(programme(folder("association", "fondation")))


def be(ours: Structure, kind: str) -> Organisation:
    Organisation.objects.filter(pk=ours.organisation.pk).update(kind=kind)
    return Organisation.objects.get(pk=ours.organisation.pk)


def page(someone: Person, language: str = "fr") -> str:
    Person.objects.filter(pk=someone.pk).update(language=language)
    client = Client()
    client.force_login(someone)
    return client.get(reverse("dossiers:list")).content.decode().replace("\u00a0", " ")


def test_kinds_of_programmes_are_those_of_organisations_and_each_has_its_words() -> None:
    assert {kind.value for kind in model.OrganisationKind} == set(OrganisationKind.values)
    for kind in model.OrganisationKind:
        words = applicants.reserved_words(load_package(folder(*_words(kind))).programme)
        assert words.startswith("Réservé ")


def _words(kind: model.OrganisationKind) -> list[str]:
    return [word for word, each in ORGANISATION_KINDS.items() if each is kind]


@pytest.mark.parametrize("kind", ["association", "foundation", ""])
def test_whoever_it_is_for_opens_a_dossier_and_so_does_who_is_not_known(ours: Structure, kind: str) -> None:
    assert services.open_dossier(reserved(), be(ours, kind), ours.editor, NOW).number


@pytest.mark.parametrize("kind", ["company", "other", "local_authority"])
def test_the_others_are_told_for_whom_it_is_and_who_corrects_what_is_wrong(ours: Structure, kind: str) -> None:
    with pytest.raises(NotAllowed) as refusal:
        services.open_dossier(reserved(), be(ours, kind), ours.editor, NOW)
    text = str(refusal.value.reason).replace("\u00a0", " ")
    assert text.startswith("Ce programme est réservé aux associations et aux fondations. La nature enregistrée de « ")
    assert f"est : {OrganisationKind(kind).label}. Si elle n’est pas bonne, écrivez au service de votre région" in text
    assert Dossier.objects.count() == 0


def test_a_programme_for_anybody_takes_every_kind(ours: Structure) -> None:
    into = campaign()
    for kind in OrganisationKind.values:
        assert services.open_dossier(into, be(ours, kind), ours.editor, NOW).number
    assert Dossier.objects.count() == 1


def test_what_is_recorded_now_counts_not_what_a_page_had_read(ours: Structure) -> None:
    before = ours.organisation
    be(ours, "company")
    with pytest.raises(NotAllowed):
        services.open_dossier(reserved(), before, ours.editor, NOW)


def test_a_dossier_that_was_opened_stays_when_the_kind_is_corrected(ours: Structure) -> None:
    into = reserved()
    opened = services.open_dossier(into, be(ours, "association"), ours.editor, NOW)
    assert services.open_dossier(into, be(ours, "company"), ours.editor, NOW) == opened


def test_the_list_says_for_whom_it_is_and_has_no_button_for_the_others(ours: Structure) -> None:
    reserved()
    be(ours, "company")
    shown = page(ours.editor)
    assert RESERVED in shown
    assert "est : entreprise. Si elle n’est pas bonne, écrivez au service de votre région" in shown
    assert "Commencer un dossier" in shown
    assert '<button class="second">' not in shown
    be(ours, "association")
    assert '<button class="second">' in page(ours.editor)
    assert "n’est pas renseignée" not in page(ours.editor)
    assert "Open only to associations and foundations." in page(ours.editor, "en")


def test_a_structure_whose_kind_nobody_has_said_is_warned_beside_the_button(ours: Structure) -> None:
    reserved()
    shown = page(ours.editor)
    assert (
        "La nature de votre structure n’est pas renseignée : vérifiez qu’elle peut déposer avant de commencer." in shown
    )
    assert '<button class="second">' in shown


def test_posting_to_it_all_the_same_gives_a_page_that_says_why(ours: Structure) -> None:
    into = reserved()
    be(ours, "company")
    client = Client()
    client.force_login(ours.editor)
    answer = client.post(reverse("dossiers:open", args=[into.pk]), {"organisation": str(ours.organisation.pk)})
    assert answer.status_code == 403
    assert "Ce programme est réservé aux associations et aux fondations." in answer.content.decode()
    assert reverse("dossiers:list") in answer.content.decode()


def test_of_two_structures_each_is_judged_by_itself(ours: Structure) -> None:
    theirs = structure("Fondation Bêta")
    be(theirs, "foundation")
    be(ours, "company")
    give(ours.editor, Role.STRUCTURE_EDITOR, theirs.organisation)
    reserved()
    assert page(ours.editor).count('<button class="second">') == 1


def test_visitors_read_for_whom_it_is() -> None:
    reserved()
    with override("fr"):
        assert RESERVED in Client().get("/").content.decode()
