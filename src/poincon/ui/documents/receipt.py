"""The data of a receipt, typed: what `receipt.typ` reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from poincon.cahier.basics.text import Language, Text
from poincon.ui.documents import render_pdf
from poincon.ui.documents.prose import passages
from poincon.ui.moments import moment_words

_WORDS: dict[str, Text] = {
    "title": Text("Récépissé de dépôt", "Receipt of submission"),
    "intro": Text(
        "Ce document atteste le dépôt du dossier ci-dessous et reproduit tout ce qu’il contenait à cet instant.",
        "This document certifies that the dossier below was submitted, and repeats all that it held at that moment.",
    ),
    "item": Text("Élément", "Item"),
    "content": Text("Contenu", "Content"),
    "programme": Text("Programme", "Programme"),
    "organisation": Text("Structure", "Organisation"),
    "number": Text("Numéro de dossier", "Dossier number"),
    "submitted_at": Text("Déposé le", "Submitted on"),
    "submitted_by": Text("Déposé par", "Submitted by"),
    "digests": Text("Empreintes", "Digests"),
    "digests_help": Text(
        "Ces empreintes (SHA-256) permettent de vérifier que rien n’a changé depuis le dépôt.",
        "These digests (SHA-256) allow anyone to check that nothing has changed since the submission.",
    ),
    "digest": Text("Empreinte", "Digest"),
    "outcomes": Text("Résultats", "Outcomes"),
    "requirement": Text("Exigence et explication", "Requirement and explanation"),
    "outcome": Text("Résultat", "Outcome"),
    "value": Text("Valeur", "Value"),
    "answers": Text("Réponses", "Answers"),
    "question": Text("Question", "Question"),
    "answer": Text("Réponse", "Answer"),
    "unanswered": Text("Sans réponse", "No answer"),
    "documents": Text("Documents", "Documents"),
    "document": Text("Document", "Document"),
    "row": Text("Ligne", "Row"),
    "none": Text("Aucun.", "None."),
    "page": Text("Page", "Page"),
}


@dataclass(frozen=True, slots=True)
class Digest:
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Answer:
    label: str
    value: str = ""
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    numbers: tuple[int, ...] = ()
    """The number of each row, where they do not follow each other."""


@dataclass(frozen=True, slots=True)
class AnswerSection:
    title: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    label: str
    word: str
    value: str = ""
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    label: str
    name: str
    size: str
    digest: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """Everything that a receipt says; texts are in `language` already."""

    language: Language
    programme: str
    version: str
    organisation: str
    number: str
    submitted_by: str
    digests: Sequence[Digest] = ()
    sections: Sequence[AnswerSection] = ()
    outcomes: Sequence[Outcome] = ()
    documents: Sequence[Document] = ()


def receipt_pdf(receipt: Receipt, moment: datetime) -> bytes:
    """The receipt of a submission made at `moment`."""
    return render_pdf("receipt", receipt_data(receipt, moment), moment=moment)


def receipt_data(receipt: Receipt, moment: datetime) -> dict[str, Any]:
    """What `receipt.typ` reads."""
    return asdict(receipt) | {
        "sections": [_section(section) for section in receipt.sections],
        "words": {key: text.into(receipt.language) for key, text in _WORDS.items()},
        "submitted_at": moment_words(moment, receipt.language),
    }


def _section(section: AnswerSection) -> dict[str, Any]:
    """The answers of a section, each text and each cell as passages."""
    return {
        "title": section.title,
        "answers": [
            {
                "label": answer.label,
                "value": _passages(answer.value),
                "columns": answer.columns,
                "rows": [[_passages(cell) for cell in row] for row in answer.rows],
                "numbers": answer.numbers or tuple(range(1, len(answer.rows) + 1)),
            }
            for answer in section.answers
        ],
    }


def _passages(text: str) -> list[dict[str, Any]]:
    return [asdict(block) for block in passages(text)]
