"""The platform's own commands: demonstration, server, schema, management."""

from __future__ import annotations

import json
import os
import shutil
import socket
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import django
from django.core.management import ManagementUtility, call_command
from django.db import OperationalError, connections
from django.utils import timezone, translation

from poincon.cahier.basics.problems import Unusable, suggestion
from poincon.cahier.basics.text import Text
from poincon.cahier.cli.terminal import Terminal
from poincon.site.environment.process import use_demonstration
from poincon.site.environment.table import Environment, read

_MARK = "DEMONSTRATION"
"""A file that says that its folder may be emptied."""
_SIGN_INS = "sign-ins.json"
_DEMO_OPTIONS = frozenset({"--keep", "--no-serve", "--sign-ins", "--json"})


def serve(arguments: list[str], terminal: Terminal) -> int:
    """Serve what is migrated already."""
    _no_options(arguments, frozenset(), "serve")
    settings = _start(terminal)
    _check_port(settings)
    _check_schema()
    _serve(settings, terminal, with_worker=settings.jobs == "beside")


def migrate(arguments: list[str], terminal: Terminal) -> int:
    _start(terminal)
    return _manage(["migrate", *arguments])


def manage(arguments: list[str], terminal: Terminal) -> int:
    """Any management command; `--traceback` shows where one of ours failed."""
    _start(terminal)
    return _manage(arguments)


def demo(arguments: list[str], terminal: Terminal) -> int:
    """The demonstration, in its own database, made anew unless it is to be kept."""
    _no_options(arguments, _DEMO_OPTIONS, "demo")
    use_demonstration(os.environ)
    settings = read(os.environ)
    only_sign_ins = "--sign-ins" in arguments
    if only_sign_ins and (settings.var / _SIGN_INS).exists():
        _print_sign_ins(settings.var, terminal, as_json="--json" in arguments)
        return 0
    serving = not (only_sign_ins or "--no-serve" in arguments)
    if serving:
        _check_port(settings)
    if "--keep" not in arguments:
        _empty(settings.var)
    _prepare_demo(settings, terminal)
    _print_sign_ins(settings.var, terminal, as_json="--json" in arguments)
    if serving:
        _serve(settings, terminal, with_worker=True)
    return 0


COMMANDS: dict[str, Callable[[list[str], Terminal], int]] = {
    "demo": demo,
    "serve": serve,
    "migrate": migrate,
    "manage": manage,
}


# starting


def _start(terminal: Terminal) -> Environment:
    """Check the settings, then set Django up in the language of the command. Raises `Unusable`."""
    settings = read(os.environ)
    if settings.database["ENGINE"].endswith("sqlite3"):
        _make_folder(Path(settings.database["NAME"]).parent, "DATABASE_URL")
    os.environ["DJANGO_SETTINGS_MODULE"] = "poincon.site.settings"
    django.setup()
    translation.activate(terminal.language)
    return settings


def _make_folder(folder: Path, setting: str) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Unusable.because(
            setting,
            "setting",
            f"on ne peut pas créer le dossier « {folder} » ({error.strerror}).",
            f'the folder "{folder}" cannot be made ({error.strerror}).',
        ) from error


def _no_options(arguments: list[str], options: frozenset[str], command: str) -> None:
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


def _check_port(settings: Environment) -> None:
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


def _serve(settings: Environment, terminal: Terminal, *, with_worker: bool) -> NoReturn:
    """Become the server (`poincon.site.processes`): signals then reach it directly. Its worker ends when it does."""
    call_command("collectstatic", interactive=False, verbosity=0)
    connections.close_all()
    terminal.line(terminal.say("Poinçon est ouvert : ", "Poinçon is open: ") + settings.base_url)
    sys.stdout.flush()
    beside = ["--jobs"] if with_worker else []
    os.execv(sys.executable, [sys.executable, "-m", "poincon.site.processes", *beside])


# the demonstration


def _empty(folder: Path) -> None:
    """Remove what an earlier demonstration left, and nothing else."""
    if not folder.exists() or not any(folder.iterdir()):
        return
    if not (folder / _MARK).exists():
        raise Unusable.because(
            "VAR_DIR",
            "not_a_demonstration",
            f"« {folder} » contient autre chose qu'une démonstration : rien n'y est effacé.",
            f'"{folder}" holds something other than a demonstration: nothing is removed.',
        )
    shutil.rmtree(folder)


def _prepare_demo(settings: Environment, terminal: Terminal) -> None:
    _make_folder(settings.var, "VAR_DIR")
    (settings.var / _MARK).write_text("poincon demo\n", encoding="utf-8")
    _start(terminal)
    call_command("migrate", interactive=False, verbosity=0)
    if (settings.var / _SIGN_INS).exists():
        return
    from poincon.demo.build import build  # needs Django to be set up

    sign_ins = [_sign_in(each) for each in build(timezone.now())]
    text = json.dumps(sign_ins, ensure_ascii=False, indent=2)
    (settings.var / _SIGN_INS).write_text(text + "\n", encoding="utf-8")


def _sign_in(account: Any) -> dict[str, str]:
    return {name: str(account[name]) for name in ("role", "email", "password", "organisation", "region")}


def _print_sign_ins(folder: Path, terminal: Terminal, *, as_json: bool) -> None:
    sign_ins: list[dict[str, str]] = json.loads((folder / _SIGN_INS).read_text(encoding="utf-8"))
    if as_json:
        terminal.json(sign_ins)
        return
    terminal.line(terminal.say("Pour se connecter à la démonstration :", "To sign in to the demonstration:"))
    for each in sign_ins:
        scope = each["organisation"] or each["region"]
        terminal.line(f"  {each['role']:<18}{each['email']:<44}{each['password']:<20}{scope}")
