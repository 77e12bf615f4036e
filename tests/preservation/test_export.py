"""What the archive of a dossier holds, and what it leaves out."""

from __future__ import annotations

import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from poincon.correspondence.models import Letter
from poincon.dossiers.models import Dossier
from poincon.files.models import ScanState, StoredFile
from poincon.files.storage import content_path
from poincon.journal.models import Act, DailyRoot
from poincon.people.models import Person
from poincon.preservation.paths import document_path, safe_name
from tests.admissibility.factories import scene
from tests.dossiers.factories import PDF, document, structure
from tests.dossiers.factories import dossier as draft
from tests.preservation.archives import members
from tests.preservation.conftest import Run
from tests.preservation.scenes import NOTE

pytestmark = pytest.mark.django_db


def test_it_holds_what_the_dossier_is_made_of(dossier: Dossier, archive: Path) -> None:
    contents = members(archive)
    snapshot = dossier.sheet.snapshots.get()
    assert contents[f"snapshots/{snapshot.pk}.json"].decode() == snapshot.content
    assert json.loads(contents[f"snapshots/{snapshot.pk}-outcomes.json"]) == json.loads(snapshot.content)["outcomes"]
    letter = Letter.objects.get()
    for file in (letter.pdf, letter.docx):
        assert contents[f"documents/{file.digest}-{file.name}"] == content_path(file.digest).read_bytes()
    [row] = json.loads(contents["rows/letter.json"])
    assert (row["id"], row["columns"]["title"]) == (str(letter.pk), letter.title)
    version = dossier.sheet.programme_version
    folder = f"programmes/{version.digest.removeprefix('sha256:')}/"
    assert {name.removeprefix(folder): text.decode() for name, text in contents.items() if name.startswith(folder)} == (
        version.files
    )
    assert {len(json.loads(contents[f"rows/{kind}.json"])) for kind in ("message", "message_attachment")} == {1}
    acts = json.loads(contents["acts.json"])
    assert [act["digest"] for act in acts] == [
        act.digest for act in Act.objects.filter(subject_id=dossier.pk).exclude(event="dossier_exported")
    ]


def test_its_manifest_vouches_for_each_file_and_names_the_heads(dossier: Dossier, archive: Path) -> None:
    contents = members(archive)
    manifest = json.loads(contents.pop("manifest.json"))
    assert {part["name"]: (part["digest"], part["size"]) for part in manifest["files"]} == {
        name: (hashlib.sha256(content).hexdigest(), len(content)) for name, content in contents.items()
    }
    last = Act.objects.filter(subject_id=dossier.pk).exclude(event="dossier_exported").latest("sequence")
    subject = {"kind": "dossier", "id": str(dossier.pk)}
    assert manifest["heads"] == [{"subject": subject, "sequence": last.sequence, "digest": last.digest}]
    assert manifest["last_seal"]["digest"] == DailyRoot.objects.latest("day").digest
    assert manifest["programmes"][0]["digest"] == dossier.sheet.programme_version_id


def test_the_journal_records_the_digest_of_the_archive(dossier: Dossier, archive: Path) -> None:
    act = Act.objects.get(event="dossier_exported")
    assert (act.subject_id, act.actor) == (str(dossier.pk), "systeme")
    assert act.details == {
        "digest": hashlib.sha256(archive.read_bytes()).hexdigest(),
        "size": archive.stat().st_size,
    }
    assert archive.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in archive.parent.iterdir() if path.is_file()] == [archive.name]


def test_notes_of_officials_and_addresses_stay_here(dossier: Dossier, archive: Path) -> None:
    everything = b"\n".join(members(archive).values())
    assert NOTE.encode() not in everything
    for person in Person.objects.all():
        assert person.email.encode() not in everything
    assert json.loads(members(archive)["manifest.json"])["left_out"] == {"official_note": 1}


def test_people_are_named_as_pages_name_them(dossier: Dossier, archive: Path) -> None:
    people = json.loads(members(archive)["people.json"])
    assert "Inès Région" in people.values()
    assert people == {number: Person.objects.get(pk=number).full_name for number in people}


def test_a_document_that_was_never_handed_over_is_left_out(manage: Run, tmp_path: Path) -> None:
    ours = structure()
    here = draft(ours)
    document(here, ours.editor)
    assert manage("export_dossier", here.number, "--to", tmp_path / "draft.zip")[0] == 0
    contents = members(tmp_path / "draft.zip")
    assert PDF not in contents.values()
    assert json.loads(contents["manifest.json"])["left_out"] == {"file": 1}
    assert manage("verify_dossier", "--zip", tmp_path / "draft.zip")[0] == 0


def test_a_document_that_the_scanner_refused_is_not_given(manage: Run, tmp_path: Path) -> None:
    here = scene(plan=True)
    digest = StoredFile.objects.get().digest
    StoredFile.objects.update(scan_state=ScanState.REFUSED, scanned_at=here.dossier.created_at)
    assert manage("export_dossier", here.dossier.number, "--to", tmp_path / "a.zip")[0] == 0
    contents = members(tmp_path / "a.zip")
    assert PDF not in contents.values()
    assert json.loads(contents["manifest.json"])["withheld"] == [digest]
    code, output, _errors = manage("verify_dossier", "--zip", tmp_path / "a.zip")
    assert code == 0
    assert "Documents refusés par l'antivirus, absents de l'archive : 1." in output


class Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, Any]]) -> None:
        self.tags.append(tag)
        self.addresses += [value for name, value in attrs if name in {"href", "src"}]


def test_its_page_stands_alone_and_says_what_was_written_as_text(dossier: Dossier, archive: Path) -> None:
    contents = members(archive)
    text = contents["index.html"].decode()
    page = Page()
    page.feed(text)
    assert not {"script", "link", "img", "iframe", "form", "object"} & set(page.tags)
    assert set(page.addresses) <= set(contents)
    assert {f"documents/{file.digest}-{file.name}" for file in (Letter.objects.get().pdf,)} <= set(page.addresses)
    assert "Bonjour &lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert '<html lang="fr">' in text
    assert re.search(r"<td>Chez Paul</td>", text)


def test_a_file_that_is_there_is_not_written_over(dossier: Dossier, manage: Run, tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_text("precious")
    code, _output, errors = manage("export_dossier", dossier.number, "--to", tmp_path / "a.zip")
    assert (code, errors) == (2, f"« {tmp_path / 'a.zip'} » existe déjà : donnez un autre nom.")
    assert (tmp_path / "a.zip").read_text() == "precious"
    assert not Act.objects.filter(event="dossier_exported").exists()


def test_a_number_that_no_dossier_bears_is_one_sentence(manage: Run, tmp_path: Path, db: None) -> None:
    code, _output, errors = manage("export_dossier", "X-1", "--to", tmp_path / "a.zip")
    assert (code, errors) == (2, "Aucun dossier ne porte le numéro « X-1 ».")
    assert not (tmp_path / "a.zip").exists()


def test_a_folder_that_is_not_there_is_one_sentence(dossier: Dossier, manage: Run, tmp_path: Path) -> None:
    code, _output, errors = manage("export_dossier", dossier.number, "--to", tmp_path / "none" / "a.zip")
    assert code == 2
    assert "n'a pas pu être écrit" in errors


def test_a_missing_content_is_named_and_the_rest_exported(dossier: Dossier, manage: Run, tmp_path: Path) -> None:
    letter = Letter.objects.get()
    content_path(letter.pdf.digest).unlink()
    code, output, errors = manage("export_dossier", dossier.number, "--to", tmp_path / "a.zip")
    assert (code, errors) == (1, f"document {letter.pdf_id} : son contenu manque.\n")
    assert output.startswith("Exporté : ")


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "etc_passwd"),
        ("C:\\plan.pdf", "C_plan.pdf"),
        ("plan à l’étage.pdf", "plan_a_l_etage.pdf"),
        ("....", "document"),
        ("\u202egnp.exe", "gnp.exe"),
        ("x" * 300 + ".pdf", "x" * 56 + ".pdf"),
    ],
)
def test_names_of_documents_lead_nowhere(name: str, safe: str) -> None:
    assert safe_name(name) == safe
    assert document_path({"digest": "ab", "name": name}) == f"documents/ab-{safe}"
