"""`modeles.yaml`: messages and letters, whose names between braces are all known."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from poincon.cahier.basics.located import Located, Scalar, read_bytes
from poincon.cahier.basics.problems import Place, Problems
from poincon.cahier.basics.text import Text, to_write, to_write_for_instance
from poincon.cahier.loading.citing import Citable, CitingNames
from poincon.cahier.loading.free_templates import check_occasion, is_meant_free
from poincon.cahier.loading.identity import unique_entries
from poincon.cahier.loading.shapes import ProgrammeEntry, read_entries
from poincon.cahier.loading.vocabulary import TEMPLATES
from poincon.cahier.model import Reference, Stage, Template
from poincon.cahier.model.templates import FREE_NAMES, LIST_NAMES, READING_ANSWERS, TEMPLATE_NAMES
from poincon.cahier.templates import braces, names_in

_LINE_END = re.compile(r"(?<!\n)\n(?!\n)")
"""A line end that separates no paragraphs: what folding (`>`) leaves of an empty line."""
_SQUARE = re.compile(r"\[(\w{1,80})\]")
_NEEDED = {
    "demandes": Text("ce qui manque", "what is missing"),
    "prerequis": Text("ce qui manque", "what is missing"),
    "recours": Text("comment contester", "how to appeal"),
    "signataire": Text("qui décide", "who decides"),
}
"""Names that a letter which has them cannot do without, and what would not be known."""
_DOUBLED = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_OPEN_ENDED = re.compile(r"\{ *(\w+)(?![\w}]| +\})")
ANY_NAME = frozenset().union(*TEMPLATE_NAMES.values())


def read_templates(text: str, label: str) -> dict[str, Template]:
    """The templates of a file that stands alone, such as the platform's own. Raises `Unusable` with every error.

    The checks are those of a package, but a template need not say where it comes from.
    """
    problems = Problems()
    tree = read_bytes(text.encode(), label, problems=problems)
    alone = Surroundings(lambda entry: Reference(entry.get("source"), entry.get("choix")), Citable(frozenset(), {}), ())
    templates = templates_of(tree, alone, problems)
    problems.refuse()
    return templates


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the templates of a programme refer to. `reference`: where an entry is from.

    `citable`: what the programme has that they may cite; `stages`: its stages. None when that could not be read.
    """

    reference: Callable[[ProgrammeEntry], Reference]
    citable: Citable | None = None
    stages: tuple[Stage, ...] | None = None


def templates_of(node: Located | None, around: Surroundings, problems: Problems) -> dict[str, Template]:
    """The templates of `modeles.yaml`, by identifier; none without such a file."""
    if node is None:
        return {}
    entries: list[ProgrammeEntry] = read_entries(node, TEMPLATES, problems).get("modeles", [])
    by_identifier = {entry.get("id"): entry for entry in unique_entries(entries, problems)}
    for entry in entries:
        # even one whose own name is wrong: what can be told of its texts is told at once
        check_occasion(entry, around.stages, problems)
        names = names_of(entry.get("id", ""), around.citable, free=is_meant_free(entry))
        for key in ("objet", "corps"):
            if key in entry:
                check_text(entry.get(key), names, problems, subject=key == "objet")
        _check_names(entry, problems)
    return {
        name: Template(
            name,
            _text(entry, "objet"),
            _text(entry, "corps"),
            around.reference(entry),
            entry.get("libelle", ""),
            entry.get("etape", ""),
            entry.get("acte"),
        )
        for name, entry in by_identifier.items()
        if name is not None
    }


def _check_names(entry: ProgrammeEntry, problems: Problems) -> None:
    """Warn of a letter that leaves out what whoever receives it must know, and of names between wrong brackets."""
    text, own = _text(entry, "corps"), TEMPLATE_NAMES.get(entry.get("id", ""), frozenset())
    if "corps" not in entry:
        return
    for name, unknown in _NEEDED.items():
        if name in own and name not in names_in(text):
            problems.warn(
                entry.at("corps"),
                "name_absent",
                f"ce texte ne cite pas « {{{name}}} » : qui le reçoit ne saura pas {unknown.fr}.",
                f'this text does not cite "{{{name}}}": whoever receives it will not know {unknown.en}.',
                Text(f"Mettez « {{{name}}} » seul dans un paragraphe.", f'Put "{{{name}}}" alone in a paragraph.'),
            )
    for match in _SQUARE.finditer(text):
        if match[1] in own:
            problems.warn(
                entry.at("corps"),
                "square_brackets",
                f"« [{match[1]}] » sera écrit tel quel.",
                f'"[{match[1]}]" will be written as it is.',
                to_write(f"{{{match[1]}}}"),
            )


def check_recourse(entry: ProgrammeEntry | None, citable: Citable, problems: Problems) -> None:
    """Report what is wrong with the text of its recourse, which has no name of its own."""
    if entry is not None and "texte" in entry:
        check_text(entry.get("texte"), CitingNames(frozenset(), citable), problems, subject=False)


def names_of(template: str, citable: Citable | None, *, free: bool) -> CitingNames:
    """What the texts of a template may hold. `free`: it says itself when it is offered."""
    own = FREE_NAMES if free else TEMPLATE_NAMES.get(template, ANY_NAME)
    reads_answers = free or template in READING_ANSWERS or template not in TEMPLATE_NAMES
    return CitingNames(own, citable) if reads_answers else CitingNames(own)


def check_text(node: Scalar, names: CitingNames, problems: Problems, *, subject: bool) -> None:
    """Report what is wrong with a text that may use these names."""
    text = node.text or ""
    key = node.place.path.rpartition(".")[2]
    if not text.strip():
        problems.add(node.place, "empty_key", f"la clé « {key} » est vide.", f'the key "{key}" is empty.')
    if not subject and not node.first_line and _LINE_END.search(text.strip()):
        problems.add(
            node.place,
            "folded_text",
            "les lignes vides de ce texte se perdent : ses paragraphes n'en font plus qu'un.",
            "the empty lines of this text are lost: its paragraphs have become one.",
            Text(f"Écrivez « {key}: | », et non « {key}: > ».", f'Write "{key}: |", not "{key}: >".'),
        )
    lines = text.split("\n")
    stray: set[int] = set()
    for brace in braces(text):
        if problems.full:
            return
        place = Place(node.place.file, node.line_at(brace.line), node.place.path)
        if brace.name is None:
            if brace.line not in stray:
                _stray_brace(lines[brace.line], place, problems)
            stray.add(brace.line)
            continue
        names.report(brace.name, place, problems)
        if brace.name in LIST_NAMES & names.own and (subject or not _stands_alone(lines, brace.line)):
            problems.add(
                place,
                "list_not_alone",
                f"« {{{brace.name}}} » est une liste : elle se met seule dans son paragraphe.",
                f'"{{{brace.name}}}" is a list: it stands alone in its paragraph.',
                Text("Laissez une ligne vide avant et après.", "Leave an empty line before and after."),
            )


def _stray_brace(line: str, place: Place, problems: Problems) -> None:
    """Once for a line: one brace that is lacking or doubled leaves others alone."""
    doubled, open_ended = _DOUBLED.search(line), _OPEN_ENDED.search(line)
    named = doubled or open_ended
    fr, en = "une accolade est seule", "a brace stands alone"
    if doubled is not None:
        fr, en = "les accolades sont doublées", "the braces are doubled"
    elif open_ended is not None:
        fr, en = (
            f"l'accolade ouverte devant « {open_ended[1]} » n'est pas fermée",
            f"the brace of {open_ended[1]} stays open",
        )
    problems.add(
        place,
        "brace",
        f"{fr} : un nom s'écrit entre deux accolades, sur une ligne.",
        f"{en}: a name is written between two braces, on one line.",
        to_write(f"{{{named[1]}}}") if named is not None else to_write_for_instance("{numero}"),
    )


def _stands_alone(lines: list[str], number: int) -> bool:
    """Whether this line holds one name and nothing else, between empty lines or ends."""
    around = lines[max(0, number - 1) : number] + lines[number + 1 : number + 2]
    line = lines[number].strip()
    return line.count("{") == 1 and line[0] + line[-1] == "{}" and not any(neighbour.strip() for neighbour in around)


def _text(entry: ProgrammeEntry, key: str) -> str:
    node = entry.get(key)
    return (node.text or "") if isinstance(node, Scalar) else ""
