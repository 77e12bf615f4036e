"""The form of a campaign: what a programme version asks of whoever opens one, read and shown back as it was typed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from django.http import QueryDict
from django.utils.translation import gettext as _

from poincon.cahier.basics.numbers import Number
from poincon.cahier.basics.text import Language
from poincon.cahier.explanation import Names
from poincon.cahier.model import CalendarEffect, Field, FieldKind, Milestone, Programme, Reference
from poincon.campaigns.changes import Values, fingerprint, reason_due
from poincon.campaigns.figures import field_of, parameters_of, read_figure, typed_figure
from poincon.campaigns.instants import DAY, HOUR, Typed, WrongInstant, day_field, read_instant, shown
from poincon.campaigns.models import Campaign, ProgrammeVersion
from poincon.campaigns.wording import milestone_words
from poincon.ui.components import ErrorLink, error_links
from poincon.ui.widgets import Widget, Widgets, normalise

OPENING, CLOSING = "ouverture", "cloture"
TITLE, YEAR, REASON, SEEN = "titre", "annee", "motif", "empreinte"
LONGEST_TITLE, LONGEST_REASON = 300, 2_000


@dataclass(frozen=True, slots=True)
class InstantWidgets:
    """One instant as the page shows it: what it is, and its two inputs."""

    id: str
    title: str
    when: str
    source: str
    required: bool
    inputs: tuple[Widget, ...]


def milestone_of(programme: Programme, effect: CalendarEffect) -> Milestone | None:
    return next((one for one in programme.calendar if one.effect is effect), None)


def other_milestones(programme: Programme) -> list[Milestone]:
    """Those that neither open nor close the campaign: their instants are the campaign's `calendar`."""
    return [one for one in programme.calendar if one.effect is None]


@dataclass
class CampaignForm:
    """`posted` is what somebody typed; without it the form shows the campaign, or what is usual for a new one."""

    version: ProgrammeVersion
    language: Language
    posted: QueryDict | None = None
    campaign: Campaign | None = None
    year: int = 0
    """The year that a new one is proposed for."""
    errors: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.programme = self.version.package.programme
        self.names = Names(self.programme, self.language)
        self.widgets = Widgets(self.names)

    # reading

    def read(self) -> Values | None:
        """The values; None when something is wrong, which `errors` then says by input name."""
        self.errors = {}
        title = self._title()
        year = self._year()
        opens_at = self._instant(OPENING, required=True)
        closes_at = self._instant(CLOSING, required=True)
        if opens_at is not None and closes_at is not None and closes_at <= opens_at:
            self.wrong(f"{CLOSING}.{DAY}", _("La clôture doit venir après l’ouverture."))
        calendar = {one.id: self._instant(_input(one), required=False) for one in other_milestones(self.programme)}
        parameters = self._parameters()
        if self.errors or opens_at is None or closes_at is None:
            return None
        given = {name: moment for name, moment in calendar.items() if moment is not None}
        return Values(year, title, opens_at, closes_at, given, parameters)

    def wrong(self, name: str, message: str) -> None:
        self.errors.setdefault(name, []).append(message)

    @property
    def reason(self) -> str:
        return storable(self._text(REASON)).strip()

    @property
    def seen(self) -> str:
        """What the page showed when it was made: kept through refusals, so that a second try is still compared."""
        if self.posted is not None:
            return self._text(SEEN)
        return fingerprint(self.campaign) if self.campaign is not None else ""

    def check_reason(self, *, required: bool) -> None:
        if required and not self.reason:
            self.wrong(REASON, reason_due())
        elif len(self.reason) > LONGEST_REASON:
            self.wrong(REASON, _("Ce motif dépasse %(most)d caractères.") % {"most": LONGEST_REASON})

    def _title(self) -> str:
        title = " ".join(storable(self._text(TITLE)).split())
        if not title:
            self.wrong(TITLE, _("Donnez un titre : c’est le nom que les structures liront."))
        elif len(title) > LONGEST_TITLE:
            self.wrong(TITLE, _("Ce titre dépasse %(most)d caractères.") % {"most": LONGEST_TITLE})
        return title

    def _year(self) -> int:
        text = normalise(self._year_field(), self._text(YEAR), self.language)
        if text.isascii() and text.isdigit() and len(text) == 4 and 2000 <= int(text) <= 2199:
            return int(text)
        told = _("« %(typed)s » n’est pas une année. Écrivez ses quatre chiffres. Exemple : 2027")
        self.wrong(YEAR, told % {"typed": text[:40]})
        return 0

    def _instant(self, name: str, *, required: bool) -> datetime | None:
        typed = self._typed(name)
        if typed.is_empty and not required:
            return None
        before = self._stored(name)
        if before is not None and typed == shown(before):
            return before  # its seconds, if it has any, are nobody's to lose
        try:
            return read_instant(typed, self.language)
        except WrongInstant as error:
            self.wrong(f"{name}.{error.part}", error.reason)
            return None

    def _parameters(self) -> dict[str, Number]:
        """The figures that this version reads; those that only another one reads stay as they are in the campaign."""
        given: dict[str, Number] = {}
        for parameter in parameters_of(self.programme):
            name = f"{_PARAMETER}{parameter.id}"
            value, message = read_figure(field_of(parameter, self.names), self._text(name), self.names)
            if message:
                self.wrong(name, message)
            elif value is not None:
                given[parameter.id] = value
        return given

    # showing

    @property
    def title_widget(self) -> Widget:
        proposed = f"{self.names.title()} – {self.year}"
        asked = Field(
            id=TITLE,
            kind=FieldKind.TEXT,
            label=_("Titre de la campagne"),
            reference=Reference(),
            help=_("Les structures le lisent dans leurs listes, leurs messages et leur récépissé."),
            required=True,
            length=LONGEST_TITLE,
        )
        text = self._text(TITLE) if self.posted is not None else self.campaign.title if self.campaign else proposed
        return self._widget(asked, text)

    @property
    def year_widget(self) -> Widget:
        asked = self._year_field()
        text = self._text(YEAR) if self.posted is not None else str(self.campaign.year if self.campaign else self.year)
        return self._widget(asked, text)

    @property
    def instants(self) -> list[InstantWidgets]:
        """Opening, closing, then the programme's other milestones."""
        opening = milestone_of(self.programme, CalendarEffect.OPENING)
        closing = milestone_of(self.programme, CalendarEffect.CLOSING)
        head = [
            self._instant_widgets(OPENING, _("Ouverture des dépôts"), opening, required=True),
            self._instant_widgets(CLOSING, _("Clôture des dépôts"), closing, required=True),
        ]
        rest = [self._instant_widgets(_input(one), "", one, required=False) for one in other_milestones(self.programme)]
        return head + rest

    @property
    def figures(self) -> list[Widget]:
        stored = self.campaign.parameters if self.campaign else {}
        widgets = []
        for parameter in parameters_of(self.programme):
            name = f"{_PARAMETER}{parameter.id}"
            text = self._text(name) if self.posted is not None else typed_figure(str(stored.get(parameter.id, "")))
            asked = field_of(parameter, self.names)
            normal = normalise(asked, text, self.language) if self.posted is not None else text
            widgets.append(self._widget(asked, normal, name))
        return widgets

    @property
    def reason_widget(self) -> Widget:
        asked = Field(
            id=REASON,
            kind=FieldKind.LONG_TEXT,
            label=_("Motif du changement"),
            reference=Reference(),
            help=_("Il est gardé avec la campagne, et les structures qui ont un dossier en préparation le lisent."),
            length=LONGEST_REASON,
        )
        return self._widget(asked, self._text(REASON))

    def error_links(self) -> tuple[ErrorLink, ...]:
        labels = {TITLE: _("Titre de la campagne"), YEAR: _("Année de la campagne"), REASON: _("Motif du changement")}
        for one in self.instants:
            labels.update({f"{one.id}.{part}": one.title for part in (DAY, HOUR)})
        labels.update({widget.name: widget.label for widget in self.figures})
        return error_links(self.errors, labels)

    def _widget(self, asked: Field, text: str, name: str = "") -> Widget:
        """The widget of a question of ours: its words are ours too, whatever the programme calls its own fields."""
        widget = self.widgets.field(asked, text, name=name or asked.id, errors=self.errors)
        return replace(widget, label=asked.label, help=asked.help)

    def _instant_widgets(self, name: str, title: str, milestone: Milestone | None, *, required: bool) -> InstantWidgets:
        typed = self._typed(name) if self.posted is not None else shown(self._stored(name))
        hour = Field(id=HOUR, kind=FieldKind.TEXT, label=_("Heure de Paris"), reference=Reference(), example="23:59")
        day = normalise(day_field(""), typed.day, self.language)
        inputs = (
            self._widget(day_field(_("Jour")), day, f"{name}.{DAY}"),
            self._widget(hour, typed.hour, f"{name}.{HOUR}"),
        )
        source = (milestone.reference.source or milestone.reference.choice or "") if milestone else ""
        label = milestone_words(self.programme, milestone) if milestone is not None else title
        return InstantWidgets(name, label, milestone.when if milestone else "", source, required, inputs)

    def _year_field(self) -> Field:
        about = _("Les dossiers portent sur l’exercice de l’année d’avant.")
        return Field(
            id=YEAR,
            kind=FieldKind.YEAR,
            label=_("Année de la campagne"),
            reference=Reference(),
            help=about,
            required=True,
        )

    def _typed(self, name: str) -> Typed:
        return Typed(storable(self._text(f"{name}.{DAY}")), storable(self._text(f"{name}.{HOUR}")))

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
        return self.posted.get(name, "") if self.posted is not None else ""


_PREFIX = "echeance."
_PARAMETER = "parametre."


def _input(milestone: Milestone) -> str:
    return f"{_PREFIX}{milestone.id}"


def input_of(name: str) -> str:
    """The input that a name of `changes.state_of` is typed in."""
    fixed = {"title": TITLE, "year": YEAR, "opens_at": f"{OPENING}.{DAY}", "closes_at": f"{CLOSING}.{DAY}"}
    if name in fixed:
        return fixed[name]
    head, _dot, identifier = name.partition(".")
    return f"{_PREFIX}{identifier}.{DAY}" if head == "calendar" else f"{_PARAMETER}{identifier}"


def storable(text: str) -> str:
    """Without what no database keeps and nobody types: NUL, and halves of characters."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()
