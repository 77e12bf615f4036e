"""The digest that names a version of a package: same content, same digest, whatever the order of keys or the line ends.

What judges a dossier is in it (identity, form, rules, texts); the cases and the change log are not: adding a case must
not change the version under which live dossiers were judged.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from poincon.cahier.basics.located import Located, Mapping, Scalar


def digest_of(files: dict[str, Located]) -> str:
    """`sha256:…` of the canonical JSON of these trees."""
    plain = {name: _plain(tree) for name, tree in files.items()}
    canonical = json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return "sha256:" + hashlib.sha256(canonical.encode("utf-8")).hexdigest()


def _plain(node: Located) -> Any:
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Mapping):
        return {key: _plain(child) for key, child in node.entries.items()}
    return [_plain(item) for item in node.items]
