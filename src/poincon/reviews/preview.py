"""A request for changes as the structure will receive it: the words of the mail, before it is sent."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from poincon.cahier.basics.text import Language
from poincon.cahier.explanation import Names
from poincon.cahier.templates import Filled
from poincon.dossiers.models import ChangeItem, Dossier
from poincon.dossiers.unlocking import label_of
from poincon.notifications.enums import Kind
from poincon.notifications.wording import words
from poincon.ui.moments import moment_words


def preview(dossier: Dossier, items: Iterable[ChangeItem], message: str, due: datetime, language: Language) -> Filled:
    """The same words as `dossiers.mails.changes_asked` writes to each person; a test holds them equal."""
    programme = dossier.package.programme
    names = Names(programme, language)
    asked = [
        _("%(what)s : %(text)s") % {"what": _capital(label_of(one, names)), "text": " ".join(one.text.split())}
        for one in items
    ]
    values = {
        "structure": dossier.organisation.name,
        "numero": dossier.number,
        "programme": names.title(),
        "campagne": dossier.campaign.title,
        "echeance": moment_words(due, language),
        "demandes": "\n".join(asked),
        "message": message,
        "adresse": settings.BASE_URL + reverse("dossiers:changes", args=[dossier.pk]),
    }
    return words(Kind.CHANGES_ASKED.value, programme, language, values)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
