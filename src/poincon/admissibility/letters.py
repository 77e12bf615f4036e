"""The letter that closes a request: drawn up from what was retained, previewed, sent once (`correspondence.letters`).

It is in French, whoever reads it: it is an act of a French authority.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from poincon.admissibility import mails
from poincon.admissibility.course import letter_phase
from poincon.admissibility.deciding import conclude, locked_for
from poincon.admissibility.enums import LetterKind, Verdict
from poincon.admissibility.examination import Examination, Prerequisite, examine
from poincon.admissibility.permissions import may_instruct
from poincon.admissibility.prerequisites import is_examined, outcomes_of, still_pending
from poincon.cahier.explanation import Figures, Names, Sentences
from poincon.cahier.explanation.words import status_word
from poincon.cahier.model import Programme, Reference, RuleKind, Status
from poincon.cahier.templates import filled_text, identifiers_of_recourse
from poincon.correspondence.letters import files_of, freeze, letters_about
from poincon.correspondence.models import Letter
from poincon.dossiers.cited import CitedValues
from poincon.dossiers.enums import Event
from poincon.dossiers.instructing import actor_label, body_of, instructing_membership
from poincon.dossiers.models import Dossier, Transition
from poincon.dossiers.subjects import DOSSIER
from poincon.journal import services as journal
from poincon.notifications.wording import words
from poincon.people.models import Person
from poincon.sheets.snapshots import canonical, digest_of
from poincon.ui.documents.letter import LetterText as Document
from poincon.ui.documents.letter import plain_text
from poincon.ui.documents.prose import LINE_END, PARAGRAPH_END, begins_with_list, inside_item
from poincon.ui.moments import moment_words
from poincon.workflow.moves import require_move
from poincon.workflow.refusals import Decision, NotAllowed, Outdated, require


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter as it would be sent now. `fingerprint` tells one draft from another, whatever the day."""

    document: Document
    fingerprint: str
    examination: Examination


def may_write(person: Person, dossier: Dossier, now: datetime) -> Decision:
    """Whether that person may close the request now, by its letter."""
    decision = may_instruct(person, dossier, letter_phase(dossier.package.programme), now)
    return is_examined(dossier) if decision else decision


def closing_letter(dossier: Dossier) -> Letter | None:
    """The letter that closed the request, once it was sent; whatever else was written about the dossier."""
    return letters_about(dossier.journal_subject).filter(kind=LetterKind.NOT_PROCESSED).first()


def draft(dossier: Dossier, author: Person, now: datetime) -> Draft:
    """The letter as `author` would send it now. Raises `NotAllowed` while nothing, or not yet, stops the request."""
    examination = examine(dossier)
    if examination.pending:
        raise NotAllowed(still_pending(examination))
    if not examination.stops:
        raise NotAllowed(_("Tous les prérequis sont remplis : il n’y a pas de lettre à envoyer."))
    programme = dossier.package.programme
    with override("fr"):
        body = _body(dossier, author, now)
        values = _values(examination, author, body, now)
        filled = words(LetterKind.NOT_PROCESSED.value, programme, "fr", values)
        sender = "\n".join(part for part in (values["autorite"], body) if part)
        reference = DOSSIER.title(dossier)
    document = Document("fr", sender, reference, filled.subject, filled.paragraphs, draft=True)
    decided = [[prerequisite.id, prerequisite.version] for prerequisite in examination.decidable]
    undated = {name: value for name, value in values.items() if name != "date"}
    content = [examination.snapshot.digest, decided, undated, sender]
    return Draft(document, digest_of(canonical(content)), examination)


def send(dossier_id: uuid.UUID, *, fingerprint: str, actor: Person, now: datetime) -> Letter:
    """Send the letter that the page showed: both files are kept, the dossier is closed, the structure is told.

    Raises `NotAllowed`, `NotThatWay` once it is sent, `Outdated` when the letter is no longer the one that was read.
    """
    drawn = _sealed(_draft_of(dossier_id, actor, now))
    contents = files_of(drawn.document, now)
    with transaction.atomic():
        phase = letter_phase(drawn.examination.dossier.package.programme)
        dossier = locked_for(dossier_id, phase, actor, now)
        require_move(is_examined(dossier), Event.CLOSE)
        if {drawn.fingerprint, draft(dossier, actor, now).fingerprint} != {fingerprint}:
            raise Outdated(
                _("Ce que dit la lettre a changé depuis que vous l’avez lue : relisez-la avant de l’envoyer.")
            )
        letter = freeze(
            dossier.journal_subject,
            LetterKind.NOT_PROCESSED,
            drawn.document,
            contents,
            name=file_name(dossier),
            actor=actor,
            now=now,
            snapshot=drawn.examination.snapshot,
        )
        moves = conclude(dossier, Event.CLOSE, actor, now)
        _record(dossier, letter, moves, drawn, actor, now)
        mails.not_processed(dossier, letter.pdf, actor, now)
    return letter


def _draft_of(dossier_id: uuid.UUID, author: Person, now: datetime) -> Draft:
    """The draft of a dossier. Raises `NotAllowed`, and `NotThatWay` when it is no longer at its prerequisites."""
    dossier = Dossier.objects.with_context().get(pk=dossier_id)
    require(may_instruct(author, dossier, letter_phase(dossier.package.programme), now))
    require_move(is_examined(dossier), Event.CLOSE)
    return draft(dossier, author, now)


def cited(programme: Programme, reference: Reference) -> str:
    """Where a requirement comes from, in words: the title of the text, then the place in it."""
    if reference.source is None:
        return _("lecture retenue par le programme : %(choice)s") % {"choice": reference.choice or programme.title}
    for source in programme.sources:
        place = reference.source.removeprefix(f"{source.id} ")
        if place != reference.source:
            edition = f" ({source.edition})" if source.edition else ""
            return f"{source.title}{edition}, {place}"
    return reference.source


# what it says


def _sealed(drawn: Draft) -> Draft:
    """The same, as it is sent: no longer a draft."""
    return replace(drawn, document=replace(drawn.document, draft=False))


def _values(examination: Examination, author: Person, body: str, now: datetime) -> dict[str, str]:
    """The values of its template, in French.

    A decision names its author, first name, name and quality (code des relations entre le public et l'administration,
    article L. 212-1): the quality is the actor that the programme names for the stage, and for which region.
    """
    dossier = examination.dossier
    programme = dossier.package.programme
    authority = _authority(programme)
    sentences = Sentences.of(examination.standing.assessment, "fr")
    cited = CitedValues(dossier, examination.standing.assessment)
    return {
        "structure": dossier.organisation.name,
        "ville": dossier.organisation.city,
        "numero": dossier.number,
        "programme": Names(programme, "fr").title(),
        "campagne": dossier.campaign.title,
        "date": Figures(programme, "fr").day(timezone.localdate(now)),
        "depose_le": moment_words(examination.snapshot.made_at, "fr"),
        "prerequis": "\n".join(_told(prerequisite, sentences, programme) for prerequisite in examination.failing),
        "autorite": authority,
        "signataire": ", ".join(part for part in (author.full_name, authority, body) if part),
        "recours": _recourse(programme, cited),
        **cited.of(LetterKind.NOT_PROCESSED.value, Names(programme, "fr")),
    }


def _authority(programme: Programme) -> str:
    stage = programme.stage_of(letter_phase(programme))
    assert stage is not None  # a package that has prerequisites says who closes a request
    return actor_label(programme, stage, "fr")


def _body(dossier: Dossier, author: Person, now: datetime) -> str:
    membership = instructing_membership(author, dossier, letter_phase(dossier.package.programme), now)
    return body_of(membership) if membership is not None else ""


def _told(prerequisite: Prerequisite, sentences: Sentences, programme: Programme) -> str:
    """An item: what fails, why, and its article. The evaluator's sentence begins with the label.

    The reason keeps its paragraphs, its lines and its lists: the article then comes below it.
    """
    rule = prerequisite.result.checked.rule
    reason = inside_item(prerequisite.reason)
    if prerequisite.is_override or (prerequisite.summary and prerequisite.computed is not prerequisite.retained):
        space = LINE_END if begins_with_list(reason) else " "
        why = _sentence(f"{sentences.names.rule(rule)}\u00a0:{space}{reason or _('non rempli')}")
        if prerequisite.is_override and prerequisite.computed is not Verdict.UNDETERMINED:
            why = _followed(why, _against_computation(prerequisite))
    else:
        # The evaluator cites the text by its number in the package; the letter names it whole, once.
        outcome = sentences.outcome(prerequisite.result).replace(f" ({rule.reference.source})", "")
        why = _followed(outcome, _sentence(reason)) if reason else outcome
    return _followed(why, _("Texte : %(article)s.") % {"article": cited(programme, rule.reference)})


def _followed(text: str, sentence: str) -> str:
    """A sentence more: below the text where either has several lines, or a list."""
    parted = begins_with_list(sentence) or any(end in text + sentence for end in (LINE_END, PARAGRAPH_END))
    return f"{text}{PARAGRAPH_END if parted else ' '}{sentence}"


def _against_computation(prerequisite: Prerequisite) -> str:
    """The structure knows what was computed from its pages: a decision that says otherwise says that it does."""
    word = status_word(RuleKind.PREREQUISITE, Status(prerequisite.computed.value), "fr").lower()
    return _(
        "Le calcul fait sur les réponses du dossier donnait «\u00a0%(computed)s\u00a0»\u00a0: "
        "nous ne l’avons pas suivi, pour cette raison."
    ) % {"computed": word}


def _sentence(text: str) -> str:
    return text if not text or text.endswith((".", "!", "?", "…")) else f"{text}."


def _recourse(programme: Programme, cited: CitedValues) -> str:
    """How the decision is contested: as the programme says, else as one of an administration of the State."""
    if programme.recourse is not None:
        values = cited.worth(identifiers_of_recourse(programme), "fr")
        return filled_text(programme.recourse.text, values)
    return _(
        "Vous pouvez contester cette décision dans les deux mois qui suivent sa réception. Vous pouvez d’abord "
        "demander à l’autorité qui l’a prise, ou à son supérieur, de la revoir : ce recours gracieux ou hiérarchique "
        "interrompt le délai (code des relations entre le public et l’administration, article L. 411-2).\n\n"
        "Vous pouvez aussi saisir le tribunal administratif, par courrier ou sur le site www.telerecours.fr (code de "
        "justice administrative, article R. 421-1)."
    )


# what is kept


def file_name(dossier: Dossier) -> str:
    """What a letter's files are called, without their ending."""
    return f"lettre-{dossier.number}"


def _record(
    dossier: Dossier, letter: Letter, moves: list[Transition], drawn: Draft, actor: Person, now: datetime
) -> None:
    details = {
        "letter": letter.pk,
        "snapshot": drawn.examination.snapshot.digest,
        "prerequisites": outcomes_of(drawn.examination),
        "text": digest_of(plain_text(drawn.document)),
        "pdf": letter.pdf.digest,
        "docx": letter.docx.digest,
    }
    frozen = [letter, letter.pdf, letter.docx, *moves]
    journal.record(dossier, "dossier_not_processed", actor=str(actor.pk), details=details, freezes=frozen, now=now)
