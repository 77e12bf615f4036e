"""Where programmes are found: shipped in the wheel, or `programmes/` at the root of a checkout."""

from __future__ import annotations

from pathlib import Path

from poincon.cahier.basics.problems import Unusable, suggestion
from poincon.cahier.loading.package import Package, load_package

_PACKAGE_ROOT = Path(__file__).resolve().parents[2]


def library_folder() -> Path:
    """The folder of the programmes that come with this installation."""
    shipped = _PACKAGE_ROOT / "programmes"
    return shipped if shipped.is_dir() else _PACKAGE_ROOT.parents[1] / "programmes"


def list_packages() -> list[Path]:
    """The folders that hold a programme, by name."""
    folder = library_folder()
    return sorted(path.parent for path in folder.glob("*/programme.yaml")) if folder.is_dir() else []


def find_package(name: str) -> Package:
    """A programme by its identifier, or by its folder's path. Raises `Unusable`."""
    folders = {path.name: path for path in list_packages()}
    if name in folders:
        return load_package(folders[name], f"programmes/{name}")
    try:
        if name and Path(name).is_dir():
            return load_package(Path(name))
    except (OSError, ValueError):  # too long, or no path at all
        pass
    raise Unusable.because(
        name[:80],
        "no_such_programme",
        "aucun programme de ce nom.",
        "no programme of that name.",
        suggestion(name, folders),
    )
