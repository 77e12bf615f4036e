"""Which answers follow to another version: by their permanent identifiers, wherever they are asked now."""

from __future__ import annotations

from pathlib import Path

import pytest

from poincon.cahier.loading import load_package
from poincon.cahier.model import Programme
from poincon.sheets.answers import Answers, by_text
from poincon.sheets.versions.following import Cause, Contents, EarlierAnswer, FollowedAnswers, follow
from tests.cahier.packages import ONCE, PLACES, SCALES, STATEMENTS, TABLES, VISION, YEARLY, Piece, form
from tests.campaigns.makers import edition
from tests.dossiers.factories import FIELDS
from tests.dossiers.forms_of_versions import changed_field, sections

YEAR = 2022


def programme(tmp_path: Path, name: str, form_piece: Piece | None = None) -> Programme:
    return load_package(edition(tmp_path / name, "1.0.0", form_piece=form_piece, rules_piece={})).programme


@pytest.fixture
def old(tmp_path: Path) -> Programme:
    return programme(tmp_path, "old", form(FIELDS))


def carry(old: Programme, new: Programme, answers: Answers, **more: object) -> FollowedAnswers:
    return follow(Contents({"etal": answers}, **more), old, new, YEAR)  # type: ignore[arg-type]


def sections_of(passage: FollowedAnswers) -> dict[str, Answers]:
    """The answers by section, as they are stored."""
    return {section: by_text(answers) for section, answers in passage.sections.items()}


def causes(passage: FollowedAnswers) -> dict[str, Cause]:
    return {answer.name: answer.cause for answer in (*passage.leftovers, *passage.leftover_documents)}


ALL: Answers = {
    "loyer": "12.50",
    "halle": "couverte",
    "services": ["eau", "gaz"],
    "enseigne": "Chez Paul",
    "annees.2021.ventes": "100",
    "annees.2022.ventes": "garbage",
    "recettes[]": "2",
    "recettes[0].montant": "10",
    "recettes[1].origine": "public",
}


def test_to_a_version_that_asks_the_same_everything_follows(old: Programme, tmp_path: Path) -> None:
    passage = carry(old, programme(tmp_path, "same", form(FIELDS)), ALL, documents={"plan": "plan.pdf"})
    assert sections_of(passage) == {"etal": ALL}
    assert {name.text for name in passage.documents} == {"plan"}
    assert causes(passage) == {}


def test_a_field_that_moved_to_another_section_takes_its_answer_along(old: Programme, tmp_path: Path) -> None:
    new = programme(tmp_path, "moved", sections(etal=ONCE[1:], accueil=[*STATEMENTS, ONCE[0]]))
    passage = follow(
        Contents({"etal": {"loyer": "12.50", "enseigne": "A"}, "accueil": {"accueil_1": "++"}}), old, new, YEAR
    )
    assert sections_of(passage) == {"etal": {"enseigne": "A"}, "accueil": {"loyer": "12.50", "accueil_1": "++"}}
    assert causes(passage) == {}


@pytest.mark.parametrize(
    ("identifier", "change", "cause"),
    [
        ("loyer", None, Cause.FIELD_GONE),
        ("loyer", {"type": "etp"}, Cause.KIND_CHANGED),
        ("etals", {"unite": "nombre"}, Cause.KIND_CHANGED),
        ("enseigne", {"type": "oui_non", "longueur": None}, Cause.KIND_CHANGED),
        ("halle", {"options": PLACES[1:]}, Cause.OPTION_GONE),
    ],
)
def test_what_cannot_follow_is_left_with_why(
    old: Programme, tmp_path: Path, identifier: str, change: Piece | None, cause: Cause
) -> None:
    new = programme(tmp_path, "new", changed_field(identifier, change))
    answers: Answers = {**ALL, "etals": "3"}
    passage = carry(old, new, answers)
    assert causes(passage) == {identifier: cause}
    assert passage.leftovers[0].value == answers[identifier]
    assert by_text(passage.answers) == {name: value for name, value in answers.items() if name != identifier}


@pytest.mark.parametrize(
    "change", [{"longueur": "3"}, {"type": "texte_long"}, {"libelle": "Nom", "requis": "oui"}, {"aide": "Une aide"}]
)
def test_a_bound_a_label_or_a_longer_text_lets_an_answer_follow(old: Programme, tmp_path: Path, change: Piece) -> None:
    passage = carry(old, programme(tmp_path, "new", changed_field("enseigne", change)), ALL)
    assert by_text(passage.answers) == ALL


def test_of_a_multiple_choice_the_options_that_remain_follow(old: Programme, tmp_path: Path) -> None:
    new = programme(tmp_path, "new", changed_field("services", {"options": [{"id": "gaz", "libelle": "Gaz"}]}))
    passage = carry(old, new, ALL)
    assert by_text(passage.answers)["services"] == ["gaz"]
    assert [(answer.name, answer.value, answer.cause) for answer in passage.leftovers] == [
        ("services", ["eau"], Cause.OPTION_GONE)
    ]


def test_what_never_was_an_option_stays_beside_its_error(old: Programme, tmp_path: Path) -> None:
    new = programme(tmp_path, "new", changed_field("halle", {"options": PLACES[1:]}))
    assert by_text(carry(old, new, {"halle": "au fond"}).answers) == {"halle": "au fond"}


def test_a_year_out_of_the_window_is_left(old: Programme, tmp_path: Path) -> None:
    new = programme(tmp_path, "new", sections(etal=ONCE, window="2"))
    passage = carry(old, new, {"annees.2020.ventes": "1", "annees.2021.ventes": "2"})
    assert causes(passage) == {"annees.2020.ventes": Cause.YEAR_GONE}
    assert by_text(passage.answers) == {"annees.2021.ventes": "2"}


def test_a_question_asked_by_year_and_then_once_is_another_question(old: Programme, tmp_path: Path) -> None:
    new = programme(tmp_path, "new", sections(etal=[*ONCE, YEARLY[0]], yearly=YEARLY[1:]))
    assert causes(carry(old, new, {"annees.2021.ventes": "2"})) == {"annees.2021.ventes": Cause.KIND_CHANGED}


def test_a_column_that_went_leaves_its_cells_and_keeps_the_rows(old: Programme, tmp_path: Path) -> None:
    columns = [column for column in TABLES[1]["colonnes"] if column["id"] != "origine"]
    new = programme(tmp_path, "new", changed_field("recettes", {"colonnes": columns}))
    passage = carry(old, new, ALL)
    assert causes(passage) == {"recettes[1].origine": Cause.COLUMN_GONE}
    assert by_text(passage.answers)["recettes[]"] == "2"


def test_a_shorter_table_leaves_the_rows_that_it_has_no_more(old: Programme, tmp_path: Path) -> None:
    new = programme(tmp_path, "new", changed_field("recettes", {"lignes_maximum": "1"}))
    passage = carry(old, new, ALL)
    assert causes(passage) == {"recettes[1].origine": Cause.ROW_GONE}
    assert by_text(passage.answers)["recettes[]"] == "1"


def test_a_level_that_went_is_left(old: Programme, tmp_path: Path) -> None:
    scale = {**SCALES[0], "niveaux": [level for level in SCALES[0]["niveaux"] if level["id"] != "+"]}
    piece = form(FIELDS)
    piece["echelles"][0] = {**piece["echelles"][0], "niveaux": scale["niveaux"]}
    new = programme(tmp_path, "new", piece)
    answers: Answers = {"accueil_1": "+", "accueil_2": "++", "autre.reponse": "+", "autre.bareme": "2"}
    passage = follow(Contents({"accueil": answers}), old, new, YEAR)
    assert causes(passage) == {"accueil_1": Cause.OPTION_GONE, "autre.reponse": Cause.OPTION_GONE}


def test_a_document_follows_or_is_left_as_an_answer_does(old: Programme, tmp_path: Path) -> None:
    new = programme(tmp_path, "new", changed_field("plan", None))
    passage = carry(old, new, {}, documents={"plan": "plan.pdf"})
    assert causes(passage) == {"plan": Cause.FIELD_GONE}
    assert passage.leftover_documents[0].value == "plan.pdf"


def test_every_answer_of_a_section_that_went_is_left(old: Programme, tmp_path: Path) -> None:
    new = programme(tmp_path, "new", sections(etal=ONCE))
    assert VISION
    passage = follow(Contents({"vision": {"vision_1": "++"}}), old, new, YEAR)
    assert causes(passage) == {"vision_1": Cause.FIELD_GONE}


# coming back


def kept(old: Programme, name: str, value: object, key: int = 1, *, is_document: bool = False) -> EarlierAnswer:
    return EarlierAnswer(key, name, value, old, is_document=is_document)  # type: ignore[arg-type]


def test_what_was_set_aside_comes_back_where_nothing_was_answered(old: Programme, tmp_path: Path) -> None:
    without = programme(tmp_path, "without", changed_field("loyer", None))
    passage = carry(without, old, {}, set_aside=(kept(old, "loyer", "12.50"),))
    assert (by_text(passage.answers), passage.restored) == ({"loyer": "12.50"}, (1,))


def test_it_stays_aside_where_something_else_was_answered(old: Programme, tmp_path: Path) -> None:
    without = programme(tmp_path, "without", changed_field("loyer", {"type": "etp"}))
    assert carry(without, old, {"loyer": "2"}, set_aside=(kept(old, "loyer", "12.50"),)).restored == (1,)
    passage = carry(old, old, {"loyer": "9"}, set_aside=(kept(old, "loyer", "12.50"),))
    assert (by_text(passage.answers), passage.restored) == ({"loyer": "9"}, ())


def test_options_that_come_back_join_those_that_were_kept(old: Programme) -> None:
    passage = carry(old, old, {"services": ["gaz"]}, set_aside=(kept(old, "services", ["eau"]),))
    assert by_text(passage.answers) == {"services": ["gaz", "eau"]}


def test_of_two_that_were_set_aside_the_last_comes_back(old: Programme) -> None:
    both = (kept(old, "loyer", "1", 1), kept(old, "loyer", "2", 2))
    passage = carry(old, old, {}, set_aside=both)
    assert (by_text(passage.answers), passage.restored) == ({"loyer": "2"}, (2,))


def test_cells_come_back_to_their_rows_unless_rows_moved_since(old: Programme) -> None:
    aside = (kept(old, "recettes[1].origine", "public"),)
    passage = carry(old, old, {"recettes[]": "2"}, set_aside=aside)
    assert by_text(passage.answers) == {"recettes[]": "2", "recettes[1].origine": "public"}
    moved = carry(old, old, {"recettes[]": "2"}, set_aside=aside, moved=frozenset({"recettes"}))
    assert (by_text(moved.answers), moved.restored) == ({"recettes[]": "2"}, ())


def test_a_document_comes_back_unless_another_took_its_place(old: Programme) -> None:
    aside = (kept(old, "plan", "plan.pdf", is_document=True),)
    assert carry(old, old, {}, set_aside=aside).restored == (1,)
    assert carry(old, old, {}, set_aside=aside, documents={"plan": "autre.pdf"}).restored == ()


def test_there_and_back_again_is_where_one_started(old: Programme, tmp_path: Path) -> None:
    piece = changed_field("loyer", None)
    new = programme(tmp_path, "new", piece)
    there = carry(old, new, ALL)
    aside = tuple(kept(old, answer.name, answer.value, key) for key, answer in enumerate(there.leftovers))
    back = follow(Contents(sections_of(there), set_aside=aside), new, old, YEAR)
    assert by_text(back.answers) == ALL
