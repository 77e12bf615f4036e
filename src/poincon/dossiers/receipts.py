"""The receipt of a submission, made from its snapshot: what was frozen, never what the dossier has become since."""

from __future__ import annotations

from datetime import datetime

from poincon.cahier.basics.text import Language
from poincon.cahier.explanation import Sentences
from poincon.cahier.explanation.sentences import status_word
from poincon.cahier.model import RuleKind
from poincon.dossiers.models import Snapshot
from poincon.dossiers.standing import Standing
from poincon.dossiers.summary import Summaries
from poincon.ui.documents.receipt import Answer, AnswerSection, Digest, Document, Outcome, Receipt, receipt_pdf
from poincon.ui.text import size_words

_KINDS_TOLD = {
    RuleKind.PREREQUISITE,
    RuleKind.INDICATOR,
    RuleKind.SCORE,
    RuleKind.SCHEDULE,
    RuleKind.COHERENCE,
}


def pdf(snapshot: Snapshot, where: Standing, language: Language) -> bytes:
    """An accessible PDF. `where`: the dossier, whose answers are frozen since it was submitted."""
    return receipt_pdf(_receipt(snapshot, where, language), moment_of(snapshot))


def moment_of(snapshot: Snapshot) -> datetime:
    return snapshot.made_at


def _receipt(snapshot: Snapshot, where: Standing, language: Language) -> Receipt:
    programme = where.package.programme
    sentences = Sentences(programme, language)
    names = {"fr": ("Dossier", "Programme"), "en": ("Dossier", "Programme")}[language]
    return Receipt(
        language=language,
        programme=sentences.names.title(),
        version=programme.version,
        organisation=where.dossier.organisation.name,
        number=where.dossier.number,
        submitted_by=snapshot.made_by.full_name,
        digests=(Digest(names[0], snapshot.digest), Digest(names[1], where.package.digest)),
        sections=_sections(where, language),
        outcomes=_outcomes(where, sentences, language),
        documents=_documents(where, sentences, language),
    )


def _sections(where: Standing, language: Language) -> tuple[AnswerSection, ...]:
    return tuple(
        AnswerSection(one.title, tuple(Answer(row.label, row.value, row.columns, row.rows) for row in one.rows))
        for one in Summaries(where, language, None).all()
        if one.rows
    )


def _outcomes(where: Standing, sentences: Sentences, language: Language) -> tuple[Outcome, ...]:
    results = where.assessment.results
    return tuple(
        Outcome(
            sentences.names.rule(rule),
            status_word(rule.kind, results[rule.id].status, language),
            sentences.value(results[rule.id]),
            sentences.outcome(results[rule.id]),
        )
        for rule in where.package.programme.rules
        if rule.kind in _KINDS_TOLD
    )


def _documents(where: Standing, sentences: Sentences, language: Language) -> tuple[Document, ...]:
    return tuple(
        Document(sentences.names.path(one.name), one.file.name, size_words(one.file.size, language), one.file.digest)
        for one in where.attachments
    )
