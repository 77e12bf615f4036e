from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from poincon.journal.services import seal_days


class Command(BaseCommand):
    help = "Scelle les journées finies du journal, et montre leurs sceaux : à garder ailleurs, ou à publier."

    def handle(self, *arguments: Any, **options: Any) -> None:
        roots = seal_days(timezone.now())
        for root in roots:
            self.stdout.write(f"{root.day.isoformat()}  {root.count:>8}  {root.digest}")
        if not roots:
            self.stdout.write(_("Aucune journée à sceller."))
