"""What an author reads when a file is no YAML, or is YAML by accident: the line, and what to write there."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cahier.beginner import FORM, RULES, changed, only, problems_of
from tests.cahier.packages import plain

PROGRAMME, TEMPLATES, ENGLISH = "programme.yaml", "modeles.yaml", "textes/en.yaml"
LABEL = Path(__file__).parents[2] / "programmes" / "label-risques-collectivites-2012"
TITLE = "    titre: Votre commerce\n"
FIRST = "{id: nom, type: texte, libelle: Nom du commerce, requis: oui}"


@pytest.fixture
def label(tmp_path: Path) -> Path:
    return Path(shutil.copytree(LABEL, tmp_path / LABEL.name))


def told(folder: Path, file: str, old: str, new: str) -> str:
    return plain(only(problems_of(changed(folder, file, old, new))))


@pytest.mark.parametrize(
    ("sign", "text"),
    [
        (">", "    Dites qui vous êtes.\n"),
        (">", "    Dites qui vous êtes.\n    Et où.\n"),
        ("|", "    Dites qui vous êtes : ici.\n\n    - et où\n"),
        (">-", "  Dites qui vous êtes : ici.\n"),
    ],
)
def test_a_text_that_is_not_below_its_key_is_to_be_shifted(starter: Path, sign: str, text: str) -> None:
    help_text = f"{TITLE}    aide: {sign}\n{text}"
    sentence = told(starter, FORM, TITLE, help_text)
    assert sentence.startswith("aide/formulaire.yaml:7: ")
    assert f"Décalez ce texte de deux espaces sous « aide: {sign} » : 6 espaces au début de chaque ligne." in sentence
    shifted = "".join(f"      {line.strip()}\n" for line in text.splitlines())
    assert problems_of(changed(starter, FORM, text, shifted)) == []


def test_the_end_of_a_text_is_shifted_like_its_beginning(label: Path) -> None:
    sentence = told(label, TEMPLATES, "      Pour la relire", "    Pour la relire")
    assert sentence.startswith("aide/modeles.yaml:10: ")
    assert "sous « corps: | » : 6 espaces au début de chaque ligne." in sentence


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "above"),
    [
        (FORM, TITLE, f"{TITLE}    aide: Dites qui,\n    et où.\n", 7, "aide: Dites qui, et où."),
        (FORM, TITLE, f"{TITLE}    aide: Dites qui,\n  et où.\n", 7, "aide: Dites qui, et où."),
        (FORM, TITLE, f'{TITLE}    aide: "Dites qui,"\n    et où.\n', 7, 'aide: "Dites qui, et où."'),
        (PROGRAMME, "commerces de", "commerces\nde", 6, "titre: Aide aux commerces de proximité"),
        (PROGRAMME, "Ville de", "Ville # la nôtre\nde", 9, "porteur: Ville de l'Exemple # la nôtre"),
        (RULES, "Effectif du", "Effectif\n    du", 11, "libelle: Effectif du commerce"),
    ],
)
def test_a_line_that_goes_on_from_the_one_above_is_put_at_its_end(
    starter: Path, file: str, old: str, new: str, line: int, above: str
) -> None:
    sentence = told(starter, file, old, new)
    assert sentence.startswith(f"aide/{file}:{line}: ")
    assert "Cette ligne continue la précédente : mettez-la à sa suite, ou décalez-la." in sentence
    assert sentence.endswith(f"La ligne {line - 1} devient : {above}")


def test_a_word_that_may_be_a_key_or_go_on_is_told_both_mends(starter: Path) -> None:
    sentence = told(starter, PROGRAMME, "Aide aux commerces de", "Aide aux\ncommerces de")
    assert "Si « commerces » est une clé, il manque les deux-points : commerces: de proximité Sinon : " in sentence
    assert sentence.endswith("La ligne 5 devient : titre: Aide aux commerces de proximité")


@pytest.mark.parametrize(
    ("new", "line", "remedy"),
    [
        ("corps:\n      Bonjour,", 4, "Un texte de plusieurs lignes vient après « | » : écrivez « corps: | »."),
        ("corps: | Bonjour,", 4, "Le texte commence à la ligne après « | » : corps: | puis, à la ligne, Bonjour,"),
        ("corps: >- Bonjour,", 4, "Le texte commence à la ligne après « >- » : corps: >- puis, à la ligne, Bonjour,"),
    ],
)
def test_the_sign_of_a_text_of_several_lines_is_explained(label: Path, new: str, line: int, remedy: str) -> None:
    sentence = told(label, TEMPLATES, "corps: |\n      Bonjour,", new)
    assert sentence.startswith(f"aide/modeles.yaml:{line}: ")
    assert sentence.endswith(remedy)


@pytest.mark.parametrize("text", ["// Qui demande", "« Qui demande", "-- Qui", "; Qui", "Qui demande", "/* Qui"])
def test_a_comment_begins_with_a_hash(starter: Path, text: str) -> None:
    sentence = told(starter, PROGRAMME, "# Qui demande", text)
    assert sentence.startswith("aide/programme.yaml:2: ")
    assert "Un commentaire commence par « # » : # Qui" in sentence


@pytest.mark.parametrize("text", ["// Ce que", "; Ce que", "Ce que"])
def test_a_comment_that_has_a_colon_is_no_key(starter: Path, text: str) -> None:
    sentence = told(starter, FORM, "# Ce que", text)
    assert sentence.startswith("aide/formulaire.yaml:2: un commentaire commence par « # ». Écrivez « # Ce que la ")


def test_several_lines_of_comments_are_mended_together(starter: Path) -> None:
    sentence = told(
        starter, FORM, "        champs:\n", "        // les champs\n        // du groupe\n        champs:\n"
    )
    assert sentence.endswith(
        "formulaire.yaml:10: le YAML est mal formé ici. Un commentaire commence par « # » : # les champs"
    )


@pytest.mark.parametrize(
    ("tail", "remedy"),
    [
        ("},", "Retirez la virgule à la fin"),
        ("};", "Retirez « ; » à la fin"),
        ("}.", "Retirez « . » à la fin"),
        (");", "Fermez ce qui est ouvert"),
        ("),", "Fermez ce qui est ouvert"),
    ],
)
def test_what_other_languages_end_a_line_with_is_to_go(starter: Path, tail: str, remedy: str) -> None:
    sentence = told(starter, FORM, FIRST, FIRST[:-1] + tail)
    assert sentence == f"aide/formulaire.yaml:11: le YAML est mal formé ici. {remedy} : - {FIRST}"


def test_commas_at_the_end_of_several_lines_are_told_together(starter: Path) -> None:
    path = starter / FORM
    path.write_text(path.read_text(encoding="utf-8").replace("requis: oui}\n", "requis: oui},\n"), encoding="utf-8")
    sentence = plain(only(problems_of(starter)))
    assert sentence.endswith(":11: le YAML est mal formé ici. Retirez la virgule à la fin des lignes 11, 12, 13.")


def test_a_comma_after_quotes_is_to_go(starter: Path) -> None:
    sentence = told(starter, FORM, "titre: Présentation", 'titre: "Présentation",')
    assert sentence.endswith(':9: le YAML est mal formé ici. Retirez la virgule à la fin : titre: "Présentation"')


def test_a_text_at_the_end_of_a_line_between_braces_is_put_in_quotes(label: Path) -> None:
    sentence = told(label, PROGRAMME, 'role: "Décide du nombre d\'étoiles."', "role: Décide : du nombre d'étoiles")
    assert sentence.startswith("aide/programme.yaml:30: le YAML est mal formé ici. Mettez le texte entre guillemets : ")
    assert sentence.endswith('role: "Décide : du nombre d\'étoiles",')


@pytest.mark.parametrize(
    ("old", "new", "line", "remedy"),
    [
        ("  collectivite:\n", "  - id: collectivite\n", 49, "Ici pas de liste, écrivez : collectivite:"),
        ("  organisation:\n", "  - id: organisation\n", 51, "Ici pas de liste, écrivez : organisation:"),
        ("  organisation:\n", "  - organisation:\n", 51, "Retirez le tiret : organisation:"),
    ],
)
def test_what_is_no_list_has_no_hyphen(label: Path, old: str, new: str, line: int, remedy: str) -> None:
    sentence = told(
        label, ENGLISH, f"rubriques:\n{old}" if line == 49 else old, f"rubriques:\n{new}" if line == 49 else new
    )
    assert sentence == f"aide/textes/en.yaml:{line}: le YAML est mal formé ici. {remedy}"


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            FIRST,
            FIRST.replace(": ", "="),
            "une clé est suivie de « : », pas de « = ». Écrivez « {id: nom, type: texte, …} ».",
        ),
        ("{id: nom", "{id=nom", "une clé est suivie de « : », pas de « = ». Écrivez « id: nom »."),
        ("{id: nom", "{id:\u00a0nom", "Remplacez l'espace insécable par une espace : id: nom"),
        (
            " libelle: Nom",
            " libelle： Nom",
            "ces deux-points ne sont pas ceux du clavier. Écrivez « libelle: Nom du com",
        ),
    ],
)
def test_a_key_glued_to_its_value_between_braces_is_told_once(starter: Path, old: str, new: str, sentence: str) -> None:
    assert sentence in told(starter, FORM, old, new)


def test_a_list_without_the_line_of_its_key_is_told_which(starter: Path) -> None:
    sentence = told(starter, FORM, "rubriques:\n", "")
    assert sentence.startswith("aide/formulaire.yaml:3: il manque la ligne « rubriques: » au-dessus de cette liste.")
    assert sentence.endswith("Ajoutez « rubriques: » au-dessus de la ligne 3.")


@pytest.mark.parametrize(("file", "key", "line"), [(FORM, "rubriques", 29), (PROGRAMME, "etapes", 32)])
def test_a_list_that_follows_another_without_its_key_is_told_which(label: Path, file: str, key: str, line: int) -> None:
    sentence = told(label, file, f"\n{key}:\n", "\n")
    assert sentence.startswith(f"aide/{file}:{line}: ")
    assert sentence.endswith(f"Ajoutez « {key}: » au-dessus de la ligne {line}.")


def test_letters_without_the_line_of_their_key_are_told_so(label: Path) -> None:
    assert told(label, TEMPLATES, "modeles:\n", "").endswith("Ajoutez « modeles: » au-dessus de la ligne 1.")


@pytest.mark.parametrize("text", ["Tenir un annuaire : de crise", "Annuaire : de crise"])
def test_a_text_of_a_list_that_a_colon_cuts_is_put_in_quotes(label: Path, text: str) -> None:
    sentence = told(label, FORM, "[Tenir un annuaire de crise]", f"[{text}]")
    assert sentence.endswith(f'Des deux-points coupent ce texte : mettez-le entre guillemets, "{text}".')


@pytest.mark.parametrize("day", ["2026‑01‑01", "2026–01–01", "2026−01−01"])
def test_a_day_with_the_hyphens_of_a_word_processor_is_told_so(starter: Path, day: str) -> None:
    right = "les tirets ne sont pas ceux du clavier. Écrivez « 2026-01-01 »."
    assert told(starter, PROGRAMME, "2026-01-01", day).endswith(right)
    changed(starter, PROGRAMME, day, "2026-01-01")
    assert told(starter, RULES, "sans_date", day).endswith(right)


@pytest.mark.parametrize(
    ("version", "right"),
    [
        ("0.1", "0.1.0"),
        ("v0.1.0", "0.1.0"),
        ("1,0,0", "1.0.0"),
        ("1", "1.0.0"),
        ("0.1.0-beta", "0.1.0"),
        ("“0.1.0”", "0.1.0"),
    ],
)
def test_a_version_is_told_as_it_is_written(starter: Path, version: str, right: str) -> None:
    sentence = told(starter, PROGRAMME, "version: 0.1.0", f"version: {version}")
    assert sentence.endswith(f"« {version} » n'est pas une version « 1.0.0 ». Écrivez « {right} ».")


@pytest.mark.parametrize(
    ("file", "old", "new", "remedy"),
    [
        (PROGRAMME, "titre: Aide", "- titre: Aide", "Retirez le tiret : titre: Aide aux commerces de proximité"),
        (PROGRAMME, "titre: Aide", "titre： Aide", "Ces deux-points ne sont pas ceux du clavier : titre: Aide aux"),
        (FORM, "    groupes:", "    groupes：", "Ces deux-points ne sont pas ceux du clavier : groupes:"),
    ],
)
def test_a_key_is_given_as_it_is_written(starter: Path, file: str, old: str, new: str, remedy: str) -> None:
    assert remedy in told(starter, file, old, new)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        (PROGRAMME, "programme.yaml.txt"),
        (FORM, "Formulaire.yml"),
        (RULES, "règles.yaml"),
        (RULES, "regle.yaml"),
        (TEMPLATES, "modèles.yaml"),
        (ENGLISH, "textes/en.yml"),
        (ENGLISH, "textes/anglais.yaml"),
        (ENGLISH, "en.yaml"),
    ],
)
def test_a_file_under_another_name_is_to_be_renamed(label: Path, name: str, written: str) -> None:
    (label / name).rename(label / written)
    sentence = plain(only(problems_of(label)))
    assert sentence == f"aide/{name}: ce fichier n'existe pas. Renommez « {written} » en « {name} »."


def test_a_folder_under_another_name_is_to_be_renamed(label: Path) -> None:
    (label / "textes").rename(label / "texte")
    assert plain(only(problems_of(label))).endswith("Renommez « texte/en.yaml » en « textes/en.yaml ».")
