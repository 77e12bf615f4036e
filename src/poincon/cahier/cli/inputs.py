"""What commands are given: programmes, dossiers, days. Whatever is wrong is told as `Unusable`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from poincon.cahier.basics.days import not_a_day, parse_date
from poincon.cahier.basics.located import Located, read_file
from poincon.cahier.basics.problems import Problems, Unusable
from poincon.cahier.basics.text import Text
from poincon.cahier.cases.reader import CaseReader, is_case
from poincon.cahier.cli.terminal import Terminal
from poincon.cahier.dossiers import Dossier
from poincon.cahier.evaluation import read_shown
from poincon.cahier.loading import Package, find_package, is_inside, list_packages
from poincon.cahier.loading.package import CASES_MAXIMUM
from poincon.cahier.model import Parameter

_SHOWN = 200
"""Characters of a wrong argument that a message repeats."""


def existing_path(text: str) -> Path:
    """A path that the system can look at, whether something is there or not."""
    shown = text[:_SHOWN] or '""'
    try:
        Path(text).stat()
    except (FileNotFoundError, NotADirectoryError):
        pass  # the reader says it better
    except (OSError, ValueError) as error:
        raise Unusable.because(
            shown, "unreadable", "ce chemin ne peut pas être lu.", "this path cannot be read."
        ) from error
    return Path(text)


def package_of(name: str, terminal: Terminal) -> Package:
    """A programme by its identifier, or by its folder's path; an identifier goes before a folder of the same name."""
    if not name.strip():
        raise Unusable.because(
            "poincon", "no_such_programme", "le nom du programme est vide.", "the programme's name is empty."
        )
    existing_path(name)
    tell_shadowed(name, terminal)
    return find_package(name)


def folder_of(name: str) -> Path:
    """The folder of a programme to write or to check, by its path; else by its identifier, when it is a shipped one."""
    folder = existing_path(name)
    if not folder.is_dir():
        folder = _shipped(name) or folder
    if not name.strip() or not folder.is_dir():
        raise Unusable.because(
            name[:_SHOWN] or '""', "no_such_folder", "il n'y a pas de dossier ici.", "there is no folder here."
        )
    return folder


def tell_shadowed(name: str, terminal: Terminal) -> None:
    """Say, beside the results, that a shipped programme is read where a folder of the same name is there too."""
    shipped = _shipped(name)
    if shipped is None or not Path(name).is_dir() or Path(name).samefile(shipped):
        return
    terminal.aside(
        terminal.say(
            f"« {name} » : c'est le programme livré qui est lu. Pour le dossier d'ici, écrivez ./{name}",
            f'"{name}": the shipped programme is read. For the folder that is here, write ./{name}',
        )
    )


def _shipped(name: str) -> Path | None:
    return {path.name: path for path in list_packages()}.get(name)


def dossier_of(name: str, package: Package, on: date | None) -> tuple[Dossier, date | None]:
    """A dossier file, or a case with the cases it stands on, read for a programme; and the day on which to judge it."""
    path = _dossier_path(name, package)
    tree = read_file(path, name)
    if is_case(tree):
        tree, own_day = _of_case(path, name, package)
        on = on or own_day
    return read_shown(tree, package, on), on


def _dossier_path(name: str, package: Package) -> Path:
    """The file of that path; else that of the programme's folder: `cas/nominal.yaml`."""
    path = existing_path(name)
    inside = package.folder / path if package.folder is not None and name.strip() else path
    return file_path(str(inside) if not path.exists() and inside.is_file() else name)


def _of_case(path: Path, name: str, package: Package) -> tuple[Located, date | None]:
    problems = Problems()
    files = [file for file in sorted(path.parent.glob("*.yaml"))[:CASES_MAXIMUM] if is_inside(file, path.parent)]
    label = name.rpartition("/")[0]
    reader = CaseReader(package.programme, [*files, path], label.removesuffix("cas").rstrip("/") or ".", problems)
    case = reader.dossier_of(path.stem)
    problems.refuse()
    assert case is not None  # what cannot be read was told
    return case


def file_path(name: str) -> Path:
    """The path of a file to read; a folder is refused here, since readers would only say that there is no file."""
    path = existing_path(name)
    if not name.strip() or path.is_dir():
        raise Unusable.because(
            name[:_SHOWN] or '""',
            "not_a_file",
            "il faut un fichier, pas un dossier.",
            "a file is needed, not a folder.",
        )
    return path


def day_of(text: str | None) -> date | None:
    """The day given to `--on`, None when it is not given."""
    if text is None:
        return None
    day = parse_date(text)
    if day is None:
        message, remedy = not_a_day(text, "2021-12-31")
        raise Unusable.because("--on", "date", message.fr, message.en, remedy)
    return day


def table_example(table: Parameter) -> Text:
    """How a value of a table of parameters is named on the command line."""
    names = [cell.id for cell in table.cells[:2]]
    return Text(f"Exemple : {' ou '.join(names)}.", f"Example: {' or '.join(names)}.")
