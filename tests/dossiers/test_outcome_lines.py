"""Outcomes as pages show them: marks that deceive nobody, our readings, what is missing in the form's order; charts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client

from poincon.dossiers.models import Dossier
from poincon.dossiers.standing import standing
from poincon.people.models import Person
from poincon.sheets.charts import charts_of
from poincon.sheets.outcomes import OutcomeLines
from poincon.ui.components import OutcomeLine
from tests.cahier.packages import Piece, form, rules, write_package
from tests.dossiers.factories import Structure, Typed, address, campaign, dossier, programme, real_programme
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db
RULES: Piece = rules(
    {"total": "loyer + caution + apport"},
    None,
    {
        "parametres": [
            {"id": "seuil", "unite": "euro", "valeurs": {"sans_date": "10"}, "choix": "Dix est notre lecture."}
        ],
        "derives": [{"id": "depasse", "valeur": "loyer > seuil", "affiche": "oui"}],
        "coherence": [{"id": "accord", "condition": "loyer <= seuil", "message": "Le loyer est trop haut."}],
        "indicateurs": [
            {"id": "modere", "condition": "loyer <= seuil", "force": "eliminatoire", "choix": "Notre règle."}
        ],
        "recommandations": [
            {"id": "conseil", "condition": "non_atteint(accord)", "texte": "Revoyez.", "leviers": ["loyer"]}
        ],
    },
)


@pytest.fixture
def costly(ours: Structure, tmp_path: Path) -> Dossier:
    """A dossier whose every outcome tells a shortfall."""
    package = write_package(tmp_path, form_piece=form(), rules_piece=RULES)
    answers: dict[str, Typed] = {"etal": {"loyer": "11"}}
    return dossier(ours, campaign(programme(package)), answers=answers)


def line(of: Dossier, rule: str) -> OutcomeLine:
    reading = standing(of, NOW)
    return OutcomeLines(reading, "fr").line(reading.assessment.results[rule])


@pytest.mark.parametrize(
    ("rule", "mark", "word"),
    [
        ("depasse", "known", "Oui"),
        ("accord", "not_met", "Incohérent"),
        ("modere", "not_met", "Non atteinte"),
        ("conseil", "advice", "À suivre"),
    ],
)
def test_no_tick_stands_beside_what_tells_a_shortfall(costly: Dossier, rule: str, mark: str, word: str) -> None:
    shown = line(costly, rule)
    assert (shown.mark, shown.word) == (mark, word)


def test_the_page_draws_no_tick_for_a_dossier_that_falls_short_everywhere(costly: Dossier, ours: Structure) -> None:
    client = Client()
    client.force_login(ours.editor)
    page = client.get(address("results", costly)).content.decode()
    assert "shape-advice" in page
    assert "shape-met" not in page
    assert 'data-outcome="conseil"' in page


def test_our_readings_stand_under_the_rules_that_they_bear_on(costly: Dossier, ours: Structure) -> None:
    assert [(choice.subject, choice.text) for choice in line(costly, "modere").choices] == [
        ("", "Notre règle."),
        ("seuil", "Dix est notre lecture."),
    ]
    client = Client()
    client.force_login(ours.editor)
    page = client.get(address("results", costly)).content.decode()
    assert page.count("Notre choix pour «\u00a0seuil\u00a0»\u00a0:") == 3
    assert page.count('<span lang="fr">Dix est notre lecture.</span>') == 3
    assert "(en français)" not in page
    Person.objects.filter(pk=ours.editor.pk).update(language="en")
    page = client.get(address("results", costly)).content.decode()
    assert len(re.findall(r'\(in French\)\s*<span lang="fr">Dix est notre lecture.</span>', page)) == 3


def test_what_is_missing_is_listed_as_the_form_asks_for_it(costly: Dossier) -> None:
    assert [link.label for link in line(costly, "total").missing] == ["apport", "caution"]


def test_a_lever_that_is_a_question_of_the_form_is_told_by_its_label(costly: Dossier) -> None:
    assert line(costly, "conseil").help == "Leviers\u00a0: «\u00a0loyer\u00a0»."


@pytest.mark.parametrize(
    ("answers", "amounts"),
    [
        ({"depenses[0].partie": "A", "depenses[0].montant": "10"}, ("10,00", None)),
        ({"depenses[0].partie": "A", "depenses[0].montant": "10", "depenses[1].montant": "5"}, (None, None)),
        (
            {
                "depenses[0].partie": "A",
                "depenses[0].montant": "10",
                "recettes[0].partie": "A",
                "recettes[0].montant": "7",
            },
            ("10,00", "7,00"),
        ),
    ],
)
def test_a_balance_says_nothing_of_what_nobody_gave(
    ours: Structure, answers: dict[str, str], amounts: tuple[str | None, str | None]
) -> None:
    package = real_programme("subvention-pole-2012")
    section = package.package.programme.fields["depenses"].section
    draft = dossier(ours, campaign(package, year=2012), answers={section: dict(answers)})
    (chart,) = [
        each for each in charts_of(standing(draft, NOW), "fr", lambda: None) if "équilibre" in each.title.lower()
    ]
    text = str(chart)
    for amount in amounts:
        assert (amount or "pas encore connu") in text


def test_criteria_are_listed_under_their_group(ours: Structure, tmp_path: Path) -> None:
    criteria = [
        {"id": name, "question": name, "echelle": "avis", **({"groupe": group} if group else {})}
        for name, group in (("tri", "gestion"), ("divers", None), ("caisse", "gestion"))
    ]
    blocks: dict[str, list[Piece]] = {
        "groupes_de_criteres": [{"id": "gestion", "libelle": "La gestion"}],
        "criteres": criteria,
    }
    package = write_package(tmp_path, form_piece=form(), rules_piece=rules({"total": "loyer"}, None, blocks))
    groups = OutcomeLines(standing(dossier(ours, campaign(programme(package))), NOW), "fr").groups()
    titles = [(group.title, [outcome.id for outcome in group.lines]) for group in groups]
    assert titles[:2] == [
        ("Critères appréciés par des personnes", ["divers"]),
        ("Critères appréciés par des personnes – La gestion", ["tri", "caisse"]),
    ]
