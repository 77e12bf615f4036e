"""The platform's own commands: server, schema, management."""

from __future__ import annotations

import os
import socket
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

import django
from django.core.management import ManagementUtility, call_command
from django.db import OperationalError, connections
from django.utils import translation

from poincon.cahier.basics.problems import Unusable, suggestion
from poincon.cahier.basics.text import Text
from poincon.cahier.cli.terminal import Terminal
from poincon.site.environment.process import OWN_FILES
from poincon.site.environment.table import Environment, read


def serve(arguments: list[str], terminal: Terminal) -> int:
    """Serve what is migrated already."""
    no_options(arguments, frozenset(), "serve")
    settings = start(terminal)
    check_port(settings)
    _check_schema()
    open_server(settings, terminal, with_worker=settings.jobs == "beside")


def migrate(arguments: list[str], terminal: Terminal) -> int:
    start(terminal)
    return _manage(["migrate", *arguments])


def manage(arguments: list[str], terminal: Terminal) -> int:
    """Any management command; `--traceback` shows where one of ours failed."""
    start(terminal)
    return _manage(arguments)


COMMANDS: dict[str, Callable[[list[str], Terminal], int]] = {
    "serve": serve,
    "migrate": migrate,
    "manage": manage,
}


# starting


def start(terminal: Terminal) -> Environment:
    """Check the settings, then set Django up in the language of the command. Raises `Unusable`."""
    settings = read(os.environ)
    os.umask(OWN_FILES)
    if settings.database["ENGINE"].endswith("sqlite3"):
        database = Path(settings.database["NAME"])
        make_folder(database.parent, "DATABASE_URL")
        _keep_to_owner(database)
    os.environ["DJANGO_SETTINGS_MODULE"] = "poincon.site.settings"
    django.setup()
    translation.activate(terminal.language)
    return settings


def _keep_to_owner(database: Path) -> None:
    """Close to other users a database that an earlier version left open; SQLite makes its other files like it."""
    with suppress(OSError):  # not there yet, or of another user, who decides
        if database.stat().st_mode & OWN_FILES:
            database.chmod(0o600)


def make_folder(folder: Path, setting: str) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Unusable.because(
            setting,
            "setting",
            f"on ne peut pas créer le dossier « {folder} » ({error.strerror}).",
            f'the folder "{folder}" cannot be made ({error.strerror}).',
        ) from error


def no_options(arguments: list[str], options: frozenset[str], command: str) -> None:
    for argument in arguments:
        if argument not in options:
            raise Unusable.because(
                f"poincon {command}",
                "usage",
                f"argument en trop ou inconnu : {argument[:80]}.",
                f"unknown or superfluous argument: {argument[:80]}.",
                suggestion(argument, options),
            )


def _manage(arguments: list[str]) -> int:
    """Django's own dispatcher. It ends the process by itself on errors of use."""
    try:
        ManagementUtility(["poincon manage", *arguments]).execute()
    except OperationalError as error:
        raise _unreachable(error) from error
    except Exception:
        if "--traceback" in arguments:
            traceback.print_exc()
        raise
    return 0


def _unreachable(error: OperationalError) -> Unusable:
    message = " ".join(str(error).split())[:300]
    return Unusable.because(
        "DATABASE_URL",
        "setting",
        f"la base de données ne répond pas comme attendu ({message}).",
        f"the database does not answer as expected ({message}).",
    )


# serving


def check_port(settings: Environment) -> None:
    """One line rather than a server that tries again and again."""
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        endpoint = f"{settings.host}:{settings.port}"
        raise Unusable.because(
            "HOST, PORT",
            "setting",
            f"on ne peut pas écouter sur {endpoint} ({error.strerror}).",
            f"it is not possible to listen on {endpoint} ({error.strerror}).",
            Text("Essayez un autre port : PORT=8001", "Try another port: PORT=8001"),
        ) from error


def _check_schema() -> None:
    from poincon.site.health import migrated

    try:
        connections["default"].ensure_connection()
    except OperationalError as error:
        raise _unreachable(error) from error
    if not migrated():
        raise Unusable.because(
            "DATABASE_URL",
            "schema",
            "la base de données n'est pas à jour. Lancez d'abord : poincon migrate",
            "the database is not up to date. Run first: poincon migrate",
        )


def open_server(settings: Environment, terminal: Terminal, *, with_worker: bool) -> NoReturn:
    """Become the server (`poincon.site.processes`): signals then reach it directly. Its worker ends when it does."""
    call_command("collectstatic", interactive=False, verbosity=0)
    connections.close_all()
    terminal.line(terminal.say("Poinçon est ouvert : ", "Poinçon is open: ") + settings.base_url)
    sys.stdout.flush()
    beside = ["--jobs"] if with_worker else []
    os.execv(sys.executable, [sys.executable, "-m", "poincon.site.processes", *beside])
