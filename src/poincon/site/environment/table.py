"""The table of settings: each has a name, what it is for, a default and a parser.

A setting that is wrong or missing is one line, with what would be right; all of them are told at once. A new setting is
a row here, its line in docs/operations.md (a test compares them), and its use in `poincon.site.settings`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, Self, TypeVar, overload
from urllib.parse import quote, urlsplit

from poincon.cahier.basics.problems import Place, Problem, Problems, Unusable
from poincon.cahier.basics.text import Text
from poincon.site.environment import addresses, parsers
from poincon.site.environment.parsers import SECRET_REMEDY, WrongSetting, WrongSettings, example
from poincon.site.environment.single_sign_on import SingleSignOn

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Setting(Generic[T]):
    """A row of the table, and the attribute of an `Environment` that gives its value.

    The name is permanent. What stands for a variable that is not set is a text like any other: written here, or drawn
    from other settings by a function, which raises `WrongSetting` when something must be set.
    """

    name: str
    about: Text
    default: str | Callable[[Environment], str]
    parse: Callable[[str], T]

    @overload
    def __get__(self, environment: None, owner: type[Environment]) -> Self: ...
    @overload
    def __get__(self, environment: Environment, owner: type[Environment]) -> T: ...
    def __get__(self, environment: Environment | None, owner: type[Environment]) -> Self | T:
        return self if environment is None else self.value(environment)

    def value(self, environment: Environment) -> T:
        """The value, parsed once. Raises `Unusable`, under the name of the setting that is wrong."""
        if self.name not in environment.values:
            try:
                environment.values[self.name] = self.parse(environment.texts[self.name] or self._default(environment))
            except WrongSetting as wrong:
                raise self._unusable([wrong]) from wrong
            except WrongSettings as wrong:
                raise self._unusable(wrong.parts) from wrong
        value: T = environment.values[self.name]
        return value

    def _default(self, environment: Environment) -> str:
        return self.default if isinstance(self.default, str) else self.default(environment)

    def _unusable(self, refusals: Iterable[WrongSetting]) -> Unusable:
        place = Place(self.name)
        return Unusable([Problem(place, "setting", wrong.message, wrong.remedy) for wrong in refusals])


# Defaults drawn from other settings.


def _database_in_var(environment: Environment) -> str:
    return f"sqlite:///{environment.var / 'poincon.sqlite3'}"


def _secret_unless_https(environment: Environment) -> str:
    """None: `settings` then draws a secret of its own. In https a secret must be set. Raises `WrongSetting`."""
    if environment.https:
        raise WrongSetting(
            "il manque un secret, puisque BASE_URL est en https.",
            "a secret is missing, since BASE_URL is https.",
            SECRET_REMEDY,
        )
    return ""


def _address_of_server(environment: Environment) -> str:
    return addresses.of_server(environment.host, environment.port)


def _folder_in_var(environment: Environment) -> str:
    return str(environment.var / "files")


def _mail_in_var(environment: Environment) -> str:
    """Mails are kept in files: printed, their links, which open accounts, would be in the log of the service."""
    return f"file://{quote(str(environment.var / 'mail'))}"


_PROVIDER = ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")


def _without_provider(environment: Environment) -> str:
    """None, when no setting of the identity provider is set: they go together. Raises `WrongSetting`."""
    if any(environment.texts[name] for name in _PROVIDER):
        names = ", ".join(_PROVIDER)
        raise WrongSetting(f"il manque : {names} vont ensemble.", f"is missing: {names} go together.")
    return ""


def _host_of_provider(environment: Environment) -> str:
    return addresses.host(environment.oidc_issuer)


def _officials_unless_demonstration(environment: Environment) -> str:
    return "optional" if environment.demo else "officials"


class Environment:
    """The settings of a process, each with its type; `read` makes one."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self.texts = {name: variables.get(name, "").strip() for name in SETTINGS}
        self.values: dict[str, Any] = {}

    var_dir = Setting(
        "VAR_DIR",
        Text(
            "dossier de ce que la plateforme écrit ; par défaut « var », là où la commande est lancée",
            "folder of what the platform writes; by default `var`, where the command is started",
        ),
        "var",
        parsers.folder,
    )
    database = Setting(
        "DATABASE_URL",
        Text("base de données ; par défaut SQLite dans VAR_DIR", "database; by default SQLite in VAR_DIR"),
        _database_in_var,
        addresses.database,
    )
    secret_key = Setting(
        "SECRET_KEY",
        Text("secret des sessions et des formulaires", "secret of sessions and forms"),
        _secret_unless_https,
        parsers.secret,
    )
    host_names = Setting(
        "ALLOWED_HOSTS",
        Text("noms d'hôte servis, séparés par des virgules", "host names served, with commas between"),
        "",
        parsers.host_names,
    )
    base_url = Setting(
        "BASE_URL",
        Text("adresse publique de la plateforme", "public address of the platform"),
        _address_of_server,
        addresses.site,
    )
    files_url = Setting(
        "FILES_URL",
        Text("où sont gardés les fichiers déposés", "where uploaded files are kept"),
        _folder_in_var,
        addresses.files,
    )
    email = Setting(
        "EMAIL_URL",
        Text("serveur qui envoie les messages", "server that sends mail"),
        _mail_in_var,
        addresses.email,
    )
    oidc_issuer = Setting(
        "OIDC_ISSUER", Text("fournisseur d'identité", "identity provider"), _without_provider, addresses.issuer
    )
    oidc_client_id = Setting(
        "OIDC_CLIENT_ID", Text("identifiant chez ce fournisseur", "identifier at that provider"), _without_provider, str
    )
    oidc_client_secret = Setting(
        "OIDC_CLIENT_SECRET", Text("secret chez ce fournisseur", "secret at that provider"), _without_provider, str
    )
    oidc_name = Setting(
        "OIDC_NAME",
        Text("nom de ce fournisseur, pour les personnes", "name of that provider, for people"),
        _host_of_provider,
        str,
    )
    oidc_acr = Setting(
        "OIDC_ACR",
        Text("niveaux de garantie qui valent deux preuves", "levels of assurance that stand for two proofs"),
        "",
        parsers.words,
    )
    oidc_email_verified = Setting(
        "OIDC_EMAIL_VERIFIED",
        Text(
            "1 si ce fournisseur répond de toutes les adresses électroniques",
            "1 when that provider answers for every e-mail address",
        ),
        "0",
        parsers.flag(example("OIDC_EMAIL_VERIFIED=1")),
    )
    second_factor = Setting(
        "SECOND_FACTOR",
        Text("qui doit prouver deux fois son identité", "who must prove twice who they are"),
        _officials_unless_demonstration,
        parsers.second_factor,
    )
    clamav_url = Setting("CLAMAV_URL", Text("antivirus", "virus scanner"), "", addresses.clamav)
    directory_url = Setting(
        "DIRECTORY_URL", Text("annuaire des entreprises", "directory of companies"), "", addresses.directory
    )
    theme = Setting("THEME", Text("apparence des pages", "look of the pages"), "neutral", parsers.theme)
    host = Setting(
        "HOST", Text("adresse où écoute le serveur", "address on which the server listens"), "127.0.0.1", str
    )
    port = Setting(
        "PORT",
        Text("port où écoute le serveur", "port on which the server listens"),
        "8000",
        parsers.number(1, 65535, example("PORT=8000")),
    )
    workers = Setting(
        "WORKERS",
        Text("processus du serveur", "processes of the server"),
        "2",
        parsers.number(1, 64, example("WORKERS=2")),
    )
    jobs = Setting(
        "JOBS", Text("où se font les travaux en arrière-plan", "where background jobs are run"), "beside", parsers.jobs
    )
    proxies = Setting(
        "PROXIES",
        Text("serveurs mandataires devant la plateforme", "proxies in front of the platform"),
        "0",
        parsers.number(0, 9, example("PROXIES=0")),
    )
    demo = Setting(
        "DEMO",
        Text("1 pour la base de démonstration", "1 for the demonstration database"),
        "0",
        parsers.flag(example("DEMO=1")),
    )

    @property
    def var(self) -> Path:
        """The folder of what this platform writes: a demonstration has its own."""
        return self.var_dir / "demo" if self.demo else self.var_dir

    @property
    def https(self) -> bool:
        return self.base_url.startswith("https://")

    @property
    def allowed_hosts(self) -> tuple[str, ...]:
        """The host names that are set, that of the public address, and this machine."""
        own = urlsplit(self.base_url).hostname or "localhost"
        return tuple(dict.fromkeys([*self.host_names, own, "localhost", "127.0.0.1", "[::1]"]))

    @property
    def single_sign_on(self) -> SingleSignOn | None:
        if not self.oidc_issuer:
            return None
        client = (self.oidc_client_id, self.oidc_client_secret)
        return SingleSignOn(self.oidc_issuer, *client, self.oidc_name, self.oidc_acr, self.oidc_email_verified)


SETTINGS: dict[str, Setting[Any]] = {row.name: row for row in vars(Environment).values() if isinstance(row, Setting)}
"""The rows by name, in the order of the manual."""


def read(variables: Mapping[str, str]) -> Environment:
    """The settings that these variables give. Raises `Unusable` with every problem."""
    environment = Environment(variables)
    problems = Problems()
    for setting in SETTINGS.values():
        try:
            setting.value(environment)
        except Unusable as unusable:
            # A wrong setting from which this one's default is drawn tells its own problem.
            problems.extend(problem for problem in unusable.problems if problem.place.file == setting.name)
    problems.refuse()
    return environment
