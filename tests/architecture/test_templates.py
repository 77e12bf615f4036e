"""Templates are laid out for people: `make check` holds them to djlint's layout, which lets a line be too long."""

from __future__ import annotations

from tests.architecture.repository import ROOT, tracked_files

WIDTH = 120


def test_no_line_of_a_template_is_longer_than_a_line_of_code() -> None:
    templates = [path for path in tracked_files() if path.suffix == ".html" and "templates" in path.parts]
    assert len(templates) > 100
    assert [
        f"{path.relative_to(ROOT)}:{number}: {len(line)}"
        for path in templates
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if len(line) > WIDTH
    ] == []
