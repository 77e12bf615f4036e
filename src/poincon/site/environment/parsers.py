"""Parsers of settings: functions from a text to a value, which raise `WrongSetting` when the text has none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from poincon.cahier.basics.problems import suggestion
from poincon.cahier.basics.text import Text

SECRET_LENGTH = 32
_YES = frozenset({"1", "true", "yes", "oui"})
_NO = frozenset({"0", "false", "no", "non"})


class WrongSetting(Exception):
    """The reason why a setting cannot take its text, and what would be right."""

    def __init__(self, fr: str, en: str, remedy: Text | None = None) -> None:
        super().__init__(fr)
        self.message = Text(fr, en)
        self.remedy = remedy


class WrongSettings(Exception):
    """The parts of a text that are wrong, each for a reason of its own."""

    def __init__(self, parts: Sequence[WrongSetting]) -> None:
        super().__init__(*parts)
        self.parts = parts


def example(assignment: str) -> Text:
    """The remedy that shows a setting as it could be written."""
    return Text(f"Exemple : {assignment}", f"Example: {assignment}")


SECRET_REMEDY = example("SECRET_KEY=\"$(python3 -c 'import secrets; print(secrets.token_urlsafe(48))')\"")


def flag(remedy: Text) -> Callable[[str], bool]:
    """A parser of yes and no."""

    def parse(text: str) -> bool:
        word = text.casefold()
        if word not in _YES | _NO:
            raise WrongSetting("vaut 1 ou 0.", "is 1 or 0.", remedy)
        return word in _YES

    return parse


def number(lowest: int, highest: int, remedy: Text) -> Callable[[str], int]:
    """A parser of whole numbers between two bounds, both included."""

    def parse(text: str) -> int:
        if text.isascii() and text.isdigit() and len(text) < 9 and lowest <= int(text) <= highest:
            return int(text)
        raise WrongSetting(
            f"« {text[:40]} » n'est pas un nombre de {lowest} à {highest}.",
            f'"{text[:40]}" is not a number from {lowest} to {highest}.',
            remedy,
        )

    return parse


def choice(options: tuple[str, ...], fr: str, en: str) -> Callable[[str], str]:
    """A parser of one word among several. `fr` and `en` end the sentence that refuses another word."""

    def parse(text: str) -> str:
        if text not in options:
            raise WrongSetting(f"« {text[:40]} » {fr}", f'"{text[:40]}" {en}', suggestion(text, options))
        return text

    return parse


second_factor = choice(
    ("officials", "everybody", "optional"),
    "n'est pas l'un de : officials, everybody, optional.",
    "is none of: officials, everybody, optional.",
)
"""Whoever must prove twice who they are; anybody may."""
jobs = choice(
    ("beside", "apart", "now-and-then"),
    "n'est ni beside (à côté du serveur), ni apart (lancés à part), ni now-and-then (par cron).",
    "is none of: beside (next to the server), apart (started by themselves), now-and-then (by cron).",
)
"""Whether `serve` starts a worker next to itself, or somebody else starts some: `poincon manage work`, or `--once`."""
theme = choice(("neutral",), "n'est pas une apparence de cette version.", "is not a look of this version.")


def folder(text: str) -> Path:
    return Path(text).absolute()


def words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def secret(text: str) -> str:
    """A secret that is long enough, or none."""
    if text and len(text) < SECRET_LENGTH:
        raise WrongSetting(
            f"ce secret est trop court : il faut au moins {SECRET_LENGTH} caractères, tirés au hasard.",
            f"this secret is too short: at least {SECRET_LENGTH} characters are needed, drawn at random.",
            SECRET_REMEDY,
        )
    return text


def host_names(text: str) -> tuple[str, ...]:
    """Host names with commas between. Raises `WrongSettings`."""
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    refusals = [_no_host_name(name) for name in names if not _is_host_name(name)]
    if refusals:
        raise WrongSettings(refusals)
    return names


def _is_host_name(name: str) -> bool:
    return not ("/" in name or " " in name or (":" in name and not name.startswith("[")))


def _no_host_name(name: str) -> WrongSetting:
    return WrongSetting(
        f"« {name[:80]} » n'est pas un nom d'hôte (sans https://, ni port, ni chemin).",
        f'"{name[:80]}" is not a host name (without https://, port or path).',
        example("ALLOWED_HOSTS=poincon.example"),
    )
