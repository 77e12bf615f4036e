"""Whether a dossier is what its acts say, here or in an archive: its chain, what it froze, its outcomes once more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from poincon.dossiers.models import Dossier
from poincon.journal.chain import GENESIS, Subject
from poincon.journal.frozen import frozen_kinds
from poincon.journal.frozen_rows import FrozenRows
from poincon.journal.models import Act
from poincon.journal.verification import Findings, check_act
from poincon.preservation.archive import Archive, compare_parts, parts_of, read_archive
from poincon.preservation.archived_evidence import ArchivedEvidence
from poincon.preservation.copying import NotPreserved, Part
from poincon.preservation.export import FORMAT
from poincon.preservation.page import page_of
from poincon.preservation.paths import DOCUMENTS, MANIFEST, PAGE
from poincon.preservation.stored_evidence import PACKAGES, StoredEvidence, rested_on
from poincon.sheets.evidence import UNREADABLE
from poincon.workflow.evidence import Evidence, FrozenRow, faults_of, sections_of


@dataclass
class Proof:
    """What was verified of a dossier, and what does not hold."""

    findings: Findings = field(default_factory=Findings)
    snapshots: int = 0
    number: str = ""
    withheld: int = 0
    """Documents of an archive that were not put in it, since the virus scanner had refused them."""


def prove_stored(dossier: Dossier) -> Proof:
    """Of a dossier of this database."""
    proof, evidence = Proof(number=dossier.number), StoredEvidence(dossier)
    _check_chain(evidence, proof.findings)
    rows = FrozenRows(proof.findings.fault)
    for act in evidence.acts:
        rows.name(act)
    proof.findings.rows = rows.verify_about(evidence.subject)
    _compute_again(evidence, proof)
    return proof


def prove_archive(path: Path) -> Proof:
    """Of an archive, from itself alone. Raises `NotPreserved` when it is none, in one sentence."""
    with read_archive(path) as archive:
        manifest = archive.json(MANIFEST)
        about, subject = _heading(manifest)
        proof, parts = Proof(number=about["number"]), parts_of(manifest)
        compare_parts(archive, parts, proof.findings)
        try:
            evidence = ArchivedEvidence(archive, subject)
            _check_chain(evidence, proof.findings)
            _check_heads(evidence, manifest, proof.findings)
            _check_rows(evidence, proof.findings)
            proof.withheld = _check_documents(evidence, parts, manifest, proof.findings)
            _compute_again(evidence, proof)
            _check_copies(archive, evidence, about, manifest, proof.findings)
        except NotPreserved as error:
            proof.findings.fault(str(error))
        except UNREADABLE:
            proof.findings.fault(_("l'archive n'a pas la forme attendue : la suite n'est pas vérifiée."))
    return proof


def _heading(manifest: Any) -> tuple[dict[str, str], Subject]:
    names = ("number", "organisation", "programme", "version")
    try:
        about = {name: str(manifest["dossier"][name]) for name in names}
        subject = Subject("dossier", str(manifest["subject"]["id"]))
        is_ours = manifest["format"] == FORMAT and manifest["subject"]["kind"] == subject.kind
    except (KeyError, TypeError) as error:
        raise _no_manifest() from error
    if not is_ours:
        raise _no_manifest()
    return about, subject


def _no_manifest() -> NotPreserved:
    return NotPreserved(_("« %(name)s » n'est pas un manifeste que cette version sait lire.") % {"name": MANIFEST})


def _check_chain(evidence: Evidence, findings: Findings) -> None:
    sequence, previous = 0, GENESIS
    for act in evidence.acts:
        check_act(findings, act, sequence + 1, previous)
        if act.subject != evidence.subject:
            findings.fault(_("%(act)s : n'est pas un acte de ce dossier.") % {"act": act})
        sequence, previous = act.sequence, act.digest
        findings.acts += 1
    if not evidence.acts:
        findings.fault(_("aucun acte n'est inscrit sur ce dossier."))


def _check_heads(evidence: Evidence, manifest: Mapping[str, Any], findings: Findings) -> None:
    last = evidence.acts[-1:]
    subject = {"kind": evidence.subject.kind, "id": evidence.subject.id}
    if manifest.get("heads") != [{"subject": subject, "sequence": a.sequence, "digest": a.digest} for a in last]:
        findings.fault(_("%(name)s : le dernier acte n'est pas celui qu'il dit.") % {"name": MANIFEST})


def _check_rows(evidence: ArchivedEvidence, findings: Findings) -> None:
    """Each row against the act that froze it, and each act against the rows: nothing lacks but what no export has."""
    rows = {row.name: row for kind in evidence.kinds for row in evidence.rows(kind)}
    needed, named = rested_on(rows.values()), set[str]()
    for act in evidence.acts:
        for name, digest in act.frozen.items():
            named.add(name)
            _check_row(act, name, digest, rows.get(name), name in needed, findings)
            findings.rows += 1
    for name in sorted(rows.keys() - named):
        findings.fault(_("%(row)s : aucun acte ne le nomme.") % {"row": _titled(name)})
    for name in sorted(needed - rows.keys()):
        if not name.startswith(f"{PACKAGES}/"):
            findings.fault(_("%(row)s : il manque.") % {"row": _titled(name)})


def _check_row(act: Act, name: str, digest: str, row: FrozenRow | None, needed: bool, findings: Findings) -> None:
    kind = frozen_kinds().get(name.partition("/")[0])
    if kind is None:
        findings.fault(_("%(act)s : nomme « %(row)s », qui n'existe pas.") % {"act": act, "row": name[:80]})
    elif row is None:
        if kind.named_always and not (kind.internal or needed):
            findings.fault(_("%(row)s : il manque.") % {"row": _titled(name)})
    elif row.digest != digest:
        findings.fault(_("%(row)s : son contenu n'est plus celui qui a été inscrit.") % {"row": _titled(name)})


def _titled(name: str) -> str:
    identifier, _slash, number = name.partition("/")
    kind = frozen_kinds().get(identifier)
    return f"{kind.title if kind else identifier[:40]} {number[:80]}"


def _check_documents(
    evidence: Evidence, parts: Mapping[str, Part], manifest: Mapping[str, Any], findings: Findings
) -> int:
    """Each document has its content, which bears its digest; gives how many were withheld."""
    contents = {part.digest: part.size for part in parts.values() if part.name.startswith(f"{DOCUMENTS}/")}
    withheld = {str(digest) for digest in manifest.get("withheld") or []}
    refused = 0
    for row in evidence.rows("file"):
        digest = str(row.columns.get("digest"))
        if digest not in contents and digest in withheld:
            refused += 1
        elif contents.get(digest) != row.columns.get("size"):
            findings.fault(_("%(row)s : son contenu manque.") % {"row": _titled(row.name)})
    return refused


def _compute_again(evidence: Evidence, proof: Proof) -> None:
    proof.snapshots = len(evidence.rows("snapshot"))
    for fault in faults_of(evidence):
        proof.findings.fault(fault)


def _check_copies(
    archive: Archive, evidence: Evidence, about: Mapping[str, str], manifest: Mapping[str, Any], findings: Findings
) -> None:
    """What people read is what the rows say. The page is compared when this very version made it."""
    try:
        with translation.override("fr"):
            sections = sections_of(evidence)
            page = page_of(about, evidence, sections).encode()
    except UNREADABLE:
        findings.fault(_("%(name)s : ce qu'il montre ne peut pas être refait.") % {"name": PAGE})
        return
    copies = {f"{section.folder}/{name}": copy for section in sections for name, copy in section.members.items()}
    if manifest.get("poincon") == version("poincon"):
        copies[PAGE] = page
    for name, copy in copies.items():
        if name not in archive.names or archive.text(name) != copy:
            findings.fault(_("%(name)s : n'est pas la copie de ce qui est inscrit.") % {"name": name})
