"""Kinds of mail and of news: each room declares its own, the settings gather them, the database keeps their names."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from poincon.cahier.model.templates import TEMPLATE_NAMES
from poincon.correspondence.news_kinds import MESSAGE
from poincon.dossiers.mail_kinds import KINDS
from poincon.dossiers.news_kinds import SUBMITTED
from poincon.jobs.worker import run_all
from poincon.journal.services import Subject
from poincon.notifications.enums import MailState
from poincon.notifications.kinds import (
    LONGEST_ID,
    MailKind,
    NewsKind,
    mail_kind,
    mail_kinds,
    news_kind,
    news_kinds,
)
from poincon.notifications.models import Mail, Preference
from poincon.notifications.news import by_kind
from poincon.notifications.querysets import silenced_by
from poincon.notifications.services import choose_silence
from poincon.notifications.wording import defaults
from poincon.people.enums import Role
from tests.notifications.makers import item, sent_to
from tests.people.makers import organisation, person
from tests.platform_fixtures import NOW

PAGE, CHOICES = "/notifications/", "/notifications/reglages/"


def declared(kind_of: type[Any]) -> list[Any]:
    """What any module that a page can reach holds of such kinds, each once, though several modules may import it."""
    import_module("poincon.site.urls")
    modules = [module for name, module in sorted(sys.modules.items()) if name.startswith("poincon.")]
    values = [value for module in modules for value in vars(module).values() if isinstance(value, kind_of)]
    return list({id(value): value for value in values}.values())


def test_every_kind_that_a_room_declares_is_gathered_once() -> None:
    for kind_of, gathered in ((MailKind, mail_kinds()), (NewsKind, news_kinds())):
        assert sorted(kind.id for kind in declared(kind_of)) == sorted(kind.id for kind in gathered)
        assert len({kind.id for kind in gathered}) == len(gathered)
        assert all(0 < len(kind.id) <= LONGEST_ID for kind in gathered)


@pytest.mark.parametrize("kind", mail_kinds(), ids=lambda kind: kind.id)
def test_a_mail_has_its_template_its_words_and_its_news_if_it_reminds(kind: MailKind) -> None:
    assert kind.id in TEMPLATE_NAMES
    assert kind.id in defaults("fr")
    assert kind.id in defaults("en")
    assert kind.reminder_of is None or kind.reminder_of in news_kinds()


def test_kinds_have_the_order_of_the_settings_and_of_templates(settings: Any) -> None:
    assert [kind.id for kind in mail_kinds()] == [name for name in TEMPLATE_NAMES if name != "lettre_non_traitee"]
    first, *_between, last = news_kinds()
    settings.NEWS_KINDS = tuple(reversed(settings.NEWS_KINDS))
    assert (news_kinds()[-1], news_kinds()[1]) == (first, last)
    settings.MAIL_KINDS = ("poincon.dossiers.mail_kinds.KINDS",)
    assert set(mail_kinds()) == set(KINDS)


def test_a_kind_is_the_same_in_every_language() -> None:
    with override("en"):
        english = {MESSAGE, mail_kind("retrait")}
    assert MESSAGE in english
    assert mail_kind("retrait") in english
    assert NewsKind("retrait", "", frozenset()) not in english


# what a room that was removed has left behind


def test_a_kind_that_no_room_declares_is_shown_by_its_name() -> None:
    assert (news_kind("cheese").label, news_kind("cheese").roles) == ("cheese", frozenset())
    assert (mail_kind("cheese").label, mail_kind("cheese").legal) == ("cheese", True)
    assert [kind.id for kind, _items in by_kind([item(news_kind("cheese")), item(SUBMITTED)])] == [
        "submitted",
        "cheese",
    ]


@pytest.mark.django_db
def test_a_mail_of_a_room_that_was_removed_leaves_and_can_be_read_again(signed_in: Any) -> None:
    reader = person()
    mail = sent_to(reader)
    Mail.objects.filter(pk=mail.pk).update(kind="cheese")
    run_all(NOW)
    mail.refresh_from_db()
    assert mail.state == MailState.SENT
    client: Client = signed_in(reader)
    assert "est recevable" in client.get(PAGE).content.decode()
    # Nobody is there any more to say who may know of its subject.
    Mail.objects.filter(pk=mail.pk).update(subject_kind=Subject("cheese", "1").kind)
    assert "est recevable" not in client.get(PAGE).content.decode()


@pytest.mark.django_db
def test_a_choice_about_a_room_that_was_removed_stays_as_it_was(signed_in: Any) -> None:
    reader = person((Role.STRUCTURE_HEAD, organisation()))
    Preference.objects.create(person=reader, news="cheese", silenced=True)
    client: Client = signed_in(reader)
    assert "cheese" not in client.get(CHOICES).content.decode()
    client.post(CHOICES, {"news": [kind.id for kind in news_kinds() if kind != MESSAGE]})
    assert silenced_by(reader) == {news_kind("cheese"), MESSAGE}
    choose_silence(reader, frozenset(), now=NOW)
    assert silenced_by(reader) == frozenset()
