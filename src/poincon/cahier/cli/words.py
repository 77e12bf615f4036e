"""Words that several commands share: plurals, marks of statuses, kinds of rule and of field."""

from __future__ import annotations

from poincon.cahier.basics.text import Language, Text
from poincon.cahier.cli.terminal import Style, Terminal
from poincon.cahier.explanation import Choice
from poincon.cahier.explanation.words import Mark
from poincon.cahier.model import RuleKind

MARKS: dict[Mark, str] = {
    Mark.MET: "✔",
    Mark.NOT_MET: "✘",
    Mark.NOT_APPLICABLE: "–",
    Mark.UNDETERMINED: "?",
    Mark.KNOWN: "•",
    Mark.ADVICE: "→",
}
COLOURS: dict[Mark, tuple[Style, ...]] = {
    Mark.MET: (Style.GREEN,),
    Mark.NOT_MET: (Style.RED, Style.BOLD),
    Mark.NOT_APPLICABLE: (Style.DIM,),
    Mark.UNDETERMINED: (Style.YELLOW,),
    Mark.KNOWN: (),
    Mark.ADVICE: (Style.BOLD,),
}
GROUP_TITLES: dict[RuleKind, Text] = {
    # In the order of a report.
    RuleKind.PREREQUISITE: Text("Prérequis", "Prerequisites"),
    RuleKind.INDICATOR: Text("Indicateurs", "Indicators"),
    RuleKind.CRITERION: Text("Critères", "Criteria"),
    RuleKind.SCORE: Text("Scores", "Scores"),
    RuleKind.SCHEDULE: Text("Échéancier", "Schedule"),
    RuleKind.COHERENCE: Text("Cohérence", "Coherence"),
    RuleKind.RECOMMENDATION: Text("Recommandations", "Recommendations"),
    RuleKind.VERDICT: Text("Verdicts", "Verdicts"),
    RuleKind.DERIVED: Text("Valeurs", "Values"),
}
ANSWER = (Text("réponse", "answer"), Text("réponses", "answers"))
OUTCOME = (Text("résultat", "outcome"), Text("résultats", "outcomes"))


def count(number: int, singular: Text, plural: Text, language: Language) -> str:
    """« 1 champ », « 3 champs ». French has no plural below two."""
    several = number >= 2 if language == "fr" else number != 1
    return f"{number} {(plural if several else singular).into(language)}"


def capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


def choice_words(choice: Choice, terminal: Terminal) -> str:
    """« Notre choix pour « Seuil de la part » : … »; an English reader is told when the text is in French."""
    head = terminal.say("Notre choix", "Our choice")
    if choice.subject:
        subject = terminal.say(f"pour «\u00a0{choice.subject}\u00a0»", f'for "{choice.subject}"')
        head = f"{head} {subject}"
    if choice.language != terminal.language:
        head += " (in French)"
    return f"{head}{terminal.say(chr(0xA0), '')}: {choice.text}"
