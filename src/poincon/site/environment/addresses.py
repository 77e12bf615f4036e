"""Parsers of settings that are addresses, into what Django asks: site, database, mail, files, identity provider…"""

from __future__ import annotations

from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from poincon.cahier.basics.problems import suggestion
from poincon.cahier.basics.text import Text
from poincon.site.environment.parsers import WrongSetting, example

BUSY_SECONDS = 20
"""How long a writer waits for another one on SQLite."""
CONNECTION_SECONDS = 60
"""How long a connection to PostgreSQL is kept for the next request."""

STATEMENT_MILLISECONDS = 7_000
"""How long PostgreSQL may take over one question of a page: under what somebody waits for before they try again."""

_POSTGRES = ("postgres", "postgresql")
_POSTGRES_LIMITS = {
    "connect_timeout": "4",
    # A machine that is gone without a word: what was sent is not acknowledged, or nothing is said for a while.
    "tcp_user_timeout": "7000",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
}
"""Options of libpq, in seconds but for `tcp_user_timeout`, in milliseconds."""
_STATEMENT = "statement_timeout"
_POSTGRES_OPTIONS = frozenset(
    {"sslmode", "sslrootcert", "sslcert", "sslkey", "application_name", "keepalives", _STATEMENT, *_POSTGRES_LIMITS}
)
_HERE = ("localhost", "127.0.0.1", "::1")
_EMAIL_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


def site(url: str) -> str:
    """`http://host:port` or `https://host`, without a path. Raises `WrongSetting`."""
    address = url.rstrip("/")
    try:
        parts = _split(address, _SITE_EXAMPLE)
    except WrongSetting:
        raise _no_site(address) from None
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.path:
        raise _no_site(address)
    return address


def _no_site(address: str) -> WrongSetting:
    return WrongSetting(
        f"« {address[:80]} » n'est pas l'adresse d'un site.",
        f'"{address[:80]}" is not the address of a site.',
        _SITE_EXAMPLE,
    )


def of_server(host: str, port: int) -> str:
    """The address at which a browser reaches the server."""
    return f"http://{'localhost' if _is_here(host) else host}:{port}"


def _is_here(host: str) -> bool:
    """Whether a browser on this machine reaches that address as localhost."""
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def issuer(url: str) -> str:
    """An identity provider, or nothing. Raises `WrongSetting`."""
    if url and not url.startswith("https://"):
        raise WrongSetting(
            f"« {url[:80]} » doit commencer par https://.",
            f'"{url[:80]}" must start with https://.',
            example("OIDC_ISSUER=https://identite.example"),
        )
    return url


def host(url: str) -> str:
    """The host of an address; the whole address when it has none."""
    try:
        return _split(url, _SITE_EXAMPLE).hostname or url
    except WrongSetting:
        return url


def database(url: str) -> dict[str, Any]:
    """An entry of `DATABASES`. SQLite waits for other writers and is read while written. Raises `WrongSetting`."""
    parts = _split(url, _DATABASE_EXAMPLE)
    if parts.scheme == "sqlite":
        return _sqlite(parts)
    if parts.scheme in _POSTGRES:
        return _postgres(parts)
    raise WrongSetting(
        f"« {parts.scheme[:40]} » n'est pas une sorte de base connue.",
        f'"{parts.scheme[:40]}" is not a known kind of database.',
        suggestion(parts.scheme, ("sqlite", *_POSTGRES)),
    )


def _sqlite(parts: SplitResult) -> dict[str, Any]:
    """As usual: `sqlite:///relative`, `sqlite:////absolute`."""
    path = unquote(parts.path.removeprefix("/"))
    if parts.netloc or not path or ":memory:" in path:
        raise WrongSetting(
            "une base SQLite est un fichier, après trois barres.",
            "an SQLite database is a file, after three slashes.",
            _DATABASE_EXAMPLE,
        )
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": Path(path).absolute(),
        "OPTIONS": {
            "timeout": BUSY_SECONDS,
            # A transaction takes its place among writers when it begins: it can no longer fail half-way.
            "transaction_mode": "IMMEDIATE",
            # What was acknowledged is on the disk, whatever stops the machine.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        },
    }


def _postgres(parts: SplitResult) -> dict[str, Any]:
    name = unquote(parts.path.removeprefix("/"))
    if not name or "/" in name:
        raise WrongSetting("il manque le nom de la base.", "the name of the database is missing.", _DATABASE_EXAMPLE)
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", "") or unquote(parts.hostname or "")
    unknown = sorted(set(options) - _POSTGRES_OPTIONS)
    if unknown:
        raise WrongSetting(
            f"option inconnue : {unknown[0][:40]}.",
            f"unknown option: {unknown[0][:40]}.",
            suggestion(unknown[0], _POSTGRES_OPTIONS),
        )
    for option in (_STATEMENT, "keepalives", *_POSTGRES_LIMITS):
        _check_count(option, options.get(option, "0"))
    return {
        "ENGINE": "poincon.site.postgres",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": CONNECTION_SECONDS,
        "CONN_HEALTH_CHECKS": True,
        "STATEMENT_MILLISECONDS": int(options.pop(_STATEMENT, STATEMENT_MILLISECONDS)),
        "OPTIONS": _POSTGRES_LIMITS | options,
    }


def _check_count(option: str, text: str) -> None:
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise WrongSetting(
            f"{option} doit être un nombre entier, et non « {text[:40]} ».",
            f'{option} must be a whole number, not "{text[:40]}".',
            example("DATABASE_URL=postgres:///poincon?connect_timeout=4"),
        )


def email(url: str) -> dict[str, Any]:
    """Django's mail settings. `console:` prints, `file:///folder` keeps. Raises `WrongSetting`."""
    parts = _split(url, _EMAIL_EXAMPLE)
    backends = "django.core.mail.backends"
    if parts.scheme == "console":
        return {"EMAIL_BACKEND": f"{backends}.console.EmailBackend"}
    if parts.scheme == "file" and parts.path:
        return {"EMAIL_BACKEND": "poincon.site.mailbox.EmailBackend", "EMAIL_FILE_PATH": unquote(parts.path)}
    if parts.scheme in _EMAIL_PORTS and parts.hostname:
        return {
            "EMAIL_BACKEND": f"{backends}.smtp.EmailBackend",
            "EMAIL_HOST": parts.hostname,
            "EMAIL_PORT": parts.port or _EMAIL_PORTS[parts.scheme],
            "EMAIL_HOST_USER": unquote(parts.username or ""),
            "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
            "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
            "EMAIL_USE_SSL": parts.scheme == "smtps",
            "EMAIL_TIMEOUT": 20,
        }
    raise WrongSetting(
        "ce n'est pas l'adresse d'un serveur de messagerie.",
        "this is not the address of a mail server.",
        _EMAIL_EXAMPLE,
    )


def files(url: str) -> str:
    """The absolute path of a folder. Raises `WrongSetting`."""
    parts = _split(url, _FILES_EXAMPLE)
    if parts.scheme == "s3":
        raise WrongSetting(
            "s3:// n'est pas encore pris en charge par cette version.",
            "s3:// is not supported by this version yet.",
            _FILES_EXAMPLE,
        )
    if parts.scheme == "file" and not parts.netloc and parts.path:
        return unquote(parts.path)
    if "://" not in url:
        return str(Path(url).absolute())
    raise WrongSetting(
        f"« {parts.scheme[:40]}:// » ne convient pas : il faut un dossier, ou file://.",
        f'"{parts.scheme[:40]}://" will not do: a folder, or file://, is needed.',
        _FILES_EXAMPLE,
    )


def clamav(url: str) -> str:
    """`tcp://host:port`, `unix:///socket`, or nothing: files then wait for no scan. Raises `WrongSetting`."""
    if not url:
        return ""
    parts = _split(url, _CLAMAV_EXAMPLE)
    if (parts.scheme == "tcp" and parts.hostname) or (parts.scheme == "unix" and parts.path and not parts.netloc):
        return url
    raise WrongSetting(
        "ce n'est pas l'adresse d'un antivirus.", "this is not the address of a scanner.", _CLAMAV_EXAMPLE
    )


def directory(url: str) -> str:
    """`https://host/path`, or `http://` on this machine only; nothing: no directory is asked. Raises `WrongSetting`."""
    if not url:
        return ""
    parts = _split(url, _DIRECTORY_EXAMPLE)
    ours = parts.scheme == "http" and parts.hostname in _HERE
    plain = not (parts.query or parts.fragment or parts.username)
    if parts.hostname and plain and (parts.scheme == "https" or ours):
        return url.rstrip("/")
    raise WrongSetting(
        "ce n'est pas l'adresse d'un annuaire : https://, ou http:// sur cette machine seulement.",
        "this is not the address of a directory: https://, or http:// on this machine only.",
        _DIRECTORY_EXAMPLE,
    )


_SITE_EXAMPLE = example("BASE_URL=https://poincon.example")
_DATABASE_EXAMPLE = example("DATABASE_URL=sqlite:///var/poincon.sqlite3, DATABASE_URL=postgres:///poincon")
_EMAIL_EXAMPLE = example("EMAIL_URL=smtp+tls://nom:secret@courrier.example:587")
_FILES_EXAMPLE = example("FILES_URL=/srv/poincon/files")
_DIRECTORY_EXAMPLE = example("DIRECTORY_URL=https://annuaire.example/api")
_CLAMAV_EXAMPLE = example("CLAMAV_URL=tcp://127.0.0.1:3310")


def _split(url: str, remedy: Text) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises when it is no number
    except ValueError:
        # The address may hold a password: it is not repeated.
        raise WrongSetting("cette adresse ne se lit pas.", "this address cannot be read.", remedy) from None
    return parts
