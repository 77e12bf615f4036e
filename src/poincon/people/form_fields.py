"""What forms of accounts have beside the fields of every page (`ui/forms.py`)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from poincon.cahier.basics.identifiers import read_siren, read_siret
from poincon.people.models.organisations import WRONG_SIREN, WRONG_SIRET
from poincon.ui.forms import PageForm, ValueField


class AccountForm(PageForm):
    """A form about an account; managers of passwords know its inputs by these ids."""

    ids = "id_%s"


def password_field(label: Any, missing: Any, *, new: bool = False, help_text: Any = "") -> forms.CharField:
    """A password, exactly as it is typed."""
    autocomplete = "new-password" if new else "current-password"
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=1024,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
        error_messages={"required": missing},
    )


def siren_field() -> ValueField:
    return ValueField(
        reader=read_siren,
        label=_("Numéro SIREN"),
        help_text=_("Neuf chiffres, que vous trouvez sur un avis de situation ou une facture. Exemple : 012 345 674"),
        kind="text siren",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("Écrivez le numéro SIREN de la structure."), "invalid": WRONG_SIREN},
    )


def siret_field() -> ValueField:
    return ValueField(
        reader=read_siret,
        label=_("Numéro SIRET"),
        help_text=_("Quatorze chiffres, si ce site est un établissement."),
        kind="text siret",
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": WRONG_SIRET},
    )
