"""Models of letters of a programme's own: when they are offered, what they may hold, what is refused of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from poincon.cahier.comparison import compare
from poincon.cahier.loading import load_package
from poincon.cahier.model import LetterAct
from poincon.cahier.templates import identifiers_cited
from tests.cahier.packages import Piece, named, plain, problems_of, rules, write_package

STAGES: Piece = {
    "acteurs": [
        named({"id": "marchand", "portee": "structure", "fonctions": ["redaction", "direction"]}),
        named({"id": "regie", "portee": "region", "fonctions": ["instruction_regionale"]}),
    ],
    "etapes": [
        named({"id": "preparation", "acteur": "marchand", "phase": "saisie"}),
        named({"id": "instruction", "acteur": "regie", "phase": "completude"}),
        named({"id": "visite", "acteur": "regie"}),
    ],
}
VISIT: Piece = {
    "id": "proposition_de_visite",
    "libelle": "Proposition de visite",
    "etape": "instruction",
    "objet": "Visite de {structure}",
    "corps": "Nous viendrons à {ville} avec {part}. {signataire}",
    "source": "R §1",
}
PIECE = rules({"part": "apport / loyer"})


def folder_of(tmp_path: Path, *templates: Piece, english: Piece | None = None) -> Path:
    texts = {
        str(template.get("id")): {
            key: f"{template[key]} (English)" for key in ("libelle", "objet", "corps") if key in template
        }
        for template in templates
    }
    return write_package(
        tmp_path,
        rules_piece=PIECE,
        identity=STAGES,
        templates=json.dumps({"modeles": list(templates)}),
        templates_english=texts | (english or {}),
    )


def visit(**changes: Any) -> Piece:
    """That model with other values; None takes a key away."""
    return {key: value for key, value in {**VISIT, **changes}.items() if value is not None}


def told(tmp_path: Path, *templates: Piece) -> list[tuple[str, str]]:
    problems = problems_of(folder_of(tmp_path, *templates))
    return [(problem.place.path, problem.code) for problem in problems if problem.place.file.endswith("modeles.yaml")]


def test_a_free_model_is_read_with_its_stage_and_the_names_that_it_holds(tmp_path: Path) -> None:
    template = load_package(folder_of(tmp_path, VISIT)).programme.templates["proposition_de_visite"]
    assert (template.label, template.stage, template.act, template.is_free) == (
        "Proposition de visite", "instruction", None, True,
    )  # fmt: skip
    assert identifiers_cited(template) == {"part"}


def test_a_free_model_may_follow_an_act_instead(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, visit(etape=None, acte="complements"))
    assert load_package(folder).programme.templates["proposition_de_visite"].act is LetterAct.CHANGES_ASKED


@pytest.mark.parametrize(
    ("changes", "path", "code"),
    [
        ({"etape": "instructions"}, "modeles[0].etape", "unknown_name"),
        ({"etape": None}, "modeles[0].id", "no_such_template"),
        ({"acte": "depot"}, "modeles[0].acte", "two_occasions"),
        ({"etape": None, "acte": "depots"}, "modeles[0].acte", "unknown_word"),
        ({"libelle": None}, "modeles[0]", "missing_key"),
        ({"source": None}, "modeles[0]", "no_source"),
        ({"id": "retrait"}, "modeles[0].libelle", "not_free"),
        ({"id": "si"}, "modeles[0].id", "reserved_word"),
        ({"corps": "{demandes} {part}"}, "modeles[0].corps", "unknown_name"),
        ({"corps": "{parts}"}, "modeles[0].corps", "unknown_name"),
        ({"corps": "{ {part}"}, "modeles[0].corps", "brace"),
    ],
)
def test_a_wrong_free_model_is_told_where_it_is_wrong(tmp_path: Path, changes: Piece, path: str, code: str) -> None:
    assert told(tmp_path, visit(**changes))[0] == (path, code)


def test_a_wrong_act_is_told_alone(tmp_path: Path) -> None:
    assert told(tmp_path, visit(etape=None, acte="depots")) == [("modeles[0].acte", "unknown_word")]


def test_the_nearest_stage_is_told(tmp_path: Path) -> None:
    (problem,) = problems_of(folder_of(tmp_path, visit(etape="instructions")))
    assert plain(problem.render()).endswith(
        "modeles[0].etape: « instructions » n'est pas un nom d'étape connu. Vouliez-vous dire « instruction » ?"
    )


def test_a_model_given_twice_is_refused(tmp_path: Path) -> None:
    assert ("modeles[1].id", "duplicate_id") in told(tmp_path, VISIT, visit(libelle="Une autre"))


@pytest.mark.parametrize("stage", ["preparation", "visite"])
def test_a_model_of_a_stage_where_nobody_writes_is_warned_about(tmp_path: Path, stage: str) -> None:
    (warning,) = load_package(folder_of(tmp_path, visit(etape=stage))).warnings
    assert (warning.place.path, warning.code) == ("modeles[0].etape", "never_offered")


def test_its_english_is_needed_its_label_too(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, VISIT, english={"proposition_de_visite": {"objet": "Visit", "corps": "{parts}"}})
    problems = problems_of(folder)
    assert {(problem.place.path, problem.code) for problem in problems} == {
        ("modeles.proposition_de_visite.libelle", "no_english"),
        ("modeles.proposition_de_visite.corps", "unknown_name"),
    }


def test_what_changes_of_it_is_told(tmp_path: Path) -> None:
    before = load_package(folder_of(tmp_path / "avant", VISIT))
    after = load_package(folder_of(tmp_path / "apres", visit(etape=None, acte="depot", libelle="Visite")))
    texts = [plain(difference.text.fr) for difference in compare(before, after)]
    head = "Modèle « Visite de {structure} » (proposition_de_visite) : "
    assert texts[:3] == [
        f"{head}le libellé passe de « Proposition de visite » à « Visite ».",
        f"{head}l'étape, qui était instruction, disparaît.",
        f"{head}l'acte devient « dossier déposé » (il n'y en avait pas).",
    ]


@pytest.mark.parametrize(
    ("identifier", "names"),
    [("demande_de_complements", ["demandes"]), ("lettre_non_traitee", ["prerequis", "recours", "signataire"])],
)
def test_a_letter_that_leaves_out_what_must_be_known_is_pointed_out(
    tmp_path: Path, identifier: str, names: list[str]
) -> None:
    letter: Piece = {"id": identifier, "objet": "Dossier", "corps": "Bonjour [structure]", "source": "R §1"}
    warnings = [plain(warning.render()) for warning in load_package(folder_of(tmp_path / "a", letter)).warnings]
    assert len(warnings) == len(names) + 1
    for name in names:
        assert any(f"ce texte ne cite pas « {{{name}}} »" in warning for warning in warnings)
    assert any("« [structure] » sera écrit tel quel. Écrivez « {structure} »." in warning for warning in warnings)
    body = "\n\n".join(f"{{{name}}}" for name in names)
    english = {identifier: {"objet": "Dossier (English)", "corps": body}}
    assert load_package(folder_of(tmp_path / "b", {**letter, "corps": body}, english=english)).warnings == ()
