"""A module is read in one sitting, a function at one glance."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.architecture.repository import CODE, ROOT, modules

LONGEST_MODULE, LONGEST_FUNCTION = 400, 50
FOLDERS = (ROOT / "src", ROOT / "tests", ROOT / "benchmarks")


def module_lengths() -> dict[str, int]:
    """The lines of each module, by its path; migrations are written by Django."""
    paths = [path for folder in FOLDERS for path in folder.rglob("*.py") if path.parent.name != "migrations"]
    return {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8").count("\n") for path in paths}


def function_lengths(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """The lines of each function and method, from its `def` to its end."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            yield node.name, node.end_lineno - node.lineno + 1


def test_no_module_is_long() -> None:
    lengths = module_lengths()
    assert {"src", "tests", "benchmarks"} == {path.partition("/")[0] for path in lengths}
    assert {path: length for path, length in lengths.items() if length > LONGEST_MODULE} == {}


def test_no_function_of_the_code_is_long() -> None:
    lengths = [(path, *function) for path, tree in modules(CODE) for function in function_lengths(tree)]
    assert len(lengths) > 1_000
    assert [function for function in lengths if function[-1] > LONGEST_FUNCTION] == []


def test_the_lines_of_a_function_are_counted_in_classes_and_in_functions_too() -> None:
    euro = "        def euro():\n            return 1\n        return euro\n"
    source = f"class Stall:\n    @property\n    def price(self):\n{euro}"
    assert list(function_lengths(ast.parse(source))) == [("price", 4), ("euro", 2)]
