"""What the pages of an examination ask for themselves. Whether a text will do is said by the services."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from poincon.dossiers.changes import LONGEST_ITEM
from poincon.reviews.deciding import MAXIMUM_REASON
from poincon.reviews.exchanges import LONGEST
from poincon.ui.forms import LongField, PageForm, hidden_field, long_field


def _reason(label: Any, help_text: Any = "") -> LongField:
    return long_field(label, counted=MAXIMUM_REASON, rows=3, help_text=help_text)


class ReasonForm(PageForm):
    """Why something is decided. `vu`: the state of the dossier that the page showed."""

    motif = _reason(_("Motif"))
    vu = hidden_field()


class CompleteForm(ReasonForm):
    motif = _reason(_("Pourquoi le dossier peut s’en passer"))


class RecheckForm(ReasonForm):
    motif = _reason(_("Pourquoi y revenir"), _("La structure le lira dans l’historique."))


class TakeBackForm(ReasonForm):
    motif = _reason(
        _("Pourquoi la retirer"), _("La structure le lira dans le message qui part aussitôt, et dans l’historique.")
    )


class VerdictForm(ReasonForm):
    """What is retained of a prerequisite, and why. `version`: how many times it had been decided."""

    motif = _reason(
        _("Motif"), _("Demandé dès que vous vous écartez du calcul. La structure le lira après la conclusion.")
    )
    retenu = hidden_field()
    version = hidden_field()

    def __init__(self, data: Any = None, *, rule: str, reason: str = "") -> None:
        super().__init__(data, initial={"motif": reason})
        self.fields["motif"].widget.attrs["id"] = f"motif-{rule}"


class ItemForm(PageForm):
    """One point to ask for: about an answer, or about a whole section when `reponse` is empty."""

    ids = "demande-%s"
    rubrique = hidden_field()
    reponse = hidden_field()
    texte = long_field(_("Ce qu’il faut changer"), counted=LONGEST_ITEM, rows=3)


class MessageForm(PageForm):
    texte = long_field(_("Votre message"), counted=LONGEST, rows=8)


class NoteForm(PageForm):
    texte = long_field(_("Votre note"), counted=LONGEST, rows=6)
