"""Archives changed for tests: each member read, changed, written again."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

Members = dict[str, bytes]


def members(path: Path) -> Members:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def written(path: Path, contents: Members) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return path


def changed(path: Path, change: Callable[[Members], object], *, with_manifest: bool = True) -> Path:
    """The archive with a change, and a manifest that agrees with it unless a test leaves that out."""
    contents = members(path)
    change(contents)
    if with_manifest:
        manifest = json.loads(contents.pop("manifest.json"))
        manifest["files"] = [
            {"name": name, "digest": hashlib.sha256(content).hexdigest(), "size": len(content)}
            for name, content in contents.items()
        ]
        contents["manifest.json"] = json.dumps(manifest).encode()
    return written(path.with_name("changed.zip"), contents)


def edit(name: str, change: Callable[[Any], object]) -> Callable[[Members], None]:
    """A change of what a JSON member holds."""

    def make(contents: Members) -> None:
        content = json.loads(contents[name])
        change(content)
        contents[name] = json.dumps(content).encode()

    return make
