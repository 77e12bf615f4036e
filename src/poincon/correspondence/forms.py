"""What the pages of messages and of notes ask for. Whether a text will do is said by the services."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from poincon.correspondence.exchanges import LONGEST
from poincon.ui.forms import PageForm, list_field, long_field


class MessageForm(PageForm):
    texte = long_field(_("Votre message"), counted=LONGEST, rows=8)


class ModelForm(PageForm):
    """Which model to begin from; its choices are those of the dossier."""

    def __init__(self, choices: Iterable[tuple[str, str]], data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["modele"] = list_field(_("Partir d’un modèle"), choices)


class NoteForm(PageForm):
    texte = long_field(_("Votre note"), counted=LONGEST, rows=6)
