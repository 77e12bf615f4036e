"""Where a dossier is, in words: whose turn it is, since when, what is expected of whom, by when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from poincon.dossiers.clock import Clock, clock
from poincon.dossiers.enums import Side, State
from poincon.dossiers.models import Dossier
from poincon.dossiers.unlocking import open_request
from poincon.dossiers.validation import validation_asked
from poincon.sheets.standing import Standing
from poincon.ui.moments import before_words, day_and_hour, is_urgent


@dataclass(frozen=True, slots=True)
class Situation:
    """What the home of a dossier says first, in the language of the page."""

    title: str
    holder: str
    """Who holds it, since when; empty when nobody does."""
    expected: str
    due: str = ""
    """« avant le vendredi 28 avril 2027 à 23 h 59 (heure de Paris), dans 3 jours »"""
    urgent: bool = False
    facts: tuple[str, ...] = ()


def situation(dossier: Dossier, standing: Standing, now: datetime, *, own: bool) -> Situation:
    """`own`: told to somebody of the structure; else to whoever examines."""
    at = clock(dossier, now)
    state = State(dossier.state)
    due, facts = None, _clock_facts(at)
    title = state_words(state)
    if state.is_prepared:
        due, facts = dossier.closes_at, _prepared_facts(dossier)
    elif state is State.TO_CORRECT:
        due = at.due_at
        facts = _late_facts(at, now, own=own) + (_asked_facts(dossier) if own else ()) + facts
    return Situation(
        title,
        _holder(at, own=own),
        _EXPECTED[state](dossier, standing, own),
        before_words(due, now) if due is not None else "",
        due is not None and is_urgent(due, now),
        facts,
    )


def state_words(state: State) -> str:
    """The state as a title: « À compléter »."""
    label = str(state.label)
    return label[:1].upper() + label[1:]


def _holder(at: Clock, *, own: bool) -> str:
    since = {"when": day_and_hour(at.since)}
    if at.holder is Side.STRUCTURE:
        return (
            _("C’est à votre structure d’agir, depuis le %(when)s.")
            if own
            else _("C’est à la structure d’agir, depuis le %(when)s.")
        ) % since
    if at.holder is Side.AUTHORITY:
        return _("C’est au service qui instruit d’agir, depuis le %(when)s.") % since
    return ""


# what is expected, state by state


def _draft(dossier: Dossier, standing: Standing, own: bool) -> str:
    lacking, problems = len(standing.lacking), len(standing.problems)
    if not lacking and not problems:
        return _("Tout ce qui est obligatoire est rempli : relisez, puis déposez.")
    sentences = []
    if lacking:
        sentence = ngettext(
            "%(count)d réponse obligatoire manque.", "%(count)d réponses obligatoires manquent.", lacking
        )
        sentences.append(sentence % {"count": lacking})
    if problems:
        sentence = ngettext("%(count)d réponse est à corriger.", "%(count)d réponses sont à corriger.", problems)
        sentences.append(sentence % {"count": problems})
    return " ".join(sentences)


def _validated(dossier: Dossier, standing: Standing, own: bool) -> str:
    return _("La direction a validé les réponses, qui sont figées. Il reste à déposer le dossier.")


def _submitted(dossier: Dossier, standing: Standing, own: bool) -> str:
    if own:
        return _("Le service qui instruit vérifie que le dossier est complet. Vous n’avez rien à faire.")
    return _("Il reste à vérifier que le dossier est complet.")


def _to_correct(dossier: Dossier, standing: Standing, own: bool) -> str:
    request = open_request(dossier)
    count = len(request.items.all()) if request is not None else 0
    if own:
        sentence = ngettext("%(count)d point vous est demandé.", "%(count)d points vous sont demandés.", count)
        return sentence % {"count": count}
    sentence = ngettext("%(count)d point est demandé à la structure.", "%(count)d points sont demandés.", count)
    return sentence % {"count": count} + " " + _("Vous lisez le dossier tel qu’il avait été déposé.")


def _complete(dossier: Dossier, standing: Standing, own: bool) -> str:
    if own:
        return _("Le dossier est complet. Le service qui instruit poursuit l’examen. Vous n’avez rien à faire.")
    return _("Le dossier est complet : il reste à vérifier les conditions d’entrée.")


def _admissible(dossier: Dossier, standing: Standing, own: bool) -> str:
    return _("Le dossier est recevable : il passe à l’évaluation.")


def _not_processed(dossier: Dossier, standing: Standing, own: bool) -> str:
    if own:
        return _("La demande n’est pas traitée. La lettre que vous avez reçue dit pourquoi, et comment contester.")
    return _("La demande n’est pas traitée : l’examen est clos.")


def _withdrawn(dossier: Dossier, standing: Standing, own: bool) -> str:
    if own:
        return _("Votre structure a retiré ce dossier : il reste lisible, et ne change plus.")
    return _("La structure a retiré ce dossier : il n’y a plus rien à examiner.")


_EXPECTED: dict[State, Callable[[Dossier, Standing, bool], str]] = {
    State.DRAFT: _draft,
    State.VALIDATED: _validated,
    State.SUBMITTED: _submitted,
    State.TO_CORRECT: _to_correct,
    State.COMPLETE: _complete,
    State.ADMISSIBLE: _admissible,
    State.NOT_PROCESSED: _not_processed,
    State.WITHDRAWN: _withdrawn,
}


# what is good to know besides


def _prepared_facts(dossier: Dossier) -> tuple[str, ...]:
    facts = []
    if dossier.closes_at > dossier.campaign.closes_at:
        facts.append(
            _("Votre structure a un délai supplémentaire : la campagne ferme le %(when)s pour les autres.")
            % {"when": day_and_hour(dossier.campaign.closes_at)}
        )
    facts += _asked_facts(dossier)
    if dossier.state == State.VALIDATED and dossier.validated_by is not None and dossier.validated_at is not None:
        figures = {"who": dossier.validated_by.full_name, "when": day_and_hour(dossier.validated_at)}
        facts.append(_("Validé par %(who)s le %(when)s.") % figures)
    return tuple(facts)


def _asked_facts(dossier: Dossier) -> tuple[str, ...]:
    words = asked_words(dossier)
    return (words,) if words else ()


def asked_words(dossier: Dossier) -> str:
    """Who waits for a validation, since when; empty when nobody does."""
    transition = validation_asked(dossier)
    if transition is None:
        return ""
    figures = {"who": transition.actor.full_name, "when": day_and_hour(transition.made_at)}
    return _("%(who)s a demandé la validation le %(when)s.") % figures


def _late_facts(at: Clock, now: datetime, *, own: bool) -> tuple[str, ...]:
    if not at.is_late(now):
        return ()
    if own:
        return (_("L’échéance est passée : vous pouvez encore répondre, tant que la demande n’est pas retirée."),)
    return (_("L’échéance est passée. La structure peut encore répondre, tant que la demande n’est pas retirée."),)


def _clock_facts(at: Clock) -> tuple[str, ...]:
    """How much of the time for corrections is spent; nothing to say while none was asked."""
    return (clock_words(at),) if at.used or at.due_at is not None else ()


def clock_words(at: Clock) -> str:
    """How much of the time for corrections is spent, out of how much."""
    if not at.used:
        sentence = ngettext(
            "Délai de correction : %(allowed)d jour, qui ne court pas pendant l’examen.",
            "Délai de correction : %(allowed)d jours, qui ne courent pas pendant l’examen.",
            at.allowed,
        )
        return sentence % {"allowed": at.allowed}
    sentence = ngettext(
        "Délai de correction : %(used)d jour utilisé sur %(allowed)d. Il ne court pas pendant l’examen.",
        "Délai de correction : %(used)d jours utilisés sur %(allowed)d. Il ne court pas pendant l’examen.",
        at.used,
    )
    return sentence % {"used": at.used, "allowed": at.allowed}
