"""The one form of pages: what a page asks for itself, beside what a programme asks (`ui/widgets`).

A page form shows each of its fields with `{% include "ui/components/field.html" %}`, and its errors on top with
`{% include "ui/components/error_summary.html" with errors=form.error_links %}`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _

from poincon.cahier.basics.characters import is_blank, one_line
from poincon.cahier.basics.identifiers import LONGEST_EMAIL, read_email
from poincon.ui.components import ErrorLink
from poincon.ui.printing import validate_printable
from poincon.ui.text import storable

_TOO_LONG = _("Raccourcissez : %(limit_value)d caractères au plus.")


class PageBoundField(forms.BoundField):
    """A field of a page form, with what `ui/components/field.html` reads of it."""

    @property
    def auto_id(self) -> str:
        """The id of the input, that of its widget if it has one: `cloture.jour` → `champ-cloture-jour`."""
        return str(self.field.widget.attrs.get("id") or re.sub(r"[^A-Za-z0-9_]+", "-", super().auto_id))

    @property
    def controls(self) -> str:
        """The classes of what surrounds the input: they give it its width."""
        usual = "" if isinstance(self.field.widget, forms.Select) else "text"
        kinds = getattr(self.field, "kind", usual).split()
        return " ".join(["control", *(f"control-{kind}" for kind in kinds)])

    @property
    def about(self) -> Any:
        """The text that opens below the input."""
        return getattr(self.field, "about", "")

    @property
    def says_required(self) -> bool:
        return getattr(self.form, "says_required", True) and (self.field.required or getattr(self.field, "due", False))

    @property
    def says_optional(self) -> bool:
        return getattr(self.field, "optional", False)


class PageForm(forms.Form):
    """A form whose page shows each field by itself (`ui/components/field.html`)."""

    use_required_attribute = False
    bound_field_class = PageBoundField
    ids = "champ-%s"
    """The id of an input, from its name."""
    says_required = True
    """Whether « obligatoire » stands beside the fields that are."""

    def __init__(self, data: Any = None, files: Any = None, *, ids: str = "", **options: Any) -> None:
        super().__init__(data, files, auto_id=ids or self.ids, **options)

    @property
    def answers(self) -> dict[str, Any]:
        """What was posted, cleaned; without the fields where something is wrong."""
        self.is_valid()
        return self.cleaned_data

    def error_links(self) -> list[ErrorLink]:
        """`errors=` of the summary, in the order of the page."""
        return [
            ErrorLink(f"{subject} – {message}" if (subject := self.subject(name)) else str(message), self.target(name))
            for name in self.fields
            for message in self.errors.get(name, ())
        ]

    def subject(self, name: str) -> str:
        """What the summary calls a field, before its message; empty when the message says enough."""
        return ""

    def target(self, name: str) -> str:
        """The id of the input: the first one, of several."""
        first = "_0" if isinstance(self.fields[name].widget, forms.RadioSelect) else ""
        return f"{self[name].auto_id}{first}"


class TextField(forms.CharField):
    """A text, read and shown back without what no database keeps.

    `kind`: the classes of its width. `about`: the text that opens below. `due`: marked as required, although what is
    lacking is told by the form, or by the service. `optional`: marked as not required.
    """

    kind = "text"

    def __init__(
        self, *, kind: str = "", about: Any = "", due: bool = False, optional: bool = False, **options: Any
    ) -> None:
        self.kind = kind or self.kind
        self.about, self.due, self.optional = about, due, optional
        super().__init__(**options)

    def to_python(self, value: Any) -> str:
        text = str(super().to_python(storable(str(value or ""))) or "")
        return "" if is_blank(text) else text

    def bound_data(self, data: Any, initial: Any) -> Any:
        return storable(data) if isinstance(data, str) else data


class ValueField(TextField):
    """An address or a number, as its reader in `cahier/basics/identifiers.py` has it: `invalid` says what to write."""

    def __init__(self, *, reader: Callable[[str], str | None], **options: Any) -> None:
        self.reader = reader
        super().__init__(**options)

    def to_python(self, value: Any) -> str:
        _without_nul(str(value or ""))
        text = super().to_python(value)
        reading = self.reader(text) if text else ""
        if reading is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return reading


class LineField(TextField):
    """One line, read as it is written: a name goes into mails, where a second line would pass for one of ours."""

    def to_python(self, value: Any) -> str:
        _without_nul(str(value or ""))
        line = one_line(super().to_python(value)).replace("\t", " ")
        return "".join(character for character in line if unicodedata.category(character) != "Cc")


class LongField(TextField):
    """Several lines."""

    kind = "long_text"
    widget = forms.Textarea


_without_nul = ProhibitNullCharactersValidator()
"""What a name or a number is refused for, aloud: it was not typed, and what is left may be another one."""


def email_field(label: Any = "", help_text: Any = "", *, missing: Any = "", autocomplete: str = "email") -> ValueField:
    return ValueField(
        reader=read_email,
        label=label or _("Adresse électronique"),
        help_text=help_text,
        max_length=LONGEST_EMAIL,
        widget=forms.EmailInput(attrs={"autocomplete": autocomplete, "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={
            "required": missing or _("Écrivez une adresse électronique."),
            "invalid": _("Écrivez une adresse électronique, par exemple prenom.nom@structure.example."),
        },
    )


def text_field(
    label: Any,
    missing: Any = "",
    *,
    length: int = 200,
    counted: int = 0,
    help_text: Any = "",
    about: Any = "",
    printed: bool = False,
    **attributes: str,
) -> LineField:
    """One line; required when `missing` says what to do about it.

    `length`: where the browser stops. `counted`: instead, what the page counts, and the form or the service judges.
    `printed`: documents show it, and have to have its signs.
    """
    if counted:
        attributes["data-length"] = str(counted)
    return LineField(
        label=label,
        help_text=help_text,
        about=about,
        required=bool(missing),
        max_length=None if counted else length or None,
        validators=[validate_printable] if printed else [],
        widget=forms.TextInput(attrs=attributes),
        error_messages={"required": missing, "max_length": _TOO_LONG},
    )


def long_field(
    label: Any,
    missing: Any = "",
    *,
    length: int = 2_000,
    counted: int = 0,
    rows: int = 5,
    help_text: Any = "",
    about: Any = "",
    due: bool = False,
    optional: bool = False,
    **attributes: str,
) -> LongField:
    """Several lines; required when `missing` says what to do about it.

    `length`: where the browser stops. `counted`: instead, what the page counts, and the form or the service judges.
    """
    attributes["rows"] = str(rows)
    if counted:
        attributes["data-length"] = str(counted)
    return LongField(
        label=label,
        help_text=help_text,
        about=about,
        due=due,
        optional=optional,
        required=bool(missing),
        max_length=None if counted else length or None,
        widget=forms.Textarea(attrs=attributes),
        error_messages={"required": missing, "max_length": _TOO_LONG},
    )


def hidden_field() -> TextField:
    """What the page carries without asking."""
    return TextField(required=False, widget=forms.HiddenInput)


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


def add_errors(form: PageForm, wrong: ValidationError, otherwise: str = "") -> None:
    """What the model refuses, at the field where it can be mended; at `otherwise`, or the first, when it names none."""
    messages_of = wrong.message_dict if hasattr(wrong, "error_dict") else {"__all__": wrong.messages}
    for name, messages in messages_of.items():
        target = name if name in form.fields else otherwise or next(iter(form.fields))
        for message in messages:
            form.add_error(target, message)
