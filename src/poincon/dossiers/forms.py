"""What the pages of a dossier ask beside its programme. Whether a text will do is said by the services."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from poincon.dossiers.changes import LONGEST_ITEM
from poincon.dossiers.withdrawal import LONGEST_REASON
from poincon.ui.forms import PageForm, hidden_field, long_field

LONGEST_COMMENT = 5_000


class AnswerForm(PageForm):
    """What the structure says of one point that it was asked. `vue`: the answer that the page showed."""

    reponse = long_field(
        "",
        counted=LONGEST_ITEM,
        rows=3,
        help_text=gettext_lazy(
            "Facultatif si vous changez la réponse. Sinon, dites pourquoi elle ne peut pas changer."
        ),
    )
    vue = hidden_field()

    def __init__(self, data: Any, *, number: int = 0, label: str = "") -> None:
        """`label`: what the point is about, for those who hear the page."""
        super().__init__(data)
        field = self.fields["reponse"]
        field.label = format_html('{}<span class="visually-hidden"> : {}</span>', _("Ce que vous en dites"), label)
        field.widget.attrs["id"] = f"reponse-{number}"


class WithdrawalForm(PageForm):
    """Why a dossier is withdrawn. `received`: the service that examines it has it, and will read this."""

    motif = long_field(gettext_lazy("Motif"), length=0, rows=4, optional=True, maxlength=str(LONGEST_REASON))

    def __init__(self, data: Any = None, *, received: bool) -> None:
        super().__init__(data)
        own = _("Il reste dans l’historique du dossier, que votre structure est seule à lire.")
        self.fields["motif"].help_text = _("Le service qui instruit le lira.") if received else own


class CommentForm(PageForm):
    """A note for colleagues, on a section."""

    ids = "note-%s"
    texte = long_field(gettext_lazy("Ajouter une note"), length=0, rows=3, maxlength=str(LONGEST_COMMENT))
