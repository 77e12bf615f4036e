"""The sign-in form."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from poincon.people.form_fields import AccountForm, password_field
from poincon.ui.forms import email_field


class SignInForm(AccountForm):
    """Address and password. Whether they are right is said by `signing_in`."""

    says_required = False

    email = email_field(missing=_("Écrivez votre adresse électronique."), autocomplete="username")
    password = password_field(_("Mot de passe"), _("Écrivez votre mot de passe."))
