"""Letters and mails in the programme's own words say what its rules gave, on what was handed over and decided on."""

from __future__ import annotations

import json
from collections.abc import Iterable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from poincon.admissibility.preview import preview
from poincon.cahier.explanation import Names
from poincon.campaigns.models import Campaign
from poincon.dossiers.cited import CitedValues
from poincon.dossiers.mail_kinds import CHANGES_ASKED, SUBMISSION_RECEIVED
from poincon.notifications.models import Mail
from poincon.people.models import Person
from tests.admissibility.closing_letters import FAILING, send, text_of
from tests.admissibility.factories import LATER, answered, asked, confirmed, package, scene
from tests.dossiers.factories import campaign, programme

pytestmark = pytest.mark.django_db

BODY = "{structure} : {etals} ; surface {surface}, terrasse {terrasse}, minimum {surface_minimale}, loyer {loyer}."
TEMPLATES = tuple((name, BODY) for name in ("accuse_de_depot", "demande_de_complements", "lettre_non_traitee"))
POINT = ("etal", "loyer", "Donnez le loyer.")


def own_words() -> Campaign:
    return campaign(programme(package(templates=TEMPLATES)))


def plain(paragraphs: Iterable[object]) -> str:
    return " ".join(map(str, paragraphs)).replace("\u00a0", " ").replace("\u202f", " ")


def mail_to(someone: Person, kind: str) -> str:
    return plain(Mail.objects.filter(person=someone, kind=kind).latest("pk").paragraphs)


def test_a_mail_says_what_the_rules_gave_in_the_language_of_who_reads_it() -> None:
    here = scene(own_words(), FAILING)
    assert mail_to(here.structure.head, SUBMISSION_RECEIVED.id) == (
        "Maison Alpha : 2 étals ; surface non rempli, terrasse sans objet, minimum 3 étals, loyer 12,00 €."
    )
    Person.objects.filter(pk=here.structure.head.pk).update(language="en")
    asked(here, POINT)
    assert mail_to(here.structure.head, CHANGES_ASKED.id) == (
        "Maison Alpha : 2 stalls ; surface not met, terrasse not applicable, minimum 3 stalls, loyer €12.00."
    )
    assert mail_to(here.structure.editor, CHANGES_ASKED.id).startswith("Maison Alpha : 2 étals ; surface non rempli")


def test_a_mail_speaks_of_what_was_handed_over_not_of_what_is_being_changed() -> None:
    here = scene(own_words(), FAILING)
    asked(here, POINT)
    answered(here, {"loyer": "99"})
    assert "loyer 99,00 €" in mail_to(here.structure.head, SUBMISSION_RECEIVED.id)
    asked(here, POINT, now=LATER)
    assert (
        CitedValues(here.again()).of(CHANGES_ASKED.id, Names(here.again().package.programme, "fr"))["loyer"]
        == "99,00\u202f€"
    )


def test_the_preview_of_a_request_has_the_words_of_its_mail() -> None:
    here = scene(own_words(), FAILING)
    request = asked(here, POINT)
    assert request.due_at is not None
    shown = preview(here.again(), list(request.items.all()), request.message, request.due_at, "fr")
    assert plain(shown.paragraphs) == mail_to(here.structure.head, CHANGES_ASKED.id)


def test_the_letter_says_what_was_decided_on() -> None:
    here = confirmed(FAILING, own_words())
    sentence = "Maison Alpha : 2 étals ; surface non rempli, terrasse sans objet, minimum 3 étals, loyer 12,00 €."
    assert sentence in text_of(here).replace("\u202f", " ")
    assert sentence in plain(send(here).paragraphs)


def test_a_dossier_is_not_read_where_no_text_cites_anything() -> None:
    here = scene(campaign(programme(package(templates=TEMPLATES[:1]))))
    cited, names = CitedValues(here.again()), Names(here.dossier.package.programme, "fr")
    with CaptureQueriesContext(connection) as queries:
        assert cited.of(CHANGES_ASKED.id, names) == {}
    assert len(queries) == 0


def test_the_letter_says_how_to_contest_as_the_programme_does() -> None:
    recourse = {"texte": "Saisissez la régie (minimum {surface_minimale}).\n\nPuis le maire.", "source": "R §9"}
    theirs = campaign(programme(package(extra=json.dumps({"recours": recourse}))))
    here = confirmed(FAILING, theirs)
    assert "tribunal administratif" not in text_of(here)
    assert send(here).paragraphs[-3:-1] == ["Saisissez la régie (minimum 3\u202fétals).", "Puis le maire."]
