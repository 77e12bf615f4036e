"""Two judgements of a sheet: whether whoever read one reads the same in the other."""

from __future__ import annotations

from pathlib import Path

from poincon.cahier.loading import load_package
from poincon.sheets.versions.outcomes import reads_the_same
from tests.cahier.packages import form, judged, rules, write_package


def test_a_number_between_other_ends_reads_otherwise(tmp_path: Path) -> None:
    package = load_package(
        write_package(tmp_path, form_piece=form(), rules_piece=rules({"total": "somme(depenses.montant)"}, {}, {}))
    )
    ten, twenty = (
        judged(package, {"reponses": {"depenses": [{"montant": amount}, {"poste": "Loyer"}]}}).assessment
        for amount in ("10", "20")
    )
    assert reads_the_same(ten, ten)
    assert not reads_the_same(ten, twenty)
