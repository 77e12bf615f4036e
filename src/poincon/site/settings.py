"""Django's settings. What changes from one installation to the next comes from `poincon.site.environment`."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from poincon.site.environment.process import of_process, secret_of_installation

_ENVIRONMENT = of_process()
_HERE = Path(__file__).resolve().parent

# --- what the environment gives -----------------------------------------------------------------------------------

VAR_DIR = _ENVIRONMENT.var
SECRET_KEY = _ENVIRONMENT.secret_key or secret_of_installation(_ENVIRONMENT.var)
ALLOWED_HOSTS = list(_ENVIRONMENT.allowed_hosts)
BASE_URL = _ENVIRONMENT.base_url
DATABASES = {"default": _ENVIRONMENT.database}
FILES_URL = _ENVIRONMENT.files_url
FILES_ROOT = Path(FILES_URL)
CLAMAV_URL = _ENVIRONMENT.clamav_url
DIRECTORY_URL = _ENVIRONMENT.directory_url
THEME = _ENVIRONMENT.theme
PROXIES = _ENVIRONMENT.proxies
DEMO = _ENVIRONMENT.demo
globals().update(_ENVIRONMENT.email)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = f"poincon@{urlsplit(BASE_URL).hostname}"
DEBUG = False

# --- rooms --------------------------------------------------------------------------------------------------------

ROOMS = (
    "ui",
    "journal",
    "jobs",
    "people",
    "files",
    "notifications",
    "campaigns",
    "sheets",
    "dossiers",
    "correspondence",  # before casework: the queue shows unread messages
    "casework",
    "admissibility",
    "preservation",
    "demo",
)
"""In the order in which they may import each other."""

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "django_tasks",
    "django_tasks_db",
    *(f"poincon.{room}" for room in ROOMS),
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "poincon.site.headers.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "poincon.people.middleware.PersonMiddleware",
    "poincon.people.authentication.gate.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "poincon.site.urls"
WSGI_APPLICATION = "poincon.site.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "poincon.ui.context.page",
                "poincon.site.navigation.page",
            ],
        },
    }
]

# --- persons ------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
LOGIN_URL = "people:sign_in"
SECOND_FACTOR = _ENVIRONMENT.second_factor
SINGLE_SIGN_ON = _ENVIRONMENT.single_sign_on
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# --- work apart from pages ----------------------------------------------------------------------------------------

TASKS = {"default": {"BACKEND": "poincon.jobs.backend.Backend"}}
JOBS = _ENVIRONMENT.jobs

# --- what rooms declare: each reads here what those after it add --------------------------------------------------

PERIODIC_JOBS: dict[str, tuple[str, int | str]] = {
    "journal_seal": ("poincon.journal.sealing.seal_days", "03:30"),
    "jobs_pruning": ("poincon.jobs.pruning.prune", "04:00"),
    "people_sessions": ("poincon.people.authentication.sessions.prune", "04:15"),
    "files_scans": ("poincon.files.scanning.sweep", 300),
    "files_arriving": ("poincon.files.arriving.sweep", "04:45"),
    "files_contents": ("poincon.files.contents.sweep", "05:00"),
    "people_retention": ("poincon.people.accounts.retention.forget", "04:30"),
    "campaigns_readings": ("poincon.campaigns.reading.forget", "04:20"),
    "casework_departures": ("poincon.casework.departures.release", 3600),
    "casework_totals": ("poincon.casework.entries.sum_up", 300),
    "casework_rows": ("poincon.casework.entries.repair", "04:50"),
    "dossiers_reminders": ("poincon.dossiers.reminders.remind", 3600),
    "dossiers_versions": ("poincon.dossiers.adoption.adopting.sweep", 3600),
    "digests": ("poincon.notifications.digests.send_all", "07:00"),
}
"""Name → a function of the instant, and its pace: a number of seconds, or an hour of each day in Paris."""
FROZEN: tuple[str, ...] = (
    "poincon.files.frozen.KINDS",
    "poincon.campaigns.frozen.KINDS",
    "poincon.sheets.frozen.KINDS",
    "poincon.dossiers.frozen.KINDS",
    "poincon.correspondence.frozen.KINDS",
)
"""What is never changed once written, whoever asks: the database refuses it, and acts hold its digest."""
EXPORTED: tuple[str, ...] = (
    "poincon.sheets.evidence.sections",
    "poincon.dossiers.evidence.sections",
    "poincon.correspondence.evidence.sections",
)
"""Functions (evidence) → what an export of a dossier shows and holds of each room, in the order of its page."""
PROOFS: tuple[str, ...] = ("poincon.sheets.evidence.faults",)
"""Functions (evidence) → what does not hold of a dossier beyond its acts and frozen rows, once computed again."""
NEWS_SOURCES: tuple[str, ...] = (
    "poincon.notifications.about_accounts.news",
    "poincon.dossiers.news.news",
    "poincon.dossiers.adoption.news.news",
    "poincon.correspondence.news.news",
    "poincon.casework.news.news",
)
"""Functions (person, since, now) → items, in the order of the digest and of the page."""
NEWS_KINDS: tuple[str, ...] = (
    "poincon.notifications.about_accounts.NEWS_KINDS",
    "poincon.dossiers.news_kinds.KINDS",
    "poincon.correspondence.news_kinds.KINDS",
    "poincon.casework.news_kinds.KINDS",
)
"""The kinds of news that each room declares, in the order in which digests and pages show them."""
MAIL_KINDS: tuple[str, ...] = (
    "poincon.campaigns.mail_kinds.KINDS",
    "poincon.dossiers.mail_kinds.KINDS",
    "poincon.admissibility.mail_kinds.KINDS",
)
"""The kinds of mail that each room declares; pages show them in the order of their templates."""
SUBJECTS: tuple[str, ...] = (
    "poincon.workflow.subjects.KINDS",
    "poincon.jobs.subjects.KINDS",
    "poincon.people.subjects.KINDS",
    "poincon.files.subjects.KINDS",
    "poincon.campaigns.subjects.KINDS",
    "poincon.dossiers.subjects.KINDS",
)
"""The kinds of subject that each room declares: acts, mails and letters are about subjects, whatever their room."""
DOSSIER_TABS: tuple[str, ...] = (
    "poincon.dossiers.tabs.tabs",
    "poincon.dossiers.adoption.tabs.tabs",
    "poincon.admissibility.tabs.tabs",
    "poincon.correspondence.tabs.tabs",
)
"""Functions (request, dossier) → links: the pages of a dossier, in the order of its tabs."""
DOSSIER_LINKS: tuple[str, ...] = ("poincon.admissibility.links.of_dossier",)
"""Functions (request, dossier) → links: where one goes on from the home of a dossier."""
CAMPAIGN_LINKS: tuple[str, ...] = ("poincon.dossiers.adoption.links.of_campaign",)
"""Functions (request, campaign) → links: what else can be done about a campaign."""
PERSON_LINKS: tuple[str, ...] = ("poincon.casework.links.of_person",)
"""Functions (request, person) → links: what else can be done about a person, for administrators."""
ACCOUNT_SECTIONS: tuple[str, ...] = ("poincon.notifications.links.of_account",)
"""Functions (request) → a section of « Votre compte »."""
STRUCTURE_HOME_URL = "dossiers:list"
"""The page where a structure finds its dossiers, for mails of the rooms before that of dossiers."""
OFFICIAL_HOME_URL = "admissibility:show"
"""The page where officials find what is next on a dossier, for the rooms before that of its examination."""
EXAMINED_PHASES: tuple[str, ...] = ("poincon.admissibility.course.PHASES",)
"""Phases of a programme in which officials act, as each room declares its own: dossiers are given to whoever does."""
FINISHED_DOSSIERS = "poincon.admissibility.course.finished"
"""A function (dossiers) → the condition of those on which nothing more is done in their state."""
DOSSIER_LISTS: tuple[str, ...] = ("poincon.casework.entries.relist",)
"""Functions (a dossier’s id), in the transaction of what changes it: they write again the rows that lists read."""
ORGANISATION_LISTS: tuple[str, ...] = ("poincon.casework.entries.rename",)
"""Functions (structure), in the transaction that corrects what it is: the same for the rows of its dossiers."""
STRUCTURES_OF_PROGRAMME: tuple[str, ...] = (
    "poincon.campaigns.structures.of_programme",
    "poincon.dossiers.structures.of_programme",
)
"""Functions (programme) → the primary keys of the structures that it concerns, as each room knows them."""
CAMPAIGN_COUNTS = "poincon.casework.campaign_counts.by_state"
"""A function (person, day, campaigns) → the dossiers of each campaign by state, as that person may count them."""

# --- languages and time -------------------------------------------------------------------------------------------

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français"), ("en", "English")]
LOCALE_PATHS = [_HERE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Paris"  # how instants are shown; they are stored in UTC

# --- files that pages need, files that people send ----------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
FILE_UPLOAD_HANDLERS = ["poincon.files.names.InMemory", "poincon.files.names.InTemporaryFile"]
# A form holds tables of many rows; what it may hold is bounded by its programme.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

# --- security -----------------------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
CSRF_TRUSTED_ORIGINS = [BASE_URL]
CSRF_FAILURE_VIEW = "poincon.site.pages.form_expired"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 3600
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# In https everything is: cookies, and browsers are told to insist. The proxy ends TLS and says so.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _ENVIRONMENT.https
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if _ENVIRONMENT.https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = False
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _ENVIRONMENT.https else None

# --- the rest -----------------------------------------------------------------------------------------------------

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "class": "poincon.site.logs.MaskingFormatter",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        # What a visitor gets wrong is no event of ours: the proxy's log has it.
        "django.request": {"level": "ERROR"},
        "django.security.csrf": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        "django.security.RequestDataTooBig": {"level": "CRITICAL"},
        "django.security.TooManyFieldsSent": {"level": "CRITICAL"},
        "django.security.TooManyFilesSent": {"level": "CRITICAL"},
    },
}
