"""Arguments: argparse, with every word of its own in the reader's language."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable
from itertools import pairwise
from typing import Any, NoReturn

from poincon.cahier.basics.problems import Unusable
from poincon.cahier.basics.spelling import nearest, unaccented
from poincon.cahier.basics.text import LANGUAGES, Language, Text

HELP = Text("montre cette aide", "shows this help")
LANG = Text("langue des messages : fr (par défaut) ou en", "language of messages: fr (the default) or en")
_ARGUMENTS = Text("Arguments\u00a0", "Arguments")
_OPTIONS = Text("Options\u00a0", "Options")
_USAGE = Text("usage : ", "usage: ")

_MESSAGES: tuple[tuple[re.Pattern[str], Text], ...] = (
    # What argparse says, and what we say instead: its sentences are English, and it has no other way to change them
    # than process-wide catalogues. What is not here falls back on `_OTHER`, so that no English ever leaks.
    (
        re.compile(r"the following arguments are required: (?P<what>.+)"),
        Text("il manque {what}.", "{what} is missing."),
    ),
    (
        re.compile(r"argument (?P<what>.+?): expected .+"),
        Text("{what} attend une valeur.", "{what} needs a value."),
    ),
    (
        re.compile(r"argument (?P<what>.+?): invalid choice: (?P<value>.+) \(choose from (?P<choices>.+)\)"),
        Text("{what} ne connaît pas {value} : les choix sont {choices}.", "{what} does not know {value}: {choices}."),
    ),
    (
        re.compile(r"argument (?P<what>.+?): ignored explicit argument .+"),
        Text("{what} ne prend pas de valeur.", "{what} takes no value."),
    ),
    (
        re.compile(r"unrecognized arguments: (?P<what>.+)", re.DOTALL),
        Text("argument en trop ou inconnu : {what}.", "unknown or superfluous argument: {what}."),
    ),
)
_SAID = {
    "--aide": "--help",
    "--couverture": "--coverage",
    "--date": "--on",
    "--ecrire": "--write",
    "--jour": "--on",
    "--langue": "--lang",
    "--parametre": "--set",
    "--vers": "--to",
}
"""Options as a French reader would call them."""
_SUPERFLUOUS = re.compile(r"unrecognized arguments: (?P<word>\S+)")
_OTHER = Text("ces arguments ne se comprennent pas.", "these arguments cannot be understood.")


class Parser(argparse.ArgumentParser):
    """A parser that speaks one language, and raises `Unusable` instead of leaving the process."""

    def __init__(self, prog: str, language: Language, description: Text, epilog: str = "") -> None:
        super().__init__(
            prog=prog,
            description=description.into(language),
            epilog=epilog,
            add_help=False,
            allow_abbrev=False,
            formatter_class=_FORMATTERS[language],
        )
        self.language: Language = language
        # Groups of our own: argparse names its default ones in English.
        self._values = self.add_argument_group(_ARGUMENTS.into(language))
        self._flags = self.add_argument_group(_OPTIONS.into(language))

    def value(self, name: str, metavar: Text, about: Text, *, several: bool = False) -> None:
        """A value given by its position."""
        more: dict[str, Any] = {"nargs": "+"} if several else {}
        self._values.add_argument(
            name, metavar=metavar.into(self.language), help=_escaped(about.into(self.language)), **more
        )

    def option(self, name: str, metavar: Text, about: Text, *, several: bool = False) -> None:
        """An option with a value; when `several`, it may be repeated and gives a list."""
        more: dict[str, Any] = {"action": "append", "default": []} if several else {}
        self._flags.add_argument(
            name, metavar=metavar.into(self.language), help=_escaped(about.into(self.language)), **more
        )

    def flag(self, name: str, about: Text) -> None:
        self._flags.add_argument(name, action="store_true", help=_escaped(about.into(self.language)))

    def common(self) -> None:
        """The options of every command."""
        self._flags.add_argument("--lang", choices=LANGUAGES, metavar="fr|en", help=LANG.into(self.language))
        self._flags.add_argument("-h", "--help", action="store_true", help=HELP.into(self.language))

    def read(self, arguments: list[str]) -> argparse.Namespace:
        """The arguments, options and values in any order. Raises `Unusable`."""
        return self.parse_intermixed_args(arguments)

    def error(self, message: str) -> NoReturn:
        sentence = next(
            (Text(text.fr.format(**words), text.en.format(**words)) for words, text in _recognised(message)), _OTHER
        )
        remedy = self._of_superfluous(message) or Text(
            f"Voir « {self.prog} --help ».", f'See "{self.prog} --help --lang en".'
        )
        raise Unusable.because(self.prog, "usage", sentence.fr, sentence.en, remedy)

    def _of_superfluous(self, message: str) -> Text | None:
        """What an unknown option was meant to be; `--set` where a setting stands without it."""
        match = _SUPERFLUOUS.match(message)
        options = [option for action in self._actions for option in action.option_strings if option.startswith("--")]
        if match is None:
            return None
        word = match["word"]
        if "=" in word and not word.startswith("-") and "--set" in options:
            return Text(f"Écrivez --set {word}.", f"Write --set {word}.")
        name = word.partition("=")[0]
        synonym = _SAID.get(unaccented(name))
        near = synonym if synonym in options else nearest(name, options) if word.startswith("-") else None
        return None if near is None else Text(f"Vouliez-vous dire {near} ?", f"Did you mean {near}?")


def _recognised(message: str) -> Iterable[tuple[dict[str, str], Text]]:
    for pattern, text in _MESSAGES:
        match = pattern.fullmatch(message)
        if match is not None:
            yield match.groupdict(), text


def _escaped(text: str) -> str:
    """argparse reads `%` in help as the start of a format."""
    return text.replace("%", "%%")


def asks_for_help(arguments: list[str]) -> bool:
    """Help is given whatever else is asked, right or wrong."""
    return not {"-h", "--help"}.isdisjoint(_options(arguments))


def chosen_language(arguments: list[str]) -> Language:
    """The language asked by the last `--lang`, wherever it stands; French when there is none, or a wrong one."""
    options = _options(arguments)
    languages = [option.removeprefix("--lang=") for option in options if option.startswith("--lang=")]
    languages += [value for option, value in pairwise(options) if option == "--lang"]
    return "en" if languages and languages[-1] == "en" else "fr"


def _options(arguments: list[str]) -> list[str]:
    """What stands before `--`, after which nothing is an option."""
    return arguments[: arguments.index("--")] if "--" in arguments else arguments


class _French(argparse.RawDescriptionHelpFormatter):
    usage = _USAGE.fr

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=28)

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, self.usage)


class _English(_French):
    usage = _USAGE.en


_FORMATTERS: dict[Language, type[_French]] = {"fr": _French, "en": _English}
