"""The receipt of a submission, made from its snapshot: what was frozen, never what the dossier has become since."""

from __future__ import annotations

from datetime import datetime

from poincon.cahier.basics.text import Language
from poincon.cahier.explanation import Sentences
from poincon.cahier.explanation.words import status_word
from poincon.cahier.model import RuleKind
from poincon.dossiers.models import Dossier
from poincon.sheets.models import Snapshot
from poincon.sheets.standing import Standing
from poincon.sheets.summary import Summaries
from poincon.ui.documents.receipt import Answer, AnswerSection, Digest, Document, Outcome, Receipt, receipt_pdf
from poincon.ui.text import size_words

_KINDS_TOLD = {
    RuleKind.PREREQUISITE,
    RuleKind.INDICATOR,
    RuleKind.SCORE,
    RuleKind.SCHEDULE,
    RuleKind.VERDICT,
    RuleKind.COHERENCE,
}


def pdf(dossier: Dossier, snapshot: Snapshot, standing: Standing, language: Language) -> bytes:
    """An accessible PDF. `standing`: the dossier as the snapshot froze it."""
    return receipt_pdf(_receipt(dossier, snapshot, standing, language), moment_of(snapshot))


def moment_of(snapshot: Snapshot) -> datetime:
    return snapshot.made_at


def _receipt(dossier: Dossier, snapshot: Snapshot, standing: Standing, language: Language) -> Receipt:
    programme = standing.package.programme
    sentences = Sentences.of(standing.assessment, language)
    names = {"fr": ("Dossier", "Programme"), "en": ("Dossier", "Programme")}[language]
    return Receipt(
        language=language,
        programme=sentences.names.title(),
        version=programme.version,
        organisation=dossier.organisation.name,
        number=dossier.number,
        submitted_by=snapshot.made_by.full_name,
        digests=(Digest(names[0], snapshot.digest), Digest(names[1], standing.package.digest)),
        sections=_sections(standing, language),
        outcomes=_outcomes(standing, sentences, language),
        documents=_documents(standing, sentences, language),
    )


def _sections(standing: Standing, language: Language) -> tuple[AnswerSection, ...]:
    return tuple(
        AnswerSection(
            summary.title,
            tuple(Answer(row.label, row.value, row.columns, row.rows, row.numbers) for row in summary.rows),
        )
        for summary in Summaries(standing, language, None).all()
        if summary.rows
    )


def _outcomes(standing: Standing, sentences: Sentences, language: Language) -> tuple[Outcome, ...]:
    results = standing.assessment.results
    return tuple(
        Outcome(
            sentences.names.rule(rule),
            status_word(rule.kind, results[rule.id].status, language),
            sentences.value(results[rule.id]),
            sentences.outcome(results[rule.id]),
        )
        for rule in standing.package.programme.rules
        if rule.kind in _KINDS_TOLD
    )


def _documents(standing: Standing, sentences: Sentences, language: Language) -> tuple[Document, ...]:
    return tuple(
        Document(
            sentences.names.path(attachment.name),
            attachment.file.name,
            size_words(attachment.file.size, language),
            attachment.file.digest,
        )
        for attachment in standing.shown_attachments
    )
