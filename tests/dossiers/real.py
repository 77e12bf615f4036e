"""The dossiers that real programmes give as examples, as a person would have filled them on the platform."""

from __future__ import annotations

from collections.abc import Iterator

from poincon.cahier.basics.located import Located, Mapping, Scalar, Sequence, read_file
from poincon.cahier.dossiers.absences import ABSENT
from poincon.cahier.model import FieldKind
from poincon.dossiers import services
from poincon.dossiers.models import Dossier
from poincon.sheets.answers import Answer, parse_name
from poincon.ui.widgets import normalise
from tests.cahier.packages import ROOT
from tests.dossiers.factories import PDF, Structure, Typed, campaign, real_programme, reread, save_typed, upload
from tests.platform_fixtures import NOW

EXAMPLES = {
    "crt-2022": ("cas/nominal.yaml", 2021),
    "dd-poles-2012": ("cas/tout_fait.yaml", 2012),
    "subvention-pole-2012": ("exemples/convention-reelle.yaml", 2012),
}


def real_dossier(name: str, of: Structure, year: int | None = None) -> Dossier:
    """The example of a programme, saved section by section, with a document for each that it names."""
    file, example_year = EXAMPLES[name]
    version = real_programme(name)
    programme = version.package.programme
    into = campaign(version, year=(year or example_year) + 1, title=programme.title)
    dossier = services.open_dossier(into, of.organisation, of.head, NOW)
    sections: dict[str, Typed] = {}
    for path, answer in flat(answers_of(ROOT / "programmes" / name / file)):
        if path.endswith(f".{ABSENT}"):
            continue  # its reason says it all
        parsed = parse_name(path, programme)
        assert parsed is not None, path
        if parsed.field.kind is FieldKind.FILE and not parsed.declares_absence:
            ending = parsed.field.formats[0] if parsed.field.formats else "pdf"
            assert "pdf" in (*parsed.field.formats, ending), path
            services.attach(dossier.pk, path, upload("piece.pdf", PDF + path.encode()), of.editor, NOW)
        else:
            field = parsed.field.column(parsed.part) or parsed.field
            answers = sections.setdefault(parsed.field.section, {})
            answers[path] = normalise(field, answer) if isinstance(answer, str) else answer
    for section, changes in sections.items():
        save_typed(dossier.pk, section, 0, changes, of.editor, NOW)
    return reread(dossier)


def answers_of(path: object) -> Located:
    tree: Located = read_file(ROOT / str(path))
    while isinstance(tree, Mapping) and "reponses" not in tree.entries:
        tree = tree.entries["dossier"]
    assert isinstance(tree, Mapping)
    return tree.entries["reponses"]


def flat(node: Located, path: str = "") -> Iterator[tuple[str, Answer]]:
    """`annees.2021.ca`, `recettes[0].montant`, with a list of texts for a multiple choice."""
    if isinstance(node, Mapping):
        for key, child in node.entries.items():
            yield from flat(child, f"{path}.{key}" if path else key)
    elif isinstance(node, Sequence) and any(isinstance(item, Mapping) for item in node.items):
        for place, item in enumerate(node.items):
            yield from flat(item, f"{path}[{place}]")
    elif isinstance(node, Sequence):
        yield path, [item.text for item in node.items if isinstance(item, Scalar) and item.text]
    elif node.text:
        yield path, node.text
