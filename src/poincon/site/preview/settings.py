"""Django's settings for a preview: pages alone, without accounts, sessions or a database."""

from __future__ import annotations

from pathlib import Path

from poincon.site.settings import *  # noqa: F403 - the platform's own, but for what follows

_HERE = Path(__file__).resolve().parent

ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
# the rooms have models: Django wants a database to be named, and no page opens it
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
ROOT_URLCONF = "poincon.site.preview.urls"
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "poincon.site.headers.PermissionsPolicyMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_HERE.parent / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request", "poincon.ui.context.page"]},
    }
]
# files are served from where they are written: nothing is collected for a preview
STATICFILES_DIRS = [_HERE / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT = None  # type: ignore[assignment]
WHITENOISE_USE_FINDERS = True
CSRF_FAILURE_VIEW = "django.views.csrf.csrf_failure"
CSRF_TRUSTED_ORIGINS = []
CSRF_COOKIE_NAME = "poincon_preview"  # cookies do not tell ports apart: a platform next door keeps its own
