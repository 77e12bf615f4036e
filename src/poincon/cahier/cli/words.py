"""Words that several commands share: plurals, marks of statuses, kinds of rule and of field."""

from __future__ import annotations

from poincon.cahier.basics.text import Language, Text
from poincon.cahier.cli.terminal import Style
from poincon.cahier.model import RuleKind, Status

MARKS: dict[Status | None, str] = {
    Status.MET: "✔",
    Status.NOT_MET: "✘",
    Status.NOT_APPLICABLE: "–",
    Status.UNDETERMINED: "?",
    None: "•",
}
COLOURS: dict[Status | None, tuple[Style, ...]] = {
    Status.MET: (Style.GREEN,),
    Status.NOT_MET: (Style.RED, Style.BOLD),
    Status.NOT_APPLICABLE: (Style.DIM,),
    Status.UNDETERMINED: (Style.YELLOW,),
    None: (),
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
