"""Options that several choices offer: read, translated and compared once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from poincon.cahier.comparison import compare
from poincon.cahier.explanation import Names
from poincon.cahier.loading import load_package
from tests.cahier.cli.terminal import Command
from tests.cahier.packages import Piece, form, judged, plain, problems_of, refusals, rules, write_package

COLOURS: Piece = {"id": "couleurs", "options": [{"id": "rouge", "libelle": "Rouge"}, {"id": "bleu", "libelle": "Bleu"}]}
FIELDS: list[Piece] = [
    {"id": "toile", "type": "choix", "options": "couleurs"},
    {"id": "enseignes", "type": "choix_multiple", "options": "couleurs"},
    {
        "id": "bannieres",
        "type": "tableau",
        "colonnes": [{"id": "teinte", "type": "choix", "options": "couleurs"}, {"id": "prix", "type": "euros"}],
    },
]
FORMULAS = {
    "toile_rouge": "toile est rouge",
    "rouges": "somme(bannieres.prix où teinte est rouge)",
    "voyant": "enseignes contient rouge",
    "selon": "(si ouvert alors toile sinon toile_bis) est rouge",
}
BIS: Piece = {"id": "toile_bis", "type": "choix", "options": "couleurs"}


def written(
    folder: Path,
    lists: list[Piece] | None = None,
    fields: list[Piece] | None = None,
    english: Piece | None = None,
    formulas: dict[str, str] | None = None,
) -> Path:
    piece = {**form([*FIELDS, BIS] if fields is None else fields), "listes": [COLOURS] if lists is None else lists}
    package = write_package(
        folder, form_piece={**piece, **_inline(piece)}, rules_piece=rules(FORMULAS if fields is None else formulas)
    )
    (package / "formulaire.yaml").write_text(json.dumps(piece), encoding="utf-8")
    texts = json.loads((package / "textes/en.yaml").read_text(encoding="utf-8"))
    texts["listes"] = {"couleurs": {"options": {"rouge": "Red", "bleu": "Blue"}}} if english is None else english
    (package / "textes/en.yaml").write_text(json.dumps(texts), encoding="utf-8")
    return package


def _inline(piece: Piece) -> Piece:
    """The form as if no choice named a list, from which the English of all but lists is made."""

    def without(field: Piece) -> Piece:
        kept_keys = {key: value for key, value in field.items() if key != "options" or _is_whole(value)}
        columns = [without(column) for column in field.get("colonnes", ())]
        return {**kept_keys, **({"colonnes": columns} if columns else {})}

    return {
        "rubriques": [
            {
                **section,
                "groupes": [
                    {**group, "champs": [without(field) for field in group["champs"]]} for group in section["groupes"]
                ],
            }
            for section in piece["rubriques"]
        ]
    }


def _is_whole(options: object) -> bool:
    return isinstance(options, list) and all(isinstance(option, dict) for option in options)


def test_fields_and_columns_offer_the_options_of_a_list(tmp_path: Path) -> None:
    package = load_package(written(tmp_path))
    answers = {
        "ouvert": "oui",
        "toile": "rouge",
        "toile_bis": "bleu",
        "enseignes": ["bleu"],
        "bannieres": [{"teinte": "rouge", "prix": "3"}, {"teinte": "bleu", "prix": "4"}],
    }
    verdicts = judged(package, {"reponses": answers})
    assert (verdicts.worth("toile_rouge"), verdicts.worth("rouges"), verdicts.worth("voyant")) == (True, 3, False)
    assert verdicts.worth("selon") is True
    assert [problem.code for problem in refusals(package, {"reponses": {"toile": "vert"}})] == ["unknown_option"]


def test_their_english_is_written_once(tmp_path: Path) -> None:
    package = load_package(written(tmp_path))
    names = Names(package.programme, "en")
    fields = package.programme.fields
    column = fields["bannieres"].columns[0]
    chosen = [(fields["toile"], fields["toile"].options[0]), (column, column.options[1])]
    assert [names.option(choice, option) for choice, option in chosen] == ["Red", "Blue"]


@pytest.mark.parametrize(
    ("english", "codes"),
    [
        ({}, ["no_english"]),
        ({"couleurs": {"options": {"rouge": "Red", "bleu": "Blue", "vert": "Green"}}}, ["unknown_text"]),
    ],
)
def test_an_english_text_that_lacks_or_is_too_many_is_told_once(
    tmp_path: Path, english: Piece, codes: list[str]
) -> None:
    assert [problem.code for problem in problems_of(written(tmp_path, english=english))] == codes


@pytest.mark.parametrize(
    ("lists", "options", "codes"),
    [
        ([COLOURS], "couleur", ["unknown_name"]),
        ([COLOURS, COLOURS], "couleurs", ["duplicate_id"]),
        ([{"id": "couleurs", "options": []}], "couleurs", ["no_option"]),
        ([{"id": "couleurs", "options": "autres"}], "couleurs", ["mapping"]),
        ([COLOURS, {"id": "seule", "options": COLOURS["options"]}], "couleurs", ["unused"]),
        ([COLOURS], {"rouge": "Rouge"}, ["mapping"]),
        ([COLOURS], "deux mots", ["wrong_form"]),
        ([COLOURS], ["rouge"], ["mapping"]),
    ],
)
def test_a_list_that_cannot_be_is_told(tmp_path: Path, lists: list[Piece], options: object, codes: list[str]) -> None:
    fields: list[Piece] = [{"id": "toile", "type": "choix", "options": options}]
    english: Piece = {each["id"]: {"options": {"rouge": "Red", "bleu": "Blue"}} for each in lists}
    problems = problems_of(written(tmp_path, lists, fields, english))
    assert [problem.code for problem in problems if problem.place.file.endswith("formulaire.yaml")] == codes


@pytest.mark.parametrize("options", ["couleur", "deux mots", {"rouge": "Rouge"}, ["rouge"], []])
def test_a_formula_says_nothing_of_options_that_could_not_be_read(tmp_path: Path, options: object) -> None:
    fields: list[Piece] = [{"id": "toile", "type": "choix", "options": options}]
    problems = problems_of(written(tmp_path, [COLOURS], fields, formulas={"essai": "toile est rouge"}))
    assert [problem.render() for problem in problems if problem.place.file.endswith("regles.yaml")] == []
    assert len(problems) == 1


def test_a_change_of_a_list_is_told_once(tmp_path: Path) -> None:
    before = load_package(written(tmp_path / "a"))
    changed: Piece = {"id": "couleurs", "options": [{"id": "rouge", "libelle": "Rouge vif"}, COLOURS["options"][1]]}
    after = load_package(written(tmp_path / "b", [changed]))
    assert [(each.id, plain(each.text.fr)) for each in compare(before, after)] == [
        ("couleurs.rouge", "Option « Rouge vif » (couleurs.rouge) : le libellé passe de « Rouge » à « Rouge vif ».")
    ]


def test_show_names_the_list(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fields = {field["id"]: field for field in Command(capsys)("show", written(tmp_path), "--json").json["fields"]}
    assert fields["toile"]["list"] == "couleurs"
    assert [option["id"] for option in fields["toile"]["options"]] == ["rouge", "bleu"]
    assert "list" not in fields["halle"]
