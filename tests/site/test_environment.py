"""Settings come from the environment; a wrong one is a line that says what would be right."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from poincon.cahier.basics.problems import Unusable
from poincon.site.environment.process import language, use_demonstration
from poincon.site.environment.secret import kept_secret
from poincon.site.environment.single_sign_on import SingleSignOn
from poincon.site.environment.table import SETTINGS, read

ROOT = Path(__file__).resolve().parents[2]
SECRET = "x" * 50


def problems(**variables: str) -> list[str]:
    with pytest.raises(Unusable) as wrong:
        read(variables)
    return [problem.render("fr") for problem in wrong.value.problems]


def test_nothing_set_is_a_platform_in_var() -> None:
    environment = read({})
    assert environment.var == Path("var").absolute()
    assert environment.database["NAME"] == environment.var / "poincon.sqlite3"
    assert environment.database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert environment.files_url == str(environment.var / "files")
    assert (environment.base_url, environment.host, environment.port) == ("http://localhost:8000", "127.0.0.1", 8000)
    assert environment.allowed_hosts == ("localhost", "127.0.0.1", "[::1]")
    assert not environment.demo
    assert not environment.https


def test_the_demonstration_has_its_own_folder() -> None:
    environment = read({"DEMO": "1", "VAR_DIR": "/srv"})
    assert environment.database["NAME"] == Path("/srv/demo/poincon.sqlite3")
    assert environment.files_url == "/srv/demo/files"


def test_a_demonstration_never_touches_the_database_that_is_set() -> None:
    variables = {"DATABASE_URL": "postgres:///real", "FILES_URL": "/real", "PORT": "8001"}
    use_demonstration(variables)
    assert variables == {"DEMO": "1", "PORT": "8001"}


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgres:///test", {"NAME": "test", "HOST": "", "USER": "", "PORT": ""}),
        (
            "postgresql://u%40x:p%2Fw@db.example:5433/poincon?sslmode=require",
            {"NAME": "poincon", "HOST": "db.example", "USER": "u@x", "PASSWORD": "p/w", "PORT": "5433"},
        ),
        ("postgres:///test?host=/run/pg", {"NAME": "test", "HOST": "/run/pg"}),
        ("sqlite:////srv/p.sqlite3", {"NAME": Path("/srv/p.sqlite3")}),
        ("sqlite:///p.sqlite3", {"NAME": Path("p.sqlite3").absolute()}),
    ],
)
def test_databases_are_read(url: str, expected: dict[str, object]) -> None:
    database = read({"DATABASE_URL": url}).database
    assert {name: database[name] for name in expected} == expected


def test_a_database_that_vanishes_is_not_waited_for_without_end() -> None:
    database = read({"DATABASE_URL": "postgres:///test"}).database
    assert database["STATEMENT_MILLISECONDS"] == 7_000
    assert database["OPTIONS"] == {
        "connect_timeout": "4",
        "tcp_user_timeout": "7000",
        "keepalives_idle": "10",
        "keepalives_interval": "5",
        "keepalives_count": "3",
    }


def test_the_address_of_the_database_changes_its_limits() -> None:
    query = "statement_timeout=0&connect_timeout=9&tcp_user_timeout=1&keepalives=0&sslmode=require"
    database = read({"DATABASE_URL": f"postgres:///test?{query}"}).database
    options = database["OPTIONS"]
    assert database["STATEMENT_MILLISECONDS"] == 0
    assert (options["connect_timeout"], options["tcp_user_timeout"], options["keepalives"]) == ("9", "1", "0")
    assert (options["keepalives_idle"], options["sslmode"]) == ("10", "require")


@pytest.mark.parametrize(
    ("url", "host", "port"),
    [
        ("smtp://courrier.example", "courrier.example", 25),
        ("smtp+tls://u:p@courrier.example", "courrier.example", 587),
        ("smtps://courrier.example:1465", "courrier.example", 1465),
    ],
)
def test_mail_servers_are_read(url: str, host: str, port: int) -> None:
    email = read({"EMAIL_URL": url}).email
    assert (email["EMAIL_HOST"], email["EMAIL_PORT"]) == (host, port)


@pytest.mark.parametrize(("demo", "folder"), [("0", "mail"), ("1", "demo/mail")])
def test_mail_is_kept_in_files_by_default_and_printed_on_request_alone(tmp_path: Path, demo: str, folder: str) -> None:
    var = tmp_path / "é 100 %"
    email = read({"DEMO": demo, "VAR_DIR": str(var)}).email
    assert email == {"EMAIL_BACKEND": "poincon.site.mailbox.EmailBackend", "EMAIL_FILE_PATH": str(var / folder)}
    printed = read({"EMAIL_URL": "console:"}).email
    assert printed == {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"DATABASE_URL": "mysql://x/y"}, "DATABASE_URL: « mysql » n'est pas une sorte de base connue."),
        ({"DATABASE_URL": "postgres://h:port/x"}, "DATABASE_URL: cette adresse ne se lit pas."),
        ({"DATABASE_URL": "postgres://h"}, "DATABASE_URL: il manque le nom de la base."),
        ({"DATABASE_URL": "postgres:///x?sslmod=a"}, "DATABASE_URL: option inconnue : sslmod."),
        (
            {"DATABASE_URL": "postgres:///x?connect_timeout=vite"},
            "DATABASE_URL: connect_timeout doit être un nombre entier, et non « vite ».",
        ),
        ({"DATABASE_URL": "postgres:///x?statement_timeout=-1"}, "DATABASE_URL: statement_timeout doit être"),
        ({"DATABASE_URL": "sqlite://:memory:"}, "DATABASE_URL: "),
        ({"DATABASE_URL": "nonsense"}, "DATABASE_URL: "),
        ({"SECRET_KEY": "court"}, "SECRET_KEY: ce secret est trop court"),
        ({"BASE_URL": "https://poincon.example"}, "SECRET_KEY: il manque un secret"),
        ({"BASE_URL": "poincon.example"}, "BASE_URL: « poincon.example » n'est pas l'adresse d'un site."),
        ({"BASE_URL": "https://a.example/b", "SECRET_KEY": SECRET}, "BASE_URL: "),
        ({"ALLOWED_HOSTS": "a.example, https://b.example"}, "ALLOWED_HOSTS: « https://b.example »"),
        ({"FILES_URL": "ftp://a/b"}, "FILES_URL: « ftp:// » ne convient pas"),
        ({"FILES_URL": "s3://depot"}, "FILES_URL: s3:// n'est pas encore pris en charge"),
        ({"EMAIL_URL": "courrier.example"}, "EMAIL_URL: "),
        ({"CLAMAV_URL": "http://a"}, "CLAMAV_URL: "),
        ({"DIRECTORY_URL": "http://annuaire.example"}, "DIRECTORY_URL: ce n'est pas l'adresse d'un annuaire"),
        ({"DIRECTORY_URL": "https://annuaire.example/?q=1"}, "DIRECTORY_URL: "),
        ({"DIRECTORY_URL": "file:///etc"}, "DIRECTORY_URL: "),
        ({"THEME": "dsfr"}, "THEME: « dsfr » n'est pas une apparence de cette version."),
        ({"PORT": "80 80"}, "PORT: « 80 80 » n'est pas un nombre de 1 à 65535."),
        ({"PORT": "0"}, "PORT: "),
        ({"PORT": "99999999999999999999"}, "PORT: "),
        ({"PORT": "²"}, "PORT: "),
        ({"WORKERS": "0"}, "WORKERS: "),
        ({"JOBS": "appart"}, "JOBS: « appart » n'est ni beside (à côté du serveur), ni apart"),
        ({"PROXIES": "-1"}, "PROXIES: "),
        ({"DEMO": "peut-être"}, "DEMO: vaut 1 ou 0."),
        ({"SECOND_FACTOR": "nobody"}, "SECOND_FACTOR: « nobody » n'est pas l'un de : officials, everybody, optional."),
        ({"OIDC_EMAIL_VERIFIED": "souvent"}, "OIDC_EMAIL_VERIFIED: vaut 1 ou 0."),
        ({"OIDC_ISSUER": "https://id.example", "OIDC_CLIENT_ID": "a"}, "OIDC_CLIENT_SECRET: il manque"),
        ({"OIDC_ISSUER": "id", "OIDC_CLIENT_ID": "a", "OIDC_CLIENT_SECRET": "b"}, "OIDC_ISSUER: « id » doit commencer"),
    ],
)
def test_a_wrong_setting_is_one_line(variables: dict[str, str], sentence: str) -> None:
    (line,) = problems(**variables)
    assert line.startswith(sentence)
    assert "\n" not in line


@pytest.mark.parametrize(
    ("variables", "policy"),
    [({}, "officials"), ({"DEMO": "1"}, "optional"), ({"DEMO": "1", "SECOND_FACTOR": "everybody"}, "everybody")],
)
def test_officials_prove_twice_who_they_are_but_in_a_demonstration(variables: dict[str, str], policy: str) -> None:
    assert read(variables).second_factor == policy


def test_an_identity_provider_is_read_with_what_stands_for_two_proofs() -> None:
    variables = {"OIDC_ISSUER": "https://id.example/a", "OIDC_CLIENT_ID": "b", "OIDC_CLIENT_SECRET": "c"}
    plain = read(variables).single_sign_on
    assert plain == SingleSignOn("https://id.example/a", "b", "c", "id.example", (), False)
    more = {"OIDC_NAME": "ProConnect", "OIDC_ACR": "eidas2  eidas3", "OIDC_EMAIL_VERIFIED": "1"}
    full = read(variables | more).single_sign_on
    assert full == SingleSignOn("https://id.example/a", "b", "c", "ProConnect", ("eidas2", "eidas3"), True)
    assert read({}).single_sign_on is None


def test_all_that_is_wrong_is_told_at_once() -> None:
    assert len(problems(PORT="x", THEME="y", DATABASE_URL="z")) == 3


def test_each_host_name_that_is_wrong_is_told() -> None:
    first, second = problems(ALLOWED_HOSTS="https://a.example, b.example, c.example:80")
    assert "« https://a.example »" in first
    assert "« c.example:80 »" in second


def test_a_password_in_an_address_is_never_repeated() -> None:
    lines = problems(
        DATABASE_URL="postgres://u:tressecret@h:x/y", EMAIL_URL="ftp://u:tressecret@h", CLAMAV_URL="x:tressecret@h"
    )
    assert not any("tressecret" in line for line in lines)


@pytest.mark.parametrize(
    ("arguments", "locale", "spoken"),
    [
        ([], {}, "fr"),
        ([], {"LANG": "C.UTF-8"}, "fr"),
        ([], {"LANG": "en_GB.UTF-8"}, "en"),
        ([], {"LC_ALL": "fr_FR.UTF-8", "LANG": "en_GB.UTF-8"}, "fr"),
        (["--lang", "en"], {"LANG": "fr_FR.UTF-8"}, "en"),
        (["--lang=fr"], {"LANG": "en_GB.UTF-8"}, "fr"),
    ],
)
def test_errors_are_told_in_the_language_that_is_asked(
    arguments: list[str], locale: dict[str, str], spoken: str
) -> None:
    assert language(arguments, locale) == spoken


def test_a_development_secret_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        secrets = set(pool.map(lambda _: kept_secret(tmp_path / "var"), range(32)))
    assert len(secrets) == 1
    assert len(secrets.pop()) >= 50
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["secret_key"]
    assert stat.S_IMODE((tmp_path / "var" / "secret_key").stat().st_mode) == 0o600


def manual() -> dict[str, str]:
    """The settings of the manual of operations, each with what stands for it when it is not set."""
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    return dict(re.findall(r"^\| `([A-Z_]+)` \|.*\|([^|]*)\|$", text, re.MULTILINE))


def test_every_setting_is_in_the_manual_of_operations_and_no_other() -> None:
    assert list(manual()) == list(SETTINGS)


def test_the_manual_gives_the_defaults_of_the_table() -> None:
    defaults = {name: row.default for name, row in SETTINGS.items() if isinstance(row.default, str) and row.default}
    assert len(defaults) > 7
    assert {name: default for name, default in defaults.items() if not manual()[name].startswith(f" `{default}`")} == {}


def test_every_declared_setting_is_read() -> None:
    variables = Watched()
    read(variables)
    assert variables.names == set(SETTINGS)


class Watched(Mapping[str, str]):
    """An empty environment that remembers what it was asked."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.names.add(name)
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def test_nothing_else_reads_the_environment() -> None:
    # a preview reads nothing: it sets its own process apart from the platform that the environment tells of
    modules_allowed = (
        "environment/process.py",
        "command.py",
        "demonstration.py",
        "running.py",
        "wsgi.py",
        "preview/serving.py",
    )
    # nor do the copies of a database: they hand the environment on to the programs of PostgreSQL
    allowed = {f"site/{name}" for name in modules_allowed} | {"preservation/postgres_dumps.py"}
    source = ROOT / "src/poincon"
    modules = {str(path.relative_to(source)): path.read_text(encoding="utf-8") for path in source.rglob("*.py")}
    readers = {name for name, code in modules.items() if re.search(r"\benviron\b|\bgetenv\b", code)}
    assert {name for name in readers if not name.startswith("cahier/")} == allowed
