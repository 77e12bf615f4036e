"""A page for when the platform cannot work: it stands without the database, and gives back what was sent.

`outage_of` tells which trouble an error is; `unavailable` is the page of any trouble, for whoever knows of another one.
"""

from __future__ import annotations

import errno
import sqlite3
import sys
from dataclasses import dataclass

from django.core.exceptions import SuspiciousOperation
from django.db import Error, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.http.request import RawPostDataException
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from django.utils.http import escape_leading_slashes
from django.utils.translation import gettext_lazy as _
from django.views.defaults import server_error as plain_server_error

from poincon.journal.services import DaySealed
from poincon.people.access import wants_json
from poincon.people.held_forms import HeldForm, held_form
from poincon.people.middleware import language_of


@dataclass(frozen=True, slots=True)
class Outage:
    """Why the platform cannot answer, what to do, and after how many seconds trying again may help."""

    reason: str | Promise
    remedy: str | Promise
    seconds: int = 60


AWAY = Outage(
    _("La base de données de la plateforme ne répond pas."),
    _("Attendez une minute, puis essayez de nouveau. Si cela dure, prévenez le service qui tient la plateforme."),
)
BUSY = Outage(
    _("La base de données de la plateforme a trop à faire : elle n’a pas répondu à temps."),
    _("Attendez quelques secondes, puis essayez de nouveau."),
    10,
)
FULL = Outage(
    _("Il n’y a plus de place sur le serveur : rien ne peut y être écrit."),
    _("Prévenez le service qui tient la plateforme, et essayez de nouveau plus tard."),
    300,
)
READ_ONLY = Outage(
    _("La plateforme ne peut rien écrire pour le moment : elle n’est ouverte qu’en lecture."),
    _("Prévenez le service qui tient la plateforme, et essayez de nouveau plus tard."),
    300,
)
JOURNAL_AHEAD = Outage(
    _(
        "Le journal de la plateforme est fermé jusqu’à plus tard, car une horloge a avancé : rien ne peut être "
        "enregistré."
    ),
    _("Prévenez le service qui tient la plateforme : il sait le rouvrir. Puis essayez de nouveau."),
    300,
)

_OF_DISK = {errno.ENOSPC: FULL, errno.EDQUOT: FULL, errno.EROFS: READ_ONLY}
_OF_SQLITE = {
    sqlite3.SQLITE_BUSY: BUSY,
    sqlite3.SQLITE_LOCKED: BUSY,
    sqlite3.SQLITE_PROTOCOL: BUSY,
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_READONLY: READ_ONLY,
    sqlite3.SQLITE_IOERR: AWAY,
    sqlite3.SQLITE_CANTOPEN: AWAY,
}
"""By primary code: what an extended one adds is in its upper bytes."""
_OF_POSTGRES = {"53100": FULL, "25006": READ_ONLY, "57014": BUSY}
_OF_POSTGRES_CLASSES = {"08": AWAY, "57": AWAY, "53": BUSY, "55": BUSY, "40": BUSY}
"""By the two first signs of SQLSTATE: connection, intervention, resources, locks, transactions undone."""
_UNREADABLE = (UnreadablePostError, SuspiciousOperation, MultiPartParserError, RawPostDataException, OSError)


def outage_of(error: BaseException | None) -> Outage | None:
    """The trouble of the machine or of the database behind an error; None when the error is ours."""
    if isinstance(error, DaySealed):
        return JOURNAL_AHEAD
    if isinstance(error, OSError):
        return _OF_DISK.get(error.errno or 0)
    if not isinstance(error, Error):
        return None
    cause = error.__cause__
    if isinstance(cause, sqlite3.Error):
        return _OF_SQLITE.get(getattr(cause, "sqlite_errorcode", 0) & 0xFF)
    state = getattr(cause, "sqlstate", None)
    if state:
        return _OF_POSTGRES.get(state) or _OF_POSTGRES_CLASSES.get(state[:2])
    return AWAY if isinstance(error, OperationalError) else None  # no answer came that could say more


def server_error(request: HttpRequest) -> HttpResponse:
    """The answer to an error that no page handled (`handler500`)."""
    outage = outage_of(sys.exc_info()[1])
    return plain_server_error(request) if outage is None else unavailable(request, outage)


def unavailable(request: HttpRequest, outage: Outage) -> HttpResponse:
    """503, in words; a form that was sent is given back, to send again. Reads neither session nor database.

    A script gets JSON, which is no acknowledgement: what it holds stays with it, and it tries again.
    """
    language = language_of(request)
    with translation.override(language):
        response = _told_to_script(outage) if wants_json(request) else _page(request, outage, language)
    response["Retry-After"] = str(outage.seconds)
    response["Cache-Control"] = "private, no-store"
    response["Content-Language"] = language
    return response


def _told_to_script(outage: Outage) -> HttpResponse:
    return JsonResponse({"error": "unavailable", "message": f"{outage.reason} {outage.remedy}"}, status=503)


def _page(request: HttpRequest, outage: Outage, language: str) -> HttpResponse:
    context = {
        "outage": outage,
        "language": language,
        "held": _held(request),
        "posted": request.method == "POST",
        "path": escape_leading_slashes(request.get_full_path()),  # two of them would name another site
        "csrf_token": get_token(request),
    }
    return HttpResponse(render_to_string("503.html", context), status=503)


def _held(request: HttpRequest) -> HeldForm | None:
    """What was sent, when it can be read: a disk that is full may have stopped it on its way."""
    try:
        return held_form(request)
    except _UNREADABLE:
        return None
