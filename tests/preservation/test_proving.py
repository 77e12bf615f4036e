"""What is changed of a dossier, here or in its archive, is found and named; archives from anybody are read safely."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from django.db import connection

from poincon.campaigns import models as programmes
from poincon.campaigns.models import ProgrammeVersion
from poincon.correspondence.models import DossierMessage, Letter, OfficialNote
from poincon.dossiers.models import Dossier, Transition
from poincon.files.storage import content_path
from poincon.journal.chain import GENESIS, row_digest
from poincon.journal.models import Act
from poincon.preservation import archive as bounds
from poincon.preservation.archive import read_archive
from poincon.preservation.copying import NotPreserved
from poincon.sheets.models import Snapshot
from poincon.sheets.snapshots import canonical, digest_of
from tests.dossiers.factories import dossier as draft
from tests.dossiers.factories import structure
from tests.journal.makers import unguarded
from tests.preservation.archives import Members, changed, edit, members, written
from tests.preservation.conftest import Run

pytestmark = pytest.mark.django_db


def test_a_dossier_that_nobody_changed_holds(dossier: Dossier, archive: Path, manage: Run) -> None:
    code, output, errors = manage("verify_dossier", dossier.number)
    assert (code, errors) == (0, "")
    assert output.endswith("Écrits figés : 11. Clichés recalculés : 1.\n")
    code, output, errors = manage("verify_dossier", "--zip", archive)
    assert (code, errors) == (0, "")
    assert json.loads(json.dumps(Act.objects.get(event="dossier_exported").details["digest"])) in output


def test_an_archive_needs_no_row_of_the_database(archive: Path, manage: Run) -> None:
    ours = {"sheets_", "dossiers_", "campaigns_", "files_", "journal_", "people_", "correspondence_"}

    def refuse(execute: object, sql: str, *more: object) -> None:
        pytest.fail(f"asked of the database: {sql}") if any(name in sql for name in ours) else None

    with connection.execute_wrapper(refuse):
        assert manage("verify_dossier", "--zip", archive)[0] == 0


def test_a_number_or_an_archive_is_asked_for(manage: Run) -> None:
    for arguments in ([], ["X-1", "--zip", "a.zip"]):
        code, _output, errors = manage("verify_dossier", *arguments)
        assert (code, errors) == (2, "Donnez le numéro d'un dossier, ou une archive par --zip.")


# here


def spoil_outcome() -> None:
    """Another outcome, with the digest of the content that says so."""
    row = Snapshot.objects.get()
    content = json.loads(row.content)
    content["outcomes"]["surface"]["status"] = "not_met"
    text = canonical(content)
    Snapshot.objects.update(content=text, digest=digest_of(text))


def add_message() -> None:
    row = DossierMessage.objects.get()
    row.pk = None
    row.text = "Autre"
    row.save(force_insert=True)


MANIPULATIONS: dict[str, tuple[Callable[[], object], str]] = {
    "an act": (lambda: Act.objects.filter(event="message_sent").update(actor="b"), "(message_sent) : son contenu"),
    "an act removed": (lambda: Act.objects.filter(event="message_sent")._raw_delete("default"), "il manque l'acte"),
    "a message": (lambda: DossierMessage.objects.update(text="Bonsoir"), "message "),
    "a message added": (add_message, "aucun acte ne le nomme"),
    "a note": (lambda: OfficialNote.objects.update(text="Rien"), "note "),
    "a letter": (lambda: Letter.objects.update(title="Accordé"), "lettre "),
    "a letter's content": (lambda: content_path(Letter.objects.get().pdf.digest).unlink(), "son contenu manque"),
    "a transition": (lambda: Transition.objects.filter(event="close").update(reason="autre"), "changement d’état "),
    "an outcome": (spoil_outcome, "résultat « surface » : le recalcul en donne un autre."),
    "the package of that day": (lambda: ProgrammeVersion.objects.update(files={}), "ne peuvent pas être recalculés"),
}


@pytest.mark.parametrize("manipulation", MANIPULATIONS)
def test_each_manipulation_of_a_dossier_is_found_and_named(dossier: Dossier, manage: Run, manipulation: str) -> None:
    change, place = MANIPULATIONS[manipulation]
    with connection.constraint_checks_disabled(), unguarded():
        change()
    programmes._package.cache_clear()
    code, output, errors = manage("verify_dossier", dossier.number)
    assert (code, output) == (1, "")
    assert place in errors


def test_another_dossier_is_none_of_its_business(dossier: Dossier, manage: Run) -> None:
    other = draft(structure())
    with unguarded():
        Act.objects.filter(subject_id=other.pk).update(actor="b")
    assert manage("verify_dossier", dossier.number)[0] == 0
    assert manage("verify_dossier", other.number)[0] == 1


# an archive


def first_document(contents: Members) -> str:
    return min(name for name in contents if name.startswith("documents/"))


def swap_document(contents: Members) -> None:
    contents[first_document(contents)] = b"%PDF-1.7 other"


def spoil_package(contents: Members) -> None:
    name = next(name for name in contents if name.endswith("regles.yaml"))
    contents[name] = contents[name].replace(b">=", b">")


def spoil_copy(contents: Members) -> None:
    name = next(name for name in contents if name.startswith("snapshots/"))
    contents[name] = contents[name].replace(b"Chez Paul", b"Chez Pierre")


def spoil_page(contents: Members) -> None:
    contents["index.html"] = contents["index.html"].replace(b"Chez Paul", b"Chez Pierre")


def longer(name: str) -> Callable[[Members], object]:
    return lambda contents: contents.update({name: contents[name] + b" "})


def drop(name: str) -> Callable[[Members], object]:
    return lambda contents: contents.pop(name)


CHANGES: dict[str, tuple[Callable[[Members], object], str]] = {
    "an act": (edit("acts.json", lambda acts: acts[2].update(actor="b")), "#3"),
    "an act removed": (edit("acts.json", lambda acts: acts.pop(2)), "il manque l'acte 3"),
    "the last act removed": (edit("acts.json", lambda acts: acts.pop()), "le dernier acte n'est pas celui"),
    "all acts removed": (edit("acts.json", lambda acts: acts.clear()), "aucun acte n'est inscrit"),
    "a message": (
        edit("rows/message.json", lambda rows: rows[0]["columns"].update(text="Non")),
        " : son contenu n'est plus celui qui a été inscrit.",
    ),
    "a letter": (edit("rows/letter.json", lambda rows: rows[0]["columns"].update(title="Oui")), "lettre "),
    "a row removed": (drop("rows/letter.json"), "lettre "),
    "a row added": (edit("rows/message.json", lambda rows: rows.append({**rows[0], "id": "99"})), "message 99 : aucun"),
    "a document": (swap_document, "son contenu manque"),
    "the row of a document": (drop("rows/file.json"), "document "),
    "the package": (spoil_package, "ses résultats ne peuvent pas être recalculés"),
    "the copy of a snapshot": (spoil_copy, ".json : n'est pas la copie de ce qui est inscrit"),
    "the page": (spoil_page, "index.html : n'est pas la copie"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_each_change_of_an_archive_is_found_though_its_manifest_agrees(archive: Path, manage: Run, change: str) -> None:
    make, place = CHANGES[change]
    code, output, errors = manage("verify_dossier", "--zip", changed(archive, make))
    assert (code, output) == (1, "")
    assert place in errors


def forge_outcome(contents: Members) -> None:
    """Another outcome, and all that follows from it made again: row, act, chain, copies."""
    [row] = json.loads(contents["rows/snapshot.json"])
    content = json.loads(row["columns"]["content"])
    content["outcomes"]["surface"]["status"] = "not_met"
    text = canonical(content)
    row["columns"] |= {"content": text, "digest": digest_of(text)}
    contents["rows/snapshot.json"] = json.dumps([row]).encode()
    contents[f"snapshots/{row['id']}.json"] = text.encode()
    contents[f"snapshots/{row['id']}-outcomes.json"] = canonical(content["outcomes"]).encode()
    acts, previous = json.loads(contents["acts.json"]), GENESIS
    for act in acts:
        if f"snapshot/{row['id']}" in act["frozen"]:
            act["frozen"][f"snapshot/{row['id']}"] = row_digest("snapshot", row["id"], row["columns"])
        fields = {name: value for name, value in act.items() if name != "digest"}
        fields |= {"at": datetime.fromisoformat(act["at"]), "previous": previous}
        act["previous"], act["digest"] = previous, Act(**fields).entry().digest
        previous = act["digest"]
    contents["acts.json"] = json.dumps(acts).encode()
    manifest = json.loads(contents["manifest.json"])
    manifest["heads"][0]["digest"] = previous
    contents["manifest.json"] = json.dumps(manifest).encode()


def test_an_outcome_that_a_whole_archive_agrees_with_is_computed_again(archive: Path, manage: Run) -> None:
    code, _output, errors = manage("verify_dossier", "--zip", changed(archive, forge_outcome))
    number = Snapshot.objects.get().pk
    assert code == 1
    assert errors.splitlines() == [
        f"cliché {number}, résultat «\u00a0surface\u00a0»\u00a0: le recalcul en donne un autre.",
        "index.html : n'est pas la copie de ce qui est inscrit.",  # it shows the digests of acts
    ]


def test_each_member_is_what_the_manifest_says(archive: Path, manage: Run) -> None:
    for name in members(archive).keys() - {"manifest.json"}:
        path = changed(archive, longer(name), with_manifest=False)
        code, _output, errors = manage("verify_dossier", "--zip", path)
        assert (code, f"{name} : son empreinte n'est pas celle" in errors) == (1, True), name


def test_a_member_that_the_manifest_does_not_name_is_named(archive: Path, manage: Run) -> None:
    path = changed(archive, lambda contents: contents.update({"more.html": b"<p>"}), with_manifest=False)
    assert "more.html : le manifeste ne le nomme pas." in manage("verify_dossier", "--zip", path)[2]


def test_no_byte_flipped_in_an_archive_changes_what_it_holds_unnoticed(archive: Path, manage: Run) -> None:
    content = archive.read_bytes()
    path, before = archive.with_name("flipped.zip"), members(archive)
    for place in range(40, len(content), len(content) // 20):
        path.write_bytes(content[:place] + bytes([content[place] ^ 0x10]) + content[place + 1 :])
        code, _output, errors = manage("verify_dossier", "--zip", path)
        assert code in {1, 2} or members(path) == before, place  # a byte that says when a member was put there
        assert bool(errors) is bool(code)


# archives from anybody


@pytest.mark.parametrize("name", ["../evil", "/etc/passwd", "a/../../b", "C:/evil", "a\\..\\..\\b", "a//b"])
def test_a_name_that_leads_elsewhere_is_refused(archive: Path, manage: Run, name: str) -> None:
    path = changed(archive, lambda contents: contents.update({name: b"x"}))
    code, _output, errors = manage("verify_dossier", "--zip", path)
    assert code == 2
    assert "mène hors de l'archive" in errors


def test_an_archive_that_unpacks_without_end_is_not_unpacked(archive: Path, manage: Run) -> None:
    contents = members(archive)
    path = archive.with_name("bomb.zip")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bomb:
        for name, content in contents.items():
            bomb.writestr(name, content)
        with bomb.open("z", "w") as member:
            for _ in range(bounds.MAXIMUM_TEXTS // 2**20 + 1):
                member.write(bytes(2**20))
    assert path.stat().st_size < 2**20
    code, _output, errors = manage("verify_dossier", "--zip", path)
    assert (code, errors) == (2, "Cette archive dit contenir plus qu'elle ne peut : elle n'est pas lue.")


def test_a_text_is_read_no_further_than_its_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "MAXIMUM_TEXT", 10)
    path = written(tmp_path / "a.zip", {"acts.json": b"[1,2,3,4,5]"})
    with read_archive(path) as archive, pytest.raises(NotPreserved, match="trop grand"):
        archive.text("acts.json")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("manifest.json", b"{}"),
        ("manifest.json", b"[" * 100_000),
        ("manifest.json", b'{"format": 1, "dossier": 3}'),
        ("acts.json", b"{}"),
        ("acts.json", b'[{"at": 3}]'),
        ("acts.json", b"\xff"),
        ("people.json", b"[]"),
        ("rows/snapshot.json", b'[{"id": 1, "columns": {"content": "[]"}}]'),
        ("rows/snapshot.json", b'[{"id": 1, "columns": 3}]'),
        ("rows/letter.json", b'[{"id": "1", "columns": {}}]'),
        ("rows/transition.json", b'[{"id": "1", "columns": {"made_at": 0.5}}]'),
        ("rows/file.json", b'[{"id": "1", "columns": {}}]'),
    ],
)
def test_what_is_malformed_is_told_in_sentences(archive: Path, manage: Run, name: str, content: bytes) -> None:
    path = changed(archive, lambda contents: contents.update({name: content}), with_manifest=name != "manifest.json")
    code, _output, errors = manage("verify_dossier", "--zip", path)
    assert code in {1, 2}
    assert errors


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"no archive at all"])
def test_what_is_no_archive_is_one_sentence(tmp_path: Path, manage: Run, content: bytes) -> None:
    (tmp_path / "a.zip").write_bytes(content)
    code, _output, errors = manage("verify_dossier", "--zip", tmp_path / "a.zip")
    assert (code, errors) == (2, f"« {tmp_path / 'a.zip'} » n'est pas une archive ZIP qui se lit.")


def test_an_archive_that_is_not_there_is_one_sentence(tmp_path: Path, manage: Run) -> None:
    code, _output, errors = manage("verify_dossier", "--zip", tmp_path / "a.zip")
    assert code == 2
    assert len(errors.splitlines()) == 1
