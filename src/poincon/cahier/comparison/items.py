"""The comparison of any list of identified things: what came, what went, and which properties changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
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

    def both(self, shown: Callable[[Voice], str | None]) -> Text | None:
        """A value in both languages; None when there is none."""
        fr, en = shown(self.fr), shown(self.en)
        return None if fr is None or en is None else Text(fr, en)


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
    name: Text | None
    label: Callable[[T], tuple[str, str]]
    properties: tuple[Property[T], ...]

    def compared(
        self, before: Iterable[tuple[str, T]], after: Iterable[tuple[str, T]], voices: Voices
    ) -> list[Difference]:
        """Removed, then added, then changed, each in its programme's order."""
        olds, news = dict(before), dict(after)
        differences = [self.gone(name, entity, voices) for name, entity in olds.items() if name not in news]
        differences += [self.come(name, entity, voices) for name, entity in news.items() if name not in olds]
        for name, entity in news.items():
            if name in olds:
                differences += self.changes(name, olds[name], entity, voices)
        return differences

    def subject(self, name: str, entity: T, voices: BothVoices) -> Text:
        """« Champ « Chiffre d'affaires total » (ca_total) : »; nothing for the programme itself."""
        if self.name is None:
            return Text("", "")
        path, fr = self.label(entity)
        en = voices.en.names.text(path, fr) if path else voices.en.translated(fr)
        quoted = Text(voices.fr.quoted(fr), voices.en.quoted(en))
        return Text(f"{self.name.fr} {quoted.fr} ({name})\u00a0: ", f"{self.name.en} {quoted.en} ({name}): ")

    def come(self, name: str, entity: T, voices: Voices) -> Difference:
        subject = self.subject(name, entity, voices.after)
        return Difference(self.area, Change.ADDED, name, Text(f"{subject.fr}en plus.", f"{subject.en}added."))

    def gone(self, name: str, entity: T, voices: Voices) -> Difference:
        subject = self.subject(name, entity, voices.before)
        return Difference(self.area, Change.REMOVED, name, Text(f"{subject.fr}en moins.", f"{subject.en}removed."))

    def changes(self, name: str, old: T, new: T, voices: Voices) -> list[Difference]:
        """One difference for each property that is not written the same."""
        subject = self.subject(name, new, voices.after)
        differences = []
        for aspect in self.properties:
            before = voices.before.both(partial(_shown, aspect, old))
            after = voices.after.both(partial(_shown, aspect, new))
            if (before and before.fr) != (after and after.fr):
                sentence = change_sentence(aspect.name, before, after)
                text = Text(_capitalised(subject.fr + sentence.fr), _capitalised(subject.en + sentence.en))
                differences.append(Difference(self.area, Change.CHANGED, name, text, aspect.code, before, after))
        return differences


def change_sentence(name: Text, before: Text | None, after: Text | None) -> Text:
    """« le minimum passe de 0 à 5. » in words that suit any gender."""
    old, new = _shortened(before), _shortened(after)
    if before is None:
        return Text(
            f"{name.fr} devient {new.fr} (il n'y en avait pas).", f"{name.en} becomes {new.en} (there was none)."
        )
    if after is None:
        return Text(f"{name.fr}, qui était {old.fr}, disparaît.", f"{name.en}, which was {old.en}, goes.")
    if old == new:  # the texts differ further than what is repeated here
        return Text(f"{name.fr} change.", f"{name.en} changes.")
    return Text(f"{name.fr} passe de {old.fr} à {new.fr}.", f"{name.en} goes from {old.en} to {new.en}.")


def _shown(aspect: Property[T], entity: T, voice: Voice) -> str | None:
    return aspect.shown(voice, entity)


def _shortened(text: Text | None) -> Text:
    return Text("", "") if text is None else Text(_cut(text.fr), _cut(text.en))


def _cut(text: str) -> str:
    """The beginning of a long text, its closing quotation mark kept."""
    if len(text) <= _LONGEST:
        return text
    end = text[-2:] if text.endswith("»") else '"' if text.endswith('"') else ""
    return text[:_LONGEST].rstrip() + "…" + end


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
