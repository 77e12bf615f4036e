"""Mails kept in a folder, one file for each sending, for their owner alone: they hold links that open accounts."""

from __future__ import annotations

import os
from pathlib import Path
from typing import IO, Any, cast

from django.conf import settings
from django.core.mail.backends import filebased


class EmailBackend(filebased.EmailBackend):
    """Django's, whose folder and files only the account that runs the platform reads."""

    stream: IO[bytes] | None  # type: ignore[assignment] # its stubs know the console's stream alone

    def __init__(self, *arguments: Any, **options: Any) -> None:
        folder = cast(Any, settings).EMAIL_FILE_PATH
        Path(folder).mkdir(mode=0o700, parents=True, exist_ok=True)
        super().__init__(*arguments, **options)

    def open(self) -> bool:
        if self.stream is not None:
            return False
        name = cast(Any, self)._get_filename()  # noqa: SLF001 - Django's own, which its stubs leave out
        self.stream = os.fdopen(os.open(name, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "ab")
        return True
