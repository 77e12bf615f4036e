"""English stands beside French: every text that the rooms say is translated, and what is translated is compiled.

French is what the rooms are written in. It has a catalogue all the same, for its plurals alone: without one, gettext
counts as in English, and says « 0 dossiers » where French wants « 0 dossier ».
"""

from __future__ import annotations

import ast
import gettext
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.template import Node, Template, Variable
from django.template.base import FilterExpression
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.utils.translation import gettext as translated
from django.utils.translation import ngettext, override

SOURCE = Path(__file__).resolve().parents[2] / "src/poincon"
FOLDER = SOURCE / "site/locale/en/LC_MESSAGES"
FRENCH = SOURCE / "site/locale/fr/LC_MESSAGES"
APART = {"cahier", "migrations"}  # the engine speaks both languages by itself (ADR 0006)
TERMINAL = {"journal", "management", "preservation"}  # said in a terminal, with its plain spaces and apostrophes

TEXT = r'((?:"(?:[^"\\]|\\.)*"\s*)+)'
ENTRY = re.compile(
    rf"((?:^\#.*\n)*)^msgid {TEXT}(?:^msgid_plural {TEXT})?^msgstr(?:\[0\])? {TEXT}(?:^msgstr\[1\] {TEXT})?",
    re.MULTILINE,
)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}|%%")
TAG = re.compile(r"</?\w+>")
SINGULAR = {"_", "gettext", "gettext_lazy"}
PLURAL = {"ngettext", "ngettext_lazy"}
UNTYPOGRAPHIC = re.compile(r" [:;!?»]|« |\w'\w")


@dataclass(frozen=True)
class Entry:
    """One entry of the catalogue. `french` and `english` hold the singular, then the plural where there is one."""

    flags: str
    french: tuple[str, ...]
    english: tuple[str, ...]


@dataclass(frozen=True)
class Said:
    """A text that a file of ours gives to translate."""

    path: Path
    french: tuple[str, ...]


def catalogue(folder: Path = FOLDER) -> list[Entry]:
    source = (folder / "django.po").read_text(encoding="utf-8")
    entries = []
    for flags, singular, plural, english, english_many in ENTRY.findall(source):
        texts = tuple(joined(text) for text in ((singular, plural) if plural else (singular,)))
        english_texts = tuple(joined(text) for text in ((english, english_many) if plural else (english,)))
        if texts[0]:
            entries.append(Entry(flags, texts, english_texts))
    return entries


def joined(quoted: str) -> str:
    return "".join(ast.literal_eval(part) for part in re.findall(r'"(?:[^"\\]|\\.)*"', quoted))


# what the rooms say


def files(suffix: str) -> list[Path]:
    paths = sorted(path for path in SOURCE.rglob(f"*{suffix}") if not APART & set(path.relative_to(SOURCE).parts))
    assert len(paths) > 30
    return paths


def said_in_python(path: Path) -> Iterator[Said]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SINGULAR | PLURAL:
            arguments = node.args[: 2 if node.func.id in PLURAL else 1]
            texts = tuple(
                argument.value
                for argument in arguments
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
            )
            assert len(texts) == len(arguments), (
                f"{path}:{node.lineno}: a text to translate is written where it is used"
            )
            yield Said(path, texts)


def said_in_template(path: Path) -> Iterator[Said]:
    template = Template(path.read_text(encoding="utf-8"))
    for node in template.nodelist.get_nodes_by_type(Node):
        if isinstance(node, TranslateNode):
            yield Said(path, (str(node.filter_expression.var.literal),))
        elif isinstance(node, BlockTranslateNode):
            parts = (node.singular, node.plural) if node.plural else (node.singular,)
            yield Said(path, tuple(node.render_token_list(part)[0] for part in parts))
        for text in texts_in_arguments(node):
            yield Said(path, (text,))


def texts_in_arguments(node: Node) -> Iterator[str]:
    """What a tag is given as `_("…")`, alone or by name."""
    for argument in vars(node).values():
        for value in argument.values() if isinstance(argument, dict) else [argument]:
            if isinstance(value, FilterExpression) and value.token.startswith("_("):
                yield str(Variable(value.token).literal)


@pytest.fixture(scope="module")
def source_texts() -> list[Said]:
    python = [text for path in files(".py") for text in said_in_python(path)]
    return python + [text for path in files(".html") for text in said_in_template(path)]


def french_entry(singular: str, plural: str) -> str:
    """A plural as the French catalogue holds it: said as it is written."""
    flags = "#, python-format\n" if "%(" in singular + plural else ""
    quoted, quoted_many = json.dumps(singular, ensure_ascii=False), json.dumps(plural, ensure_ascii=False)
    return f"{flags}msgid {quoted}\nmsgid_plural {quoted_many}\nmsgstr[0] {quoted}\nmsgstr[1] {quoted_many}\n"


def plurals(source_texts: list[Said]) -> set[tuple[str, ...]]:
    return {text.french for text in source_texts if len(text.french) == 2}


def opened(folder: Path) -> gettext.GNUTranslations:
    """The compiled catalogue, which `make setup` makes when the written one has changed."""
    with (folder / "django.mo").open("rb") as stream:
        return gettext.GNUTranslations(stream)


# tests


def test_every_text_of_the_catalogue_has_its_english() -> None:
    assert len(catalogue()) > 200
    assert [entry.french for entry in catalogue() if not all(entry.english)] == []


def test_no_translation_waits_for_somebody_to_confirm_it() -> None:
    assert [entry.french for entry in catalogue() if "fuzzy" in entry.flags] == []


def test_every_text_that_is_said_is_in_the_catalogue(source_texts: list[Said]) -> None:
    """Run `poincon manage makemessages -l en --no-location --no-wrap --no-obsolete` in src/poincon when this fails."""
    written = {entry.french for entry in catalogue()} | {entry.french[:1] for entry in catalogue()}
    assert [(text.path.name, text.french) for text in source_texts if text.french not in written] == []


def test_the_catalogue_holds_nothing_that_is_no_longer_said(source_texts: list[Said]) -> None:
    used = {text.french[0] for text in source_texts}
    assert [entry.french for entry in catalogue() if entry.french[0] not in used] == []


def test_both_languages_fill_the_same_blanks_and_mark_the_same_words() -> None:
    """A singular may leave out the number that its plural tells: « Une réponse manque »."""
    for entry in catalogue():
        for french, english in zip(entry.french, entry.english, strict=True):
            assert sorted(PLACEHOLDER.findall(french)) == sorted(PLACEHOLDER.findall(english)), french
            assert sorted(TAG.findall(french)) == sorted(TAG.findall(english)), french


def test_french_has_its_apostrophes_and_its_non_breaking_spaces(source_texts: list[Said]) -> None:
    pages = [text for text in source_texts if not TERMINAL & set(text.path.parts)]
    wrong = [(page.path.name, text) for page in pages for text in page.french if UNTYPOGRAPHIC.search(text)]
    assert wrong == []


def test_the_catalogue_names_no_person_and_no_machine() -> None:
    source = (FOLDER / "django.po").read_text(encoding="utf-8")
    assert re.findall(r"^#: /.*|^\"(?:Last-Translator|Language-Team).*", source, re.MULTILINE) == []


def test_the_compiled_catalogue_says_what_the_written_one_says() -> None:
    compiled = opened(FOLDER)
    assert [entry.french for entry in catalogue() if compiled_english(compiled, entry.french) != entry.english] == []


def compiled_english(compiled: gettext.GNUTranslations, french: tuple[str, ...]) -> tuple[str, ...]:
    if len(french) == 1:
        return (compiled.gettext(french[0]),)
    return compiled.ngettext(french[0], french[1], 1), compiled.ngettext(french[0], french[1], 2)


# French counts


def test_french_has_every_plural_that_is_said_and_nothing_else(source_texts: list[Said]) -> None:
    """Add or remove the entries that this prints, then `make setup`.

    `makemessages -l fr` is of no use here: it would write all the texts, each to be kept the same by hand.
    """
    written = {entry.french for entry in catalogue(FRENCH)}
    plural_texts = plurals(source_texts)
    assert len(plural_texts) > 50
    add = "\n".join(french_entry(*texts) for texts in sorted(plural_texts - written))
    remove = "\n".join(french_entry(*texts) for texts in sorted(written - plural_texts) if len(texts) == 2)
    if add or remove:
        pytest.fail(f"In site/locale/fr/LC_MESSAGES/django.po, add:\n\n{add}\nand remove:\n\n{remove}", pytrace=False)
    assert written == plural_texts


def test_french_says_its_plurals_as_they_are_written() -> None:
    assert [
        entry.french for entry in catalogue(FRENCH) if entry.french != entry.english or entry.flags.count("fuzzy")
    ] == []


def test_the_compiled_french_says_what_the_written_one_says_and_zero_is_singular() -> None:
    compiled = opened(FRENCH)
    entries = catalogue(FRENCH)
    assert [entry.french for entry in entries if compiled_english(compiled, entry.french) != entry.english] == []
    of_zero = [compiled.ngettext(entry.french[0], entry.french[1], 0) for entry in entries]
    assert of_zero == [entry.english[0] for entry in entries]


def test_zero_is_singular_in_french_and_plural_in_english() -> None:
    singular, plural = "%(count)d dossier reçu", "%(count)d dossiers reçus"
    with override("fr"):
        assert [ngettext(singular, plural, count) for count in (0, 1, 2)] == [singular, singular, plural]
    with override("en"):
        assert [ngettext(singular, plural, count) % {"count": count} for count in (0, 1, 2)] == [
            "0 dossiers received", "1 dossier received", "2 dossiers received"
        ]  # fmt: skip


def test_a_text_without_a_plural_is_still_said_in_french() -> None:
    """It is not in the French catalogue, and what is not there is said as it is written."""
    alone = [entry.french[0] for entry in catalogue() if len(entry.french) == 1]
    with override("fr"):
        assert [text for text in alone if translated(text) != text] == []
