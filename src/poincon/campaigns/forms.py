"""The form of a campaign: what its page asks of whoever opens one, and the figures that its programme asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from poincon.cahier.basics.numbers import Number
from poincon.cahier.basics.text import Language
from poincon.cahier.explanation import Names
from poincon.cahier.model import CalendarEffect, Milestone, Programme
from poincon.campaigns.changes import Values, fingerprint, reason_due
from poincon.campaigns.figures import field_of, parameters_of, read_figure, typed_figure
from poincon.campaigns.models import Campaign, ProgrammeVersion
from poincon.campaigns.wording import milestone_words
from poincon.ui.components import ErrorLink, error_links
from poincon.ui.forms import PageForm, TextField, hidden_field, long_field, text_field
from poincon.ui.instants import DAY, FIRST_YEAR, HOUR, LAST_YEAR, instant_fields, instant_of
from poincon.ui.widgets import Widget, Widgets, normalise

OPENING, CLOSING, UNTIL = "ouverture", "cloture", "jusque"
TITLE, YEAR, REASON, SEEN = "titre", "annee", "motif", "empreinte"
LONGEST_TITLE, LONGEST_REASON = 300, 2_000
TOO_LONG = gettext_lazy("Ce motif dépasse %(most)d caractères.")

_PREFIX = "echeance."
_PARAMETER = "parametre."


@dataclass(frozen=True, slots=True)
class InstantQuestion:
    """One instant as the page asks for it: what it is, and its two inputs."""

    id: str
    title: str
    when: str
    source: str
    required: bool
    inputs: tuple[forms.BoundField, ...]

    @property
    def text(self) -> str:
        return " ".join(str(bound.value() or "") for bound in self.inputs).strip()


def milestone_of(programme: Programme, effect: CalendarEffect) -> Milestone | None:
    return next((milestone for milestone in programme.calendar if milestone.effect is effect), None)


def other_milestones(programme: Programme) -> list[Milestone]:
    """Those that neither open nor close the campaign: their instants are the campaign's `calendar`."""
    return [milestone for milestone in programme.calendar if milestone.effect is None]


class YearField(TextField):
    """Four digits; shown back as they were typed."""

    kind = "year"

    def clean(self, value: Any) -> int:
        text = re.sub(r"[\s.-]", "", self.to_python(value))
        if text.isascii() and text.isdigit() and len(text) == 4 and FIRST_YEAR <= int(text) <= LAST_YEAR:
            return int(text)
        unread = _("« %(typed)s » n’est pas une année. Écrivez ses quatre chiffres. Exemple : 2027")
        raise forms.ValidationError(unread % {"typed": self.to_python(value)[:40]})


class CampaignForm(PageForm):
    """`posted` is what somebody typed; without it the form shows the campaign, or what is usual for a new one."""

    titre = text_field(
        gettext_lazy("Titre de la campagne"),
        gettext_lazy("Donnez un titre : c’est le nom que les structures liront."),
        counted=LONGEST_TITLE,
        about=gettext_lazy("Les structures le lisent dans leurs listes, leurs messages et leur récépissé."),
        printed=True,
        autocomplete="off",
    )
    annee = YearField(
        label=gettext_lazy("Année de la campagne"),
        help_text=gettext_lazy("quatre chiffres"),
        about=gettext_lazy("Les dossiers portent sur l’exercice de l’année d’avant."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    motif = long_field(
        gettext_lazy("Motif du changement"),
        counted=LONGEST_REASON,
        rows=6,
        about=gettext_lazy(
            "Il est gardé avec la campagne, et les structures qui ont un dossier en préparation le lisent."
        ),
    )
    empreinte = hidden_field()

    def __init__(
        self,
        version: ProgrammeVersion,
        language: Language,
        posted: QueryDict | None = None,
        campaign: Campaign | None = None,
        *,
        year: int = 0,
    ) -> None:
        """`year`: the one that a new campaign is proposed for."""
        self.programme = version.package.programme
        self.names = Names(self.programme, language)
        self.campaign = campaign
        self.moments: dict[str, datetime | None] = {}
        self.parameters: dict[str, Number] = {}
        self.figure_errors: dict[str, list[str]] = {}
        super().__init__(posted, initial=self._initial(year))
        for name in self._instants():
            self.fields.update(instant_fields(name, self._stored(name)))

    def _initial(self, year: int) -> dict[str, str]:
        if self.campaign is None:
            return {TITLE: f"{self.names.title()} – {year}", YEAR: str(year)}
        return {TITLE: self.campaign.title, YEAR: str(self.campaign.year), SEEN: fingerprint(self.campaign)}

    # reading

    def clean_titre(self) -> str:
        title = " ".join(str(self.cleaned_data[TITLE]).split())
        if len(title) > LONGEST_TITLE:
            raise forms.ValidationError(_("Ce titre dépasse %(most)d caractères.") % {"most": LONGEST_TITLE})
        return title

    def clean(self) -> dict[str, Any]:
        """The instants and the figures, which come in several fields or in none."""
        self.moments = {
            name: instant_of(self, name, required=name in (OPENING, CLOSING), before=self._stored(name))
            for name in self._instants()
        }
        opens_at, closes_at = self.moments[OPENING], self.moments[CLOSING]
        if opens_at is not None and closes_at is not None and closes_at <= opens_at:
            self.add_error(f"{CLOSING}.{DAY}", _("La clôture doit venir après l’ouverture."))
        self.parameters = self._parameters()
        return self.cleaned_data

    def values(self) -> Values | None:
        """The campaign that was typed; None when something is wrong, which the page then says."""
        valid = self.is_valid() and not self.figure_errors
        opens_at, closes_at = self.moments[OPENING], self.moments[CLOSING]
        if not valid or opens_at is None or closes_at is None:
            return None
        calendar = {
            name.removeprefix(_PREFIX): moment
            for name, moment in self.moments.items()
            if moment is not None and name.startswith(_PREFIX)
        }
        answers = self.cleaned_data
        return Values(answers[YEAR], answers[TITLE], opens_at, closes_at, calendar, self.parameters)

    @property
    def reason(self) -> str:
        return str(self.cleaned_data.get(REASON, ""))

    @property
    def seen(self) -> str:
        """What the page showed when it was made: kept through refusals, so that a second try is still compared."""
        return str(self[SEEN].value() or "")

    def wrong(self, name: str, message: str) -> None:
        """Say what is wrong with a field, or with a figure."""
        if name in self.fields:
            self.add_error(name, message)
        else:
            self.figure_errors.setdefault(name, []).append(message)

    def check_reason(self, *, required: bool) -> None:
        if required and not self.reason:
            self.wrong(REASON, reason_due())
        elif len(self.reason) > LONGEST_REASON:
            self.wrong(REASON, TOO_LONG % {"most": LONGEST_REASON})

    def _parameters(self) -> dict[str, Number]:
        """The figures that this version reads; those that only another one reads stay as they are in the campaign."""
        self.figure_errors = {}
        figures: dict[str, Number] = {}
        for parameter in parameters_of(self.programme):
            name = f"{_PARAMETER}{parameter.id}"
            value, message = read_figure(field_of(parameter, self.names), self._text(name), self.names)
            if message:
                self.wrong(name, message)
            elif value is not None:
                figures[parameter.id] = value
        return figures

    # showing

    @property
    def instants(self) -> list[InstantQuestion]:
        """Opening, closing, then the programme's other milestones."""
        milestones = {name: self._milestone(name) for name in self._instants()}
        return [self._question(name, milestone) for name, milestone in milestones.items()]

    @property
    def figures(self) -> list[Widget]:
        """What the programme asks, each in its own widget."""
        stored = self.campaign.parameters if self.campaign else {}
        widgets = []
        for parameter in parameters_of(self.programme):
            name, field = f"{_PARAMETER}{parameter.id}", field_of(parameter, self.names)
            text = typed_figure(str(stored.get(parameter.id, "")))
            if self.is_bound:
                text = normalise(field, self._text(name), self.names.language)
            widget = Widgets(self.names).field(field, text, name=name, errors=self.figure_errors)
            widgets.append(replace(widget, label=field.label, help=field.help))
        return widgets

    def error_links(self) -> list[ErrorLink]:
        """In the order of the page: the figures stand between the calendar and the reason."""
        labels = {widget.name: widget.label for widget in self.figures}
        links = super().error_links()
        reason = [link for link in links if link.target == self.target(REASON)]
        return [*(link for link in links if link not in reason), *error_links(self.figure_errors, labels), *reason]

    def subject(self, name: str) -> str:
        instant, _dot, part = name.rpartition(".")
        return self._title(instant, self._milestone(instant)) if part in (DAY, HOUR) else str(self.fields[name].label)

    def _instants(self) -> list[str]:
        return [OPENING, CLOSING, *(f"{_PREFIX}{milestone.id}" for milestone in other_milestones(self.programme))]

    def _milestone(self, name: str) -> Milestone | None:
        effects = {OPENING: CalendarEffect.OPENING, CLOSING: CalendarEffect.CLOSING}
        if name in effects:
            return milestone_of(self.programme, effects[name])
        return next(milestone for milestone in other_milestones(self.programme) if f"{_PREFIX}{milestone.id}" == name)

    def _title(self, name: str, milestone: Milestone | None) -> str:
        if milestone is not None:
            return milestone_words(self.programme, milestone)
        return _("Ouverture des dépôts") if name == OPENING else _("Clôture des dépôts")

    def _question(self, name: str, milestone: Milestone | None) -> InstantQuestion:
        source = (milestone.reference.source or milestone.reference.choice or "") if milestone else ""
        when = milestone.when if milestone else ""
        inputs = (self[f"{name}.{DAY}"], self[f"{name}.{HOUR}"])
        return InstantQuestion(name, self._title(name, milestone), when, source, name in (OPENING, CLOSING), inputs)

    def _stored(self, name: str) -> datetime | None:
        if self.campaign is None:
            return None
        if name == OPENING:
            return self.campaign.opens_at
        if name == CLOSING:
            return self.campaign.closes_at
        text = self.campaign.calendar.get(name.removeprefix(_PREFIX))
        return datetime.fromisoformat(text) if text else None

    def _text(self, name: str) -> str:
        return str(self.data.get(name, ""))


class ExtensionForm(PageForm):
    """More time for one structure: until when, and why. What the rules refuse is said by `extending`."""

    motif = long_field(
        gettext_lazy("Motif"),
        gettext_lazy("Dites pourquoi : la structure lira ce motif."),
        counted=LONGEST_REASON,
        rows=6,
        about=gettext_lazy("La structure le lit dans le message qui lui est envoyé tout de suite."),
    )
    structure = hidden_field()

    def __init__(self, posted: QueryDict | None = None) -> None:
        super().__init__(posted)
        self.until: datetime | None = None
        instant = instant_fields(UNTIL, due=True)
        self.fields = {**instant, **self.fields}

    def clean_motif(self) -> str:
        reason = str(self.cleaned_data[REASON])
        if len(reason) > LONGEST_REASON:
            raise forms.ValidationError(TOO_LONG % {"most": LONGEST_REASON})
        return reason

    def clean(self) -> dict[str, Any]:
        self.until = instant_of(self, UNTIL)
        return self.cleaned_data

    def subject(self, name: str) -> str:
        return str(self.fields[name].label) if name == REASON else _("Nouveau délai")


def input_of(name: str) -> str:
    """The input that a name of `changes.state_of` is typed in."""
    fixed = {"title": TITLE, "year": YEAR, "opens_at": f"{OPENING}.{DAY}", "closes_at": f"{CLOSING}.{DAY}"}
    if name in fixed:
        return fixed[name]
    head, _dot, identifier = name.partition(".")
    return f"{_PREFIX}{identifier}.{DAY}" if head == "calendar" else f"{_PARAMETER}{identifier}"
