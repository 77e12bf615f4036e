"""`show`, `programmes`, `schema`: what packages hold, and what their files may hold."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from poincon.cahier.authoring.schemas import FILES, package_schema
from tests.cahier.cli.terminal import Command, changed
from tests.cahier.packages import PROGRAMMES, copy_of, date_threshold


def test_show_gives_weights_and_levers_to_statements_and_none_to_free_lines(poincon: Command) -> None:
    fields = {field["id"]: field for field in poincon("show", "dd-poles-2012", "--json").json["fields"]}
    assert fields["S1"]["weight"] == 4
    assert isinstance(fields["1A1"]["levers"], list)
    assert fields["1A1"]["levers"]
    assert "weight" not in fields["autre_A"]
    assert "levers" not in fields["autre_A"]
    assert sum("weight" in field for field in fields.values()) == 41


def test_show_gives_units_requirements_columns_and_formulas(poincon: Command) -> None:
    shown = poincon("show", "subvention-pole-2012", "--json").json
    fields = {field["id"]: field for field in shown["fields"]}
    columns = {column["id"]: column for column in fields["recettes"]["columns"]}
    assert columns["montant"]["unit"] == "euro"
    assert [option["id"] for option in columns["nature"]["options"]] == ["public", "propre"]
    assert fields["date_notification"]["unit"] is None
    crt = poincon("show", "crt-2022", "--json").json
    rule = next(rule for rule in crt["rules"] if rule["id"] == "part_ca_pme")
    assert rule["formula"] == "ca_pme / ca_total"
    assert rule["target"] == {"comparison": ">", "formula": "seuil_part_ca_pme"}
    assert {type(field["required"]) for field in crt["fields"]} <= {bool, str}
    parameter = next(parameter for parameter in crt["parameters"] if parameter["id"] == "seuil_part_ca_pme")
    assert [(value["value"], value["exact"]) for value in parameter["values"]] == [("0.25", "1/4")]


def test_show_gives_the_day_of_a_value_or_none_when_the_source_has_none(poincon: Command, tmp_path: Path) -> None:
    package = copy_of("crt-2022", tmp_path)
    date_threshold(package)

    def day() -> str | None:
        parameters = poincon("show", package, "--json").json["parameters"]
        values = next(parameter for parameter in parameters if parameter["id"] == "seuil_part_ca_pme")["values"]
        return str(values[0]["since"]) if values[0]["since"] is not None else None

    assert day() == "2000-01-01"
    changed(package / "regles.yaml", "{2000-01-01: 0.25}", "{sans_date: 0.25}")
    assert day() is None
    assert "sans date dans la source" in poincon("show", package).flat


def test_show_tells_conditions_and_formulas_in_words(poincon: Command) -> None:
    report = poincon("show", "subvention-pole-2012", "--lang", "en").flat
    assert "required if Signed agreement is given or Date of signature of the agreement is given" in report
    assert "connu(" not in report


def test_programmes_lists_each_programme_with_its_digest(poincon: Command, example: Path) -> None:
    listed = poincon("programmes", "--json").json["programmes"]
    assert {programme["id"] for programme in listed} >= {"crt-2022", "dd-poles-2012", "subvention-pole-2012"}
    assert all(list(programme) == ["id", "version", "kind", "title", "digest"] for programme in listed)
    digest = next(programme["digest"] for programme in listed if programme["id"] == "crt-2022")
    assert poincon("assess", "crt-2022", example, "--json").json["digest"] == digest


class CoreLoader(yaml.SafeLoader):
    """Scalars as editors read them: YAML 1.2's core schema, where `oui` and 2022-01-01 are texts."""


CoreLoader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+", list("-+0123456789")),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", list("-+.0123456789")),
):
    CoreLoader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_pattern})$"), _first)


def schema_errors(name: str, file: Path) -> list[str]:
    document = CoreLoader(file.read_text(encoding="utf-8")).get_single_data()
    schema = {"$ref": f"#/$defs/{name}", "$defs": package_schema()["$defs"]}
    return [f"{error.json_path}: {error.message}" for error in Draft202012Validator(schema).iter_errors(document)]


@pytest.mark.parametrize("package", PROGRAMMES, ids=lambda path: path.name)
def test_the_schema_accepts_every_file_of_the_real_programmes(package: Path) -> None:
    for name, (pattern, _) in FILES.items():
        files = list(package.glob(pattern))
        assert files or name == "modeles", "a programme may have no templates of its own, and nothing else is optional"
        assert [error for file in files for error in schema_errors(name, file)] == []


def test_the_schema_refuses_an_unknown_key_and_a_missing_one(tmp_path: Path) -> None:
    package = copy_of("crt-2022", tmp_path)
    changed(package / "programme.yaml", "\nversion:", "\nverison:")
    errors = " ".join(schema_errors("programme", package / "programme.yaml"))
    assert "verison" in errors
    assert "'version' is a required property" in errors


def test_the_schema_command_prints_a_valid_schema_of_every_file(poincon: Command) -> None:
    schema = poincon("schema").json
    Draft202012Validator.check_schema(schema)
    assert set(schema["$defs"]) == {"programme", "formulaire", "regles", "modeles", "cas"}
