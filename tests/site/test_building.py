"""What is built from the files of the repository alone: catalogues of texts are compiled on the way."""

from __future__ import annotations

import gettext
import io
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.architecture.repository import ROOT, tracked_files

BUILT = ("src/", "programmes/", "pyproject.toml", "hatch_build.py", "README.md", "LICENSE", ".gitignore")
LOCALE = "poincon/site/locale"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The files that a wheel is built from, as a clone has them."""
    for path in tracked_files():
        name = str(path.relative_to(ROOT))
        if name.startswith(BUILT):
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, tmp_path / name)
    return tmp_path


def build(checkout: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel"]
    variables = {"PATH": ""}  # no gettext
    return subprocess.run(command, cwd=checkout, env=variables, capture_output=True, text=True, check=False)


def test_a_wheel_holds_the_catalogues_compiled(checkout: Path) -> None:
    assert list(checkout.rglob("*.mo")) == []
    process = build(checkout)
    assert process.returncode == 0, process.stderr
    (wheel,) = (checkout / "dist").iterdir()
    with zipfile.ZipFile(wheel) as archive:
        english = gettext.GNUTranslations(io.BytesIO(archive.read(f"{LOCALE}/en/LC_MESSAGES/django.mo")))
        french = gettext.GNUTranslations(io.BytesIO(archive.read(f"{LOCALE}/fr/LC_MESSAGES/django.mo")))
    assert english.gettext("Sceller les journées du journal") == "Seal the days of the journal"
    assert french.ngettext("%(count)d dossier reçu", "%(count)d dossiers reçus", 0) == "%(count)d dossier reçu"


def test_a_translation_that_cannot_be_filled_as_its_text_is_builds_nothing(checkout: Path) -> None:
    source = checkout / "src" / LOCALE / "en/LC_MESSAGES/django.po"
    source.write_text(source.read_text(encoding="utf-8").replace("%(count)d dossiers received", "%(cuont)d received"))
    process = build(checkout)
    assert process.returncode != 0
    assert "django.po:" in process.stderr
    assert list((checkout / "dist").glob("*.whl")) == []
