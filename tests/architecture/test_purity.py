"""The library asks no clock, runs no text as code, and unpickles nothing."""

from __future__ import annotations

import ast

import pytest

from tests.architecture.repository import CODE, modules

CLOCKS = {("date", "today"), ("datetime", "now"), ("datetime", "today"), ("datetime", "utcnow")}
SHELLS = {("os", "system"), ("os", "popen"), ("importlib", "import_module")}
RUNNERS = {"eval", "exec", "compile", "__import__", "breakpoint", "input"}
FORBIDDEN_MODULES = {"time", "pickle", "marshal", "shelve", "random", "secrets", "subprocess", "socket"}


def faults(tree: ast.Module) -> list[tuple[int, str]]:
    findings = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in RUNNERS:
            findings.append((node.lineno, node.func.id))
        elif isinstance(node, ast.Attribute):
            owner = node.value
            name = owner.id if isinstance(owner, ast.Name) else owner.attr if isinstance(owner, ast.Attribute) else ""
            if (name, node.attr) in CLOCKS | SHELLS:
                findings.append((node.lineno, f"{name}.{node.attr}"))
        elif isinstance(node, ast.Import):
            findings += [
                (node.lineno, alias.name) for alias in node.names if alias.name.split(".")[0] in FORBIDDEN_MODULES
            ]
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in FORBIDDEN_MODULES:
            findings.append((node.lineno, str(node.module)))
    return findings


def test_the_library_asks_no_clock_and_runs_no_text() -> None:
    findings = [f"{name}:{line}: {fault}" for name, tree in modules(CODE / "cahier") for line, fault in faults(tree)]
    assert findings == []


@pytest.mark.parametrize(
    "code",
    [
        "date.today()",
        "datetime.date.today()",
        "datetime.now(UTC)",
        "clock = datetime.utcnow",
        "import time",
        "from time import monotonic",
        "import os, pickle",
        "eval('1')",
        "exec(text)",
        "compile(text, '', 'eval')",
        "__import__('os')",
        "os.system('ls')",
    ],
)
def test_the_search_sees_what_it_looks_for(code: str) -> None:
    assert len(faults(ast.parse(code))) == 1


def test_a_pattern_may_be_compiled() -> None:
    assert faults(ast.parse("re.compile('a')\nself.compile(x)\ndate.fromisoformat(x)")) == []
