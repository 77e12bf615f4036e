"""A browser in words, from how it presents itself: enough to recognise one's own."""

from __future__ import annotations

from django.utils.translation import gettext as _

# The first sign that is found counts: most browsers also claim to be the ones that follow here.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chromium/", "Chromium"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def browser_words(presented: str) -> str:
    """« Firefox sur Windows »."""
    browser = next((name for sign, name in _BROWSERS if sign in presented), "")
    system = next((name for sign, name in _SYSTEMS if sign in presented), "")
    if browser and system:
        return _("%(browser)s sur %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Navigateur inconnu")
