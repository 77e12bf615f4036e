"""The platform's settings, for tests: fast passwords, mail kept in memory, unknown template variables are errors."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from poincon.site.environment.table import SETTINGS

# A folder and a database for this process alone: two runs at once never meet.
_VAR = Path(tempfile.mkdtemp(prefix="poincon-tests-"))
(_VAR / "static").mkdir()
atexit.register(shutil.rmtree, _VAR, ignore_errors=True)
# What the machine happens to set must not change what tests see, but for the database, which is chosen on purpose.
for _name in set(SETTINGS) - {"DATABASE_URL"}:
    os.environ.pop(_name, None)
os.environ["VAR_DIR"] = str(_VAR)
os.environ["SECRET_KEY"] = "a secret for tests, which guards nothing at all"

from poincon.site.settings import *

DATABASES["default"]["TEST"] = {"NAME": f"test_poincon_{os.getpid()}"}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, as in production: threads that write at once then really wait for each other.
    DATABASES["default"]["TEST"] = {"NAME": str(_VAR / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Tests of a second factor ask for it; the others sign in with a password, whatever the role.
SECOND_FACTOR = "optional"
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}


class UnknownVariable(str):
    """What a template shows for a variable that does not exist: nothing, since it fails the test."""

    __slots__ = ()

    def __contains__(self, text: object) -> bool:
        return True

    def __mod__(self, name: object) -> str:
        raise AssertionError(f"a template reads {name}, which nothing gave it")


TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = UnknownVariable("%s")
