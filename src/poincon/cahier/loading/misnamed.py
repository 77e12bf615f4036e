"""A file of a package that bears another name: `Formulaire.yaml`, `programme.yaml.txt`, `textes/anglais.yaml`."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from poincon.cahier.basics.spelling import as_identifier, nearest

_ENDINGS = frozenset({".yaml", ".yml", ".txt"})
_LANGUAGE = {"en": ("anglais", "english", "eng", "en_gb", "en_us")}
"""What else the file of a language is called."""
_MOST_FILES = 200


def misnamed(folder: Path, name: str, names: Collection[str]) -> str | None:
    """The file that is there for the absent one called `name`, as seen from the folder; `names`: the right ones."""
    right_path = Path(name)
    folders = [folder / right_path.parent, folder]
    if len(right_path.parts) > 1:
        folders += [each for each in _inside(folder) if each.is_dir() and nearest(each.name, [right_path.parts[0]])]
    for place in folders:
        for path in _inside(place):
            written = path.relative_to(folder).as_posix()
            if written not in names and path.is_file() and _is_near(path.name, right_path.stem):
                return written
    return None


def _inside(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())[:_MOST_FILES]
    except OSError:
        return []


def _is_near(written: str, stem: str) -> bool:
    path = Path(written)
    if path.suffix.lower() not in _ENDINGS:
        return False
    while path.suffix.lower() in _ENDINGS:
        path = path.with_suffix("")
    name = as_identifier(path.name)
    if stem in _LANGUAGE:
        return name == stem or name in _LANGUAGE[stem]
    return nearest(name, [stem]) is not None
