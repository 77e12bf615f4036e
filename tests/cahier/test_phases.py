"""What the platform reads of a programme's stages, actors, calendar and options; and what it could not hold."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from poincon.cahier.comparison import compare
from poincon.cahier.loading import load_package
from poincon.cahier.model import ActorFunction, CalendarEffect, Phase, Programme
from poincon.cahier.model.enums import PLATFORM_SETTINGS
from tests.cahier.packages import ROOT, Piece, named, plain, problems_of, rules, write_package

ACTORS = [
    named({"id": "marchand", "portee": "structure", "fonctions": ["redaction", "direction"]}),
    named({"id": "regie", "portee": "region", "fonctions": ["instruction_regionale"]}),
    named({"id": "maire", "portee": "nation"}),
]
PREREQUISITES = rules(blocks={"prerequis": [{"id": "assurance", "condition": "assure"}]})


def stage(name: str, actor: str, phase: str | None = None) -> Piece:
    return named({"id": name, "acteur": actor, **({"phase": phase} if phase else {})})


def workflow(*stages: Piece, **blocks: list[Piece]) -> Piece:
    return {"acteurs": ACTORS, "etapes": list(stages), **blocks}


def told(folder: Path, identity: Piece, marker: str, rules_piece: Piece | None = None) -> list[str]:
    """What loading complains of, without the file; `marker` is a line of `programme.yaml` where each must stand."""
    package = write_package(folder, identity=identity, rules_piece=rules_piece)
    lines = (package / "programme.yaml").read_text(encoding="utf-8").splitlines()
    places = [index for index, line in enumerate(lines, 1) if marker in line]
    problems = problems_of(package)
    assert {problem.place.line for problem in problems} <= set(places)
    return [f"{problem.place.path}: {problem.render().split(': ', 2)[2]}" for problem in problems]


def loaded(folder: Path, identity: Piece) -> Programme:
    return load_package(write_package(folder, identity=identity, rules_piece=PREREQUISITES)).programme


# what is read


def test_a_stage_is_found_by_its_phase_with_the_functions_of_its_actor(tmp_path: Path) -> None:
    programme = loaded(tmp_path, workflow(stage("ecrire", "marchand", "saisie"), stage("voter", "maire")))
    drafting = programme.stage_of(Phase.DRAFTING)
    assert drafting is not None
    assert (drafting.id, drafting.phase) == ("ecrire", Phase.DRAFTING)
    assert programme.functions_of(Phase.DRAFTING) == {ActorFunction.STRUCTURE_EDITOR, ActorFunction.STRUCTURE_HEAD}
    assert programme.stage_of(Phase.EVALUATION) is None
    assert programme.functions_of(Phase.EVALUATION) == frozenset()
    assert [stage.phase for stage in programme.stages] == [Phase.DRAFTING, None]
    assert [len(actor.functions) for actor in programme.actors] == [2, 1, 0]


def test_functions_are_the_roles_of_the_platform() -> None:
    from poincon.people.enums import Role

    assert {function.value for function in ActorFunction} == {role.value for role in Role} - {Role.ADMINISTRATOR.value}


def test_the_calendar_says_what_opens_and_what_closes(tmp_path: Path) -> None:
    days = [("a", "ouverture"), ("b", None), ("c", "cloture")]
    calendar = [named({"id": name, "quand": "un jour", **({"effet": word} if word else {})}) for name, word in days]
    programme = loaded(tmp_path, {"calendrier": calendar})
    assert [day.effect for day in programme.calendar] == [CalendarEffect.OPENING, None, CalendarEffect.CLOSING]


def test_the_options_that_the_platform_reads_have_its_own_figure_until_the_programme_says_one(tmp_path: Path) -> None:
    option = named({"id": "delai_de_correction", "valeur": "21", "unite": "jour"})
    programme = loaded(tmp_path, {"options": [option]})
    assert programme.days("delai_de_correction") == 21
    assert [programme.days(name) for name in PLATFORM_SETTINGS] == [21, 5, 3]
    setting = programme.setting("delai_de_correction")
    assert setting is not None
    assert setting.value == 21
    assert programme.setting("rappel_avant_echeance") is None


@pytest.mark.parametrize(
    "folder", sorted((ROOT / "programmes").glob("*/programme.yaml")), ids=lambda path: path.parent.name
)
def test_every_real_programme_lets_a_structure_write(folder: Path) -> None:
    programme = load_package(folder.parent).programme
    assert ActorFunction.STRUCTURE_EDITOR in programme.functions_of(Phase.DRAFTING)


def test_a_label_without_a_region_is_examined_by_the_ministry_and_has_no_prerequisites() -> None:
    programme = load_package(ROOT / "programmes" / "pole-innovation-artisanat-2009").programme
    assert programme.stage_of(Phase.PREREQUISITES) is None
    for phase in (Phase.COMPLETENESS, Phase.EVALUATION):
        assert programme.functions_of(phase) == {ActorFunction.MINISTRY}


# what is refused


@pytest.mark.parametrize(
    ("identity", "marker", "message"),
    [
        (
            {"acteurs": [named({"id": "a", "portee": "region", "fonctions": ["rédaction"]})]},
            '"rédaction"',
            "acteurs[0].fonctions[0]: « rédaction » n'est pas dans la liste. Vouliez-vous dire « redaction » ?",
        ),
        (
            workflow(stage("ecrire", "marchand", "brouillon")),
            '"phase": "brouillon"',
            (
                "etapes[0].phase: « brouillon » n'est pas dans la liste. Mots possibles : compte (ouverture du compte) "
                "; saisie (le dossier se remplit) ; validation (la direction le dépose) ; completude (on vérifie que "
                "rien ne manque) ; prerequis (on confirme les prérequis) ; non_traitee (clôture quand un prérequis "
                "manque) ; evaluation (on évalue)."
            ),
        ),
        (
            {"calendrier": [named({"id": "a", "quand": "un jour", "effet": "fermeture"})]},
            '"effet": "fermeture"',
            (
                "calendrier[0].effet: « fermeture » n'est pas dans la liste. Mots possibles : ouverture (la campagne "
                "ouvre) ; cloture (la campagne ferme)."
            ),
        ),
        (
            workflow(stage("voter", "maire", "evaluation")),
            '"phase": "evaluation"',
            (
                "etapes[0].phase: personne ne pourrait agir à la phase « evaluation » : l'acteur « maire » n'a pas de "
                "« fonctions ». Donnez-lui par exemple « fonctions: [comite_regional] »."
            ),
        ),
        (
            {"options": [named({"id": "delai_de_correction", "valeur": "2", "unite": "mois"})]},
            '"valeur": "2"',
            (
                "options[0].valeur: la plateforme lit l'option « delai_de_correction » en jours entiers, un au moins. "
                "Écrivez par exemple « valeur: 15 » et « unite: jour »."
            ),
        ),
        (
            {"options": [named({"id": "rappel_avant_echeance", "valeur": "3/2", "unite": "jour"})]},
            '"valeur": "3/2"',
            (
                "options[0].valeur: la plateforme lit l'option « rappel_avant_echeance » en jours entiers, un au "
                "moins. Écrivez par exemple « valeur: 3 » et « unite: jour »."
            ),
        ),
        (
            {"options": [named({"id": "delai_minimal_de_correction", "valeur": "0", "unite": "jour"})]},
            '"valeur": "0"',
            (
                "options[0].valeur: la plateforme lit l'option « delai_minimal_de_correction » en jours entiers, un au "
                "moins. Écrivez par exemple « valeur: 5 » et « unite: jour »."
            ),
        ),
    ],
)
def test_a_word_that_the_platform_cannot_hold_is_told(
    tmp_path: Path, identity: Piece, marker: str, message: str
) -> None:
    assert told(tmp_path, identity, marker) == [message]


@pytest.mark.parametrize("phase", ["saisie", "validation", "completude", "prerequis", "evaluation"])
def test_somebody_must_be_able_to_act_in_each_of_these_phases(tmp_path: Path, phase: str) -> None:
    stages = workflow(stage("agir", "maire", phase), stage("clore", "maire", "non_traitee"))
    (message,) = told(tmp_path, stages, f'"phase": "{phase}"', PREREQUISITES)
    assert f"personne ne pourrait agir à la phase « {phase} »" in message


@pytest.mark.parametrize(
    ("actor", "phase", "functions", "fit"),
    [
        ("regie", "saisie", "instruction_regionale", "redaction, direction"),
        ("regie", "validation", "instruction_regionale", "direction, redaction"),
        ("marchand", "completude", "redaction, direction", "instruction_regionale, ministere"),
        ("marchand", "non_traitee", "redaction, direction", "instruction_regionale, ministere"),
        (
            "marchand",
            "evaluation",
            "redaction, direction",
            "comite_regional, expertise, instruction_regionale, ministere",
        ),
    ],
)
def test_a_structure_does_not_examine_and_an_authority_does_not_write(
    tmp_path: Path, actor: str, phase: str, functions: str, fit: str
) -> None:
    (message,) = told(tmp_path, workflow(stage("agir", actor, phase)), f'"phase": "{phase}"')
    assert message == (
        f"etapes[0].phase: personne ne pourrait agir à la phase « {phase} » avec les fonctions de l'acteur « {actor} » "
        f"({functions}). Donnez cette étape à un acteur qui a une de ces fonctions : {fit}."
    )


@pytest.mark.parametrize("phase", ["compte", "non_traitee"])
def test_nobody_needs_to_act_in_the_others(tmp_path: Path, phase: str) -> None:
    assert told(tmp_path, workflow(stage("agir", "maire", phase)), "") == []


def test_an_empty_list_of_functions_is_none(tmp_path: Path) -> None:
    actor = named({"id": "maire", "portee": "nation", "fonctions": []})
    stages = {"acteurs": [actor], "etapes": [stage("voter", "maire", "evaluation")]}
    assert len(told(tmp_path, stages, '"phase": "evaluation"')) == 1


def test_a_phase_belongs_to_one_stage(tmp_path: Path) -> None:
    stages = [stage("ecrire", "marchand", "saisie"), stage("recrire", "marchand", "saisie")]
    package = write_package(tmp_path, identity=workflow(*stages))
    lines = (package / "programme.yaml").read_text(encoding="utf-8").splitlines()
    first, second = [index for index, line in enumerate(lines, 1) if '"phase": "saisie"' in line]
    assert [problem.render() for problem in problems_of(package)] == [
        (
            f"{package}/programme.yaml:{second}: etapes[1].phase: la phase « saisie » est déjà celle de l'étape "
            f"« ecrire » (ligne {first}). Une phase revient à une seule étape : retirez "
            "celle-ci, ou écrivez-en une autre."
        )
    ]


def test_a_campaign_closes_once(tmp_path: Path) -> None:
    days = [named({"id": name, "quand": "un jour", "effet": "cloture"}) for name in "abc"]
    package = write_package(tmp_path, identity={"calendrier": days})
    lines = (package / "programme.yaml").read_text(encoding="utf-8").splitlines()
    first, *rest = [index for index, line in enumerate(lines, 1) if '"effet"' in line]
    assert [problem.render() for problem in problems_of(package)] == [
        f"{package}/programme.yaml:{line}: calendrier[{number}].effet: une campagne n'a qu'une clôture : elle est déjà "
        f"à la ligne {first}. Gardez « effet: cloture » à une seule échéance."
        for number, line in enumerate(rest, 1)
    ]


def test_a_check_of_prerequisites_needs_some_and_a_way_out(tmp_path: Path) -> None:
    check, way_out = stage("verifier", "regie", "prerequis"), stage("clore", "regie", "non_traitee")
    none = (
        "etapes[0].phase: la phase « prerequis » n'a rien à vérifier : aucune règle n'est un prérequis. "
        "Écrivez les prérequis dans regles.yaml, ou retirez cette phase."
    )
    nowhere = (
        "etapes[0].phase: aucune étape n'a la phase « non_traitee » : où irait une demande à qui un prérequis manque ? "
        "Ajoutez une étape avec « phase: non_traitee »."
    )
    marker = '"phase": "prerequis"'
    assert told(tmp_path / "a", workflow(check), marker) == [none, nowhere]
    assert told(tmp_path / "b", workflow(check, way_out), marker) == [none]
    assert told(tmp_path / "c", workflow(check), marker, PREREQUISITES) == [nowhere]
    assert told(tmp_path / "d", workflow(check, way_out), marker, PREREQUISITES) == []


def test_an_unknown_actor_is_told_once(tmp_path: Path) -> None:
    (message,) = told(tmp_path, workflow(stage("ecrire", "marchant", "saisie")), '"acteur": "marchant"')
    assert "Vouliez-vous dire « marchand » ?" in message


# compared


def test_what_changes_in_functions_phases_and_effects_is_told_in_words(tmp_path: Path) -> None:
    day = named({"id": "fin", "libelle": "Fin", "quand": "un jour"})
    old = workflow(stage("ecrire", "marchand", "saisie"), stage("voter", "regie"), calendrier=[day])
    new = json.loads(json.dumps(old))
    new["acteurs"][0]["fonctions"] = ["redaction"]
    new["acteurs"][2]["fonctions"] = ["ministere"]
    new["etapes"][0]["phase"] = "validation"
    new["etapes"][1]["phase"] = "completude"
    new["calendrier"][0]["effet"] = "cloture"
    before = load_package(write_package(tmp_path / "avant", identity=old))
    after = load_package(write_package(tmp_path / "apres", identity=new))
    assert before.digest != after.digest
    assert [plain(difference.text.fr) for difference in compare(before, after)] == [
        (
            "Acteur « marchand » (marchand) : la liste des fonctions passe de rédiger pour une structure, diriger une "
            "structure à rédiger pour une structure."
        ),
        "Acteur « maire » (maire) : la liste des fonctions devient agir pour le ministère (il n'y en avait pas).",
        "Étape « ecrire » (ecrire) : la phase passe de « saisie » à « validation par la direction ».",
        "Étape « voter » (voter) : la phase devient « complétude » (il n'y en avait pas).",
        "Échéance du calendrier « Fin » (fin) : l'effet devient « clôt la campagne » (il n'y en avait pas).",
    ]
    assert [difference.text.en for difference in compare(after, before)][3:] == [
        'Stage "voter" (voter): the phase, which was "completeness", goes.',
        'Milestone "Fin" (fin): the effect, which was "closes the campaign", goes.',
    ]


def test_every_function_phase_and_effect_has_its_words_in_a_comparison() -> None:
    from poincon.cahier.comparison import identity

    assert set(identity._FUNCTIONS) == set(ActorFunction)
    assert set(identity._PHASES) == set(Phase)
    assert set(identity._EFFECTS) == set(CalendarEffect)
