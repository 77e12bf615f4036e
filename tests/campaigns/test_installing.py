"""Installing a version: from a folder, from an archive, by a page; a version number says one thing for ever."""

from __future__ import annotations

import io
import json
import stat
import subprocess
import sys
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from poincon.cahier.basics.problems import Unusable
from poincon.cahier.loading import list_packages, load_package
from poincon.campaigns import archives, compiling, reading
from poincon.campaigns.archives import files_of_archive
from poincon.campaigns.installing import install_files, install_programme, prospect
from poincon.campaigns.models import PackageReading, ProgrammeVersion
from poincon.jobs.models import Worker
from poincon.jobs.worker import run_all
from poincon.journal.models import Act
from poincon.people.enums import Role
from poincon.workflow.refusals import NotAllowed
from tests.campaigns.makers import administrator, edition, files_of, installed, ministry, signed, zipped
from tests.people.makers import person
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db


def read(content: bytes, label: str = "marche.zip") -> dict[str, str]:
    return files_of_archive(io.BytesIO(content), label)


def refusal(content: bytes) -> str:
    with pytest.raises(Unusable) as refused:
        read(content)
    return "\n".join(problem.render("fr") for problem in refused.value.problems)


# a version says one thing


def test_another_content_under_the_same_number_is_refused(tmp_path: Path) -> None:
    installed(tmp_path, "1.0.0")
    other = edition(tmp_path / "autre", "1.0.0", titre="Un autre titre")
    with pytest.raises(NotAllowed, match=r"nouveau numéro dans programme\.yaml"):
        install_programme(other, actor="systeme", now=NOW)
    assert ProgrammeVersion.objects.count() == 1


def test_the_database_itself_holds_one_content_for_a_number(tmp_path: Path) -> None:
    first = installed(tmp_path, "1.0.0")
    twin = ProgrammeVersion(
        digest="sha256:autre", programme=first.programme, version="1.0.0", title="", files={}, installed_at=NOW
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)


def test_the_same_content_twice_is_installed_once_and_another_number_beside_it(tmp_path: Path) -> None:
    first = installed(tmp_path, "1.0.0")
    assert installed(tmp_path / "copie", "1.0.0") == first
    assert installed(tmp_path, "1.1.0") != first
    assert Act.objects.filter(event="programme_installed").count() == 2


def test_what_would_be_done_is_told_without_writing(tmp_path: Path) -> None:
    first = installed(tmp_path, "1.0.0")
    forecast = prospect(load_package(edition(tmp_path, "1.1.0", titre="Un autre titre")))
    assert (forecast.installed, forecast.other, forecast.nearest) == (None, None, first)
    assert any("Un autre titre" in difference.text.fr for difference in forecast.differences)
    assert ProgrammeVersion.objects.count() == 1


@pytest.mark.parametrize(
    ("role", "programme", "allowed"),
    [
        (Role.MINISTRY, "", True),
        (Role.MINISTRY, "marche", True),
        (Role.MINISTRY, "autre", False),
        (Role.ADMINISTRATOR, "", True),
        (Role.EXPERT, "", False),
    ],
)
def test_who_may_install(tmp_path: Path, role: Role, programme: str, allowed: bool) -> None:
    someone = person((role, None))
    someone.memberships.update(programme=programme)
    folder = edition(tmp_path, "1.0.0")
    if allowed:
        install_programme(folder, actor=someone, now=NOW)
        assert Act.objects.get(event="programme_installed").actor == str(someone.pk)
    else:
        with pytest.raises(NotAllowed):
            install_programme(folder, actor=someone, now=NOW)
        assert not ProgrammeVersion.objects.exists()


# archives


@pytest.mark.parametrize("root", ["marche/", "", "MARCHÉ 2027/"])
def test_an_archive_of_the_folder_is_the_same_version(tmp_path: Path, root: str) -> None:
    folder = edition(tmp_path, "1.0.0")
    (folder / "cas").mkdir()
    (folder / "cas" / "nominal.yaml").write_text("rien à lire ici")
    texts = read(zipped(files_of(folder, root)))
    assert install_files(texts, "marche.zip", actor="systeme", now=NOW) == install_programme(
        folder, actor="systeme", now=NOW
    )


@pytest.mark.parametrize("folder", list_packages(), ids=lambda folder: folder.name)
def test_an_archive_of_a_real_programme_is_the_same_version(folder: Path) -> None:
    texts = read(zipped(files_of(folder, f"{folder.name}/")))
    assert install_files(texts, "real.zip", actor="systeme", now=NOW).digest == load_package(folder).digest


@pytest.mark.parametrize(
    "name", ["../programme.yaml", "/etc/programme.yaml", "marche/../../programme.yaml", "a\\..\\programme.yaml", "C:/x"]
)
def test_a_name_that_leads_out_of_the_archive_is_refused(tmp_path: Path, name: str) -> None:
    files = files_of(edition(tmp_path, "1.0.0"))
    content = io.BytesIO(zipped(files))
    with zipfile.ZipFile(content, "a") as archive:
        entry = zipfile.ZipInfo("x")
        entry.filename = name
        archive.writestr(entry, "a: 1")
    assert "mène hors de l’archive" in refusal(content.getvalue())


def test_an_archive_whose_folders_are_parted_by_backslashes_is_read(tmp_path: Path) -> None:
    files = files_of(edition(tmp_path, "1.0.0"))
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name in ("marche\\", *(name.replace("/", "\\") for name in files)):
            archive.writestr(name, "" if name.endswith("\\") else files[name.replace("\\", "/")])
    assert read(content.getvalue()) == read(zipped(files))


def test_a_link_is_refused(tmp_path: Path) -> None:
    content = io.BytesIO(zipped(files_of(edition(tmp_path, "1.0.0"))))
    with zipfile.ZipFile(content, "a") as archive:
        entry = zipfile.ZipInfo("marche/textes/lien.yaml")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, "/etc/passwd")
    assert "est un lien" in refusal(content.getvalue())


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    content = io.BytesIO(zipped(files_of(edition(tmp_path, "1.0.0"))))
    with zipfile.ZipFile(content, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("marche/programme.yaml", "identifiant: autre")
    assert "deux fichiers ont ce nom" in refusal(content.getvalue())


def test_a_file_protected_by_a_password_is_refused(tmp_path: Path) -> None:
    content = bytearray(zipped(files_of(edition(tmp_path, "1.0.0"))))
    at = content.find(b"PK\x01\x02")
    while at >= 0:
        content[at + 8] |= 0x1
        at = content.find(b"PK\x01\x02", at + 1)
    assert "mot de passe" in refusal(bytes(content))


def test_a_small_archive_that_holds_a_huge_file_is_refused(tmp_path: Path) -> None:
    files = files_of(edition(tmp_path, "1.0.0"))
    content = zipped({**files, "marche/regles.yaml": b"#" * (archives.MAXIMUM_FILE + 1)})
    assert len(content) < 100_000
    assert "dépasse 4 Mo" in refusal(content)


def test_a_file_that_lies_about_its_size_is_not_read_further(tmp_path: Path) -> None:
    size = archives.MAXIMUM_FILE + 1
    content = zipped({**files_of(edition(tmp_path, "1.0.0")), "marche/regles.yaml": b"#" * size})
    lying = content.replace(size.to_bytes(4, "little"), (100).to_bytes(4, "little"))
    assert lying != content
    assert refusal(lying)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_what_python_would_unpack_whole_is_refused_before(tmp_path: Path, method: int) -> None:
    content = io.BytesIO(zipped(files_of(edition(tmp_path, "1.0.0"))))
    with zipfile.ZipFile(content, "a") as archive:
        archive.writestr("marche/textes/autre.yaml", b"#" * 1_000, method)
    assert "comprimé d’une façon" in refusal(content.getvalue())


def test_too_large_an_archive_and_too_many_files_are_refused() -> None:
    assert "dépasse 4 Mo" in refusal(b"PK" + b"\0" * archives.MAXIMUM_ARCHIVE)
    many = {f"marche/cas/{number}.yaml": "a" for number in range(archives.MAXIMUM_FILES + 1)}
    assert "501 fichiers" in refusal(zipped(many))


def test_a_wrong_encoding_is_told_with_its_line(tmp_path: Path) -> None:
    files = files_of(edition(tmp_path, "1.0.0"))
    text = refusal(zipped({**files, "marche/regles.yaml": b"# un\n# deux\n# \xe9\n"}))
    assert "marche.zip/marche/regles.yaml:3" in text
    assert "UTF-8" in text


@pytest.mark.parametrize("content", [b"", b"programme: x", b"PK\x03\x04" + b"\0" * 40, b"%PDF-1.7"])
def test_what_is_no_archive_is_told_so(content: bytes) -> None:
    assert "pas une archive ZIP" in refusal(content)


def test_an_archive_cut_short_is_told_so(tmp_path: Path) -> None:
    content = zipped(files_of(edition(tmp_path, "1.0.0")))
    broken = bytearray(content)
    broken[60:400] = b"\0" * 340
    assert refusal(bytes(broken))


@pytest.mark.parametrize("names", [["lisez-moi.txt"], ["a/programme.yaml", "b/programme.yaml"], ["a/b/programme.yaml"]])
def test_an_archive_without_one_clear_programme_is_refused(names: list[str]) -> None:
    assert "programme.yaml" in refusal(zipped(dict.fromkeys(names, "a: 1")))


# the page


def upload(client: Client, content: bytes, name: str = "marche.zip") -> Any:
    return client.post(reverse("campaigns:upload"), {"archive": SimpleUploadedFile(name, content)})


def read_to_the_end(client: Client, content: bytes) -> Any:
    """Send an archive, let the worker read it: the page of its reading then."""
    answer = upload(client, content)
    assert answer.status_code == 302
    assert [attempt.error for attempt in run_all(NOW)] == [None]
    return client.get(answer["Location"])


def test_a_good_archive_is_read_by_the_worker_then_installed_and_said(tmp_path: Path) -> None:
    client = signed(ministry())
    answer = upload(client, zipped(files_of(edition(tmp_path, "1.0.0"))))
    page = client.get(answer["Location"]).content.decode()
    assert "Lecture du cahier des charges…" in page
    assert "ui/waiting" in page
    assert not ProgrammeVersion.objects.exists()
    run_all(NOW)
    end = client.get(answer["Location"])
    page = client.get(end["Location"]).content.decode()
    assert "est installée." in page
    assert "un essai à blanc dit d’abord ce qui changerait" in page
    assert "« Label «" not in page
    version = ProgrammeVersion.objects.get()
    assert version.version == "1.0.0"
    assert PackageReading.objects.get().files == {}  # the version keeps them
    again = read_to_the_end(client, zipped(files_of(edition(tmp_path / "2", "1.0.0"))))
    assert "était déjà installée" in client.get(again["Location"]).content.decode()


def test_a_second_click_gives_the_reading_that_goes_on_and_two_persons_have_one_each(tmp_path: Path) -> None:
    archive = zipped(files_of(edition(tmp_path, "1.0.0")))
    client, other = signed(ministry()), signed(administrator())
    assert upload(client, archive)["Location"] == upload(client, archive)["Location"]
    theirs = upload(other, archive)["Location"]
    assert PackageReading.objects.count() == 2
    assert client.get(theirs).status_code == 404
    run_all(NOW)
    assert ProgrammeVersion.objects.count() == 1
    assert sorted(PackageReading.objects.values_list("was_installed", flat=True)) == [False, True]


def test_a_reading_that_no_worker_begins_says_so(tmp_path: Path) -> None:
    client = signed(ministry())
    location = upload(client, zipped(files_of(edition(tmp_path, "1.0.0"))))["Location"]
    assert "aucun processus ne fait les travaux" in client.get(location).content.decode()
    Worker.objects.create(pk="w", host="h", pid=1, started_at=NOW, seen_at=NOW)
    assert "la lecture attend son tour" in client.get(location).content.decode()
    PackageReading.objects.update(started_at=NOW)
    assert "chaque règle est vérifiée" in client.get(location).content.decode()


def test_a_reading_that_fails_says_that_nothing_is_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed(ministry())
    location = upload(client, zipped(files_of(edition(tmp_path, "1.0.0"))))["Location"]
    monkeypatch.setattr(sys, "executable", "/bin/false")
    run_all(NOW)
    run_all(NOW + timedelta(days=1))
    assert "Rien n’est installé. Envoyez le programme de nouveau" in client.get(location).content.decode()
    assert not ProgrammeVersion.objects.exists()


def test_a_reading_that_ended_is_forgotten_after_a_week_and_one_that_waits_never_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "BATCH", 1)
    client = signed(ministry())
    read_to_the_end(client, zipped(files_of(edition(tmp_path / "1", "1.0.0"))))
    installed_reading = PackageReading.objects.get()
    read_to_the_end(client, zipped({"programme.yaml": ""}))
    upload(client, zipped(files_of(edition(tmp_path / "2", "1.1.0"))))
    waiting = PackageReading.objects.latest("pk")
    ended = sorted(row.done_at for row in PackageReading.objects.all() if row.done_at)
    assert len(ended) == 2
    assert reading.forget(ended[0] + timedelta(days=7)) == 0
    assert reading.forget(ended[-1] + timedelta(days=8)) == 2
    assert list(PackageReading.objects.all()) == [waiting]
    assert ProgrammeVersion.objects.get().digest == installed_reading.version_id
    forgotten = Act.objects.filter(event="package_reading_forgotten")
    assert str(installed_reading.pk) in forgotten.values_list("subject_id", flat=True)
    assert forgotten.count() == 2
    assert "poincon.campaigns.reading.forget" in {path for path, _ in settings.PERIODIC_JOBS.values()}


@pytest.mark.parametrize(
    ("program", "sentence"),
    [
        ("sleep 60", "prend plus de 30 secondes"),  # hangs without working
        ("kill -XCPU $$", "prend plus de 30 secondes"),
        ("exit 3", "trop de mémoire"),
    ],
)
def test_a_package_that_cannot_be_read_in_time_is_refused_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str, sentence: str
) -> None:
    slow = tmp_path / "python"
    slow.write_text(f"#!/bin/sh\n{program}\n")
    slow.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(slow))
    monkeypatch.setattr(compiling, "PATIENCE_SECONDS", 0.5)
    page = read_to_the_end(signed(ministry()), zipped(files_of(edition(tmp_path, "1.0.0")))).content.decode()
    assert sentence in page
    assert not ProgrammeVersion.objects.exists()


def test_the_process_that_reads_is_cut_once_its_time_is_over(tmp_path: Path) -> None:
    code = (
        "import io, json, sys; from poincon.campaigns import compiling\n"
        "compiling.SECONDS = 1\n"
        "def endless(files, label):\n    while True: pass\n"
        "compiling.package_from_files = endless\n"
        "sys.exit(compiling.main())\n"
    )
    stdin = json.dumps({"label": "x", "files": {}})
    process = subprocess.run([sys.executable, "-c", code], input=stdin, text=True, check=False, timeout=60)
    assert process.returncode in compiling._CUT


def test_an_archive_that_was_not_chosen_is_asked_for_at_the_top_of_the_page() -> None:
    answer = signed(ministry()).post(reverse("campaigns:upload"))
    assert answer.status_code == 422
    assert '<li><a href="#champ-archive">Choisissez d’abord un fichier ZIP.</a></li>' in answer.content.decode()


def test_every_error_of_an_archive_is_listed_with_its_file_and_line(tmp_path: Path) -> None:
    files = files_of(edition(tmp_path, "1.0.0"))
    broken = {**files, "marche/regles.yaml": "indicateurs:\n  - {id: x, libelle: X, source: R, valeur: inconnu + 1}\n"}
    identity = json.loads(files["marche/programme.yaml"]) | {"nature": "inconnue"}
    broken["marche/programme.yaml"] = json.dumps(identity)
    page = read_to_the_end(signed(ministry()), zipped(broken)).content.decode()
    assert "marche.zip/regles.yaml:2" in page
    assert "marche.zip/programme.yaml:1" in page
    assert not ProgrammeVersion.objects.exists()


def test_nothing_chosen_is_told_at_its_field() -> None:
    response = signed(administrator()).post(reverse("campaigns:upload"))
    assert response.status_code == 422
    assert "Choisissez d’abord un fichier ZIP" in response.content.decode()


def test_a_version_of_another_ministry_is_refused(tmp_path: Path) -> None:
    response = read_to_the_end(signed(ministry("autre")), zipped(files_of(edition(tmp_path, "1.0.0"))))
    assert "Seul le ministère" in response.content.decode()
    assert not ProgrammeVersion.objects.exists()


def test_a_programme_that_comes_with_the_service_is_installed_by_a_click() -> None:
    client = signed(ministry())
    name = list_packages()[0].name
    assert name in client.get(reverse("campaigns:programmes")).content.decode()
    assert client.post(reverse("campaigns:install"), {"programme": name}).status_code == 302
    assert ProgrammeVersion.objects.get().programme == name
    assert client.post(reverse("campaigns:install"), {"programme": "../etc"}).status_code == 404


def test_who_runs_one_programme_is_shown_no_other(tmp_path: Path) -> None:
    installed(tmp_path, "1.0.0")
    page = signed(ministry("autre")).get(reverse("campaigns:programmes")).content.decode()
    assert "marche" not in page
    assert not any(folder.name in page for folder in list_packages())
