from __future__ import annotations

import sys
from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from poincon.people import services
from poincon.people.enums import Role


class Command(BaseCommand):
    help = "Inscrit la première personne qui administre la plateforme. Le mot de passe est lu sur l'entrée standard."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--email", required=True)
        parser.add_argument("--name", required=True)

    def handle(self, *arguments: Any, **options: Any) -> None:
        now = timezone.now()
        try:
            password = _password()
            validate_password(password)
            with transaction.atomic():
                person = services.register_person(
                    None, email=options["email"], full_name=options["name"], password=password, now=now
                )
                services.give_role(None, person, Role.ADMINISTRATOR, starts=timezone.localdate(now), now=now)
        except ValidationError as wrong:
            for message in wrong.messages:
                self.stderr.write(message)
            sys.exit(2)
        self.stdout.write(_("Compte créé : %(email)s.") % {"email": person.email})


def _password() -> str:
    if sys.stdin.isatty():
        return getpass(_("Mot de passe : "))
    return sys.stdin.readline().rstrip("\n")
