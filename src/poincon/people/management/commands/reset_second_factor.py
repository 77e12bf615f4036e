from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from poincon.people.authentication.second_factor import reset
from poincon.people.models import Person, normalised_email


class Command(BaseCommand):
    help = "Remet à zéro les preuves d'identité d'une personne qui a tout perdu, et ferme ses connexions."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--email", required=True)

    def handle(self, *arguments: Any, **options: Any) -> None:
        person = Person.objects.filter(email=normalised_email(options["email"])).first()
        if person is None:
            self.stderr.write(_("Aucun compte n’a cette adresse."))
            sys.exit(2)
        reset(None, person, now=timezone.now())
        self.stdout.write(_("Preuves remises à zéro, connexions fermées : %(email)s.") % {"email": person.email})
