"""The comparison of any list of identified things: what came, what went, and which properties changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from poincon.cahier.basics.text import Text
from poincon.cahier.comparison.differences import Area, Change, Difference
from poincon.cahier.comparison.properties import Property
from poincon.cahier.comparison.voice import Voice
from poincon.cahier.model import Programme

T = TypeVar("T")

_LONGEST = 200
"""Characters of a value that a sentence repeats; JSON has it whole."""


@dataclass(frozen=True, slots=True)
class BothVoices:
    """A programme's voice in French and in English."""

    fr: Voice
    en: Voice


@dataclass(frozen=True, slots=True)
class Voices:
    """Both programmes in both languages."""

    before: BothVoices
    after: BothVoices

    @classmethod
    def of(cls, before: Programme, after: Programme) -> Voices:
        return cls(
            BothVoices(Voice(before, "fr"), Voice(before, "en")), BothVoices(Voice(after, "fr"), Voice(after, "en"))
        )


@dataclass(frozen=True, slots=True)
class Kind(Generic[T]):
    """A kind of thing: its name, its properties, and its label (the path of the English one, and the French one)."""

    area: Area
    name: Text
    label: Callable[[T], tuple[str, str]]
    properties: tuple[Property[T], ...]

    def compared(
        self, before: Iterable[tuple[str, T]], after: Iterable[tuple[str, T]], voices: Voices
    ) -> list[Difference]:
        """Removed, then added, then changed, each in its programme's order."""
        olds, news = dict(before), dict(after)
        found = [self.gone(name, one, voices) for name, one in olds.items() if name not in news]
        found += [self.come(name, one, voices) for name, one in news.items() if name not in olds]
        for name, one in news.items():
            if name in olds:
                found += self.changes(name, olds[name], one, voices)
        return found

    def subject(self, name: str, one: T, voices: BothVoices) -> Text:
        """« Champ « Chiffre d'affaires total » (ca_total) »."""
        path, fr = self.label(one)
        en = voices.en.names.text(path, fr)
        return Text(f"{self.name.fr} « {fr} » ({name})", f'{self.name.en} "{en}" ({name})')

    def come(self, name: str, one: T, voices: Voices) -> Difference:
        subject = self.subject(name, one, voices.after)
        return Difference(self.area, Change.ADDED, name, Text(f"{subject.fr} : en plus.", f"{subject.en}: added."))

    def gone(self, name: str, one: T, voices: Voices) -> Difference:
        subject = self.subject(name, one, voices.before)
        return Difference(self.area, Change.REMOVED, name, Text(f"{subject.fr} : en moins.", f"{subject.en}: removed."))

    def changes(self, name: str, old: T, new: T, voices: Voices) -> list[Difference]:
        subject = self.subject(name, new, voices.after)
        found = []
        for prop in self.properties:
            before, after = prop.shown(voices.before.fr, old), prop.shown(voices.after.fr, new)
            if before == after:
                continue
            fr = change_sentence(prop.name.fr, before, after).fr
            en = change_sentence(prop.name.en, prop.shown(voices.before.en, old), prop.shown(voices.after.en, new)).en
            text = Text(f"{subject.fr} : {fr}", f"{subject.en}: {en}")
            found.append(Difference(self.area, Change.CHANGED, name, text, prop.what, before, after))
        return found


def change_sentence(name: str, before: str | None, after: str | None) -> Text:
    """« le minimum passe de 0 à 5. » in words that suit any gender."""
    if before is None:
        shown = _shortened(after or "")
        return Text(f"{name} devient {shown} (il n'y en avait pas).", f"{name} becomes {shown} (there was none).")
    if after is None:
        return Text(
            f"{name}, qui était {_shortened(before)}, disparaît.", f"{name}, which was {_shortened(before)}, goes."
        )
    old, new = _shortened(before), _shortened(after)
    if old == new:  # the texts differ further than what is repeated here
        return Text(f"{name} change.", f"{name} changes.")
    return Text(f"{name} passe de {old} à {new}.", f"{name} goes from {old} to {new}.")


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"
