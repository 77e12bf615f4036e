"""What the pages of messages and of notes ask for. Whether a text will do is said by the services."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from poincon.correspondence.exchanges import LONGEST
from poincon.ui.forms import PageForm, long_field


class MessageForm(PageForm):
    texte = long_field(_("Votre message"), counted=LONGEST, rows=8)


class NoteForm(PageForm):
    texte = long_field(_("Votre note"), counted=LONGEST, rows=6)
