"""Every setting of the platform, read from the environment, checked before anything starts.

A setting that is wrong or missing is one line, with what would be right; all of them are told at once. No other
module reads the environment (a test holds it), and docs/operations.md lists the same names (another test).
"""

from __future__ import annotations

import os
import secrets
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import SplitResult, urlsplit

from poincon.cahier.basics.problems import Place, Problems, Unusable, suggestion
from poincon.cahier.basics.text import Language, Text
from poincon.cahier.cli.arguments import chosen_language
from poincon.cahier.cli.terminal import Terminal
from poincon.environment_urls import WrongUrl, read_clamav, read_database, read_directory, read_email, read_files

WRONG = 2
"""Exit code of a start that a setting prevents."""
SECRET_LENGTH = 32
THEMES = ("neutral",)
SECOND_FACTORS = ("officials", "everybody", "optional")
"""Who must prove twice who they are; anybody may."""
JOBS = ("beside", "apart")
"""Whether `serve` starts a worker next to itself, or somebody else starts some: `poincon manage work`."""
_YES = frozenset({"1", "true", "yes", "oui"})
_NO = frozenset({"0", "false", "no", "non", ""})

SETTINGS: dict[str, Text] = {
    "VAR_DIR": Text(
        "dossier de ce que la plateforme écrit ; par défaut « var », là où la commande est lancée",
        "folder of what the platform writes; by default `var`, where the command is started",
    ),
    "DATABASE_URL": Text("base de données ; par défaut SQLite dans VAR_DIR", "database; by default SQLite in VAR_DIR"),
    "SECRET_KEY": Text("secret des sessions et des formulaires", "secret of sessions and forms"),
    "ALLOWED_HOSTS": Text("noms d'hôte servis, séparés par des virgules", "host names served, with commas between"),
    "BASE_URL": Text("adresse publique de la plateforme", "public address of the platform"),
    "FILES_URL": Text("où sont gardés les fichiers déposés", "where uploaded files are kept"),
    "EMAIL_URL": Text("serveur qui envoie les messages", "server that sends mail"),
    "OIDC_ISSUER": Text("fournisseur d'identité", "identity provider"),
    "OIDC_CLIENT_ID": Text("identifiant chez ce fournisseur", "identifier at that provider"),
    "OIDC_CLIENT_SECRET": Text("secret chez ce fournisseur", "secret at that provider"),
    "OIDC_NAME": Text("nom de ce fournisseur, pour les personnes", "name of that provider, for people"),
    "OIDC_ACR": Text("niveaux de garantie qui valent deux preuves", "levels of assurance that stand for two proofs"),
    "OIDC_EMAIL_VERIFIED": Text(
        "1 si ce fournisseur répond de toutes les adresses électroniques",
        "1 when that provider answers for every e-mail address",
    ),
    "SECOND_FACTOR": Text("qui doit prouver deux fois son identité", "who must prove twice who they are"),
    "CLAMAV_URL": Text("antivirus", "virus scanner"),
    "DIRECTORY_URL": Text("annuaire des entreprises", "directory of companies"),
    "THEME": Text("apparence des pages", "look of the pages"),
    "HOST": Text("adresse où écoute le serveur", "address on which the server listens"),
    "PORT": Text("port où écoute le serveur", "port on which the server listens"),
    "WORKERS": Text("processus du serveur", "processes of the server"),
    "JOBS": Text("où se font les travaux en arrière-plan", "where background jobs are run"),
    "PROXIES": Text("serveurs mandataires devant la plateforme", "proxies in front of the platform"),
    "DEMO": Text("1 pour la base de démonstration", "1 for the demonstration database"),
}
"""Name → what it is for. The name is permanent."""

_LANGUAGE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")


@dataclass(frozen=True, slots=True)
class SingleSignOn:
    """An OpenID Connect provider and what it knows us by.

    `name` is what people call it; `acr`: its levels of assurance that stand for two proofs; `email_verified`: it
    answers for every address that it gives, even without saying so each time.
    """

    issuer: str
    client_id: str
    client_secret: str
    name: str
    acr: tuple[str, ...] = ()
    email_verified: bool = False


@dataclass(frozen=True, slots=True)
class Environment:
    """The settings, typed. `database` and `email` are in the form that Django asks."""

    var: Path
    database: dict[str, Any]
    secret_key: str
    allowed_hosts: tuple[str, ...]
    base_url: str
    files_url: str
    email: dict[str, Any]
    single_sign_on: SingleSignOn | None
    second_factor: str
    clamav_url: str
    directory_url: str
    theme: str
    host: str
    port: int
    workers: int
    jobs: str
    proxies: int
    demo: bool

    @property
    def https(self) -> bool:
        return self.base_url.startswith("https://")


def read(variables: Mapping[str, str]) -> Environment:
    """The settings that these variables give. Raises `Unusable` with every problem."""
    reader = _Reader(variables)
    demo = reader.flag("DEMO")
    var = Path(reader.text("VAR_DIR") or "var").absolute()
    room = var / "demo" if demo else var
    port = reader.number("PORT", 8000, 1, 65535)
    host = reader.text("HOST") or "127.0.0.1"
    base_url = reader.base_url(host, port)
    found = Environment(
        var=room,
        database=reader.database(room),
        secret_key=reader.secret_key(),
        allowed_hosts=reader.allowed_hosts(base_url),
        base_url=base_url,
        files_url=reader.files(room),
        email=reader.email(room, demo=demo),
        single_sign_on=reader.single_sign_on(),
        second_factor=reader.second_factor("optional" if demo else SECOND_FACTORS[0]),
        clamav_url=reader.clamav(),
        directory_url=reader.directory(),
        theme=reader.theme(),
        host=host,
        port=port,
        workers=reader.number("WORKERS", 2, 1, 64),
        jobs=reader.jobs(),
        proxies=reader.number("PROXIES", 0, 0, 9),
        demo=demo,
    )
    if found.https and not reader.text("SECRET_KEY"):
        reader.wrong(
            "SECRET_KEY",
            "il manque un secret, puisque BASE_URL est en https.",
            "a secret is missing, since BASE_URL is https.",
            _SECRET_REMEDY,
        )
    reader.problems.refuse()
    return found


def of_process() -> Environment:
    """The settings of this process. A wrong one ends it: one line each on standard error, exit code 2."""
    try:
        return read(os.environ)
    except Unusable as unusable:
        leave(unusable, language(sys.argv[1:], os.environ))


def leave(unusable: Unusable, spoken: Language) -> NoReturn:
    """Tell each problem on a line of standard error, and end the process."""
    terminal = Terminal.of_process(spoken)
    for problem in unusable.problems:
        terminal.error(problem.render(spoken))
    raise SystemExit(WRONG)


def language(arguments: Sequence[str], variables: Mapping[str, str]) -> Language:
    """What `--lang` asks, else what the locale says; French unless English is asked."""
    if any(argument == "--lang" or argument.startswith("--lang=") for argument in arguments):
        return chosen_language(list(arguments))
    locale = next((variables[name] for name in _LANGUAGE_VARIABLES if variables.get(name)), "")
    return "en" if locale.startswith("en") else "fr"


def use_demonstration(variables: dict[str, str] | os._Environ[str]) -> None:
    """Point the process at the demonstration's own database and files, whatever else is set."""
    variables["DEMO"] = "1"
    for name in ("DATABASE_URL", "FILES_URL"):
        variables.pop(name, None)


def development_secret(var: Path) -> str:
    """The secret kept in `var/secret_key`, made at first need: readable by its owner only. Raises `OSError`."""
    kept = var / "secret_key"
    if not kept.exists():
        var.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=var, prefix=".secret-")  # 0600
        with os.fdopen(handle, "w", encoding="ascii") as stream:
            stream.write(secrets.token_urlsafe(48))
        # Several processes may start at once: the first link wins, and all read the same.
        with suppress(FileExistsError):
            kept.hardlink_to(name)
        Path(name).unlink()
    return kept.read_text(encoding="ascii").strip()


_SECRET_REMEDY = Text(
    "Exemple : SECRET_KEY=\"$(python3 -c 'import secrets; print(secrets.token_urlsafe(48))')\"",
    "Example: SECRET_KEY=\"$(python3 -c 'import secrets; print(secrets.token_urlsafe(48))')\"",
)


class _Reader:
    """Reads one setting after the other; what is wrong is kept, and a harmless value stands in for it."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables
        self.problems = Problems()

    def text(self, name: str) -> str:
        return self._variables.get(name, "").strip()

    def wrong(self, name: str, fr: str, en: str, remedy: Text | None = None) -> None:
        self.problems.add(Place(name), "setting", fr, en, remedy)

    def flag(self, name: str) -> bool:
        value = self.text(name).casefold()
        if value not in _YES | _NO:
            self.wrong(name, "vaut 1 ou 0.", "is 1 or 0.", Text(f"Exemple : {name}=1", f"Example: {name}=1"))
        return value in _YES

    def number(self, name: str, default: int, lowest: int, highest: int) -> int:
        value = self.text(name)
        if not value:
            return default
        if value.isascii() and value.isdigit() and lowest <= int(value[:9]) <= highest and len(value) < 9:
            return int(value)
        self.wrong(
            name,
            f"« {value[:40]} » n'est pas un nombre de {lowest} à {highest}.",
            f'"{value[:40]}" is not a number from {lowest} to {highest}.',
            Text(f"Exemple : {name}={default}", f"Example: {name}={default}"),
        )
        return default

    def base_url(self, host: str, port: int) -> str:
        shown = "localhost" if _is_here(host) else host
        value = self.text("BASE_URL").rstrip("/")
        if not value:
            return f"http://{shown}:{port}"
        parts = _split(value)
        if parts is None or parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.path:
            self.wrong(
                "BASE_URL",
                f"« {value[:80]} » n'est pas l'adresse d'un site.",
                f'"{value[:80]}" is not the address of a site.',
                Text("Exemple : BASE_URL=https://poincon.example", "Example: BASE_URL=https://poincon.example"),
            )
            return "http://localhost"
        return value

    def allowed_hosts(self, base_url: str) -> tuple[str, ...]:
        asked = [name.strip() for name in self.text("ALLOWED_HOSTS").split(",") if name.strip()]
        for name in asked:
            if "/" in name or " " in name or (":" in name and not name.startswith("[")):
                self.wrong(
                    "ALLOWED_HOSTS",
                    f"« {name[:80]} » n'est pas un nom d'hôte (sans https://, ni port, ni chemin).",
                    f'"{name[:80]}" is not a host name (without https://, port or path).',
                    Text("Exemple : ALLOWED_HOSTS=poincon.example", "Example: ALLOWED_HOSTS=poincon.example"),
                )
        own = urlsplit(base_url).hostname or "localhost"
        return tuple(dict.fromkeys([*asked, own, "localhost", "127.0.0.1", "[::1]"]))

    def secret_key(self) -> str:
        value = self.text("SECRET_KEY")
        if value and len(value) < SECRET_LENGTH:
            self.wrong(
                "SECRET_KEY",
                f"ce secret est trop court : il faut au moins {SECRET_LENGTH} caractères, tirés au hasard.",
                f"this secret is too short: at least {SECRET_LENGTH} characters are needed, drawn at random.",
                _SECRET_REMEDY,
            )
        return value

    def database(self, var: Path) -> dict[str, Any]:
        try:
            return read_database(self.text("DATABASE_URL") or f"sqlite:///{var / 'poincon.sqlite3'}")
        except WrongUrl as wrong:
            self.wrong("DATABASE_URL", wrong.text.fr, wrong.text.en, wrong.remedy)
            return {}

    def files(self, var: Path) -> str:
        try:
            return read_files(self.text("FILES_URL") or str(var / "files"))
        except WrongUrl as wrong:
            self.wrong("FILES_URL", wrong.text.fr, wrong.text.en, wrong.remedy)
            return ""

    def email(self, var: Path, *, demo: bool) -> dict[str, Any]:
        """Printed when nothing is set, so that who installs sees them; a demonstration, which has many, keeps files."""
        otherwise = f"file://{var / 'mail'}" if demo else "console:"
        try:
            return read_email(self.text("EMAIL_URL") or otherwise)
        except WrongUrl as wrong:
            self.wrong("EMAIL_URL", wrong.text.fr, wrong.text.en, wrong.remedy)
            return {}

    def clamav(self) -> str:
        try:
            return read_clamav(self.text("CLAMAV_URL"))
        except WrongUrl as wrong:
            self.wrong("CLAMAV_URL", wrong.text.fr, wrong.text.en, wrong.remedy)
            return ""

    def directory(self) -> str:
        try:
            return read_directory(self.text("DIRECTORY_URL"))
        except WrongUrl as wrong:
            self.wrong("DIRECTORY_URL", wrong.text.fr, wrong.text.en, wrong.remedy)
            return ""

    def single_sign_on(self) -> SingleSignOn | None:
        names = ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")
        issuer, client, secret = values = [self.text(name) for name in names]
        shown, acr, verified = self.text("OIDC_NAME"), self.text("OIDC_ACR"), self.flag("OIDC_EMAIL_VERIFIED")
        if not any(values):
            return None
        for name, value in zip(names, values, strict=True):
            if not value:
                self.wrong(
                    name,
                    f"il manque : {', '.join(names)} vont ensemble.",
                    f"is missing: {', '.join(names)} go together.",
                )
        if issuer and not issuer.startswith("https://"):
            self.wrong(
                "OIDC_ISSUER",
                f"« {issuer[:80]} » doit commencer par https://.",
                f'"{issuer[:80]}" must start with https://.',
                Text("Exemple : OIDC_ISSUER=https://identite.example", "Example: OIDC_ISSUER=https://identite.example"),
            )
        parts = _split(issuer)
        host = (parts.hostname if parts else None) or issuer
        return SingleSignOn(issuer, client, secret, shown or host, tuple(acr.split()), verified)

    def second_factor(self, default: str) -> str:
        value = self.text("SECOND_FACTOR") or default
        if value not in SECOND_FACTORS:
            known = ", ".join(SECOND_FACTORS)
            self.wrong(
                "SECOND_FACTOR",
                f"« {value[:40]} » n'est pas l'un de : {known}.",
                f'"{value[:40]}" is none of: {known}.',
                suggestion(value, SECOND_FACTORS),
            )
        return value

    def jobs(self) -> str:
        value = self.text("JOBS") or JOBS[0]
        if value not in JOBS:
            self.wrong(
                "JOBS",
                f"« {value[:40]} » n'est ni {JOBS[0]} (à côté du serveur) ni {JOBS[1]} (lancés à part).",
                f'"{value[:40]}" is neither {JOBS[0]} (next to the server) nor {JOBS[1]} (started by themselves).',
                suggestion(value, JOBS),
            )
        return value

    def theme(self) -> str:
        value = self.text("THEME") or THEMES[0]
        if value not in THEMES:
            self.wrong(
                "THEME",
                f"« {value[:40]} » n'est pas une apparence de cette version.",
                f'"{value[:40]}" is not a look of this version.',
                suggestion(value, THEMES),
            )
        return value


def _is_here(host: str) -> bool:
    """Whether a browser on this machine reaches that address as localhost."""
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises when it is no number
    except ValueError:
        return None
    return parts
