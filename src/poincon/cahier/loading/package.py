"""A package: the folder of a programme, read, checked and sealed by its digest."""

from __future__ import annotations

from collections.abc import Mapping as MappingABC
from dataclasses import dataclass
from pathlib import Path

from poincon.cahier.basics.located import Located, Mapping, Scalar, read_bytes, read_file
from poincon.cahier.basics.problems import SHORT_LIST, Place, Problem, Problems, Unusable
from poincon.cahier.basics.text import Text
from poincon.cahier.formulas.cautions import report_cautions
from poincon.cahier.formulas.rulebook import Rulebook, build
from poincon.cahier.loading.citing import Citable
from poincon.cahier.loading.digest import digest_of
from poincon.cahier.loading.english import check_there, read_english
from poincon.cahier.loading.figures import read_figures
from poincon.cahier.loading.form import FormReader
from poincon.cahier.loading.identity import IdentityReader
from poincon.cahier.loading.misnamed import misnamed
from poincon.cahier.loading.process import check_process
from poincon.cahier.loading.rule_shapes import RULES
from poincon.cahier.loading.rules import RulesReader
from poincon.cahier.loading.shapes import read_entries
from poincon.cahier.loading.templates import Surroundings, check_recourse, templates_of
from poincon.cahier.loading.told_once import doubtful_names, told_once
from poincon.cahier.loading.unloaded import unloaded
from poincon.cahier.loading.vocabulary import FORM, PROGRAMME
from poincon.cahier.model import Programme, Reference

FILES = ("programme.yaml", "formulaire.yaml", "regles.yaml")
TEMPLATES_FILE = "modeles.yaml"
"""A programme may do without: the platform then speaks in its own words."""
ENGLISH = "textes/en.yaml"
OPTIONAL = (TEMPLATES_FILE, ENGLISH)
"""Files that may be absent: `check_there` says when the English may."""
ALL_FILES = (*FILES, TEMPLATES_FILE, ENGLISH)
"""What judges a dossier and speaks of it: what the digest names."""
CASES_MAXIMUM = 500


@dataclass(frozen=True, eq=False, repr=False)
class Package:
    """A programme with its checked rules, the digest of its content, and the folder it came from, if any."""

    programme: Programme
    rulebook: Rulebook
    digest: str
    folder: Path | None = None
    warnings: tuple[Problem, ...] = ()
    """What its author should look at again, though it can be used as it is."""

    def __repr__(self) -> str:
        return f"<{self.programme.id} {self.programme.version} {self.digest[:19]}>"

    def case_files(self) -> list[Path]:
        """The files of its cases, by name. A link may lead out of the folder: see `is_inside`."""
        if self.folder is None:
            return []
        return sorted((self.folder / "cas").glob("*.yaml"))[:CASES_MAXIMUM]


def load_package(folder: Path, shown_as: str | None = None) -> Package:
    """Read and check a whole folder. Raises `Unusable` with every error of every file.

    `shown_as`: how messages name the folder (by default, as it was given).
    """
    label = shown_as or str(folder)
    if not folder.is_dir():
        raise Unusable.because(
            label, "no_such_folder", "ce dossier de programme n'existe pas.", "there is no such programme folder."
        )
    _check_is_programme(folder, label)
    problems = Problems()
    trees = {name: _read(folder, name, label, problems) for name in ALL_FILES}
    return _package(trees, problems, folder, label)


def _check_is_programme(folder: Path, label: str) -> None:
    """Raise `Unusable` for a folder that has none of the files of a programme: another one was meant."""
    if any((folder / name).exists() for name in FILES):
        return
    inside = sorted(path.parent.name for path in folder.glob("*/programme.yaml"))[:SHORT_LIST]
    remedy = Text(f"Il doit contenir {', '.join(FILES)}.", f"It must hold {', '.join(FILES)}.")
    if (folder / ".." / "programme.yaml").is_file():
        remedy = Text("Donnez le dossier qui est au-dessus.", "Give the folder above it.")
    elif inside:
        remedy = Text(f"Programmes qu'il contient : {', '.join(inside)}.", f"Programmes in it: {', '.join(inside)}.")
    fr, en = "ce dossier n'est pas celui d'un programme.", "this folder is not that of a programme."
    raise Unusable.because(label, "no_programme", fr, en, remedy)


def package_from_files(files: MappingABC[str, str], label: str) -> Package:
    """The package whose files these are, by name (`programme.yaml`, … `textes/en.yaml`): one that a database keeps."""
    problems = Problems()
    trees: dict[str, Located | None] = {}
    for name in ALL_FILES:
        shown = f"{label}/{name}"
        if name not in files:
            if name not in OPTIONAL:
                problems.add(Place(shown), "no_such_file", "ce fichier n'existe pas.", "there is no such file.")
            trees[name] = None
            continue
        try:
            trees[name] = read_bytes(files[name].encode(), shown, problems=problems)
        except Unusable as unusable:
            problems.extend(unusable.problems)
            trees[name] = None
    return _package(trees, problems, None, label)


def package_files(folder: Path) -> dict[str, str]:
    """The text of the files that judge a dossier: what a platform keeps of a package."""
    names = [name for name in ALL_FILES if name not in OPTIONAL or (folder / name).exists()]
    return {name: (folder / name).read_text(encoding="utf-8-sig") for name in names}


def programme_to_translate(folder: Path, shown_as: str | None = None) -> Programme:
    """The programme of a folder whose English may be missing, or in part. Raises `Unusable` with every other error."""
    label = shown_as or str(folder)
    _check_is_programme(folder, label)
    problems = Problems()
    trees = {name: _read(folder, name, label, problems) for name in ALL_FILES}
    programme, _ = _read_french(trees, problems, folder)
    _refuse(trees, programme, problems)
    return programme


def _package(trees: dict[str, Located | None], problems: Problems, folder: Path | None, label: str) -> Package:
    check_there(trees["programme.yaml"], trees[ENGLISH], f"{label.rstrip('/')}/{ENGLISH}", problems)
    programme, rulebook = _read_french(trees, problems, folder)
    read_english(trees[ENGLISH], programme, problems)
    _refuse(trees, programme, problems)
    _check_whole(programme, rulebook, label)
    digest = digest_of({name: tree for name, tree in trees.items() if tree is not None})
    return Package(programme, rulebook, digest, folder, problems.warnings)


def _read_french(
    trees: dict[str, Located | None], problems: Problems, folder: Path | None
) -> tuple[Programme, Rulebook]:
    for name in FILES:
        tree = trees[name]
        if isinstance(tree, Scalar) and tree.text is None:
            problems.add(tree.place, "empty_file", "ce fichier est vide.", "this file is empty.")
            trees[name] = None
    if any(trees[name] is None for name in FILES):
        _read_alone(trees, problems)
        raise Unusable(list(problems))
    programme = _programme(trees, folder, problems)
    rulebook = build(programme, problems)
    report_cautions(rulebook, problems)
    return programme, rulebook


def _check_whole(programme: Programme, rulebook: Rulebook, label: str) -> None:
    """Refuse a programme of which a rule was left aside, were it that nothing was said of why."""
    unread = next((rule.id for rule in programme.rules if rule.id not in rulebook.by_id), None)
    if unread is not None:
        fr, en = f"la règle « {unread} » ne peut pas être lue.", f'the rule "{unread}" cannot be read.'
        raise Unusable.because(label, "unread_rule", fr, en)


def _refuse(trees: dict[str, Located | None], programme: Programme, problems: Problems) -> None:
    """Raise `Unusable` with the errors to mend first."""
    if len(problems):
        files = [tree for name in (*FILES, TEMPLATES_FILE) if (tree := trees[name]) is not None]
        doubtful = doubtful_names(problems, files, programme)
        problems.keep(told_once(problems, unloaded(files, programme), doubtful))
        problems.refuse()


def is_inside(path: Path, folder: Path) -> bool:
    """Whether a path, its links followed, stays in the folder."""
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):  # a link that leads to itself
        return False


def _read(folder: Path, name: str, label: str, problems: Problems) -> Located | None:
    path = folder / name
    shown = f"{label.rstrip('/')}/{name}"
    other = None if path.exists() or path.is_symlink() else misnamed(folder, name, ALL_FILES)
    if other is not None:
        fr, en = "ce fichier n'existe pas.", "there is no such file."
        remedy = Text(f"Renommez « {other} » en « {name} ».", f'Rename "{other}" to "{name}".')
        problems.add(Place(shown), "no_such_file", fr, en, remedy)
        return None
    if name in OPTIONAL and not path.exists() and not path.is_symlink():
        return None
    if not is_inside(path, folder):
        problems.add(
            Place(shown),
            "outside",
            "ce fichier mène hors du dossier du programme.",
            "this file leads out of the programme's folder.",
        )
        return None
    try:
        return read_file(path, shown, problems)
    except Unusable as unusable:
        problems.extend(unusable.problems)
        return None


def _read_alone(trees: dict[str, Located | None], problems: Problems) -> None:
    """What can be told of the other files when one cannot be read: the form of each by itself."""
    for name, shape in (("programme.yaml", PROGRAMME), ("formulaire.yaml", FORM), ("regles.yaml", RULES)):
        tree = trees[name]
        if tree is not None:
            read_entries(tree, shape, problems)
    templates_of(trees[TEMPLATES_FILE], Surroundings(lambda _: Reference()), problems)


def _programme(files: dict[str, Located | None], folder: Path | None, problems: Problems) -> Programme:
    identity = IdentityReader(read_entries(files["programme.yaml"], PROGRAMME, problems), problems)
    form = FormReader(read_entries(files["formulaire.yaml"], FORM, problems), identity, problems)
    rules = RulesReader(read_entries(files["regles.yaml"], RULES, problems), identity, form, problems)
    citable = Citable.of(form.fields.values(), rules.parameters, rules.rules)
    around = Surroundings(identity.reference, citable, identity.stages)
    templates = templates_of(files[TEMPLATES_FILE], around, problems)
    check_recourse(identity.entry.get("recours"), citable, problems)
    check_process(identity, rules, problems)
    if folder is not None:
        identity.check_folder(folder.resolve().name)
    return Programme(
        id=identity.id,
        version=identity.version,
        title=identity.title,
        summary=identity.summary,
        nature=identity.nature,
        day=identity.day,
        owner=identity.owner,
        sources=identity.sources,
        units=identity.units,
        actors=identity.actors,
        stages=identity.stages,
        calendar=identity.calendar,
        settings=identity.settings,
        duration=identity.duration,
        applicants=identity.applicants,
        recourse=identity.recourse,
        scales=form.scales.scales,
        sections=form.sections,
        option_lists=form.option_lists,
        figures=read_figures(identity, form, rules),
        parameters=rules.parameters,
        criterion_groups=rules.criterion_groups,
        rules=rules.rules,
        templates=templates,
        english=_flat_texts(files[ENGLISH]),
    )


def _flat_texts(node: Located | None) -> dict[str, str]:
    """`{"champs.ca_total.libelle": "Total turnover", …}`."""
    texts: dict[str, str] = {}
    todo: list[tuple[str, Located | None]] = [("", node)]
    while todo:
        path, current = todo.pop()
        if isinstance(current, Mapping):
            todo.extend((f"{path}.{key}" if path else key, child) for key, child in current.entries.items())
        elif isinstance(current, Scalar) and current.text is not None:
            texts[path] = current.text
    return texts
