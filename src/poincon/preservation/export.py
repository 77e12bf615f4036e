"""A dossier in one archive, which proves itself where there is no platform: what was handed over and exchanged, the
acts with their digests, the package of that day, a page to read it by.

Nothing of it is held in memory but texts: a document goes from the store to the archive in pieces.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import tempfile
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from poincon.dossiers.models import Dossier
from poincon.files.contents import measured, opened
from poincon.files.models import ScanState, StoredFile
from poincon.journal import services as journal
from poincon.journal.chain import exact_columns
from poincon.journal.models import Act, DailyRoot
from poincon.journal.verification import Findings
from poincon.preservation.copying import NotPreserved, Part, Report, part_of, settle, settle_path, why
from poincon.preservation.page import page_of
from poincon.preservation.paths import ACTS, MANIFEST, PAGE, PEOPLE, document_path, package_path, rows_path
from poincon.preservation.stored_evidence import StoredEvidence
from poincon.workflow.evidence import Section, sections_of

FORMAT = 1
ACT_COLUMNS = (
    "subject_kind",
    "subject_id",
    "sequence",
    "event",
    "actor",
    "at",
    "details",
    "frozen",
    "seal",
    "previous",
    "digest",
)
"""All that an act holds but its row number, which nothing rests on."""


@dataclass(frozen=True, slots=True)
class Export:
    """The archive that was written, how much is in it, and the contents that are missing or altered in the store."""

    archive: Part
    acts: int
    documents: int
    findings: Findings


@dataclass
class Writer:
    """Members of an archive, hashed as they are written. A name is written once."""

    archive: zipfile.ZipFile
    moment: datetime
    parts: dict[str, Part] = field(default_factory=dict)

    def text(self, name: str, content: bytes) -> None:
        with self._member(name, zipfile.ZIP_DEFLATED) as member:
            member.write(content)
        self.parts[name] = Part(name, hashlib.sha256(content).hexdigest(), len(content))

    def json(self, name: str, content: Any) -> None:
        self.text(name, (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode())

    def document(self, name: str, source: IO[bytes]) -> Part:
        """Stored as it is: most documents are compressed already, and whoever reads it knows its size beforehand."""
        with self._member(name, zipfile.ZIP_STORED) as member:
            self.parts[name] = Part(name, *measured(source, member.write))
        return self.parts[name]

    def _member(self, name: str, compression: int) -> IO[bytes]:
        if name in self.parts:
            raise ValueError(f"two parts of the export are called {name}")
        entry = zipfile.ZipInfo(name, self.moment.timetuple()[:6])
        entry.compress_type, entry.external_attr = compression, 0o600 << 16
        return self.archive.open(entry, "w", force_zip64=True)


def export(dossier: Dossier, target: Path, now: datetime, report: Report) -> Export:
    """Write the archive beside its place, record the act with its digest, then put it there. Raises `NotPreserved`."""
    if target.exists():
        raise NotPreserved(_("« %(file)s » existe déjà : donnez un autre nom.") % {"file": target})
    try:
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as file:
            draft = Path(file.name)
            try:
                exported = _write(dossier, file, now, report)
                settle(file)
                archive = part_of(draft, target.name)
                _put(dossier, draft, target, archive, now)
            finally:
                draft.unlink(missing_ok=True)
    except OSError as error:
        names = {"file": error.filename or target, "error": why(error)}
        raise NotPreserved(_("« %(file)s » n'a pas pu être écrit (%(error)s).") % names) from error
    return Export(archive, *exported)


def _put(dossier: Dossier, draft: Path, target: Path, archive: Part, now: datetime) -> None:
    """All or nothing: an export that nobody recorded is taken away."""
    try:
        with transaction.atomic():
            details = {"digest": archive.digest, "size": archive.size}
            journal.record(dossier, "dossier_exported", actor=journal.SYSTEM, details=details, now=now)
            _link(draft, target)
    except FileExistsError:
        raise
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    settle_path(target.parent)


def _link(draft: Path, target: Path) -> None:
    """Give the draft its name. Raises `FileExistsError` when somebody has put a file there meanwhile."""
    try:
        os.link(draft, target)
    except FileExistsError:
        raise
    except OSError:  # a folder whose system knows no second name for a file
        if target.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target)) from None
        draft.replace(target)


def _write(dossier: Dossier, file: IO[bytes], now: datetime, report: Report) -> tuple[int, int, Findings]:
    evidence, findings = StoredEvidence(dossier), Findings()
    with zipfile.ZipFile(file, "w") as archive, translation.override("fr"):
        writer = Writer(archive, now.astimezone(UTC))
        writer.json(ACTS, [_plain_act(act) for act in evidence.acts])
        writer.json(PEOPLE, dict(evidence.people))
        for kind in evidence.kinds:
            rows = [{"id": row.number, "columns": dict(row.columns)} for row in evidence.rows(kind)]
            writer.json(rows_path(kind), rows)
        for programme in evidence.programmes:
            for name, text in programme.files.items():
                writer.text(package_path(programme.digest, name), text.encode())
        withheld = _documents(evidence, writer, findings, report)
        about = about_dossier(dossier)
        sections = sections_of(evidence)
        write_members(sections, writer)
        writer.text(PAGE, page_of(about, evidence, sections).encode())
        writer.json(MANIFEST, _manifest(evidence, about, withheld, writer.parts.values(), now))
    return len(evidence.acts), len(evidence.rows("file")), findings


def write_members(sections: Iterable[Section], writer: Writer) -> None:
    for section in sections:
        for name, content in section.members.items():
            writer.text(f"{section.folder}/{name}", content)


def _documents(evidence: StoredEvidence, writer: Writer, findings: Findings, report: Report) -> list[str]:
    """Write each content once. Gives the digests of those that the virus scanner refused: they are given to nobody."""
    digests = {str(row.columns["digest"]) for row in evidence.rows("file")}
    refused = StoredFile.objects.filter(digest__in=digests, scan_state=ScanState.REFUSED)
    withheld = set(refused.values_list("digest", flat=True))
    for row in evidence.rows("file"):
        digest, path = str(row.columns["digest"]), document_path(row.columns)
        if digest not in digests or digest in withheld:
            continue
        digests.discard(digest)
        try:
            content = opened(digest)
        except OSError:
            findings.fault(_("document %(number)s : son contenu manque.") % {"number": row.number})
            continue
        with content:
            part = writer.document(path, content)
        if part.digest != digest:
            findings.fault(
                _("document %(number)s : son contenu n'est plus celui qui a été reçu.") % {"number": row.number}
            )
        report(_("Documents copiés jusqu'ici : %(count)d…") % {"count": len(writer.parts)})
    return sorted(withheld)


def about_dossier(dossier: Dossier) -> dict[str, str]:
    """What the page says of the dossier at its head, as this database calls it."""
    package = dossier.package
    return {
        "number": dossier.number,
        "organisation": str(dossier.organisation),
        "programme": package.programme.title,
        "version": package.programme.version,
    }


def _manifest(
    evidence: StoredEvidence, about: Mapping[str, str], withheld: list[str], parts: Iterable[Part], now: datetime
) -> dict[str, Any]:
    last, root = evidence.acts[-1] if evidence.acts else None, DailyRoot.objects.order_by("-day").first()
    subject = {"kind": evidence.subject.kind, "id": evidence.subject.id}
    return {
        "format": FORMAT,
        "exported_at": now.astimezone(UTC).isoformat(),
        "poincon": version("poincon"),
        "dossier": dict(about),
        "subject": subject,
        "heads": [{"subject": subject, "sequence": last.sequence, "digest": last.digest}] if last else [],
        "last_seal": {"day": str(root.day), "count": root.count, "digest": root.digest} if root else None,
        "programmes": [
            {"programme": each.programme, "version": each.version, "digest": each.digest}
            for each in evidence.programmes
        ],
        "left_out": dict(evidence.left_out),
        "withheld": withheld,
        "files": [{"name": part.name, "digest": part.digest, "size": part.size} for part in parts],
    }


def _plain_act(act: Act) -> dict[str, Any]:
    return exact_columns({name: getattr(act, name) for name in ACT_COLUMNS})
