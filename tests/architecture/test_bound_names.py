"""What the code binds bears a noun of the field: pronouns and participles hide types and defeat search."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.architecture.repository import ROOT, modules

WORDS = frozenset(
    [
        "one",
        "found",
        "asked",
        "where",
        "told",
        "known",
        "said",
        "kept",
        "left",
        "held",
        "given",
        "taken",
        "done",
        "wanted",
        "made",
        "seen",
        "gone",
        "those",
        "others",
        "who",
        "whom",
        "what",
        "which",
        "it",
        "that",
    ]
)
ASIDE = ("/migrations/", "benchmarks/yardsticks/numpy_by_hand.py")
"""What Django writes, and what a person who does not know Poinçon would write."""
INPUTS = {("src/poincon/casework/forms.py", "seen")}
"""Inputs of forms: what pages post is called as it always was."""


def bound_names(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Every variable, parameter, attribute and alias that a module binds, with its line."""
    for node in ast.walk(tree):
        line = getattr(node, "lineno", 0)
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()) | ast.arg(arg=name):
                yield line, name
            case ast.alias(asname=str(name)) | ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)):
                yield line, name
            case ast.MatchStar(name=str(name)) | ast.MatchMapping(rest=str(name)):
                yield line, name


def pronouns(tree: ast.Module) -> list[tuple[int, str]]:
    return sorted((line, name) for line, name in bound_names(tree) if name in WORDS)


def test_no_bound_name_is_a_pronoun_or_a_participle() -> None:
    sources = [source for folder in ("src", "tests", "benchmarks") for source in modules(ROOT / folder)]
    assert len(sources) > 500
    assert [
        f"{path}:{line}: {name}"
        for path, tree in sources
        for line, name in pronouns(tree)
        if not any(part in path for part in ASIDE) and (path, name) not in INPUTS
    ] == []


SAMPLE = """
import where as known
def said(one, *told, held=0, **given):
    self.asked = found = [that for that in one]
    for left, (made, *kept) in found: ...
    with one as seen: ...
    if (taken := 1): ...
    try: ...
    except ValueError as wanted: ...
    match one:
        case [*others]: ...
        case {"a": gone, **done}: ...
    return lambda it: it
class Which:
    who: str
    what = 1
"""


def test_a_pronoun_would_be_seen_wherever_it_is_bound() -> None:
    assert {name for _line, name in pronouns(ast.parse(SAMPLE))} == WORDS - {"said", "where", "those", "whom", "which"}


def test_functions_classes_and_what_is_only_read_may_bear_these_words() -> None:
    assert pronouns(ast.parse("def found(): return one.left\nclass who: ...\nfound(held=what['kept'])")) == []
