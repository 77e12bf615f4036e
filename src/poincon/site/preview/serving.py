"""The command: what is asked for, then a server of one process, for this machine alone."""

from __future__ import annotations

import os
import secrets
import signal
import socketserver
import sys
import tempfile
from pathlib import Path
from typing import NoReturn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from poincon.cahier.basics.problems import Unusable
from poincon.cahier.basics.text import Text
from poincon.cahier.cli.arguments import Parser
from poincon.cahier.cli.inputs import folder_of
from poincon.cahier.cli.terminal import Terminal, harmless

HOST = "127.0.0.1"
PORT = 8100
_HIGHEST_PORT = 65_535


class _Server(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    """Says nothing of each request: the terminal is for what matters."""

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - its name in the standard library
        """Nothing."""


def preview(arguments: list[str], terminal: Terminal) -> int:
    """Show a programme in the browser until it is interrupted."""
    parser = Parser("poincon preview", terminal.language, Text("", ""))
    parser.value("folder", Text("DOSSIER", "FOLDER"), Text("dossier d'un programme", "a programme's folder"))
    parser.option("--port", Text("PORT", "PORT"), Text(f"port ({PORT})", f"port ({PORT})"))
    options = parser.read(arguments)
    folder, port = folder_of(options.folder), _port(options.port)
    signal.signal(signal.SIGTERM, _stop)
    with tempfile.TemporaryDirectory(prefix="poincon-preview-") as var:
        server = _server(folder, options.folder.rstrip("/") or options.folder, port, Path(var), terminal)
        address = f"http://{HOST}:{server.server_port}/"
        terminal.line(harmless(terminal.say(f"{folder.name} se voit ici : ", f"{folder.name} is shown at: ")) + address)
        terminal.line(terminal.say("Ctrl-C pour arrêter.", "Ctrl-C to stop."))
        sys.stdout.flush()
        try:
            server.serve_forever()
        finally:
            server.server_close()
    return 0


def _stop(number: int, frame: object) -> NoReturn:
    """End as Ctrl-C does: what was made for the preview goes."""
    raise KeyboardInterrupt


def _port(text: str | None) -> int:
    if text is None:
        return PORT
    if not (text.isascii() and text.isdigit() and len(text) < 6 and int(text) <= _HIGHEST_PORT):
        raise Unusable.because(
            "--port",
            "port",
            f"« {text[:20]} » n'est pas un port (0 à {_HIGHEST_PORT}).",
            f'"{text[:20]}" is not a port (0 to {_HIGHEST_PORT}).',
        )
    return int(text)


def _server(folder: Path, label: str, port: int, var: Path, terminal: Terminal) -> WSGIServer:
    """A server that is bound, with Django set up for a preview of this folder."""
    try:
        server = _Server((HOST, port), _Quiet)
    except OSError as error:
        raise Unusable.because(
            "--port",
            "port_taken",
            f"le port {port} est déjà pris sur cette machine.",
            f"the port {port} is taken on this machine.",
            Text(f"Essayez --port {port + 1}.", f"Try --port {port + 1}."),
        ) from error
    set_up(folder, label, var, terminal)
    from django.core.wsgi import get_wsgi_application

    server.set_app(get_wsgi_application())
    return server


def set_up(folder: Path, label: str, var: Path, terminal: Terminal) -> None:
    """Point this process at its own settings, whatever the environment says of a platform, and at the folder."""
    for name in ("DATABASE_URL", "FILES_URL", "BASE_URL", "ALLOWED_HOSTS", "DEMO", "THEME"):
        os.environ.pop(name, None)
    os.environ |= {
        "VAR_DIR": str(var),
        "SECRET_KEY": secrets.token_urlsafe(50),
        "DJANGO_SETTINGS_MODULE": "poincon.site.preview.settings",
    }
    import django
    from django.conf import settings

    django.setup()
    settings.LANGUAGE_CODE = terminal.language
    from poincon.site.preview.workshop import open_workshop

    open_workshop(folder, label)
