"""Forms that prove who one is, or change what does."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from poincon.people.form_fields import AccountForm, password_field
from poincon.ui.forms import LineField

LONGEST_CODE = 40


class CodeForm(AccountForm):
    """A code of six figures, or a recovery code. Whether it is right is said by `second_factor`."""

    code = LineField(
        label=_("Code"),
        max_length=LONGEST_CODE,
        help_text=_("Les six chiffres que montre votre application, ou l’un de vos codes de secours."),
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={
            "required": _("Écrivez le code, par exemple 123 456."),
            "max_length": _("Ce code est trop long : une application montre six chiffres, par exemple 123 456."),
        },
    )

    def __init__(self, *arguments: Any, has_app: bool = True, **named: Any) -> None:
        super().__init__(*arguments, **named)
        if not has_app:
            self.fields["code"].label = _("Code de secours")
            self.fields["code"].help_text = _("L’un de ceux que vous avez notés, par exemple ABCD-EFGH-JKLM-NPQR.")


class FirstCodeForm(AccountForm):
    """The first code of an application that is being set up."""

    code = LineField(
        label=_("Code que montre l’application"),
        max_length=LONGEST_CODE,
        help_text=_("Six chiffres, qui changent toutes les trente secondes."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}),
        error_messages={
            "required": _("Écrivez les six chiffres que montre l’application."),
            "max_length": _("Ce code est trop long : l’application montre six chiffres, par exemple 123 456."),
        },
    )


class PasswordForm(AccountForm):
    """The present password, once more."""

    password = password_field(_("Mot de passe"), _("Écrivez votre mot de passe."))


class PasskeyNameForm(AccountForm):
    """What a person calls a passkey, to tell it from others."""

    name = LineField(
        label=_("Nom de cette clé"),
        max_length=80,
        help_text=_("Pour la reconnaître dans la liste, par exemple « téléphone du bureau »."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": _("Donnez un nom à cette clé, par exemple « téléphone du bureau »."),
            "max_length": _("Ce nom est trop long : 80 signes au plus."),
        },
    )
