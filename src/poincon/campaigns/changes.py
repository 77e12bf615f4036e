"""What may change of a campaign, and when a change must say why: the rules alone, whoever asks."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from poincon.cahier.basics.numbers import Number
from poincon.campaigns.models import Campaign


@dataclass(frozen=True, slots=True)
class Values:
    """A campaign as somebody wants it. `calendar`: the instants of milestones other than opening and closing."""

    year: int
    title: str
    opens_at: datetime
    closes_at: datetime
    calendar: dict[str, datetime] = field(default_factory=dict)
    parameters: dict[str, Number] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChangeRuling:
    """What is ruled of a change: `changed` moves; `refused` may not, with the reason, by what it is of (`closes_at`,
    `calendar.…`); `needs_reason`: something that had been announced moves."""

    changed: tuple[str, ...]
    refused: dict[str, str]
    needs_reason: bool


def state_of(campaign: Campaign) -> dict[str, str]:
    """The campaign as texts by name, as changes are kept and told."""
    return {
        "title": campaign.title,
        "year": str(campaign.year),
        "opens_at": campaign.opens_at.isoformat(),
        "closes_at": campaign.closes_at.isoformat(),
        **{f"calendar.{name}": text for name, text in campaign.calendar.items()},
        **{f"parameters.{name}": text for name, text in campaign.parameters.items()},
    }


def fingerprint(campaign: Campaign) -> str:
    """What a page shows of a campaign, in short: two people who change it at once find out."""
    content = [campaign.state, campaign.programme_version_id, state_of(campaign)]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]


def instant_of(text: str) -> datetime:
    """A stored instant."""
    return datetime.fromisoformat(text)


def judge(campaign: Campaign, before: dict[str, str], after: dict[str, str], now: datetime) -> ChangeRuling:
    """Whether a campaign may go from one state to another. A prepared one may change in every way."""
    changed = tuple(
        sorted(name for name in before.keys() | after.keys() if not same(before.get(name), after.get(name), name))
    )
    if campaign.state == Campaign.State.DRAFT:
        return ChangeRuling(changed, {}, needs_reason=False)
    refused = {}
    for name in changed:
        reason = _refusal(campaign, name, before.get(name), after.get(name), now)
        if reason:
            refused[name] = reason
    announced = [name for name in changed if name in before and name != "title"]
    return ChangeRuling(changed, refused, needs_reason=bool(announced))


def same(first: str | None, second: str | None, name: str) -> bool:
    """Whether two stored texts say the same: an instant may be written in two ways."""
    if first is None or second is None or first == second:
        return first == second
    dated = name in ("opens_at", "closes_at") or name.startswith("calendar.")
    return dated and instant_of(first) == instant_of(second)


def reason_due() -> str:
    """What is told when something that had been announced moves, and nothing says why."""
    return _("Dites pourquoi : ce qui change a déjà été annoncé, et les structures liront ce motif.")


def _refusal(campaign: Campaign, name: str, before: str | None, after: str | None, now: datetime) -> str:
    if name == "year":
        return _("L’année ne change plus : les dossiers de cette campagne portent déjà sur l’exercice d’avant.")
    if name in ("opens_at", "closes_at") and campaign.state == Campaign.State.CLOSED:
        return _("La campagne est close : ses dates ne changent plus. Vous pouvez prolonger le délai d’une structure.")
    if name == "opens_at" and campaign.opens_at <= now:
        return _("Les dépôts sont déjà ouverts : leur ouverture ne change plus.")
    if name == "closes_at" and after is not None and before is not None and instant_of(after) < instant_of(before):
        return _(
            "Cette clôture est annoncée : elle ne peut plus être avancée, car des structures comptent dessus. Vous "
            "pouvez seulement la reporter."
        )
    dated = name in ("opens_at", "closes_at") or name.startswith("calendar.")
    if dated and after is not None and instant_of(after) <= now:
        return _("Cet instant est déjà passé : choisissez-en un qui vient.")
    return ""
