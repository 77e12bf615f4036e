"""The commands of a service that has no ministry yet."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command

from poincon.campaigns.models import Campaign, ProgrammeVersion
from tests.campaigns.makers import CALENDAR, edition, installed
from tests.journal.makers import unguarded

pytestmark = pytest.mark.django_db

OPENING = ("marche", "--year", "2090", "--opens", "01/03/2090 09:00", "--closes", "28/04/2090 23:59")


def run(name: str, *arguments: str) -> None:
    call_command(name, *arguments)


def failed(name: str, *arguments: str) -> int:
    with pytest.raises(SystemExit) as error:
        run(name, *arguments)
    return int(str(error.value.code))


def test_a_folder_is_installed_and_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = edition(tmp_path, "1.0.0")
    run("install_programme", str(folder))
    assert "Installé : marche 1.0.0 (sha256:" in capsys.readouterr().out
    run("install_programme", str(folder))
    assert "Déjà installé" in capsys.readouterr().out
    assert ProgrammeVersion.objects.count() == 1


def test_a_programme_that_comes_with_the_service_is_named() -> None:
    run("install_programme", "dd-poles-2012")
    assert ProgrammeVersion.objects.get().programme == "dd-poles-2012"


def test_a_dry_run_writes_nothing_and_tells_what_changes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    installed(tmp_path, "1.0.0")
    other = edition(tmp_path, "1.1.0", titre="Un étal sous la halle")
    assert failed("install_programme", str(other), "--dry-run") == 0
    output = capsys.readouterr().out
    assert "Serait installé : marche 1.1.0" in output
    assert "Un étal sous la halle" in output
    assert ProgrammeVersion.objects.count() == 1


def test_what_cannot_be_installed_is_told_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    installed(tmp_path, "1.0.0")
    other = edition(tmp_path / "autre", "1.0.0", titre="Autre")
    assert failed("install_programme", str(other)) == 2
    assert "nouveau numéro" in capsys.readouterr().err
    assert failed("install_programme", str(other), "--dry-run") == 2
    assert "Refusé" in capsys.readouterr().err
    (other / "regles.yaml").write_text("indicateurs: [{id: x}]")
    assert failed("install_programme", str(other)) == 2
    assert "regles.yaml:1" in capsys.readouterr().err
    assert failed("install_programme", str(tmp_path / "rien")) == 2


def test_a_campaign_is_opened_with_its_figures_and_milestones(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    installed(tmp_path, "1.0.0", calendar=CALENDAR)
    options = ("--title", "Étals", "--parameter", "aide=14 333,5", "--milestone", "visite=2090-09-01T10:00+02:00")
    run("open_campaign", *OPENING, *options)
    campaign = Campaign.objects.get()
    assert (campaign.state, campaign.title, campaign.parameters) == ("open", "Étals", {"aide": "28667/2"})
    assert campaign.closes_at.isoformat() == "2090-04-28T21:59:00+00:00"
    assert campaign.calendar == {"visite": "2090-09-01T08:00:00+00:00"}
    assert "ouverte : Étals" in capsys.readouterr().out


def test_the_last_version_installed_is_opened_unless_another_is_named(tmp_path: Path) -> None:
    first = installed(tmp_path, "1.0.0")
    second = installed(tmp_path, "1.1.0")
    with unguarded():
        ProgrammeVersion.objects.filter(pk=first.pk).update(installed_at="2020-01-01T00:00:00Z")
    run("open_campaign", *OPENING)
    assert Campaign.objects.get().programme_version == second
    run("open_campaign", *OPENING, "--title", "Autre", "--version-number", "1.0.0")
    assert Campaign.objects.get(title="Autre").programme_version == first


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("inconnu", *OPENING[1:]), "n'est pas installé"),
        ((*OPENING, "--version-number", "9.9.9"), "n'est pas installé"),
        ((*OPENING[:-1], "demain"), "n’est pas une date"),
        ((*OPENING[:-1], "2090-04-28T23:59"), "décalage"),
        ((*OPENING[:-1], "01/02/2090 09:00"), "après l'ouverture"),
        ((*OPENING[:-1], "26/03/2090 02:30"), "heure d’été"),
        ((*OPENING, "--year", "27"), "quatre chiffres"),
        ((*OPENING, "--parameter", "seuil=1"), "NOM=VALEUR"),
        ((*OPENING, "--parameter", "aide"), "NOM=VALEUR"),
        ((*OPENING, "--parameter", "aide=beaucoup"), "n’est pas un nombre"),
        ((*OPENING, "--milestone", "limite=2090-01-01T00:00Z"), "NOM=VALEUR"),
    ],
)
def test_what_cannot_be_opened_says_which_option_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], sentence: str
) -> None:
    installed(tmp_path, "1.0.0", calendar=CALENDAR)
    assert failed("open_campaign", *arguments) == 2
    assert sentence in capsys.readouterr().err
    assert not Campaign.objects.exists()


def test_the_same_campaign_twice_is_refused(tmp_path: Path) -> None:
    installed(tmp_path, "1.0.0")
    run("open_campaign", *OPENING)
    assert failed("open_campaign", *OPENING) == 2
    assert Campaign.objects.count() == 1
