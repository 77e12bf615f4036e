"""What several test modules use has a module of its own."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.architecture.repository import ROOT, modules


def imports(tree: ast.Module) -> Iterator[str]:
    """The dotted names that a module imports, each `from` with the names that it brings."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def borrowed(tree: ast.Module) -> list[str]:
    """The imports that reach into a test module."""
    return [
        name
        for name in imports(tree)
        if name.startswith("tests.") and any(part.startswith("test_") for part in name.split("."))
    ]


def test_no_module_of_tests_imports_from_a_test_module() -> None:
    sources = [*modules(ROOT / "tests"), *modules(ROOT / "benchmarks")]
    assert len(sources) > 100
    assert [(path, name) for path, tree in sources for name in borrowed(tree)] == []


def test_an_import_from_a_test_module_would_be_seen() -> None:
    tree = ast.parse("from tests.a import test_b\nfrom tests.a.test_b import c\nimport tests.test_d\nimport tests.e\n")
    assert borrowed(tree) == ["tests.a.test_b", "tests.a.test_b.c", "tests.test_d"]
