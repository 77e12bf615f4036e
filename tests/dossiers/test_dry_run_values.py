"""The dry run of a version: amounts that move, answers that it requires, each dossier compared with its own version."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from poincon.cahier.basics.numbers import Number
from poincon.campaigns.models import Campaign, ProgrammeVersion
from poincon.dossiers.adoption.dry_runs import Report, report_of
from poincon.dossiers.adoption.report_words import Teller
from poincon.dossiers.adoption.value_totals import FEWEST
from poincon.dossiers.models import Dossier, DryRun
from poincon.people.enums import Role
from poincon.people.models import Person
from tests.cahier.packages import Piece, form, rules
from tests.campaigns.makers import administrator, installed, signed
from tests.dossiers.adoptions import tried
from tests.dossiers.factories import FIELDS, Typed, campaign, dossier, structure
from tests.dossiers.forms_of_versions import changed_field
from tests.people.makers import give

pytestmark = pytest.mark.django_db


def with_help(amount: str, formula: str = "loyer + aide") -> Piece:
    """Rules whose one amount is the rent and this help, and which share of it the contribution is."""
    parameters = [{"id": "aide", "unite": "euro", "valeurs": {"2000-01-01": amount}}]
    return rules({"loyer_aide": formula, "part": "apport / loyer_aide"}, None, {"parametres": parameters})


@pytest.fixture
def first(tmp_path: Path) -> ProgrammeVersion:
    return installed(tmp_path, "2.0.0", rules_piece=with_help("10"))


@pytest.fixture
def into(first: ProgrammeVersion) -> Campaign:
    return campaign(first)


@pytest.fixture
def dearer(tmp_path: Path) -> ProgrammeVersion:
    return installed(tmp_path, "2.1.0", rules_piece=with_help("12.50"))


def made(into: Campaign, rent: str, region: str = "53", *, submitted: bool = True, **more: str) -> Dossier:
    answers: Typed = {"loyer": rent, "apport": "100", **more}
    return dossier(structure(region=region), into, answers={"etal": answers}, submitted=submitted)


def several(into: Campaign, rents: Iterable[int], *, submitted: bool) -> None:
    for rent in rents:
        made(into, str(rent), submitted=submitted)


def report(into: Campaign, version: ProgrammeVersion) -> Report:
    return report_of(tried(into, version))


def page(client: Client, run: DryRun, **query: str) -> str:
    response = client.get(reverse("adoption:dry_run", args=[run.campaign_id, run.pk]), query)
    assert response.status_code == 200
    return " ".join(str(response.content.decode()).replace("\u00a0", " ").replace("\u202f", " ").split())


# amounts


def test_amounts_are_summed_up_before_and_after_region_by_region(into: Campaign, dearer: ProgrammeVersion) -> None:
    for rent, region in (("100", "53"), ("200.01", "53"), ("400", "27")):
        made(into, rent, region)
    made(into, "", "11")
    totals = report(into, dearer).values["loyer_aide"]
    assert (totals.received.changed, totals.prepared.changed) == (3, 0)
    before, after = totals.received.before, totals.received.after
    assert before is not None
    assert after is not None
    assert (before.count, after.count) == (3, 3)
    assert decimals(before.figures) == {
        "sum": "730.01",
        "mean": "243.336666666667",
        "min": "110",
        "p10": "130.002",
        "median": "210.01",
        "p90": "370.002",
        "max": "410",
    }
    assert decimals(after.figures)["sum"] == "737.51"
    assert list(totals.by_region) == ["27", "53"]
    brittany = totals.by_region["53"]
    assert brittany.after is not None
    assert (brittany.changed, decimals(brittany.after.figures)["sum"]) == (2, "325.01")


def decimals(figures: dict[str, Number] | object) -> dict[str, str]:
    from poincon.cahier.basics.numbers import decimal_text

    assert isinstance(figures, dict)
    return {name: decimal_text(value) for name, value in figures.items()}


def test_values_that_stay_are_not_told(into: Campaign, tmp_path: Path) -> None:
    made(into, "100")
    same = installed(tmp_path, "2.1.0", rules_piece=with_help("10"), titre="Autre titre")
    assert report(into, same).values == {}
    assert report(into, same).lines == ()


def test_the_page_tells_amounts_in_words_and_the_dossier_whose_value_alone_changes(
    into: Campaign, dearer: ProgrammeVersion, runner: Person
) -> None:
    received = made(into, "100")
    run = tried(into, dearer)
    content = page(signed(runner), run)
    assert "Aucun résultat d’aucun dossier ne change d’état." in content
    for words in ("110,00 €", "112,50 €", "+ 2,50 €", "Bretagne, somme", "dossiers déposés"):
        assert words in content
    assert received.number in page(signed(runner), run, resultat="loyer_aide")
    assert "<strong>loyer_aide</strong> <br> 110,00 € → 112,50 €" in content
    # a share adds up to nothing: its mean is told
    share = content[content.index("?resultat=part") :]
    assert 'data-label="Somme"' in share[: share.index("Moyenne")]
    assert "90,91 %" in share


def test_the_reason_of_a_value_that_reads_a_table_is_what_changed_in_the_table(
    into: Campaign, tmp_path: Path, runner: Person
) -> None:
    first, second = (installed(tmp_path, number, rules_piece=by_hall(rate)) for number, rate in RATES.items())
    Campaign.objects.update(programme_version=first)
    into.refresh_from_db()
    made(into, "100", halle="couverte")
    teller = Teller(report(into, second), "fr")
    (reason,) = teller.reasons("aide_due")
    assert "Taux" in reason
    assert "30" in reason


RATES = {"3.0.0": "0.1", "3.1.0": "0.3"}


def by_hall(rate: str) -> Piece:
    """Rules whose help is a rate by hall."""
    values = {"2000-01-01": {"couverte": rate, "plein_air": "0.2"}}
    rates = {"id": "taux", "libelle": "Taux", "unite": "ratio", "par": ["halle"], "valeurs": values}
    return rules({"aide_due": "loyer * taux(halle)"}, None, {"parametres": [rates]})


def test_a_value_that_goes_is_told_as_gone(into: Campaign, tmp_path: Path, runner: Person) -> None:
    made(into, "100")
    shorter = installed(tmp_path, "2.1.0", rules_piece=rules({"apport_seul": "apport"}))
    run = tried(into, shorter)
    assert set(report_of(run).values) == {"loyer_aide", "part", "apport_seul"}
    content = page(signed(runner), run)
    assert '<span class="number">110,00 €</span> <br> <span class="number">→&nbsp;aucune</span>' in content


def test_a_verdict_that_becomes_another_is_counted_and_told_by_its_label(
    into: Campaign, tmp_path: Path, runner: Person
) -> None:
    lines = [
        {"id": "petit", "libelle": "Petit étal", "si": "loyer < aide"},
        {"id": "grand", "libelle": "Grand étal", "si": "loyer >= aide"},
    ]
    sizes = {"verdicts": [{"id": "taille", "lignes": lines}]}
    pieces = [{**with_help(amount), **rules(None, None, sizes)} for amount in ("50", "150")]
    first, second = (installed(tmp_path, f"3.{number}.0", rules_piece=piece) for number, piece in enumerate(pieces))
    Campaign.objects.update(programme_version=first)
    into.refresh_from_db()
    received = made(into, "100")
    run = tried(into, second)
    assert report_of(run).by_outcome() == {}
    assert report_of(run).values["taille"].received.changed == 1
    content = page(signed(runner), run)
    assert "Grand étal → Petit étal" in part_of(content, received.organisation.name)


def part_of(content: str, start: str) -> str:
    return content[content.index(start) :]


# drafts are their structures'


def test_a_few_drafts_are_counted_and_no_figure_of_theirs_is_kept(
    into: Campaign, dearer: ProgrammeVersion, runner: Person
) -> None:
    several(into, range(100, 100 + FEWEST - 1), submitted=False)
    run = tried(into, dearer)
    move = report_of(run).values["loyer_aide"].prepared
    assert (move.changed, move.before, move.after) == (FEWEST - 1, None, None)
    assert "trop peu pour en dire plus" in page(signed(runner), run)
    assert "110" not in str(run.content["values"])


def test_enough_drafts_are_summed_up_together_without_the_figure_of_any_nor_regions(
    into: Campaign, dearer: ProgrammeVersion
) -> None:
    several(into, range(100, 100 + FEWEST), submitted=False)
    totals = report(into, dearer).values["loyer_aide"]
    assert totals.prepared.before is not None
    assert set(totals.prepared.before.figures) == {"sum", "mean"}
    assert totals.prepared.before.figures["sum"] == sum(range(110, 110 + FEWEST))
    assert totals.by_region == {}


@pytest.mark.parametrize("with_own_draft", [False, True])
def test_whoever_reads_no_dossier_reads_no_figure_of_a_few(
    into: Campaign, dearer: ProgrammeVersion, *, with_own_draft: bool
) -> None:
    made(into, "4321")
    reader = administrator()
    if with_own_draft:
        join(reader, made(into, "50", submitted=False))
    run = tried(into, dearer)
    content = page(signed(reader), run)
    assert "trop peu pour en dire plus" in content
    for amount in ("4 331,00", "4 333,50", "Bretagne"):
        assert amount not in content


def join(reader: Person, of: Dossier) -> None:
    give(reader, Role.STRUCTURE_EDITOR, of.organisation)


def test_whoever_reads_some_dossiers_reads_no_figure_of_one_of_the_others(
    into: Campaign, dearer: ProgrammeVersion, runner: Person
) -> None:
    several(into, range(1000, 1000 + FEWEST), submitted=True)
    reader = administrator()
    join(reader, made(into, "4321"))
    run = tried(into, dearer)
    content = page(signed(reader), run)
    before = sum(range(1010, 1010 + FEWEST)) + 4331
    assert f"{before // 1000} {before % 1000:03},00 €" in content  # enough of them are summed up together
    for amount in ("1 010,00", "1 011,00", "1 015,00", "Bretagne"):
        assert amount not in content
    content = page(signed(runner), run)
    assert "1 011,00" in content[content.index("répartition et régions") :]


def test_the_few_dossiers_that_somebody_may_not_read_are_not_told_by_a_subtraction(
    into: Campaign, dearer: ProgrammeVersion
) -> None:
    several(into, range(1000, 1000 + FEWEST), submitted=True)
    reader = administrator()
    for received in Dossier.objects.all()[1:]:
        join(reader, received)
    content = page(signed(reader), tried(into, dearer))
    assert "trop peu pour en dire plus" in content
    assert "1 010,00" not in content


# what it requires


@pytest.fixture
def demanding(tmp_path: Path) -> ProgrammeVersion:
    form_piece = changed_field("enseigne", {"requis": "oui"})
    return installed(tmp_path, "2.1.0", form_piece=form_piece, rules_piece=with_help("10"))


def test_an_answer_that_becomes_required_is_counted_where_it_lacks(
    into: Campaign, demanding: ProgrammeVersion, runner: Person
) -> None:
    complete = made(into, "100", submitted=False, nom="A")
    made(into, "100", submitted=False)  # lacks its name already
    made(into, "100", submitted=False, nom="C", enseigne="Au coin")
    made(into, "100")
    run = tried(into, demanding)
    requirements = report_of(run)
    assert {name: dict(count) for name, count in requirements.by_required_field().items()} == {
        "enseigne": {True: 2, False: 1}
    }
    assert requirements.incomplete == {"draft": 1, "submitted": 1}
    lines = {line.dossier: line.lacking for line in requirements.lines}
    assert lines[complete.pk] == ("enseigne",)
    content = page(signed(runner), run)
    assert "1 dossier en préparation, à qui rien ne manque aujourd’hui, deviendrait incomplet." in content
    assert "1 dossier déposé le serait aussi sous cette version, mais il garde la sienne." in content
    assert "Réponses que cette version rendrait obligatoires : </p> <ul> <li>enseigne</li>" in content
    assert "1 d’entre eux ne manque de rien aujourd’hui" in content
    assert "3 dossiers concernés" in page(signed(runner), run, dossiers="incomplets")


def test_a_version_that_requires_nothing_more_says_so(into: Campaign, dearer: ProgrammeVersion, runner: Person) -> None:
    made(into, "100")
    content = page(signed(runner), tried(into, dearer))
    assert "Cette version ne rend obligatoire aucune réponse qui manque." in content


# each with its own version


def test_a_dossier_is_compared_with_the_version_that_judges_it(
    into: Campaign, dearer: ProgrammeVersion, tmp_path: Path, runner: Person
) -> None:
    made(into, "100")  # under 2.0.0, where the help is 10
    Campaign.objects.update(programme_version=dearer)
    into.refresh_from_db()
    made(into, "100")  # under 2.1.0, where it is 12.50
    third = installed(tmp_path, "2.2.0", rules_piece=with_help("12.50"), titre="Troisième")
    run = tried(into, third)
    totals = report_of(run).values["loyer_aide"].received
    assert totals.changed == 1
    assert totals.before is not None
    assert totals.before.figures["sum"] == 222 + 1 / 2
    assert "comparé avec la version qui le juge aujourd’hui" in page(signed(runner), run)
    assert "version 2.0.0, 1 dossier" in page(signed(runner), run)


def test_a_rule_that_only_an_older_version_has_is_told_in_its_words(
    into: Campaign, tmp_path: Path, runner: Person
) -> None:
    made(into, "100")
    second = installed(tmp_path, "2.1.0", form_piece=form(FIELDS), rules_piece=rules({"apport_seul": "apport"}))
    Campaign.objects.update(programme_version=second)
    into.refresh_from_db()
    third = installed(tmp_path, "2.2.0", rules_piece=rules({"apport_seul": "apport"}), titre="Troisième")
    content = page(signed(runner), tried(into, third))
    assert "?resultat=loyer_aide" in content
    assert "110,00 €" in content


def test_a_dry_run_of_before_this_was_told_is_read_as_it_was(
    into: Campaign, dearer: ProgrammeVersion, runner: Person
) -> None:
    made(into, "100")
    run = tried(into, dearer)
    older = {"outcomes", "statuses", "states", "dossiers", "parameters"}
    run.content = {key: value for key, value in run.content.items() if key in older}
    run.content["dossiers"] = {}
    run.save()
    assert "Aucune valeur d’aucun dossier ne change." in page(signed(runner), run)
