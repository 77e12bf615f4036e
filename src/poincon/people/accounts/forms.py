"""The forms of accounts, structures and their teams."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from poincon.cahier.dossiers.kinds import REGIONS
from poincon.people.enums import OFFICIAL_ROLES, Language, OrganisationKind, Role
from poincon.people.form_fields import AccountForm, password_field, siren_field, siret_field
from poincon.people.models import Person
from poincon.ui.forms import choice_field, email_field, list_field, long_field, text_field

NEW = "new"
"""The choice of a structure that is not there yet."""

_WRITES, _LEADS = Role.STRUCTURE_EDITOR.value, Role.STRUCTURE_HEAD.value
TEAM_ROLES = [
    (_WRITES, _("Rédiger : remplir le dossier avec ses collègues")),
    (_LEADS, _("Diriger : rédiger, valider et déposer le dossier, décider de l’équipe")),
]
_REGIONS = [("", _("Choisir une région")), *REGIONS.items()]


_KIND = {
    "label": _("Nature de la structure"),
    "help_text": _("Certains programmes sont réservés à certaines structures."),
}
_KINDS = [("", _("Je ne sais pas")), *OrganisationKind.choices]


class AccountRequestForm(AccountForm):
    full_name = text_field(_("Votre nom"), _("Écrivez votre prénom et votre nom."), autocomplete="name", printed=True)
    email = email_field(_("Votre adresse électronique"), _("Celle de votre travail : vous y recevrez la réponse."))
    position = text_field(_("Votre fonction"), autocomplete="organization-title")
    role = choice_field(_("Ce que vous ferez"), TEAM_ROLES, _("Choisissez ce que vous ferez pour la structure."))
    siren = siren_field()
    structure_name = text_field(
        _("Nom de la structure"), _("Écrivez le nom de la structure."), autocomplete="organization", printed=True
    )
    city = text_field(_("Commune"), _("Écrivez la commune de la structure."), length=120, printed=True)
    region = list_field(_("Région"), _REGIONS, _("Choisissez la région de la structure."))
    kind = list_field(choices=_KINDS, **_KIND)
    message = long_field(
        _("Message"), help_text=_("Ce qui aide à vous reconnaître : par exemple une collègue qui a un compte.")
    )


class AcceptForm(AccountForm):
    """Where the person goes. `structures`: those that may be theirs, by identifier."""

    organisation = choice_field(_("Structure"), (), _("Choisissez une structure, ou d’en créer une."))
    name = text_field(_("Nom de la nouvelle structure"), printed=True)
    siren = siren_field()
    city = text_field(_("Commune"), length=120, printed=True)
    parent = list_field(_("Elle fait partie de"), ())
    role = choice_field(_("Rôle donné"), TEAM_ROLES, _("Choisissez le rôle."))

    def __init__(self, data: Any, *, structures: Sequence[tuple[str, str]], initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        self.fields["organisation"].choices = [*structures, (NEW, _("Créer une nouvelle structure"))]  # type: ignore[attr-defined]
        self.fields["parent"].choices = [("", _("Rien : elle est seule")), *structures]  # type: ignore[attr-defined]
        self.fields["siren"].required = False

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        if answers.get("organisation") == NEW:
            for name, missing in (
                ("name", _("Écrivez le nom de la nouvelle structure.")),
                ("siren", _("Écrivez le numéro SIREN de la structure.")),
                ("city", _("Écrivez la commune de la structure.")),
            ):
                if not answers.get(name) and name not in self.errors:
                    self.add_error(name, missing)
        return answers


class RefuseForm(AccountForm):
    reason = long_field(
        _("Motif du refus"),
        _("Écrivez le motif : il sera envoyé à la personne."),
        help_text=_("Dites ce qui ne va pas et ce qui conviendrait. La personne reçoit ce texte tel quel."),
    )


class InviteForm(AccountForm):
    email = email_field(_("Adresse de la personne invitée"))
    role = choice_field(_("Ce qu’elle fera"), TEAM_ROLES, _("Choisissez ce que fera cette personne."))

    def __init__(self, data: Any = None, *, leads: bool) -> None:
        super().__init__(data)
        if not leads:
            self.fields["role"].choices = TEAM_ROLES[:1]  # type: ignore[attr-defined]
            self.fields["role"].initial = _WRITES


class HandOverForm(AccountForm):
    successor = choice_field(_("Qui dirigera la structure"), (), _("Choisissez une personne de la structure."))
    after = choice_field(
        _("Et vous, ensuite"),
        [("stays", _("Je reste, pour rédiger")), ("leaves", _("Je quitte la structure"))],
        _("Dites si vous restez."),
    )

    def __init__(self, data: Any = None, *, team: Sequence[Person]) -> None:
        super().__init__(data)
        self.fields["successor"].choices = [(str(person.pk), person.full_name) for person in team]  # type: ignore[attr-defined]


class SiteForm(AccountForm):
    name = text_field(_("Nom du site"), _("Écrivez le nom du site."), help_text=_("Exemple : Halle d’essais"))
    siret = siret_field()
    address = text_field(_("Adresse"), length=300, autocomplete="off")
    city = text_field(_("Commune"), _("Écrivez la commune du site."), length=120)


class IdentityForm(AccountForm):
    name = text_field(_("Nom de la structure"), _("Écrivez le nom de la structure."), printed=True)
    siren = siren_field()
    city = text_field(_("Commune"), _("Écrivez la commune de la structure."), length=120, printed=True)
    region = list_field(_("Région"), _REGIONS, _("Choisissez la région de la structure."))
    kind = list_field(choices=_KINDS, **_KIND)


class ForgottenForm(AccountForm):
    email = email_field()


class NewPasswordForm(AccountForm):
    """Twice the same, long enough, not too common. `person`: whose name it should not be like."""

    password = password_field(
        _("Nouveau mot de passe"),
        _("Écrivez un mot de passe."),
        new=True,
        help_text=_("Au moins 12 caractères. Une phrase dont vous vous souvenez convient très bien."),
    )
    again = password_field(_("Le même, encore une fois"), _("Écrivez une seconde fois le mot de passe."), new=True)

    def __init__(self, data: Any = None, *, person: Person | None = None) -> None:
        super().__init__(data)
        self._person = person

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, self._person)
        return password

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        if "password" in answers and "again" in answers and answers["password"] != answers["again"]:
            self.add_error("again", _("Les deux mots de passe ne sont pas les mêmes."))
        return answers


class NewcomerForm(NewPasswordForm):
    """Who accepts an invitation without having an account."""

    full_name = text_field(_("Votre nom"), _("Écrivez votre prénom et votre nom."), autocomplete="name", printed=True)
    field_order = ("full_name", "password", "again")


class RoleForm(AccountForm):
    """An official's role, with what it is limited to. `programmes`: (identifier, title)."""

    role = list_field(_("Rôle"), (), _("Choisissez un rôle."))
    region = list_field(
        _("Région"),
        [("", _("Aucune")), *REGIONS.items()],
        help_text=_("Obligatoire pour qui instruit ou siège en région."),
    )
    programme = list_field(
        _("Programme"), (), help_text=_("Pour n’agir que dans l’un d’eux. Qui administre agit dans tous.")
    )

    def __init__(
        self, data: Any = None, *, programmes: Sequence[tuple[str, str]], initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        roles = [(role.value, role.label) for role in Role if role in OFFICIAL_ROLES]
        self.fields["role"].choices = [("", _("Choisir un rôle")), *roles]  # type: ignore[attr-defined]
        self.fields["programme"].choices = [("", _("Tous les programmes")), *programmes]  # type: ignore[attr-defined]


class OfficialForm(RoleForm):
    full_name = text_field(_("Nom"), _("Écrivez le prénom et le nom."), printed=True)
    email = email_field()
    language = list_field(_("Langue"), Language.choices, _("Choisissez une langue."))
    field_order = ("full_name", "email", "language", "role", "region", "programme")
