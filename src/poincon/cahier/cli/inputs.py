"""What commands are given: programmes, dossiers, days. Whatever is wrong is told as `Unusable`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from poincon.cahier.basics.days import not_a_day, parse_date
from poincon.cahier.basics.located import Located, read_file
from poincon.cahier.basics.problems import Problems, Unusable
from poincon.cahier.basics.spelling import nearest
from poincon.cahier.basics.text import Text
from poincon.cahier.cases.reader import CaseReader, is_case
from poincon.cahier.cli.terminal import Terminal
from poincon.cahier.dossiers import Dossier
from poincon.cahier.evaluation import read_shown
from poincon.cahier.loading import Package, find_package, is_inside, list_packages
from poincon.cahier.loading.package import ALL_FILES, CASES_MAXIMUM
from poincon.cahier.model import Parameter

_SHOWN = 200
"""Characters of a wrong argument that a message repeats."""


_TABLES = (".csv", ".parquet", ".xlsx", ".ods")


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
    path = existing_path(name)
    tell_shadowed(name, terminal)
    if _shipped(name) is None and (path.is_file() or ("/" in name and not path.exists())):
        raise _no_folder(name)
    near = near_path(path, Path.is_dir) if _shipped(name) is None and not path.exists() else None
    if near is not None:
        raise Unusable.because(
            name[:_SHOWN], "no_such_programme", "aucun programme de ce nom.", "no programme of that name.", near
        )
    return find_package(name)


def folder_of(name: str) -> Path:
    """The folder of a programme to write or to check, by its path; else by its identifier, when it is a shipped one."""
    folder = existing_path(name)
    if not folder.is_dir():
        folder = _shipped(name) or folder
    if not name.strip() or not folder.is_dir():
        raise _no_folder(name)
    return folder


def _no_folder(name: str) -> Unusable:
    """What is told of a path that is not the folder of a programme."""
    path, shown = Path(name), name[:_SHOWN] or '""'
    if name.strip() and path.is_file():
        fr, en = (
            "c'est un fichier : il faut le dossier du programme.",
            "this is a file: the programme's folder is needed.",
        )
        holder = _holder(path)
        remedy = Text("Le programme se donne avant le fichier.", "The programme comes before the file.")
        if holder is not None:
            remedy = Text(f"Donnez « {holder} ».", f'Give "{holder}".')
        return Unusable.because(shown, "no_such_folder", fr, en, remedy)
    fr, en = "il n'y a pas de dossier ici.", "there is no folder here."
    new = Text(
        f"Pour écrire un premier programme : poincon new {shown}", f"To write a first programme: poincon new {shown}"
    )
    return Unusable.because(shown, "no_such_folder", fr, en, near_path(path, Path.is_dir) or new)


def _holder(path: Path) -> Path | None:
    """The folder of the programme that a file belongs to."""
    return next((folder for folder in path.parents[:2] if (folder / "programme.yaml").is_file()), None)


def near_path(path: Path, fits: Callable[[Path], bool]) -> Text | None:
    """What stands beside a path that does not exist and looks like it; None when nothing does."""
    try:
        beside = {other.name: other for other in path.parent.iterdir() if fits(other)}
    except OSError:
        return None
    by_stem = {other.stem: other for other in beside.values()}
    near = beside.get(nearest(path.name, beside) or "") or by_stem.get(nearest(path.stem, by_stem) or "")
    return None if near is None else Text(f"Vouliez-vous dire « {near} » ?", f'Did you mean "{near}"?')


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
    if package.folder is not None and any(path.resolve() == (package.folder / file).resolve() for file in ALL_FILES):
        fr, en = (
            "c'est un fichier du programme, pas un dossier rempli.",
            "this is a file of the programme, not a dossier.",
        )
        example = Text("Exemple : cas/nominal.yaml", "Example: cas/nominal.yaml")
        raise Unusable.because(name[:_SHOWN], "not_a_dossier", fr, en, example)
    if path.suffix.lower() in _TABLES:
        fr, en = "c'est une population, pas un dossier.", "this is a population, not a dossier."
        simulate = f"poincon simulate {package.programme.id} {name[:_SHOWN]}"
        raise Unusable.because(
            name[:_SHOWN], "not_a_dossier", fr, en, Text(f"Essayez « {simulate} ».", f'Try "{simulate}".')
        )
    tree = read_file(path, name)
    if is_case(tree):
        tree, own_day = _of_case(path, name, package)
        on = on or own_day
    return read_shown(tree, package, on), on


def _dossier_path(name: str, package: Package) -> Path:
    """The file of that path; else that of the programme's folder: `cas/nominal.yaml`."""
    path = existing_path(name)
    inside = package.folder / path if package.folder is not None and name.strip() else path
    if not path.exists() and not inside.exists():
        raise _no_file(name, path, near_path(inside, Path.is_file) if inside is not path else None)
    return file_path(str(inside) if not path.exists() and inside.is_file() else name)


def _no_file(name: str, path: Path, remedy: Text | None = None) -> Unusable:
    fr, en = "ce fichier n'existe pas.", "there is no such file."
    return Unusable.because(name[:_SHOWN], "no_such_file", fr, en, near_path(path, Path.is_file) or remedy)


def _of_case(path: Path, name: str, package: Package) -> tuple[Located, date | None]:
    problems = Problems()
    files = [file for file in sorted(path.parent.glob("*.yaml"))[:CASES_MAXIMUM] if is_inside(file, path.parent)]
    label = name.rpartition("/")[0]
    reader = CaseReader(package.programme, [*files, path], label or ".", problems)
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
            _file_in(path) if name.strip() else None,
        )
    if not path.exists():
        raise _no_file(name, path)
    return path


def _file_in(folder: Path) -> Text | None:
    """One of the files of a folder that could be read; None when it has none."""
    endings = (".yaml", ".json", ".csv", ".parquet")
    files = [*sorted(folder.glob("cas/*.yaml")), *sorted(folder.glob("*"))]
    first = next((path for path in files if path.suffix.lower() in endings), None)
    return None if first is None else Text(f"Exemple : {first}", f"Example: {first}")


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
