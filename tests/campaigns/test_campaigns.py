"""Programmes kept by digest, and campaigns open between two instants."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from poincon.cahier.basics.problems import Unusable
from poincon.cahier.loading import load_package, package_from_files
from poincon.campaigns.models import Campaign, ProgrammeVersion
from poincon.journal.models import Act
from tests.cahier.packages import PROGRAMMES, form, write_package
from tests.campaigns.makers import installed
from tests.dossiers.factories import FIELDS, RULES, campaign, market_folder, programme
from tests.journal.makers import unguarded
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db


def test_a_programme_installed_twice_is_one() -> None:
    first, second = programme(), programme()
    assert first == second
    assert ProgrammeVersion.objects.count() == 1
    assert Act.objects.filter(event="programme_installed").count() == 1


def test_the_same_content_in_another_folder_is_the_same_programme(tmp_path: Path) -> None:
    copy = write_package(tmp_path, form_piece=form(FIELDS), rules_piece=RULES)
    (copy / "programme.yaml").write_text((copy / "programme.yaml").read_text() + "\n# a remark\n")
    assert programme(copy) == programme()


def test_another_content_is_another_version(tmp_path: Path) -> None:
    assert installed(tmp_path, "1.0.1") != programme()
    assert ProgrammeVersion.objects.count() == 2


@pytest.mark.parametrize("folder", [market_folder(), *PROGRAMMES], ids=lambda folder: folder.name)
def test_the_package_made_from_what_is_kept_has_the_same_digest(folder: Path) -> None:
    loaded = load_package(folder)
    version = ProgrammeVersion.objects.get(pk=programme(folder).pk)
    assert version.digest == loaded.digest == package_from_files(version.files, "kept").digest == version.package.digest
    assert (version.programme, version.version, version.title) == (
        loaded.programme.id, loaded.programme.version, loaded.programme.title
    )  # fmt: skip


def test_files_that_were_changed_are_not_judged_with(tmp_path: Path) -> None:
    other = write_package(tmp_path, form_piece=form([{"id": "jamais_lu", "type": "texte"}]))
    version = programme(other)
    version.files["programme.yaml"] = version.files["programme.yaml"].replace("1.0.0", "9.9.9")
    with unguarded():
        version.save()
    with pytest.raises(ValueError, match=version.digest):
        _ = ProgrammeVersion.objects.get(pk=version.pk).package


def test_a_package_that_does_not_hold_is_not_installed(tmp_path: Path) -> None:
    broken = write_package(tmp_path)
    (broken / "regles.yaml").write_text("indicateurs: [{id: x, valeur: inconnu + 1}]")
    with pytest.raises(Unusable):
        programme(broken)
    assert not ProgrammeVersion.objects.exists()


def test_a_campaign_sets_what_the_programme_leaves_to_it_exactly() -> None:
    new_campaign = Campaign.objects.get(pk=campaign(parameters={"aide": Fraction(43, 3)}).pk)
    assert new_campaign.parameters == {"aide": "43/3"}
    act = Act.objects.get(event="campaign_opened")
    assert (act.subject_id, act.details["programme"]) == (str(new_campaign.pk), new_campaign.programme_version_id)


@pytest.mark.parametrize("name", ["seuil", "inconnu", "loyer", ""])
def test_another_parameter_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="not for a campaign to set"):
        campaign(parameters={name: Fraction(1)})
    assert not Campaign.objects.exists()


def test_a_campaign_is_open_from_its_first_instant_to_just_before_its_last() -> None:
    new_campaign = campaign(opens_at=NOW, closes_at=NOW + timedelta(hours=1))
    moment = timedelta(microseconds=1)
    instants = {
        NOW - moment: False,
        NOW: True,
        NOW + timedelta(minutes=59): True,
        new_campaign.closes_at - moment: True,
        new_campaign.closes_at: False,
        new_campaign.closes_at + moment: False,
    }
    for at, is_open in instants.items():
        assert new_campaign.is_open(at) is is_open
        assert list(Campaign.objects.open_at(at)) == [new_campaign] * is_open


@pytest.mark.parametrize("state", [Campaign.State.DRAFT, Campaign.State.CLOSED])
def test_a_campaign_that_is_not_open_is_open_at_no_instant(state: Campaign.State) -> None:
    new_campaign = campaign()
    Campaign.objects.update(state=state)
    new_campaign.refresh_from_db()
    assert not new_campaign.is_open(NOW)
    assert not Campaign.objects.open_at(NOW).exists()


def test_a_campaign_cannot_close_before_it_opens() -> None:
    for closes_at in (NOW, NOW - timedelta(days=1)):
        with pytest.raises(IntegrityError), transaction.atomic():
            campaign(opens_at=NOW, closes_at=closes_at)


def test_a_programme_that_has_a_campaign_is_not_removed() -> None:
    new_campaign = campaign()
    with pytest.raises(IntegrityError), transaction.atomic():
        ProgrammeVersion.objects.filter(pk=new_campaign.programme_version_id).delete()
