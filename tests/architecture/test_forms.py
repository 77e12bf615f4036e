"""Forms are two: widgets for what a programme asks, the form of pages (`ui/forms.py`) for what a page asks."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.repository import modules

DJANGO_FORMS = {"Form", "ModelForm", "BaseForm"}
READERS = {"get", "getlist"}
NOT_WRITTEN = {
    # what a button says
    "etape",
    # what is chosen among what the page lists
    "language", "news", "organisation", "par", "programme", "version",
    # what the page carries, and nobody writes
    "dossier", "next", "points", "seen", "vu",
    # digits of a number whose form is not sent yet
    "siren",
}  # fmt: skip
"""Inputs that a view may read by hand: none is a text that somebody writes."""


def own_forms(tree: ast.Module) -> Iterator[str]:
    """Classes of a module that are forms of Django, without being forms of pages."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            bases = {base.attr if isinstance(base, ast.Attribute) else getattr(base, "id", "") for base in node.bases}
            if bases & DJANGO_FORMS:
                yield node.name


def read_by_hand(tree: ast.Module) -> Iterator[str]:
    """Names of the inputs that a module reads from `POST` without a form."""
    for node in ast.walk(tree):
        source, key = None, None
        if isinstance(node, ast.Subscript):
            source, key = node.value, node.slice
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in READERS:
            source, key = node.func.value, next(iter(node.args), None)
        if isinstance(source, ast.Attribute) and source.attr == "POST" and isinstance(key, ast.Constant):
            yield str(key.value)


def test_no_room_has_forms_of_its_own_kind() -> None:
    outside = [(path, tree) for path, tree in modules() if not path.startswith("src/poincon/ui/")]
    assert [(path, name) for path, tree in outside for name in own_forms(tree)] == []


def test_no_view_reads_by_hand_a_text_that_somebody_writes() -> None:
    assert [(path, name) for path, tree in modules() for name in read_by_hand(tree) if name not in NOT_WRITTEN] == []


def test_no_input_is_excused_that_no_view_reads() -> None:
    assert NOT_WRITTEN - {name for _path, tree in modules() for name in read_by_hand(tree)} == set()


@pytest.mark.parametrize("base", ["forms.Form", "Form", "forms.ModelForm"])
def test_a_form_of_another_kind_would_be_seen(base: str) -> None:
    assert list(own_forms(ast.parse(f"class Odd({base}): pass"))) == ["Odd"]


@pytest.mark.parametrize(
    "text",
    ['request.POST.get("motif", "")', 'self.request.POST["motif"]', 'storable(request.POST.getlist("motif")[0])'],
)
def test_a_text_read_by_hand_would_be_seen(text: str) -> None:
    assert list(read_by_hand(ast.parse(text))) == ["motif"]
