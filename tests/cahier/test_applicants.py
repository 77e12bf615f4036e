"""Kinds of organisations that a programme is reserved to: read, refused when unknown, compared."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from poincon.cahier.comparison import compare
from poincon.cahier.loading import Package, load_package
from poincon.cahier.model import OrganisationKind
from tests.cahier.packages import plain, problems_of, write_package


def folder_of(tmp_path: Path, applicants: Any) -> Path:
    return write_package(tmp_path, identity={} if applicants is None else {"peuvent_deposer": applicants})


def reserved(tmp_path: Path, applicants: Any) -> Package:
    return load_package(folder_of(tmp_path, applicants))


@pytest.mark.parametrize(
    ("applicants", "kinds"),
    [
        (None, set()),
        ([], set()),
        (["association", "collectivite"], {OrganisationKind.ASSOCIATION, OrganisationKind.LOCAL_AUTHORITY}),
        (["autre", "autre"], {OrganisationKind.OTHER}),
    ],
)
def test_a_programme_is_for_anybody_or_for_some(tmp_path: Path, applicants: Any, kinds: set[OrganisationKind]) -> None:
    assert reserved(tmp_path, applicants).programme.applicants == kinds


@pytest.mark.parametrize("applicants", [["associations"], "association", [["association"]], [None], {"association": 1}])
def test_what_is_no_kind_is_refused_where_it_stands(tmp_path: Path, applicants: Any) -> None:
    problems = problems_of(folder_of(tmp_path, applicants))
    assert problems
    assert all(problem.place.path.startswith("peuvent_deposer") for problem in problems)


def test_the_nearest_kind_is_told(tmp_path: Path) -> None:
    (problem,) = problems_of(folder_of(tmp_path, ["associations"]))
    assert "« association »" in problem.render()


def test_a_change_of_who_may_apply_is_told_whatever_the_order(tmp_path: Path) -> None:
    before = reserved(tmp_path / "avant", ["entreprise", "association"])
    same = reserved(tmp_path / "meme", ["association", "entreprise"])
    after = reserved(tmp_path / "apres", ["association"])
    anybody = reserved(tmp_path / "toutes", None)
    assert [difference.aspect for difference in compare(before, same)] == ["order"]
    assert [plain(difference.text.fr) for difference in compare(before, after)] == [
        "La liste de qui peut déposer passe de associations, entreprises à associations."
    ]
    assert [difference.text.en for difference in compare(after, anybody)] == [
        "The list of who may apply, which was associations, goes."
    ]
