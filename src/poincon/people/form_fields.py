"""What forms of accounts have beside the fields of every page (`ui/forms.py`)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from poincon.people.models import check_siren, check_siret
from poincon.ui.forms import NumberField, PageForm


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


def siren_field() -> NumberField:
    return NumberField(
        label=_("Numéro SIREN"),
        help_text=_("Neuf chiffres, que vous trouvez sur un avis de situation ou une facture. Exemple : 012 345 674"),
        kind="text siren",
        max_length=20,
        validators=[check_siren],
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("Écrivez le numéro SIREN de la structure.")},
    )


def siret_field() -> NumberField:
    return NumberField(
        label=_("Numéro SIRET"),
        help_text=_("Quatorze chiffres, si ce site est un établissement."),
        kind="text siret",
        required=False,
        max_length=30,
        validators=[check_siret],
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
