"""`poincon demo`: the platform with invented data, in a folder and a database of its own.

One at a time in a folder: the file that marks it as a demonstration is also what is locked, for as long as any process
of it lives. That file is written first and never removed, so that whatever is interrupted, the next start may empty
what it finds.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import time
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.utils import timezone

from poincon.cahier.basics.problems import Unusable
from poincon.cahier.basics.text import Text
from poincon.cahier.cli.terminal import Terminal
from poincon.site.environment.process import use_demonstration
from poincon.site.environment.table import Environment, read
from poincon.site.running import check_port, make_folder, no_options, open_server, start

_MARK = "DEMONSTRATION"
"""A file that says that its folder may be emptied."""
_SIGN_INS = "sign-ins.json"
"""Written last: a demonstration without it is half made."""
PATIENCE_SECONDS = 5.0
"""How long another demonstration may take to end."""
_OPTIONS = frozenset({"--keep", "--no-serve", "--sign-ins", "--json"})


def demo(arguments: list[str], terminal: Terminal) -> int:
    """The demonstration, in its own database, made anew unless it is to be kept."""
    no_options(arguments, _OPTIONS, "demo")
    use_demonstration(os.environ)
    settings = read(os.environ)
    only_sign_ins = "--sign-ins" in arguments
    if only_sign_ins and (settings.var / _SIGN_INS).exists():
        _print_sign_ins(settings.var, terminal, as_json="--json" in arguments)
        return 0
    serving = not (only_sign_ins or "--no-serve" in arguments)
    take(settings.var)  # before the port: another demonstration is the usual reason why that is taken
    if serving:
        check_port(settings)
    if "--keep" not in arguments or not (settings.var / _SIGN_INS).exists():
        empty(settings.var)
    _prepare(settings, terminal)
    _print_sign_ins(settings.var, terminal, as_json="--json" in arguments)
    if serving:
        open_server(settings, terminal, with_worker=True)
    return 0


def take(folder: Path) -> int:
    """Mark a folder as that of a demonstration, and lock it until this process and what follows it have ended.

    Gives the descriptor that holds the lock. Raises `Unusable` for a folder that holds something else, and while
    another demonstration runs in it.
    """
    make_folder(folder, "VAR_DIR")
    mark = folder / _MARK
    if not mark.exists() and any(folder.iterdir()):
        raise Unusable.because(
            "VAR_DIR",
            "not_a_demonstration",
            f"« {folder} » contient autre chose qu'une démonstration : rien n'y est effacé.",
            f'"{folder}" holds something other than a demonstration: nothing is removed.',
            Text(
                "Déplacez ce dossier, ou supprimez-le s'il ne sert plus ; sinon, choisissez un autre VAR_DIR.",
                "Move this folder, or delete it if it is of no use; else choose another VAR_DIR.",
            ),
        )
    # The descriptor stays open: the server that this process becomes, and its workers, inherit the lock with it.
    descriptor = os.open(mark, os.O_RDWR | os.O_CREAT, 0o600)
    if not _lock(descriptor):
        os.close(descriptor)
        raise Unusable.because(
            "VAR_DIR",
            "demonstration_runs",
            f"une démonstration est déjà ouverte dans « {folder} » : rien n'y est effacé.",
            f'a demonstration is open already in "{folder}": nothing is removed.',
            Text(
                "Fermez-la d'abord (Ctrl+C là où elle tourne), ou ouvrez celle-ci ailleurs : VAR_DIR=autre-dossier "
                "PORT=8001",
                "Close it first (Ctrl+C where it runs), or open this one elsewhere: VAR_DIR=other-folder PORT=8001",
            ),
        )
    os.set_inheritable(descriptor, True)
    os.write(descriptor, b"poincon demo\n")
    return descriptor


def _lock(descriptor: int) -> bool:
    """Lock the file, unless another process keeps it locked. A worker ends shortly after the server that it served."""
    patience = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= patience:
                return False
            time.sleep(0.1)
        else:
            return True


def empty(folder: Path) -> None:
    """Remove what an earlier demonstration left, but for the mark: what says that it was whole goes first."""
    (folder / _SIGN_INS).unlink(missing_ok=True)
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path.name != _MARK:
            path.unlink()


def _prepare(settings: Environment, terminal: Terminal) -> None:
    start(terminal)
    call_command("migrate", interactive=False, verbosity=0)
    sign_ins = settings.var / _SIGN_INS
    if sign_ins.exists():
        return
    from poincon.demo.build import build  # needs Django to be set up

    text = json.dumps([_sign_in(each) for each in build(timezone.now())], ensure_ascii=False, indent=2)
    unfinished = sign_ins.with_suffix(".part")
    unfinished.write_text(text + "\n", encoding="utf-8")
    unfinished.replace(sign_ins)


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
