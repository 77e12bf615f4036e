"""`poincon manage check_files`: the database against the store of contents, both ways."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from poincon.files.checking import Check, Fault, Trouble
from poincon.files.models import StoredFile

MOST = 100
"""Faults that are named; the count tells the rest."""
_TROUBLES = {
    Trouble.MISSING: gettext_lazy("contenu absent"),
    Trouble.UNREADABLE: gettext_lazy("contenu illisible"),
    Trouble.SIZE: gettext_lazy("contenu d'une autre taille"),
    Trouble.DIGEST: gettext_lazy("contenu changé : son empreinte n'est plus la même"),
    Trouble.UNNAMED: gettext_lazy("contenu qu'aucun document ne nomme"),
}


class Command(BaseCommand):
    help = "Compare les documents de la base et les contenus gardés, dans les deux sens : 0 et leurs nombres, ou 1."

    def handle(self, *arguments: Any, **options: Any) -> None:
        check = Check(timezone.now(), self._progress)
        count = 0
        for fault in check.faults():
            count += 1
            if count <= MOST:
                self.stdout.write(_words(fault))
        figures = {"documents": StoredFile.objects.count(), "contents": check.contents, "bytes": check.bytes_read}
        if count > MOST:
            self.stdout.write(_("… et %(count)d autres.") % {"count": count - MOST})
        self.stdout.write(_("Documents : %(documents)d. Contenus lus : %(contents)d, %(bytes)d octets.") % figures)
        if count:
            self.stderr.write(_("Ce qui ne tient pas : %(count)d.") % {"count": count})
            sys.exit(1)

    def _progress(self, check: Check) -> None:
        figures = {"contents": check.contents, "bytes": check.bytes_read}
        self.stderr.write(_("Contenus lus : %(contents)d, %(bytes)d octets…") % figures)


def _words(fault: Fault) -> str:
    """What does not hold, and the identifier of a document that has it: names of files may name people."""
    documents = StoredFile.objects.filter(digest=fault.name).order_by("uploaded_at", "pk").values_list("pk", flat=True)
    first = documents.first()
    if first is None:
        name = fault.name.encode("unicode_escape").decode("ascii")  # whoever wrote in the folder chose it
        return f"{name}  {_TROUBLES[fault.trouble]}"
    more = _("documents : %(count)d, dont %(first)s") % {"count": documents.count(), "first": first}
    return f"{fault.name}  {_TROUBLES[fault.trouble]} ({more})"
