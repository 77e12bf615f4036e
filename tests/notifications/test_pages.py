"""« Vos notifications », and what one chooses: one's own only."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from poincon.correspondence.news_kinds import MESSAGE
from poincon.dossiers.mail_kinds import CHANGES_ASKED, SUBMISSION_REMINDER
from poincon.dossiers.news_kinds import DEADLINE_NEAR, SUBMITTED
from poincon.jobs.worker import run_all
from poincon.notifications.enums import MailState, Withheld
from poincon.notifications.kinds import mail_kinds, news_kinds
from poincon.notifications.models import Mail, Preference
from poincon.notifications.querysets import silenced_by
from poincon.people.enums import Role
from poincon.people.models import Membership, Person
from tests.notifications.makers import NEWS, account_request, item, sent_to
from tests.pages import flat
from tests.people.makers import give, organisation, person
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db

PAGE = "/notifications/"
CHOICES = "/notifications/reglages/"


@pytest.fixture(autouse=True)
def _at_that_instant(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def shown(client: Client, page: str = PAGE) -> str:
    response = client.get(page)
    assert response.status_code == 200
    return flat(response.content.decode())


def test_with_nothing_the_page_says_what_will_be_there(signed_in: Any) -> None:
    page = shown(signed_in(person()))
    assert "Rien de nouveau" in page
    assert "Aucun pour l’instant." in page


def test_news_are_grouped_by_kind_with_their_links(signed_in: Any) -> None:
    reader, other = person(), person()
    NEWS.extend(
        [
            (reader, item(MESSAGE, "Un message sur Chez Paul")),
            (reader, item(SUBMITTED, "Chez Paul a déposé")),
            (reader, item(SUBMITTED, "Chez Zoé a déposé")),
            (reader, item(text="Trop ancien", at=NOW - timedelta(days=31))),
            (other, item(text="Pour quelqu’un d’autre")),
        ]
    )
    page = shown(signed_in(reader))
    assert page.count("<h2>Un dossier est déposé</h2>") == 1
    assert '<a href="/dossiers/">Chez Paul a déposé</a>' in page
    assert "Lundi 15 mars 2027" in page
    assert page.index("Un dossier est déposé") < page.index("Un message est écrit")
    assert "Trop ancien" not in page
    assert "quelqu’un d’autre" not in page


def test_of_many_news_of_a_kind_the_last_ones_are_shown(signed_in: Any) -> None:
    reader = person()
    NEWS.extend((reader, item(text=f"Dossier {number}.")) for number in range(60))
    page = shown(signed_in(reader))
    assert page.count(">Dossier ") == 50
    assert "Les 50 plus récentes sur 60." in page


def test_silenced_kinds_are_left_out_and_named(signed_in: Any) -> None:
    reader = person()
    give(reader, Role.STRUCTURE_EDITOR, organisation())
    Preference.objects.create(person=reader, news=MESSAGE.id, silenced=True)
    NEWS.append((reader, item(MESSAGE, "Un message sur Chez Paul")))
    page = shown(signed_in(reader))
    assert "Chez Paul" not in page
    assert "Vous avez choisi de ne pas être prévenu de" in page


def test_mails_with_legal_effect_can_be_read_again(signed_in: Any) -> None:
    reader = person()
    sent_to(reader, CHANGES_ASKED)
    sent_to(reader, SUBMISSION_REMINDER)
    sent_to(person())
    run_all(NOW)
    page = shown(signed_in(reader))
    assert "À compléter avant le &lt;echeance&gt;" in page
    assert "<li>&lt;demandes&gt;</li>" in page
    assert "Envoyé le lundi 15 mars 2027 à 10\u00a0h\u00a030" in page
    assert page.count("Lire le message") == 1


def test_what_has_not_left_yet_is_readable_and_says_so(signed_in: Any) -> None:
    reader = person()
    sent_to(reader)
    assert "pas encore parti par courrier électronique" in shown(signed_in(reader))


def test_what_was_withheld_is_not_shown(signed_in: Any) -> None:
    reader = person()
    sent_to(reader)
    Mail.objects.update(state=MailState.WITHHELD, withheld=Withheld.NOT_ALLOWED)
    assert "est recevable" not in shown(signed_in(reader))


def test_a_mail_on_what_one_no_longer_sees_is_not_shown(signed_in: Any) -> None:
    officer = person((Role.REGIONAL_OFFICER, "53"))
    request = account_request("53")
    sent_to(officer, about=request.journal_subject)
    run_all(NOW)
    client = signed_in(officer)
    assert "est recevable" in shown(client)
    Membership.objects.filter(person=officer).update(ends=NOW.date() - timedelta(days=1))
    assert "est recevable" not in shown(client)


def test_the_mail_of_somebody_else_on_the_same_subject_is_theirs(signed_in: Any) -> None:
    first, second = person((Role.REGIONAL_OFFICER, "53")), person((Role.REGIONAL_OFFICER, "53"))
    request = account_request("53")
    sent_to(second, about=request.journal_subject)
    assert "est recevable" not in shown(signed_in(first))
    assert "est recevable" in shown(signed_in(second))


STRUCTURE = [kind for kind in news_kinds() if Role.STRUCTURE_HEAD in kind.roles]
OFFICER = [kind for kind in news_kinds() if Role.REGIONAL_OFFICER in kind.roles]


def of_structure() -> Person:
    return person((Role.STRUCTURE_HEAD, organisation()))


def asked_of(client: Client) -> list[str]:
    return re.findall(r'name="news" value="(\w+)"', shown(client, CHOICES))


def test_choices_are_kept_and_what_is_legal_cannot_be_chosen(signed_in: Any) -> None:
    reader = of_structure()
    client = signed_in(reader)
    page = shown(client, CHOICES)
    assert page.count(" checked") == len(STRUCTURE)
    assert "Accusé de dépôt" in page
    assert not any(f'value="{kind.id}"' in page for kind in mail_kinds())
    kind_ids = [kind.id for kind in STRUCTURE if kind not in {MESSAGE, DEADLINE_NEAR}]
    page = client.post(
        CHOICES, {"news": [*kind_ids, "accuse_de_depot", "n’importe quoi"]}, follow=True
    ).content.decode()
    assert "Vos choix sont enregistrés" in page
    assert page.count(" checked") == len(kind_ids)
    assert silenced_by(reader) == {MESSAGE, DEADLINE_NEAR}
    client.post(CHOICES, {"news": [kind.id for kind in STRUCTURE]})
    assert silenced_by(reader) == frozenset()


def test_choosing_changes_nothing_for_anybody_else(signed_in: Any) -> None:
    reader, other = of_structure(), of_structure()
    signed_in(reader).post(CHOICES, {"person": str(other.pk)})
    assert silenced_by(reader) == frozenset(STRUCTURE)
    assert silenced_by(other) == frozenset()


def test_each_is_asked_of_what_can_concern_them(signed_in: Any) -> None:
    client = signed_in(of_structure())
    assert asked_of(client) == [kind.id for kind in STRUCTURE]
    assert "Une personne demande un compte" not in shown(client, CHOICES)
    page = shown(signed_in(person((Role.ADMINISTRATOR, None))), CHOICES)
    assert re.findall(r'name="news" value="(\w+)"', page) == ["account_request"]
    assert "Accusé de dépôt" not in page
    officer = signed_in(person((Role.REGIONAL_OFFICER, "53")))
    assert asked_of(officer) == [kind.id for kind in OFFICER]
    both = signed_in(person((Role.STRUCTURE_EDITOR, organisation()), (Role.MINISTRY, None)))
    assert asked_of(both) == [kind.id for kind in news_kinds()]


def test_who_hears_of_nothing_is_told_so(signed_in: Any) -> None:
    page = shown(signed_in(person((Role.EXPERT, None))), CHOICES)
    assert "vous n’avez rien à régler" in page
    assert "Enregistrer" not in page
    assert "Toujours envoyés" not in page


def test_a_choice_of_another_role_is_kept_and_not_shown(signed_in: Any) -> None:
    reader = of_structure()
    Preference.objects.create(person=reader, news=SUBMITTED.id, silenced=True)
    client = signed_in(reader)
    client.post(CHOICES, {"news": [kind.id for kind in news_kinds() if kind is not MESSAGE]})
    assert silenced_by(reader) == {SUBMITTED, MESSAGE}
    page = shown(client)
    assert "Un message est écrit sur un dossier" in page
    assert "Un dossier est déposé" not in page


def test_every_kind_of_news_says_whom_it_concerns() -> None:
    assert all(kind.roles for kind in news_kinds())


def test_the_page_asks_as_much_with_many_mails(signed_in: Any, django_assert_max_num_queries: Any) -> None:
    reader = person()
    for number in range(60):
        sent_to(reader, occasion=str(number))
    client = signed_in(reader)
    with django_assert_max_num_queries(12):
        page = shown(client)
    assert page.count("Lire le message") == 50


def test_every_page_leads_to_notifications(signed_in: Any) -> None:
    assert f'href="{PAGE}"' in shown(signed_in(person()), CHOICES)
