"""Groups that another actor fills, or at another stage: not asked at entry, read as missing, with who gives them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from poincon.cahier.comparison import compare
from poincon.cahier.evaluation import completeness
from poincon.cahier.loading import load_package
from tests.cahier.cli.terminal import Command
from tests.cahier.conftest import Make
from tests.cahier.packages import Piece, form, judged, plain, problems_of, rules, write_package

IDENTITY: Piece = {
    "acteurs": [
        {"id": "forain", "libelle": "Forain", "portee": "structure", "source": "R §1"},
        {"id": "placier", "libelle": "Placier", "portee": "region", "source": "R §1"},
    ],
    "etapes": [
        {"id": "demande", "libelle": "Demande", "acteur": "forain", "source": "R §1"},
        {"id": "visite", "libelle": "Visite", "acteur": "placier", "source": "R §1"},
        {"id": "bilan", "libelle": "Bilan", "acteur": "forain", "source": "R §1"},
    ],
}
RULES = rules({"assez": "note_hygiene > seuil", "visitee": "connu(visite_le)"}, {"seuil": "10 nombre"})


def written(folder: Path, rules_piece: Piece = RULES, **keys: Any) -> Path:
    piece = form()
    fields: list[Piece] = [
        {"id": "note_hygiene", "type": "entier", "requis": "oui", "libelle": "Note d'hygiène", "source": "R §1"},
        {"id": "visite_le", "type": "date", "libelle": "Visité le", "source": "R §1"},
    ]
    piece["rubriques"][0]["groupes"].append({"id": "controle", "titre": "Contrôle", "champs": fields, **keys})
    return write_package(folder, form_piece=piece, rules_piece=rules_piece, identity=IDENTITY)


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({}, ""),
        ({"rempli_par": "forain"}, ""),
        ({"rempli_par": "placier"}, "à remplir par « Placier »"),
        ({"a_l_etape": "visite"}, "à remplir par « Placier » à l'étape « Visite »"),
        ({"rempli_par": "placier", "a_l_etape": "bilan"}, "à remplir par « Placier » à l'étape « Bilan »"),
        ({"rempli_par": "forain", "a_l_etape": "bilan"}, "à remplir par « Forain » à l'étape « Bilan »"),
    ],
)
def test_what_others_fill_is_not_asked_at_entry_and_reasons_say_who(tmp_path: Path, keys: Piece, words: str) -> None:
    verdicts = judged(load_package(written(tmp_path, **keys)), {"reponses": {}})
    lacking = {state.path for state in completeness(verdicts.assessment).lacking}
    assert lacking == (set() if words else {"note_hygiene"})
    assert (verdicts.cause("assez"), verdicts.missing("assez")) == ("missing", ["note_hygiene"])
    assert (f"« Note d'hygiène » ({words})" in plain(verdicts.sentence("assez"))) is bool(words)
    assert verdicts.worth("visitee") is False


def test_the_stage_of_the_entry_is_that_of_the_phase_saisie(tmp_path: Path) -> None:
    drafting: Piece = {"id": "demande", "libelle": "Demande", "acteur": "forain", "source": "R §1"}
    folder = written(tmp_path, a_l_etape="demande")
    assert not load_package(folder).programme.fields["note_hygiene"].at_entry
    actor = {**IDENTITY["acteurs"][0], "fonctions": ["redaction"]}
    stages = [{**drafting, "phase": "saisie"}, *IDENTITY["etapes"][1:]]
    programme = json.loads((folder / "programme.yaml").read_text(encoding="utf-8"))
    programme |= {"acteurs": [actor, IDENTITY["acteurs"][1]], "etapes": stages}
    (folder / "programme.yaml").write_text(json.dumps(programme), encoding="utf-8")
    assert load_package(folder).programme.fields["note_hygiene"].at_entry


def test_a_dossier_file_may_hold_what_others_fill(tmp_path: Path) -> None:
    package = load_package(written(tmp_path, a_l_etape="visite"))
    verdicts = judged(package, {"reponses": {"note_hygiene": "12", "visite_le": "2021-05-16"}})
    assert (verdicts.worth("assez"), verdicts.worth("visitee")) == (True, True)


@pytest.mark.parametrize(
    ("keys", "path"),
    [
        ({"rempli_par": "placiers"}, "rempli_par"),
        ({"a_l_etape": "visites"}, "a_l_etape"),
    ],
)
def test_only_actors_and_stages_are_named(tmp_path: Path, keys: Piece, path: str) -> None:
    problems = problems_of(written(tmp_path, **keys))
    assert {problem.place.path.rsplit(".", 1)[-1] for problem in problems} == {path}


@pytest.mark.parametrize(
    ("blocks", "codes"),
    [
        ({"prerequis": [{"id": "propre", "condition": "note_hygiene > seuil"}]}, ["filled_later"]),
        (
            {
                "prerequis": [{"id": "propre", "condition": "atteint(de_loin)"}],
                "indicateurs": [{"id": "de_loin", "condition": "note_hygiene > seuil", "force": "requise"}],
            },
            ["filled_later"],
        ),
        ({"indicateurs": [{"id": "propre", "condition": "note_hygiene > seuil", "force": "requise"}]}, []),
    ],
)
def test_a_prerequisite_that_reads_what_others_fill_is_warned_of(
    tmp_path: Path, blocks: dict[str, list[Piece]], codes: list[str]
) -> None:
    package = load_package(written(tmp_path, rules(None, {"seuil": "10 nombre"}, blocks), a_l_etape="visite"))
    assert [warning.code for warning in package.warnings] == codes


@pytest.mark.parametrize(
    ("key", "formula", "lines"),
    [
        ("visible_si", "visitee", 1),
        ("requis_si", "note_hygiene > seuil", 1),
        ("maximum", "note_hygiene", 1),
        ("maximum", "clients_habituels", 0),
    ],
)
def test_what_decides_what_is_asked_is_warned_of_too(tmp_path: Path, key: str, formula: str, lines: int) -> None:
    folder = written(tmp_path, a_l_etape="visite")
    piece = json.loads((folder / "formulaire.yaml").read_text(encoding="utf-8"))
    fields: list[Piece] = piece["rubriques"][0]["groupes"][0]["champs"]
    stalls = next(field for field in fields if field["id"] == "etals")
    stalls |= {"unite": "nombre", key: formula}
    fields.append(
        {**stalls, "id": "clients_habituels", "maximum": "5"} | {"visible_si": "ouvert", "requis_si": "ouvert"}
    )
    english = json.loads((folder / "textes/en.yaml").read_text(encoding="utf-8"))
    english["champs"]["clients_habituels"] = "Usual customers"
    (folder / "formulaire.yaml").write_text(json.dumps(piece), encoding="utf-8")
    (folder / "textes/en.yaml").write_text(json.dumps(english), encoding="utf-8")
    warnings = load_package(folder).warnings
    assert [(each.code, each.place.path.rsplit(".", 1)[-1]) for each in warnings] == [("filled_later", key)] * lines


@pytest.mark.parametrize(
    ("condition", "codes"),
    [
        ("atteint(accueil)", ["filled_later"]),
        ("nombre(criteres où bon) > 0", ["filled_later"]),
        ("de_loin", ["filled_later"]),
        ("ouvert", []),
    ],
)
def test_a_prerequisite_that_reads_an_appraisal_is_warned_of(make: Make, condition: str, codes: list[str]) -> None:
    criterion: Piece = {"id": "accueil", "question": "Bon ?", "echelle": "avis", "force": "requise"}
    package = make(
        {"de_loin": "note(accueil) > 0"}, prerequis=[{"id": "propre", "condition": condition}], criteres=[criterion]
    )
    assert [warning.code for warning in package.warnings] == codes
    if codes:
        assert "le prérequis « propre » lit ce qui n'est rempli ou apprécié qu'après la saisie (« accueil »)" in plain(
            package.warnings[0].render()
        )


def test_show_compare_and_assess_say_who_fills_what(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    poincon = Command(capsys)
    before, after = written(tmp_path / "a"), written(tmp_path / "b", a_l_etape="visite")
    assert [(each.id, each.aspect) for each in compare(load_package(before), load_package(after))] == [
        ("controle", "filled_by"),
        ("controle", "stage"),
    ]
    words = "à remplir par « Placier » à l'étape « Visite »"
    assert words in plain(poincon("show", after).flat)
    groups = {
        group["id"]: group
        for section in poincon("show", after, "--json").json["sections"]
        for group in section["groups"]
    }
    assert (groups["controle"]["filled_by"], groups["controle"]["stage"], groups["controle"]["at_entry"]) == (
        "placier",
        "visite",
        False,
    )
    dossier = tmp_path / "dossier.yaml"
    dossier.write_text("reponses: {loyer: 1}\n", encoding="utf-8")
    report = plain(poincon("assess", after, dossier).flat)
    assert f"Note d'hygiène ({words}) (1 résultat)" in report
    assert "Le formulaire demande encore" not in report
