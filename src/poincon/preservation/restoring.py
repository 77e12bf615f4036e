"""A backup put back where there is nothing yet: verified whole before anything is written, and again at the end.

Contents go first, the database last and at once: until then the target is what it was, and is cleaned after a failure.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from poincon.files.storage import files_root, place_in
from poincon.journal.models import DailyRoot
from poincon.journal.verification import Findings, advance_words, verify
from poincon.preservation.backup import DATABASES
from poincon.preservation.copying import (
    NotPreserved,
    Part,
    Report,
    copied,
    created,
    folder_of_ours,
    part_of,
    settle_path,
    why,
)
from poincon.preservation.manifest import FILES, Manifest
from poincon.preservation.states import contents_of, state_of

UNFINISHED = "restore-unfinished"
"""A file that says that what lies beside it was being restored."""
_NAMED = 5
"""So many of what a target holds are named."""


def check_target(backup: Manifest) -> None:
    """Raises `NotPreserved` when the target is of another kind, or not empty: it says what is there, and what to do."""
    if backup.kind != connection.vendor:
        raise NotPreserved(
            _("Cette sauvegarde est d'une base %(kind)s, et DATABASE_URL en désigne une autre : %(target)s.")
            % {"kind": backup.kind, "target": connection.vendor}
        )
    root, database = files_root(), DATABASES[backup.kind]
    if (root / UNFINISHED).exists():
        raise NotPreserved(
            _(
                "Une restauration interrompue a laissé « %(folder)s » : effacez ce dossier, videz la base "
                "« %(database)s », puis recommencez."
            )
            % {"folder": root, "database": database.describe(connection)}
        )
    database.check_tools(connection, "pg_restore")
    tables = database.tables(connection)
    if tables:
        raise NotPreserved(
            _("La base « %(database)s » n'est pas vide (%(names)s) : restaurez dans une base neuve.")
            % {"database": database.describe(connection), "names": _listed(tables)}
        )
    names = sorted(path.name for path in root.iterdir()) if root.is_dir() else []
    if names:
        raise NotPreserved(
            _("Le dossier des documents « %(folder)s » n'est pas vide (%(names)s) : donnez-en un neuf par FILES_URL.")
            % {"folder": root, "names": _listed(names)}
        )


def _listed(names: list[str]) -> str:
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (_(" et %(count)d de plus") % {"count": more} if more > 0 else "")


def check_backup(folder: Path, backup: Manifest, report: Report) -> Findings:
    """Read every part, and compare it with what the manifest says."""
    findings = Findings()
    _compare(folder / backup.dump.name, backup.dump, backup.dump.name, findings)
    for count, part in enumerate(backup.contents, 1):
        path = place_in(folder / FILES, part.name)
        _compare(path, part, str(path.relative_to(folder)), findings)
        report(_("Documents vérifiés jusqu'ici : %(count)d…") % {"count": count})
    return findings


def _compare(path: Path, part: Part, shown: str, findings: Findings) -> None:
    try:
        present = part_of(path, part.name)
    except FileNotFoundError:
        findings.fault(_("%(part)s : il manque.") % {"part": shown})
    except OSError as error:
        findings.fault(_("%(part)s : ne se lit pas (%(error)s).") % {"part": shown, "error": why(error)})
    else:
        if present != part:
            findings.fault(_("%(part)s : son empreinte n'est pas celle que dit le manifeste.") % {"part": shown})


def restore(folder: Path, backup: Manifest, report: Report) -> None:
    """Write everything, in a target that was empty. Raises `NotPreserved`; what it wrote is gone then."""
    try:
        with _cleaned_after_failure(files_root()):
            for count, part in enumerate(backup.contents, 1):
                target = place_in(files_root(), part.name)
                folder_of_ours(target.parent)
                if copied(place_in(folder / FILES, part.name), target, part.name) != part:
                    raise NotPreserved(_("%(name)s : a changé pendant la restauration.") % {"name": part.name})
                report(_("Documents restaurés jusqu'ici : %(count)d…") % {"count": count})
            DATABASES[backup.kind].load(connection, folder / backup.dump.name, backup.dump, report)
    except OSError as error:
        names = {"name": error.filename or folder, "error": why(error)}
        raise NotPreserved(_("« %(name)s » : %(error)s. Rien n'est restauré.") % names) from error


@contextmanager
def _cleaned_after_failure(root: Path) -> Iterator[None]:
    """The empty folder of contents, as it was before when the block fails."""
    existed = root.exists()
    folder_of_ours(root)
    mark = root / UNFINISHED
    created(mark).close()
    settle_path(root)
    try:
        yield
    except BaseException:
        for path in root.iterdir():
            if path != mark:
                shutil.rmtree(path)
        mark.unlink()
        if not existed:
            root.rmdir()
        raise
    mark.unlink()


def verify_restored(backup: Manifest, report: Report) -> Findings:
    """Compare what was restored with what the manifest says, and verify its journal."""
    findings = Findings()
    for count, part in enumerate(backup.contents, 1):
        _compare(place_in(files_root(), part.name), part, _content(part.name), findings)
        if part.digest != part.name:
            findings.fault(_("%(part)s : la sauvegarde l'avait déjà altéré.") % {"part": _content(part.name)})
        report(_("Documents vérifiés jusqu'ici : %(count)d…") % {"count": count})
    with connection.cursor() as cursor:
        _compare_states(backup, cursor, findings)
    if not _has_our_schema():
        findings.fault(_("la base est d'une autre version : lancez « poincon migrate », puis « verify_journal »."))
        return findings
    copies = [
        DailyRoot(day=date.fromisoformat(day), count=count, digest=digest) for day, count, digest in backup.state.roots
    ]
    journal = verify(lambda acts, contents: report(advance_words(acts, contents)), copies)
    for fault in journal.faults:
        findings.fault(fault)
    findings.count += journal.count - len(journal.faults)
    findings.acts, findings.rows, findings.days = journal.acts, journal.rows, journal.days
    return findings


def _compare_states(backup: Manifest, cursor: object, findings: Findings) -> None:
    state = state_of(cursor)
    if state.acts != backup.state.acts:
        figures = {"saved": backup.state.acts, "restored": state.acts}
        findings.fault(_("actes sauvegardés : %(saved)d, restaurés : %(restored)d.") % figures)
    for day, _count, _digest in set(state.roots) ^ set(backup.state.roots):
        findings.fault(_("journée du %(day)s : son sceau n'est pas celui de la sauvegarde.") % {"day": day})
    for programme, number, _digest in set(state.programmes) ^ set(backup.state.programmes):
        names = {"programme": programme, "version": number}
        findings.fault(_("%(programme)s %(version)s : n'est pas la version sauvegardée.") % names)
    present = {part.name for part in backup.contents}
    for digest in contents_of(cursor):
        if digest in backup.missing:
            findings.fault(_("%(part)s : il manquait déjà à la sauvegarde.") % {"part": _content(digest)})
        elif digest not in present:
            findings.fault(_("%(part)s : il manque.") % {"part": _content(digest)})


def _content(digest: str) -> str:
    return _("contenu %(digest)s") % {"digest": digest}


def _has_our_schema() -> bool:
    executor = MigrationExecutor(connection)
    ours = set(executor.loader.disk_migrations)
    return (
        not executor.migration_plan(executor.loader.graph.leaf_nodes())
        and set(executor.loader.applied_migrations) <= ours
    )
