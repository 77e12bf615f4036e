"""An answer beyond a bound, in words: « 15 » est trop grand : 12 au plus (Effectif total)."""

from __future__ import annotations

from datetime import date

from poincon.cahier.basics.numbers import Number
from poincon.cahier.basics.text import Language, Text
from poincon.cahier.evaluation import Beyond
from poincon.cahier.explanation.figures import Figures
from poincon.cahier.explanation.names import Names
from poincon.cahier.explanation.phrases import Phrases
from poincon.cahier.explanation.words import COMPARISONS, DATE_COMPARISONS
from poincon.cahier.formulas.bounds import Bound
from poincon.cahier.formulas.types import field_unit
from poincon.cahier.model import Programme
from poincon.cahier.model.kinds import Type

_WRONG = {
    (Type.NUMBER, True): Text("est trop grand", "is too high"),
    (Type.NUMBER, False): Text("est trop petit", "is too low"),
    (Type.DATE, True): Text("est trop tard", "is too late"),
    (Type.DATE, False): Text("est trop tôt", "is too early"),
}
"""By the type of the answer, and whether it is beyond a maximum."""


class BoundWords:
    """Tells bounds of one programme in one language."""

    def __init__(self, programme: Programme, language: Language) -> None:
        self.names = Names(programme, language)
        self.figures = Figures(programme, language)
        self.phrases = Phrases(self.names, self.figures)
        self.wording = self.names.wording

    def beyond(self, beyond: Beyond) -> str:
        """What is wrong and what would be right."""
        bound = beyond.bound
        wrong = _WRONG[bound.field.type, bound.is_maximum].into(self.names.language)
        quoted = self.wording.quoted(self._shown(beyond, beyond.value))
        return f"{quoted} {wrong}{self.wording.colon} {self._right(beyond)}."

    def bound(self, bound: Bound) -> str:
        """« au plus « Effectif total » », « au plus tard « Fin de l'opération » »."""
        return f"{self._comparison(bound)} {self.wording.quoted(self.phrases.phrase(bound.limit))}"

    def _right(self, beyond: Beyond) -> str:
        if beyond.limit is None:
            return self.bound(beyond.bound)
        article = self.wording.say("le ", "") if isinstance(beyond.limit, date) else ""
        limit = f"{self._comparison(beyond.bound)} {article}{self._shown(beyond, beyond.limit)}"
        return f"{limit} ({self.wording.named(self.phrases.phrase(beyond.bound.limit))})"

    def _comparison(self, bound: Bound) -> str:
        words = DATE_COMPARISONS if bound.field.type is Type.DATE else COMPARISONS
        return words[bound.test.comparison].into(self.names.language)

    def _shown(self, beyond: Beyond, value: Number | date) -> str:
        """The answer or its limit, with the decimals that tell them apart."""
        if isinstance(value, date):
            return self.figures.day(value)
        unit = field_unit(beyond.bound.field)
        both = (each for each in (beyond.value, beyond.limit) if each is not None and not isinstance(each, date))
        answer, *limits = both
        return self.figures.number(value, unit, self.figures.telling(answer, limits[0], unit) if limits else None)


def beyond_text(beyond: Beyond, programme: Programme) -> Text:
    """What is wrong and what would be right, in both languages."""
    return Text(BoundWords(programme, "fr").beyond(beyond), BoundWords(programme, "en").beyond(beyond))
