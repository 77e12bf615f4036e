"""What is to be translated of a programme, as YAML to paste into `textes/en.yaml`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from poincon.cahier.loading.english import missing_english
from poincon.cahier.model import Programme

_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def to_translate(programme: Programme) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The texts without English, as (path, French): those that need it, then those that may do without."""
    texts = list(missing_english(programme, programme.english.keys()))
    needed = [(path, french) for path, french, is_needed in texts if is_needed]
    return needed, [(path, french) for path, french, is_needed in texts if not is_needed]


def as_yaml(texts: Iterable[tuple[str, str]]) -> list[str]:
    """Lines of nested YAML: each French text stands where its English goes."""
    tree: dict[str, Any] = {}
    for path, french in texts:
        *parents, last = _keys(path)
        node = tree
        for key in parents:
            node = node.setdefault(key, {})
        node[last] = french
    return list(_lines(tree, 0))


def quoted(text: str) -> str:
    """A text as YAML and JSON write it between quotes, on one line."""
    return json.dumps(text, ensure_ascii=False)


def _keys(path: str) -> list[str]:
    return path.split(".")


def _lines(tree: dict[str, Any], depth: int) -> Iterable[str]:
    indent = "  " * depth
    for key, value in tree.items():
        # a level may be called « ++ », an option « no »: quotes keep them what they are
        name = key if _PLAIN_KEY.fullmatch(key) else quoted(key)
        if isinstance(value, dict):
            yield f"{indent}{name}:"
            yield from _lines(value, depth + 1)
        else:
            yield f"{indent}{name}: {quoted(value)}"
