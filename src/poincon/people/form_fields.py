"""What the forms of accounts are made of: kinds of fields, and how their errors are told."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from poincon.people.models import check_siren
from poincon.ui.components import ErrorLink


class NumberField(forms.CharField):
    """Digits that people write with spaces between; kept without."""

    def to_python(self, value: Any) -> str:
        return "".join(str(super().to_python(value) or "").split())


_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""What makes letters be read in another order than they are in (UAX #9)."""


class LineField(forms.CharField):
    """One line, read as it is written: a name goes into mails, where a second line would pass for one of ours."""

    def to_python(self, value: Any) -> str:
        lines = (line.strip() for line in str(super().to_python(value) or "").splitlines())
        line = " ".join(one for one in lines if one).replace("\t", " ")
        # NUL stays, for the validator that refuses it aloud.
        return "".join(
            one for one in line if one == "\0" or (one not in _TURNING and unicodedata.category(one) != "Cc")
        )


class AccountForm(forms.Form):
    """A form whose page shows each field by itself (`people/accounts/_field.html`)."""

    use_required_attribute = False

    def error_links(self) -> list[ErrorLink]:
        """`errors=` of the summary, in the order of the page."""
        return [
            ErrorLink(str(message), self.target(name))
            for name in self.fields
            for message in self.errors.get(name, ())
        ]  # fmt: skip

    def target(self, name: str) -> str:
        """The id of the input: the first one, of several."""
        first = "_0" if isinstance(self.fields[name].widget, forms.RadioSelect) else ""
        return f"{self[name].auto_id}{first}"


def email_field(label: Any = "", help_text: Any = "") -> forms.EmailField:
    return forms.EmailField(
        label=label or _("Adresse électronique"),
        help_text=help_text,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={
            "required": _("Écrivez une adresse électronique."),
            "invalid": _("Écrivez une adresse électronique, par exemple prenom.nom@structure.example."),
        },
    )


def text_field(
    label: Any, missing: Any = "", *, length: int = 200, help_text: Any = "", **attributes: str
) -> forms.CharField:
    """One line; required when `missing` says what to do about it."""
    return LineField(
        label=label,
        help_text=help_text,
        required=bool(missing),
        max_length=length,
        widget=forms.TextInput(attrs=attributes),
        error_messages={"required": missing, "max_length": _("Raccourcissez : %(limit_value)d caractères au plus.")},
    )


def long_field(label: Any, missing: Any = "", *, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=bool(missing),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": "5"}),
        error_messages={"required": missing, "max_length": _("Raccourcissez : %(limit_value)d caractères au plus.")},
    )


def siren_field() -> NumberField:
    return NumberField(
        label=_("Numéro SIREN"),
        help_text=_("Neuf chiffres, que vous trouvez sur un avis de situation ou une facture. Exemple : 012 345 674"),
        max_length=20,
        validators=[check_siren],
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("Écrivez le numéro SIREN de la structure.")},
    )


def choice_field(label: Any, choices: Iterable[tuple[str, Any]], missing: Any, *, help_text: Any = "") -> forms.Field:
    """One of a few, all shown."""
    return forms.ChoiceField(
        label=label,
        help_text=help_text,
        choices=list(choices),
        widget=forms.RadioSelect,
        error_messages={"required": missing, "invalid_choice": missing},
    )


def list_field(
    label: Any, choices: Iterable[tuple[str, Any]], missing: Any = "", *, help_text: Any = ""
) -> forms.Field:
    """One of many, in a list; required when `missing` says what to do about it."""
    unknown = missing or _("Choisissez dans la liste.")
    return forms.ChoiceField(
        label=label,
        help_text=help_text,
        choices=list(choices),
        required=bool(missing),
        error_messages={"required": missing, "invalid_choice": unknown},
    )


def add_errors(form: AccountForm, wrong: ValidationError, otherwise: str = "") -> None:
    """What the model refuses, at the field where it can be mended; at `otherwise`, or the first, when it names none."""
    messages = wrong.message_dict if hasattr(wrong, "error_dict") else {"__all__": wrong.messages}
    for name, said in messages.items():
        target = name if name in form.fields else otherwise or next(iter(form.fields))
        for message in said:
            form.add_error(target, message)
