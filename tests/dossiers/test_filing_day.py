"""The day of filing, in Paris: what is read at it before a dossier is handed over, then, and ever after."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from poincon.campaigns.models import ProgrammeVersion
from poincon.dossiers import services
from poincon.dossiers.adoption.adopting import adopt
from poincon.dossiers.adoption.dry_runs import report_of
from poincon.dossiers.adoption.report_words import Teller
from poincon.dossiers.enums import State
from poincon.dossiers.models import Dossier
from poincon.dossiers.standing import filing_day, standing, standing_of, standing_submitted
from poincon.sheets.standing import Standing, standing_with
from tests.cahier.packages import Piece, form, rules, write_package
from tests.campaigns.makers import installed, ministry
from tests.dossiers.adoptions import tried, validated
from tests.dossiers.factories import Structure, campaign, dossier, programme, reread, submitted_snapshot
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db

EVENING = datetime(2027, 3, 15, 23, 30, tzinfo=UTC)
"""Half past midnight in Paris, on the 16th."""
LATER = NOW + timedelta(days=400)


def draft(of: Structure, folder: Path, reading: str = "depot") -> Dossier:
    """Under a programme whose rate doubles on 16 March 2027."""
    rate: Piece = {
        "id": "taux",
        "unite": "ratio",
        "lecture": reading,
        "valeurs": {"2000-01-01": "0.1", "2027-03-16": "0.2"},
    }
    rules_piece = rules({"aide": "loyer * taux"}, None, {"parametres": [rate]})
    package = write_package(folder, form_piece=form(), rules_piece=rules_piece)
    return dossier(of, campaign(programme(package)), answers={"etal": {"loyer": "100"}})


def worth(of: Standing) -> object:
    return of.assessment.results["aide"].value


def test_before_it_is_handed_over_it_is_judged_as_if_it_were_today(ours: Structure, tmp_path: Path) -> None:
    ours_in_progress = draft(ours, tmp_path)
    assert worth(standing(ours_in_progress, NOW)) == 10
    assert worth(standing(ours_in_progress, EVENING)) == 20


@pytest.mark.parametrize(("instant", "day", "aid"), [(NOW, "2027-03-15", 10), (EVENING, "2027-03-16", 20)])
def test_once_handed_over_it_keeps_its_day_whenever_it_is_read(
    ours: Structure, tmp_path: Path, instant: datetime, day: str, aid: int
) -> None:
    filed = draft(ours, tmp_path)
    services.submit(filed.pk, ours.head, instant)
    filed = reread(filed)
    snapshot = submitted_snapshot(filed)
    content = json.loads(snapshot.content)
    assert (content["filed"], content["outcomes"]["aide"]["value"]) == (day, str(aid))
    frozen = standing_of(snapshot, filed)
    for read in (frozen, standing_submitted(filed), standing(filed, LATER), standing_with(frozen, {}, {})):
        assert worth(read) == aid
    assert filing_day(filed, LATER) == date.fromisoformat(day)


def test_a_snapshot_says_no_day_of_filing_where_nothing_is_read_at_it(ours: Structure, tmp_path: Path) -> None:
    filed = draft(ours, tmp_path, "exercice")
    services.submit(filed.pk, ours.head, EVENING)
    assert "filed" not in json.loads(submitted_snapshot(reread(filed)).content)


def dated(folder: Path, number: str, later: str) -> ProgrammeVersion:
    """A version whose rate of the day of filing is that one from 16 March 2027."""
    values = {"2000-01-01": "0.1", "2027-03-16": later}
    rate: Piece = {"id": "taux", "unite": "ratio", "lecture": "depot", "valeurs": values}
    return installed(folder, number, rules_piece=rules({"aide": "loyer * taux"}, None, {"parametres": [rate]}))


@pytest.mark.parametrize(("instant", "moves"), [(NOW, False), (EVENING, True)])
def test_a_dry_run_judges_drafts_on_the_day_that_it_was_asked_as_the_adoption_does(
    ours: Structure, tmp_path: Path, instant: datetime, moves: bool
) -> None:
    into = campaign(dated(tmp_path, "2.0.0", "0.2"))
    ready = validated(ours, into)
    runner = ministry()
    run = tried(into, dated(tmp_path, "2.1.0", "0.4"), runner, instant)
    assert ("aide" in report_of(run).values) is moves
    assert ([line.dossier for line in report_of(run).lines] == [ready.pk]) is moves
    adopt(run.pk, actor=runner, now=instant)
    assert (reread(ready).state == State.DRAFT) is moves


def test_the_page_of_a_dry_run_tells_drafts_as_they_were_judged(ours: Structure, tmp_path: Path) -> None:
    into = campaign(dated(tmp_path, "2.0.0", "0.2"))
    validated(ours, into)
    run = tried(into, dated(tmp_path, "2.1.0", "0.4"), now=EVENING)
    report = report_of(run)
    (line,) = Teller(report, "fr").dossiers(report.lines, Dossier.objects.all())
    assert [(change.before, change.after) for change in line.changes] == [("4,00\u202f€", "8,00\u202f€")]
