"""Gunicorn's logs, masked (`poincon serve`)."""

from __future__ import annotations

import logging

from gunicorn.config import Config  # type: ignore[import-untyped]
from gunicorn.glogging import Logger  # type: ignore[import-untyped]

from poincon.site.logs import MaskingFormatter


class MaskingLogger(Logger):  # type: ignore[misc] # the library has no types
    """Gunicorn's own: addresses of requests are in its errors, and in its access log when one is set."""

    def setup(self, cfg: Config) -> None:
        super().setup(cfg)
        for log in (self.error_log, self.access_log):
            for handler in log.handlers:
                handler.setFormatter(MaskingFormatter(inner=handler.formatter or logging.Formatter()))
