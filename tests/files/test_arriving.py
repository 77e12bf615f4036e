"""What a killed process left among the files that arrive is deleted after a day, and nothing else is."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from poincon.files.arriving import sweep, working_folder
from poincon.files.services import content_path
from poincon.jobs.periodic import run_periodic
from tests.files.stored import store_again
from tests.people.makers import person
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db


def arriving(name: str, age: timedelta) -> Path:
    path = working_folder() / name
    path.write_bytes(b"%PDF-1.7 and no more")
    date_it(path, age)
    return path


def date_it(path: Path, age: timedelta) -> None:
    instant = (NOW - age).timestamp()
    os.utime(path, (instant, instant))


def test_what_was_abandoned_for_a_day_is_deleted_and_what_is_written_stays() -> None:
    abandoned = arriving("abandoned", timedelta(days=1, seconds=1))
    written = arriving("written", timedelta(hours=23))
    assert sweep(NOW) == 1
    assert (abandoned.exists(), written.exists()) == (False, True)
    assert sweep(NOW) == 0


def test_contents_in_their_place_stay_however_old() -> None:
    stored = store_again(person())
    date_it(content_path(stored.digest), timedelta(days=900))
    assert sweep(NOW) == 0
    assert content_path(stored.digest).exists()


def test_a_folder_that_nobody_made_yet_is_no_trouble() -> None:
    assert sweep(NOW) == 0


def test_both_sweeps_are_jobs_of_each_night() -> None:
    paths = [path for path, _pace in settings.PERIODIC_JOBS.values()]
    assert {"poincon.files.arriving.sweep", "poincon.files.contents.sweep"} <= set(paths)
    abandoned = arriving("abandoned", timedelta(days=20_000))
    run_periodic.func("files_arriving")
    assert not abandoned.exists()
