"""A PostgreSQL behind a proxy that can fall silent: it then keeps every connection open and passes nothing on."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from typing import Self
from urllib.parse import quote, urlsplit

import psycopg


class SilentProxy:
    """Listens on a free port of this machine; `url` names the same database through it."""

    def __init__(self, url: str) -> None:
        with psycopg.connect(url) as connection:
            host, port, user = connection.info.host, connection.info.port, connection.info.user
        self._target: tuple[str, int] | str = f"{host}/.s.PGSQL.{port}" if host.startswith("/") else (host, port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._passing = threading.Event()
        self._passing.set()
        self._sockets: list[socket.socket] = [self._listener]
        parts = urlsplit(url)
        password = f":{parts.password}" if parts.password else ""
        number = self._listener.getsockname()[1]
        self.url = f"postgres://{quote(user)}{password}@127.0.0.1:{number}{parts.path}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._passing.set()
        for each in self._sockets:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def fall_silent(self) -> None:
        """As a machine that hangs: its network still acknowledges what is sent."""
        self._passing.clear()

    def speak_again(self) -> None:
        self._passing.set()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _address = self._listener.accept()
                server = self._connect()
                self._sockets += [client, server]
                for source, target in ((client, server), (server, client)):
                    threading.Thread(target=self._pass_on, args=(source, target), daemon=True).start()

    def _connect(self) -> socket.socket:
        if isinstance(self._target, tuple):
            return socket.create_connection(self._target)
        server = socket.socket(socket.AF_UNIX)
        server.connect(self._target)
        return server

    def _pass_on(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while content := source.recv(65536):
                self._passing.wait()
                target.sendall(content)
            target.shutdown(socket.SHUT_WR)
