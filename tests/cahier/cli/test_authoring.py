"""`new`, `textes`, `schema`: what helps to write a programme."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from poincon.cahier.authoring.schemas import FILES, file_schema
from poincon.cahier.authoring.translation import as_yaml
from poincon.cahier.loading import load_package, package_files, package_from_files
from tests.cahier.cli.terminal import Command, changed, written
from tests.cahier.packages import PROGRAMMES, ROOT, copy_of


def as_texts(text: str) -> Any:
    """A YAML document with every scalar as text, as packages are read."""
    return yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - it makes texts only


# new


def test_a_new_package_passes_its_own_check(poincon: Command, tmp_path: Path) -> None:
    folder = tmp_path / "aide-aux-commerces"
    result = poincon("new", folder)
    assert (result.code, result.errors) == (0, "")
    assert f"{folder}/programme.yaml" in result.out.splitlines()
    assert f"poincon check {folder}" in result.out
    check = poincon("check", folder)
    assert check.code == 0
    assert check.out == "aide-aux-commerces 0.1.0 : 2 cas, 4 champs, 3 règles : tout est en ordre\n"


def test_the_files_of_a_new_package_name_schemas_that_are_there_and_accept_them(
    poincon: Command, tmp_path: Path
) -> None:
    folder = tmp_path / "aide"
    poincon("new", folder)
    files = [*folder.glob("*.yaml"), *folder.glob("cas/*.yaml")]
    assert len(files) == 5
    for file in files:
        first = file.read_text(encoding="utf-8").splitlines()[0]
        relative = first.removeprefix("# yaml-language-server: $schema=")
        schema = json.loads((file.parent / relative).read_text(encoding="utf-8"))
        document = as_texts(file.read_text(encoding="utf-8"))
        assert [error.message for error in Draft202012Validator(schema).iter_errors(document)] == []


def test_a_new_package_may_fill_an_empty_folder_and_no_other(poincon: Command, tmp_path: Path) -> None:
    folder = tmp_path / "aide"
    folder.mkdir()
    assert poincon("new", folder).code == 0
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    result = poincon("new", folder)
    assert (result.code, result.out) == (2, "")
    assert "ce dossier n'est pas vide : rien n'a été écrit." in result.errors
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("Aide été", "Par exemple « aide-ete »."),
        ("aide commerces", "Par exemple « aide-commerces »."),
        ("日本", "n'est pas un nom de programme"),
        ("a" * 90, "n'est pas un nom de programme"),
        ("x\x00y", "ce chemin ne peut pas être lu."),
        ("-" * 3 + "/aide/../_", "n'est pas un nom de programme"),
    ],
)
def test_a_folder_whose_name_is_no_identifier_is_refused(
    poincon: Command, tmp_path: Path, name: str, sentence: str
) -> None:
    result = poincon("new", f"{tmp_path}/{name}")
    assert result.code == 2
    assert sentence in result.errors
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_written_through_a_link_or_into_a_file(poincon: Command, tmp_path: Path) -> None:
    (tmp_path / "ailleurs").mkdir()
    (tmp_path / "lien").symlink_to(tmp_path / "ailleurs")
    written(tmp_path / "fichier", "x")
    assert [poincon("new", tmp_path / name).code for name in ("lien", "fichier", "fichier/aide")] == [2, 2, 2]
    assert list((tmp_path / "ailleurs").iterdir()) == []


# English, and `textes`


def test_a_draft_needs_no_english_and_version_one_does(poincon: Command, tmp_path: Path) -> None:
    folder = tmp_path / "aide"
    poincon("new", folder)
    changed(folder / "programme.yaml", "version: 0.1.0", "version: 1.0.0")
    result = poincon("check", folder)
    assert result.code == 1
    assert f"{folder}/textes/en.yaml: les textes anglais manquent." in result.out
    assert result.out.count("manque") == 1


def test_a_draft_is_kept_by_a_database_without_its_english(poincon: Command, tmp_path: Path) -> None:
    folder = tmp_path / "aide"
    poincon("new", folder)
    files = package_files(folder)
    assert "textes/en.yaml" not in files
    assert package_from_files(files, "base").digest == load_package(folder).digest


def test_a_draft_may_translate_in_part_but_translates_nothing_else(poincon: Command, tmp_path: Path) -> None:
    folder = tmp_path / "aide"
    poincon("new", folder)
    (folder / "textes").mkdir()
    written(folder / "textes/en.yaml", "champs: {nom: {libelle: Name of the shop}}\n")
    assert poincon("check", folder).code == 0
    assert "nom:" not in poincon("textes", folder).out
    written(folder / "textes/en.yaml", "champs: {prenom: {libelle: First name}}\n")
    assert "ce texte ne traduit rien" in poincon("check", folder).out


def test_what_is_to_be_translated_is_ready_to_paste(poincon: Command, tmp_path: Path) -> None:
    folder = tmp_path / "aide"
    poincon("new", folder)
    listed = poincon("textes", folder)
    assert listed.code == 0
    (folder / "textes").mkdir()
    written(folder / "textes/en.yaml", listed.out)
    changed(folder / "programme.yaml", "version: 0.1.0", "version: 1.0.0")
    assert poincon("check", folder).code == 0
    assert poincon("textes", folder).out == "rien à traduire\n"
    assert poincon("textes", folder, "--lang", "en").out == "nothing to translate\n"


def test_texts_are_listed_of_a_version_that_lacks_some_and_not_of_a_wrong_package(
    poincon: Command, tmp_path: Path
) -> None:
    folder = copy_of("crt-2022", tmp_path)
    changed(folder / "textes/en.yaml", "  ca_total:", "  ca_total_oublie:")
    listed = poincon("textes", folder)
    assert listed.code == 0
    assert 'libelle: "' in listed.out
    changed(folder / "programme.yaml", "nature: label", "nature: prix")
    refused = poincon("textes", folder)
    assert (refused.code, refused.out) == (2, "")


@pytest.mark.parametrize("package", PROGRAMMES, ids=lambda path: path.name)
def test_real_programmes_lack_no_english(poincon: Command, package: Path) -> None:
    lines = poincon("textes", package).out.splitlines()
    assert all(line.startswith("#") or line == "rien à traduire" for line in lines)


def test_pasted_keys_and_texts_stay_what_they_are() -> None:
    texts = [("echelles.e.niveaux.++", 'a: "b" # c\n\nd'), ("champs.x.options.no", "été"), ("champs.x.libelle", "- x")]
    tree = as_texts("\n".join(as_yaml(texts)))
    assert tree == {
        "echelles": {"e": {"niveaux": {"++": 'a: "b" # c\n\nd'}}},
        "champs": {"x": {"options": {"no": "été"}, "libelle": "- x"}},
    }


def test_optional_texts_are_comments_in_their_place(poincon: Command) -> None:
    needed = [("champs.a.libelle", "A"), ("champs.b.libelle", "B")]
    optional = [("champs.a.aide", "Deux\n\nlignes"), ("etapes.depot.libelle", "Dépôt")]
    lines = as_yaml(needed, optional)
    assert lines == [
        "champs:",
        "  a:",
        '    libelle: "A"',
        "#     aide: |-",
        "#       Deux",
        "#",
        "#       lignes",
        "  b:",
        '    libelle: "B"',
        "# etapes:",
        "#   depot:",
        '#     libelle: "Dépôt"',
    ]
    uncommented = as_texts("\n".join(line.removeprefix("# ").removeprefix("#") for line in lines))
    assert uncommented["champs"]["a"] == {"libelle": "A", "aide": "Deux\n\nlignes"}
    assert uncommented["etapes"] == {"depot": {"libelle": "Dépôt"}}


@pytest.mark.parametrize(
    "text",
    [
        "Bonjour,\n\nVotre dossier # {numero} : « ici »\n",
        "deux\nlignes",
        "une ligne, sa fin\n",
        "trois fins\n\n\n",
        "une\n  plus loin\n",
        " avant\nle reste",
        "\nvide d'abord",
        "\n",
        "une\ttabulation\nici",
        "un retour\r\nchariot",
        "ligne\u2028autre\nligne\x85encore",
        "fin d'espaces  \nlà\n",
        "cloche\x07\nlà",
        "fin  \n\n",
        "- liste\n- encore",
        "--- \n...\n",
    ],
)
def test_a_text_of_several_lines_comes_back_to_the_letter(text: str) -> None:
    assert as_texts("\n".join(as_yaml([("modeles.m.corps", text), ("modeles.m.objet", "Objet")])) + "\n") == {
        "modeles": {"m": {"corps": text, "objet": "Objet"}}
    }


# schema


def test_each_key_of_each_file_is_described() -> None:
    undescribed = []
    for name in FILES:
        todo = [(name, file_schema(name))]
        while todo:
            path, node = todo.pop()
            for key, part in node.get("properties", {}).items():
                todo.append((f"{path}.{key}", part))
                if not part.get("description"):
                    undescribed.append(f"{path}.{key}")
            if "items" in node:
                todo.append((path, node["items"]))
    assert undescribed == []


def test_the_schema_of_one_file_and_of_each_into_a_folder(poincon: Command, tmp_path: Path) -> None:
    single = poincon("schema", "--file", "formulaire.yaml").json
    Draft202012Validator.check_schema(single)
    assert set(single["properties"]) == {"echelles", "listes", "rubriques"}
    assert poincon("schema", "--file", "cas/nominal.yaml").json["title"] == "cas/*.yaml"
    result = poincon("schema", "--to", tmp_path / "schemas")
    assert result.code == 0
    assert sorted(path.stem for path in (tmp_path / "schemas").iterdir()) == sorted(FILES)


def test_words_of_closed_lists_are_told_to_editors_with_what_they_mean() -> None:
    field = file_schema("formulaire.yaml")["properties"]["rubriques"]["items"]["properties"]["groupes"]["items"]
    kind = field["properties"]["champs"]["items"]["properties"]["type"]
    assert "etp : équivalents temps plein" in kind["description"]


@pytest.mark.parametrize("arguments", [("--file", "formulair.yaml"), ("--file", ""), ("--to", "")])
def test_a_wrong_file_or_folder_of_schemas_is_refused(poincon: Command, arguments: tuple[str, str]) -> None:
    assert poincon("schema", *arguments).code == 2


# what the guides write


def test_the_dossier_of_the_guide_is_one_that_is_judged(poincon: Command, tmp_path: Path) -> None:
    guide = (ROOT / "docs/guides/ecrire-un-programme.md").read_text(encoding="utf-8")
    chapter = guide.split("## Le fichier d'un dossier")[1]
    file = written(tmp_path / "dossier.yaml", chapter.split("```yaml\n")[1].split("```")[0])
    result = poincon("assess", "crt-2022", file)
    assert (result.code, result.errors) == (0, "")


def test_the_first_steps_of_the_guide_run_as_it_writes_them(
    poincon: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    guide = (ROOT / "docs/guides/premier-programme.md").read_text(encoding="utf-8")
    lines = re.findall(r"^poincon (.+)$|`poincon ([^`>]+?)(?: > [^`]+)?`", guide, re.MULTILINE)
    commands = [(block or inline).split() for block, inline in lines]
    assert {command[0] for command in commands} >= {"new", "check", "preview", "cases", "explain", "show", "textes"}
    monkeypatch.chdir(tmp_path)
    for command in commands:
        if command[0] != "preview":
            assert poincon(*command).code == 0, command
