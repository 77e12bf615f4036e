"""No file holds the path of somebody's machine, nor the address of a package registry."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.architecture.repository import ROOT, tracked_files

# Built piece by piece, so that this file does not hold what it looks for.
HOMES = "|".join("/" + name + "/" for name in ("home", "Users", "root", "work", "tmp/pytest", "workspace", "builds"))
REGISTRIES = [
    "pypi" + ".org",
    "python" + "hosted",
    "pypi" + ".python",
    "npm" + "js.",
    "arti" + "factory",
    "nex" + "us.",
]
OPTIONS = "--(?:extra-)?index" + "-url|--find" + "-links|--trusted" + "-host"
MACHINE = re.compile(rf"(?<![A-Za-z0-9_.~-])(?:{HOMES})[A-Za-z0-9_.-]+|[A-Z]:\\\\Users\\\\")
REGISTRY = re.compile("|".join([*map(re.escape, REGISTRIES), OPTIONS]), re.IGNORECASE)


def texts() -> list[tuple[Path, str]]:
    return [(path, path.read_bytes().decode("utf-8", "replace")) for path in tracked_files()]


def found(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{text[: match.start()].count(chr(10)) + 1}: {match[0]}"
        for path, text in texts()
        for match in pattern.finditer(text)
    ]


def test_no_file_holds_a_path_of_a_machine() -> None:
    assert found(MACHINE) == []
    here = [f"{path.relative_to(ROOT)}" for path, text in texts() if f"{ROOT}/" in text]
    assert here == []


def test_no_file_holds_the_address_of_a_registry() -> None:
    assert found(REGISTRY) == []


def test_the_files_are_found() -> None:
    names = {str(path.relative_to(ROOT)) for path in tracked_files()}
    assert {"pyproject.toml", "docs/glossary.md", "programmes/crt-2022/regles.yaml"} <= names


@pytest.mark.parametrize(
    "text", ["cd /" + "home/claire/poincon", "in /" + "work/main", "=/" + "root/.cache", "C:\\\\" + "Users\\\\x"]
)
def test_a_machine_path_would_be_seen(text: str) -> None:
    assert MACHINE.search(text)


@pytest.mark.parametrize(
    "text",
    ["https://" + "pypi" + ".org/simple", "pip install --index" + "-url https://x", "https://x.nex" + "us.example"],
)
def test_a_registry_would_be_seen(text: str) -> None:
    assert REGISTRY.search(text)


@pytest.mark.parametrize("text", ["docs/home/page", "~/.cache", "https://example.org/work/item", "programmes/root"])
def test_an_ordinary_path_is_left_alone(text: str) -> None:
    assert not MACHINE.search(text)
