"""What the pages of an examination ask for themselves. Whether a text will do is said by the services."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from poincon.admissibility.deciding import MAXIMUM_REASON
from poincon.dossiers.changes import LONGEST_ITEM, LONGEST_MESSAGE
from poincon.ui.forms import LongField, PageForm, TextField, hidden_field, long_field


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
    vu = hidden_field()
    """The text of the point that the page showed."""


class RequestForm(PageForm):
    """A request in preparation, as all the buttons of its page send it: its message, its date, the text of each point.

    `points`: what each point is about, by the number that ends the names of its inputs.
    """

    message = long_field(
        _("Message pour la structure"),
        counted=LONGEST_MESSAGE,
        help_text=_("Il accompagne la liste de ce qui est à changer."),
        optional=True,
    )
    echeance = TextField(
        label=_("À compléter avant la fin du"),
        kind="date",
        required=False,
        widget=forms.TextInput(attrs={"type": "date"}),
    )

    def __init__(self, data: Any, points: Mapping[str, str], *, least: str = "", least_words: str = "") -> None:
        super().__init__(data)
        self.points = points
        self.fields = {**self._of_points(), **self.fields}
        self.fields["echeance"].widget.attrs["min"] = least
        earliest = gettext("Au plus tôt le %(least_words)s. Vous pouvez donner plus de temps, pas moins.")
        self.fields["echeance"].help_text = earliest % {"least_words": least_words}

    def _of_points(self) -> dict[str, forms.Field]:
        fields: dict[str, forms.Field] = {}
        for number in self.points:
            fields[f"texte-{number}"] = long_field(
                _("Ce qu’il faut changer"), counted=LONGEST_ITEM, rows=3, id=f"point-{number}-texte", form="envoi"
            )
            fields[f"vu-{number}"] = hidden_field()
        return fields

    def subject(self, name: str) -> str:
        return self.points.get(name.removeprefix("texte-"), "")
