"""What the server runs: `poincon serve`, or any WSGI server with `poincon.site.wsgi:application`."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application
from django.db import connections

from poincon.site.environment.process import OWN_FILES

os.umask(OWN_FILES)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "poincon.site.settings")
application = get_wsgi_application()
# Somebody waits for each answer, here only: migrations, verifications and jobs take the time that they need.
connections.settings["default"]["BOUNDED"] = True
