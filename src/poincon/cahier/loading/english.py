"""`textes/en.yaml`: every label has its English, and every English text its label."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from poincon.cahier.basics.located import Located, Mapping, Scalar
from poincon.cahier.basics.problems import Place, Problems
from poincon.cahier.basics.text import Text
from poincon.cahier.loading.citing import Citable, CitingNames
from poincon.cahier.loading.stray_texts import StrayTexts, entry_of, paths_above, root_of, tell_missing
from poincon.cahier.loading.templates import check_text, names_of
from poincon.cahier.model import Field, Programme

REFERENCES = "references."
"""Before parts of the places that sources are cited by, with their English."""


def texts_of(programme: Programme) -> Iterator[tuple[str, str, bool]]:
    """Every French text of a programme as (path, French, whether its English is needed)."""
    yield "programme.titre", programme.title, True
    yield "programme.resume", programme.summary, False
    if programme.recourse is not None:
        yield "recours.texte", programme.recourse.text, False
    yield from _identity_texts(programme)
    yield from _form_texts(programme)
    yield from _rule_texts(programme)
    for template in programme.templates.values():
        if template.is_free:
            yield f"modeles.{template.id}.libelle", template.label, True
        yield f"modeles.{template.id}.objet", template.subject, True
        yield f"modeles.{template.id}.corps", template.body, True


def _identity_texts(programme: Programme) -> Iterator[tuple[str, str, bool]]:
    for unit in programme.units:
        yield f"unites.{unit.id}.singulier", unit.singular, True
        yield f"unites.{unit.id}.pluriel", unit.plural, True
    for actor in programme.actors:
        yield f"acteurs.{actor.id}.libelle", actor.label, False
        yield f"acteurs.{actor.id}.role", actor.role, False
    for stage in programme.stages:
        yield f"etapes.{stage.id}.libelle", stage.label, False
    for milestone in programme.calendar:
        yield f"calendrier.{milestone.id}.libelle", milestone.label, False
        yield f"calendrier.{milestone.id}.quand", milestone.when, False
    for figure in programme.figures:
        yield f"figures.{figure.id}.titre", figure.title, True
        for place, level in enumerate(figure.levels):
            yield f"figures.{figure.id}.niveaux.{place}", level.label, True
    for setting in programme.settings:
        yield f"options.{setting.id}.libelle", setting.label, False


def _form_texts(programme: Programme) -> Iterator[tuple[str, str, bool]]:
    for scale in programme.scales:
        yield f"echelles.{scale.id}.libelle", scale.label, True
        for level in scale.levels:
            yield f"echelles.{scale.id}.niveaux.{level.id}", level.label, True
    for each in programme.option_lists:
        for option in each.options:
            yield f"listes.{each.id}.options.{option.id}", option.label, True
    for section in programme.sections:
        yield f"rubriques.{section.id}.titre", section.title, True
        yield f"rubriques.{section.id}.aide", section.help, False
        for group in section.groups:
            yield f"groupes.{group.id}.titre", group.title, True
            yield f"groupes.{group.id}.aide", group.help, False
            for field in group.fields:
                yield from _field_texts(f"champs.{field.id}", field)


def _rule_texts(programme: Programme) -> Iterator[tuple[str, str, bool]]:
    for parameter in programme.parameters:
        yield f"parametres.{parameter.id}.libelle", parameter.label, True
        yield f"parametres.{parameter.id}.choix", parameter.reference.choice or "", False
    for group in programme.criterion_groups:
        yield f"groupes_de_criteres.{group.id}.libelle", group.label, True
        yield f"groupes_de_criteres.{group.id}.choix", group.reference.choice or "", False
    for rule in programme.rules:
        path = f"regles.{rule.id}"
        yield f"{path}.libelle", rule.label, True
        yield f"{path}.aide", rule.help, False
        yield f"{path}.choix", rule.reference.choice or "", False
        for key, french in (("question", rule.question), ("message", rule.message), ("texte", rule.text)):
            yield f"{path}.{key}", french, bool(french)
        for option in rule.options:
            yield f"{path}.lignes.{option.id}", option.label, True


def _field_texts(path: str, field: Field) -> Iterator[tuple[str, str, bool]]:
    yield f"{path}.libelle", field.label, True
    yield f"{path}.aide", field.help, False
    for option in () if field.option_list else field.options:
        yield f"{path}.options.{option.id}", option.label, True
    for column in field.columns:
        yield from _field_texts(f"{path}.colonnes.{column.id}", column)


def read_english(node: Located | None, programme: Programme, problems: Problems) -> None:
    """Report the English texts that are missing, and those that translate nothing."""
    if node is None:
        return
    if not isinstance(node, Mapping):
        problems.add(
            node.place,
            "empty_file",
            "ce fichier ne donne aucun texte.",
            "this file gives no text.",
            Text("« poincon textes DOSSIER » écrit ce qu'il faut traduire.", '"poincon textes FOLDER" writes them.'),
        )
        return
    paths = {path: (french, needed) for path, french, needed in texts_of(programme)}
    texts = dict(_leaves("", node))
    citable = Citable.of(programme.fields.values(), programme.parameters, programme.rules)
    places = " ".join(_places(programme))
    missing = {path: french for path, french, _ in missing_english(programme, texts.keys())}
    strays = {path: text for path, text in texts.items() if not _translates(path, paths)}
    stray_texts = StrayTexts(strays, paths, missing, problems)
    stray_texts.tell(node)
    for path, text in texts.items():
        if path.startswith(REFERENCES):
            _check_place(text, path.removeprefix(REFERENCES), places, problems)
        elif path == "recours.texte" and path not in strays:
            check_text(text, CitingNames(frozenset(), citable), problems, subject=False)
        elif path.startswith("modeles.") and path not in strays:
            _, template, key = path.split(".")
            if key != "libelle":
                free = programme.templates[template].is_free
                check_text(text, names_of(template, citable, free=free), problems, subject=key == "objet")
    if is_draft(programme.version):
        return
    needed = {path: french for path, french in missing.items() if paths[path][1] and path not in stray_texts.meant}
    stray_roots = {root_of(path) for path in strays}
    # what translates nothing may be the English of an entry that has none, under a former name
    entries = {above for path in texts for above in (path, *paths_above(path))}
    renamed = {path for path in needed if root_of(path) in stray_roots and entry_of(path) not in entries}
    tell_missing({path: french for path, french in needed.items() if path not in renamed}, node, problems)
    for path, text in texts.items():
        french, is_needed = paths.get(path) or paths.get(f"{path}.libelle") or ("", False)
        if french and is_needed and not (text.text or "").strip():
            fr, en = f"l'anglais de « {french[:60]} » est vide.", f'the English of "{french[:60]}" is empty.'
            problems.add(text.place, "no_english", fr, en, Text("Écrivez-le.", "Write it."))


def _translates(path: str, paths: Collection[str]) -> bool:
    return path.startswith(REFERENCES) or path in paths or f"{path}.libelle" in paths


def missing_english(programme: Programme, written: Collection[str]) -> Iterator[tuple[str, str, bool]]:
    """The texts that have no English among these paths: (path, French, whether its English is needed)."""
    for path, french, needed in texts_of(programme):
        # a column without options may be written shortly: `montant: Amount`
        if french and path not in written and path.removesuffix(".libelle") not in written:
            yield path, french, needed


def is_draft(version: str) -> bool:
    """Whether a version is below 1: a programme that is being written, whose English may wait."""
    return version.startswith("0.")


def check_there(identity: Located | None, english: Located | None, name: str, problems: Problems) -> None:
    """Report that the English texts are missing, from version 1 on. `name`: how messages call their file."""
    version = identity.get("version") if isinstance(identity, Mapping) else None
    number = version.text if isinstance(version, Scalar) else None
    if english is not None or number is None or not number[:1].isdigit() or "." not in number or is_draft(number):
        return
    if all(problem.place.file.rpartition(":")[0] != name and problem.place.file != name for problem in problems):
        problems.add(
            Place(name),
            "no_english",
            "les textes anglais manquent.",
            "the English texts are missing.",
            Text(
                "« poincon textes DOSSIER » écrit ce qu'il faut traduire ; une version 0.x s'en passe.",
                '"poincon textes FOLDER" writes what is to be translated; a version 0.x does without.',
            ),
        )


def _places(programme: Programme) -> Iterator[str]:
    """Every place in a source that the programme cites."""
    yield from (parameter.reference.source or "" for parameter in programme.parameters)
    yield from (rule.reference.source or "" for rule in programme.rules)
    yield from (group.reference.source or "" for group in programme.criterion_groups)
    for field in programme.fields.values():
        yield from (part.reference.source or "" for part in (field, *field.columns))
    for entries in (programme.scales, programme.actors, programme.stages, programme.calendar, programme.settings):
        yield from (entry.reference.source or "" for entry in entries)


def _check_place(text: Scalar, part: str, places: str, problems: Problems) -> None:
    """`references` translates words of the places that are cited: « mode d'emploi de la grille »."""
    if part not in places:
        problems.add(
            text.place,
            "unknown_text",
            "aucune source citée ne contient ces mots.",
            "no cited source holds these words.",
        )


def _leaves(path: str, node: Located) -> Iterator[tuple[str, Scalar]]:
    todo: list[tuple[str, Located]] = [(path, node)]
    while todo:
        path, current = todo.pop()
        if isinstance(current, Mapping):
            todo.extend((f"{path}.{key}" if path else key, child) for key, child in current.entries.items())
        elif isinstance(current, Scalar):
            yield path, current
