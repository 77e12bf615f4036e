"""The files of the repository, and what its code says once docstrings are set aside."""

from __future__ import annotations

import ast
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE = ROOT / "src" / "poincon"


@cache
def parsed(path: Path) -> ast.Module:
    """A module as the language reads it: once for all the tests of a process, which only look at it."""
    return ast.parse(path.read_text(encoding="utf-8"))


def modules(folder: Path = CODE) -> Iterator[tuple[str, ast.Module]]:
    """Each module of the code, by its path from the root."""
    for path in sorted(folder.rglob("*.py")):
        yield str(path.relative_to(ROOT)), parsed(path)


def is_text(node: ast.stmt) -> bool:
    """A statement that is only a text: a docstring, of a module, class, function or attribute."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


@cache
def said(tree: ast.Module) -> tuple[tuple[int, str], ...]:
    """Every name and every string of a module, with its line; docstrings are left out."""
    return tuple(_said(tree))


def _said(tree: ast.Module) -> Iterator[tuple[int, str]]:
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and is_text(node)}
    for node in ast.walk(tree):
        line = getattr(node, "lineno", 0)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield line, node.value
        elif isinstance(node, ast.Name):
            yield line, node.id
        elif isinstance(node, ast.Attribute):
            yield line, node.attr
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.alias):
            yield line, node.name
        elif isinstance(node, ast.arg | ast.keyword):
            yield line, node.arg or ""


def docstrings(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield node.lineno, node.value.value


MADE = frozenset(
    {
        ".benchmarks", ".git", ".hypothesis", ".import_linter_cache", ".mypy_cache", ".pytest_cache", ".ruff_cache",
        ".venv", "__pycache__", "build", "dist", "var",
    }
)  # fmt: skip
"""Folders of what is made: those that `.gitignore` names, and git's own."""
MADE_ENDINGS = frozenset({".mo", ".pyc"})


def tracked_files() -> list[Path]:
    """Files that the repository holds or would hold: tracked, or new and not ignored.

    Where git is absent, or this is no clone but an archive that was unpacked, all files but those that are made.
    """
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    if not (ROOT / ".git").exists() or shutil.which("git") is None:
        return sorted(files_below(ROOT))
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def files_below(folder: Path) -> Iterator[Path]:
    """The files of a folder that are not made: what an archive of the sources holds."""
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            if path.name not in MADE and not path.name.endswith(".egg-info"):
                yield from files_below(path)
        elif path.is_file() and path.suffix not in MADE_ENDINGS:
            yield path
