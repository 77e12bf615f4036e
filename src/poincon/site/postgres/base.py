"""Django loads this module by the name of its package.

PostgreSQL's own limit (`statement_timeout`) is kept by a server that answers. One that does not, although its machine
or a proxy still acknowledges what is sent, would be waited for without end: this connection has a bound of its own.
"""

from __future__ import annotations

from typing import Any

import psycopg
from django.db.backends.postgresql import base
from psycopg import IsolationLevel
from psycopg.abc import RV, PQGen
from psycopg.pq import TransactionStatus

CHECK_SECONDS = 2.0
"""How long a connection that is taken up again may take to show that it lives."""
MARGIN_SECONDS = 1.0
"""What PostgreSQL is given beyond its own limit, to tell that it was reached."""


class BoundedConnection(psycopg.Connection[Any]):
    """A connection that is closed, with `OperationalError`, when an answer takes longer than `seconds`."""

    seconds: float | None = None

    def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        """What the driver calls for each answer."""
        try:
            return super().wait(gen, interval, self.seconds if timeout is None else timeout)
        except psycopg.OperationalError:
            if self.pgconn.transaction_status == TransactionStatus.ACTIVE:
                self.close()  # the answer may still come, and would be taken for that of the next question
            raise


class DatabaseWrapper(base.DatabaseWrapper):
    """`STATEMENT_MILLISECONDS` is the limit, in the entry of `DATABASES`; it holds once `BOUNDED` is true there."""

    def get_connection_params(self) -> dict[str, Any]:
        parameters: dict[str, Any] = super().get_connection_params()
        if self._milliseconds:
            parameters["options"] = f"-c statement_timeout={self._milliseconds}"
        return parameters

    def get_new_connection(self, conn_params: dict[str, Any]) -> BoundedConnection:
        self.isolation_level = IsolationLevel.READ_COMMITTED
        connection = BoundedConnection.connect(**conn_params)
        if self._milliseconds:
            connection.seconds = self._milliseconds / 1000 + MARGIN_SECONDS
        return connection

    def init_connection_state(self) -> None:
        """Plans for questions that read few rows each: compiling one takes seconds, and an index costs little to enter.

        PostgreSQL as shipped reckons with a spinning disk (4.0). A statement rather than libpq's `options`, which a
        PgBouncer may refuse.
        """
        super().init_connection_state()
        with self.cursor() as cursor:
            cursor.execute("SET jit = off; SET random_page_cost = 1.1")

    def is_usable(self) -> bool:
        connection = self.connection
        if not isinstance(connection, BoundedConnection) or connection.seconds is None:
            return bool(super().is_usable())
        seconds, connection.seconds = connection.seconds, CHECK_SECONDS
        try:
            return bool(super().is_usable())
        finally:
            connection.seconds = seconds

    @property
    def _milliseconds(self) -> int:
        """The limit of this process; 0: none."""
        return int(self.settings_dict["STATEMENT_MILLISECONDS"]) if self.settings_dict.get("BOUNDED") else 0
