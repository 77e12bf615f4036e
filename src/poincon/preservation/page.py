"""The page of an export: in French, one file, without script, and without anything to fetch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils import translation

from poincon.preservation.paths import document_path
from poincon.ui.moments import short_moment_words
from poincon.workflow.evidence import Evidence, Line, Section


@dataclass(frozen=True, slots=True)
class Document:
    """A link to a file of the archive."""

    name: str
    path: str


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line with the links to its documents and members."""

    line: Line
    links: tuple[Document, ...]


def page_of(about: Mapping[str, str], evidence: Evidence, sections: Sequence[Section]) -> str:
    """The page, the same for the same evidence. `about`: number, organisation, programme and version."""
    paths = _documents(evidence)
    shown = [(section, [_shown(section, line, paths) for line in section.lines]) for section in sections]
    with translation.override("fr"):
        acts = [
            (
                act.sequence,
                short_moment_words(act.at, "fr"),
                act.event,
                evidence.people.get(act.actor, act.actor),
                act.digest,
            )
            for act in evidence.acts
        ]
        return render_to_string("preservation/dossier.html", {"about": about, "sections": shown, "acts": acts})


def _documents(evidence: Evidence) -> dict[str, Document]:
    """Where each document is, by its number: its content bears the name of the first document that has it."""
    paths: dict[str, str] = {}
    documents: dict[str, Document] = {}
    for row in evidence.rows("file"):
        path = paths.setdefault(str(row.columns["digest"]), document_path(row.columns))
        documents[row.number] = Document(str(row.columns["name"]), path)
    return documents


def _shown(section: Section, line: Line, paths: Mapping[str, Document]) -> ShownLine:
    documents = [paths[number] for number in line.files if number in paths]
    members = [Document(name, f"{section.folder}/{name}") for name in line.members]
    return ShownLine(line, (*documents, *members))
