"""A platform backed up, and restored by its own command: another folder and database, an environment of its own."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from tests.cahier.packages import ROOT
from tests.site.processes import POINCON, run, surroundings

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("rehearsal")]


@dataclass(frozen=True)
class Rehearsal:
    """A backup, and the variables of the platform that it is of and of those where it may be restored."""

    backup: Path
    number: str
    report: str
    source: dict[str, str]
    targets: list[dict[str, str]]


@pytest.fixture(scope="module")
def database() -> Iterator[list[dict[str, str]]]:
    """The variables that name four empty databases beside that of `DATABASE_URL`; none for SQLite: `VAR_DIR` does."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        yield [{}, {}, {}, {}]
        return
    names = [f"poincon_rehearsal_{os.getpid()}_{number}" for number in range(4)]
    with psycopg.connect(url, autocommit=True) as connection:
        for name in names:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        head, _, query = url.partition("?")
        base = head.rpartition("/")[0]
        yield [{"DATABASE_URL": f"{base}/{name}" + (f"?{query}" if query else "")} for name in names]
    finally:
        with psycopg.connect(url, autocommit=True) as connection:
            for name in names:
                connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def bare(variables: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command with these variables and no other, as `env -i` gives them."""
    environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **variables}
    program = ["env", "-i", *(f"{name}={value}" for name, value in environment.items()), str(POINCON), *arguments]
    return subprocess.run(program, cwd="/", capture_output=True, text=True, check=False, timeout=90)


@pytest.fixture(scope="module")
def rehearsal(database: list[dict[str, str]], tmp_path_factory: pytest.TempPathFactory) -> Rehearsal:
    folder = tmp_path_factory.mktemp("rehearsal")
    source, *targets = ({"VAR_DIR": str(folder / f"var{number}"), **address} for number, address in enumerate(database))
    migration = bare(source, "migrate", "--verbosity", "0")
    assert (migration.returncode, migration.stderr) == (0, "")
    world = subprocess.run(
        [sys.executable, "-m", "tests.preservation.world_of_a_platform"],
        env={**surroundings(Path(source["VAR_DIR"]), source), "DJANGO_SETTINGS_MODULE": "poincon.site.settings"},
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=90,
    )  # fmt: skip
    assert world.returncode == 0, world.stderr
    backup = bare(source, "manage", "backup", "--to", str(folder / "backup"))
    assert (backup.returncode, backup.stderr) == (0, "")
    return Rehearsal(folder / "backup", world.stdout, backup.stdout, source, targets)


def restore(rehearsal: Rehearsal, backup: Path, target: int = 0) -> subprocess.CompletedProcess[str]:
    return bare(rehearsal.targets[target], "manage", "restore", "--from", str(backup))


def test_a_backup_restored_elsewhere_is_the_same_platform(rehearsal: Rehearsal) -> None:
    target = rehearsal.targets[0]
    restoration = restore(rehearsal, rehearsal.backup)
    assert (restoration.returncode, restoration.stderr) == (0, "")
    assert restoration.stdout.startswith("Différences : 0\n")
    for command in (["verify_journal"], ["verify_dossier", rehearsal.number]):
        here, there = (bare(variables, "manage", *command) for variables in (rehearsal.source, target))
        assert (there.returncode, there.stderr) == (0, "")
        assert there.stdout == here.stdout
    second = bare(target, "manage", "backup", "--to", str(rehearsal.backup.with_name("second")))
    assert second.returncode == 0
    first_manifest, second_manifest = (
        json.loads((rehearsal.backup.with_name(name) / "manifest.json").read_text()) for name in ("backup", "second")
    )
    for part in ("journal", "programmes", "files", "missing"):
        assert first_manifest[part] == second_manifest[part]
    again = restore(rehearsal, rehearsal.backup)
    assert again.returncode == 2
    assert "n'est pas vide (admissibility_prerequisitecheck, " in again.stderr
    assert [len(process.stderr.splitlines()) for process in (again,)] == [1]


def test_only_its_owner_reads_a_backup_and_sha256sum_vouches_for_it(rehearsal: Rehearsal) -> None:
    modes = {path.stat().st_mode & 0o777 for path in rehearsal.backup.rglob("*") if path.is_file()}
    assert modes == {0o600}
    folders = [rehearsal.backup, *(path for path in rehearsal.backup.rglob("*") if path.is_dir())]
    assert {path.stat().st_mode & 0o777 for path in folders} == {0o700}
    check = subprocess.run(
        ["sha256sum", "-c", "manifest.json.sha256"], cwd=rehearsal.backup, capture_output=True, text=True, check=False
    )
    assert (check.returncode, check.stdout) == (0, "manifest.json: OK\n")
    assert (rehearsal.backup / "manifest.json.sha256").read_text()[:64] in rehearsal.report


def flip(path: Path) -> None:
    """Change one bit of one byte, in the middle."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0x04
    path.write_bytes(content)


@pytest.mark.parametrize("part", ["manifest.json", "manifest.json.sha256", "database.*", "files/*/*"])
def test_a_byte_flipped_in_a_part_is_found_by_its_name_and_nothing_is_written(
    rehearsal: Rehearsal, part: str, tmp_path: Path
) -> None:
    copy = Path(shutil.copytree(rehearsal.backup, tmp_path / "backup"))
    path = min(copy.glob(part))
    flip(path)
    process = restore(rehearsal, copy, 1)
    assert process.returncode == 1
    assert str(path.relative_to(copy)) in process.stderr
    assert "Traceback" not in process.stderr
    target = Path(rehearsal.targets[1]["VAR_DIR"])
    assert not {"files", "poincon.sqlite3"} & {file.name for file in target.glob("*")}


def test_a_part_that_lacks_is_named(rehearsal: Rehearsal, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(rehearsal.backup, tmp_path / "backup"))
    content = min(copy.glob("files/*/*"))
    content.unlink()
    process = restore(rehearsal, copy, 1)
    assert (process.returncode, process.stdout) == (1, "")
    assert process.stderr == f"{content.relative_to(copy)} : il manque.\nRien n'est restauré.\n"


def spoil_dump(backup: Path) -> None:
    """Cut the copy of the database short, in a backup that says that it was so."""
    path = min(backup.glob("database.*"))
    content = path.read_bytes()[:900]
    path.write_bytes(content)
    manifest = json.loads((backup / "manifest.json").read_text())
    manifest["database"] |= {"digest": hashlib.sha256(content).hexdigest(), "size": len(content)}
    text = json.dumps(manifest).encode()
    (backup / "manifest.json").write_bytes(text)
    (backup / "manifest.json.sha256").write_text(f"{hashlib.sha256(text).hexdigest()}  manifest.json\n")


def test_a_restoration_that_fails_leaves_the_target_as_it_was(rehearsal: Rehearsal, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(rehearsal.backup, tmp_path / "backup"))
    spoil_dump(copy)
    for _attempt in range(2):  # the second is not refused for what the first left
        process = restore(rehearsal, copy, 1)
        assert (process.returncode, process.stdout) == (1, "")
        assert "n'est pas une base SQLite qui se lit." in process.stderr or "pg_restore a échoué" in process.stderr
        assert len(process.stderr.splitlines()) == 1
    assert not (Path(rehearsal.targets[1]["VAR_DIR"]) / "files").exists()


def test_what_an_interrupted_restoration_left_is_told_with_what_to_do(rehearsal: Rehearsal, tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "restore-unfinished").touch()
    target = {**rehearsal.targets[1], "FILES_URL": str(tmp_path / "files")}
    process = bare(target, "manage", "restore", "--from", str(rehearsal.backup))
    assert process.returncode == 2
    assert f"a laissé « {tmp_path / 'files'} » : effacez ce dossier, videz la base" in process.stderr


def test_a_backup_that_was_interrupted_is_not_restored(rehearsal: Rehearsal, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(rehearsal.backup, tmp_path / "backup"))
    (copy / "manifest.json").unlink()
    process = restore(rehearsal, copy, 1)
    assert process.returncode == 1
    assert "n'est pas une sauvegarde complète : « manifest.json » n'y est pas." in process.stderr
    again = bare(rehearsal.source, "manage", "backup", "--to", str(copy))
    assert "contient une sauvegarde qui n'est pas finie : effacez-la" in again.stderr


def test_a_content_that_the_store_lacks_or_altered_is_named_and_the_backup_finished(
    rehearsal: Rehearsal, tmp_path: Path
) -> None:
    store = Path(shutil.copytree(Path(rehearsal.source["VAR_DIR"]) / "files", tmp_path / "files"))
    missing, altered = sorted(path for path in store.glob("??/*"))[:2]
    missing.unlink()
    flip(altered)
    (store / "arriving").mkdir(exist_ok=True)
    (store / "arriving" / "half").write_text("half of a document")
    source = {**rehearsal.source, "FILES_URL": str(store)}
    process = bare(source, "manage", "backup", "--to", str(tmp_path / "backup"))
    assert process.returncode == 1
    assert process.stderr == (
        f"contenu {missing.name} : il manque.\ncontenu {altered.name} : il n'est plus celui qui a été reçu.\n"
    )
    assert not (tmp_path / "backup" / "files" / "arriving").exists()
    restoration = restore(rehearsal, tmp_path / "backup", 2)
    assert restoration.returncode == 1
    assert f"contenu {missing.name} : il manquait déjà à la sauvegarde." in restoration.stderr
    assert f"contenu {altered.name} : la sauvegarde l'avait déjà altéré." in restoration.stderr


def test_a_folder_of_documents_that_is_not_empty_is_refused(rehearsal: Rehearsal, tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "precious").write_text("kept")
    target = {**rehearsal.targets[1], "FILES_URL": str(tmp_path / "files")}
    process = bare(target, "manage", "restore", "--from", str(rehearsal.backup))
    assert process.returncode == 2
    assert "precious" in process.stderr
    assert (tmp_path / "files" / "precious").read_text() == "kept"


def test_a_backup_goes_into_an_empty_folder_only(rehearsal: Rehearsal) -> None:
    process = bare(rehearsal.source, "manage", "backup", "--to", str(rehearsal.backup))
    assert (process.returncode, process.stdout) == (2, "")
    assert "n'est pas vide : donnez un dossier vide ou nouveau." in process.stderr


def test_a_platform_that_is_not_migrated_is_not_backed_up(tmp_path: Path) -> None:
    process = run("manage", "backup", "--to", str(tmp_path / "backup"), var=tmp_path / "var")
    assert process.returncode == 2
    assert "Traceback" not in process.stderr
