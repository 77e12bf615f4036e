from __future__ import annotations

import sys
from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from poincon.people import services
from poincon.people.enums import Role
from poincon.people.models import Person


class Command(BaseCommand):
    help = (
        "Inscrit la première personne qui administre la plateforme. Le mot de passe est demandé deux fois ; sans "
        "terminal, c'est la première ligne de l'entrée standard : "
        "poincon manage create_administrator --email … --name … < fichier"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--email", required=True)
        parser.add_argument("--name", required=True)

    def handle(self, *arguments: Any, **options: Any) -> None:
        now = timezone.now()
        try:
            _check_is_new(options["email"].strip())
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


def _check_is_new(email: str) -> None:
    """Before anything is typed. Raises `ValidationError`."""
    if Person.objects.filter(email__iexact=email).exists():
        raise ValidationError(_("%(email)s a déjà un compte. Choisissez une autre adresse.") % {"email": email})


def _password() -> str:
    """Asked twice in a terminal, after what it must be; else the first line of standard input.

    Raises `ValidationError` when it is not typed twice the same.
    """
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    for rule in password_validators_help_texts():
        sys.stderr.write(f"{rule}\n")
    password = getpass(_("Mot de passe : "))
    if getpass(_("Le même, encore une fois : ")) != password:
        raise ValidationError(_("Ce ne sont pas deux fois les mêmes signes. Relancez la commande."))
    return password
