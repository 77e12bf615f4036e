"""The sign-in form."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from poincon.people.form_fields import AccountForm, password_field


class SignInForm(AccountForm):
    """Address and password. Whether they are right is said by `signing_in`."""

    says_required = False

    email = forms.EmailField(
        label=_("Adresse électronique"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={
            "required": _("Écrivez votre adresse électronique."),
            "invalid": _("Écrivez une adresse électronique, par exemple prenom.nom@structure.example."),
        },
    )
    password = password_field(_("Mot de passe"), _("Écrivez votre mot de passe."))
