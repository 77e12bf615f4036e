"""Properties of things: what each is called in a sentence, and how its value is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from poincon.cahier.basics.text import Text
from poincon.cahier.comparison.voice import Voice
from poincon.cahier.model import Formula, Reference

T = TypeVar("T")
T_contra = TypeVar("T_contra", contravariant=True)


class Cited(Protocol):
    """What cites a source."""

    @property
    def reference(self) -> Reference: ...


@dataclass(frozen=True, slots=True)
class Property(Generic[T_contra]):
    """`code`: its permanent name. `name`: how a sentence calls it. `shown`: its value, None when there is none."""

    code: str
    name: Text
    shown: Callable[[Voice, T_contra], str | None]


def word(code: str, fr: str, en: str, of: Callable[[T], object]) -> Property[T]:
    """A property that is written the same in both languages: an identifier, a whole number, a version."""

    def shown(_: Voice, entity: T) -> str | None:
        value = of(entity)
        return None if value is None or value == "" else str(value)

    return Property(code, Text(fr, en), shown)


def text(code: str, fr: str, en: str, of: Callable[[T], str]) -> Property[T]:
    """A text of the package, quoted."""
    return Property(code, Text(fr, en), lambda voice, entity: voice.text(of(entity)))


def names(code: str, fr: str, en: str, of: Callable[[T], tuple[str, ...]]) -> Property[T]:
    return Property(code, Text(fr, en), lambda voice, entity: voice.listed(of(entity)))


def formula(code: str, fr: str, en: str, of: Callable[[T], Formula | None]) -> Property[T]:
    return Property(code, Text(fr, en), lambda voice, entity: voice.formula(of(entity)))


def yes_no(code: str, fr: str, en: str, of: Callable[[T], bool]) -> Property[T]:
    return Property(code, Text(fr, en), lambda voice, entity: voice.yes_no(of(entity)))


def label(of: Callable[[T], str]) -> Property[T]:
    return text("label", "le libellé", "the label", of)


def title(of: Callable[[T], str]) -> Property[T]:
    return text("title", "le titre", "the title", of)


def help_text(of: Callable[[T], str]) -> Property[T]:
    return text("help", "l'aide", "the help", of)


def source() -> Property[Cited]:
    return Property(
        "source", Text("la source", "the source"), lambda voice, requirement: voice.source(requirement.reference)
    )


def choice() -> Property[Cited]:
    return Property(
        "choice", Text("notre choix", "our choice"), lambda voice, requirement: voice.text(requirement.reference.choice)
    )
