"""Whenever it is built, the demonstration is of that day; built another day, it says the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from poincon.campaigns.models import Campaign
from poincon.demo.build import build
from poincon.dossiers.models import Dossier, SectionAnswers, Transition
from poincon.journal.models import Act
from poincon.notifications.models import Mail
from poincon.reviews.models import DossierMessage


def built(now: datetime) -> dict[str, Any]:
    """What a demonstration built then holds; undone at once."""
    with transaction.atomic():
        build(now)
        dossiers = Dossier.objects.order_by("organisation__siren", "campaign__closes_at", "created_at")
        left = [timezone.localdate(one.closes_at) - timezone.localdate(now) for one in Campaign.objects.all()]
        moves = Transition.objects.order_by("dossier__organisation__siren", "dossier__created_at", "made_at", "id")
        figures = {
            f"{row.dossier.organisation.siren} {name.rpartition('.')[2]} {now.year - int(name[7:11])}": answer
            for row in SectionAnswers.objects.select_related("dossier__organisation")
            for name, answer in row.answers.items()
            if name.startswith("annees.")
        }
        held: dict[str, Any] = {
            "states": list(dossiers.values_list("organisation__siren", "state")),
            "figures": figures,
            "left": sorted(left),
            "moves": list(moves.values_list("dossier__organisation__siren", "event", "actor__email", "reason")),
            "said": list(DossierMessage.objects.values_list("author__email", "text")),
            "mails": sorted(Mail.objects.values_list("person__email", "kind")),
            "years": set(Campaign.objects.values_list("year", flat=True)),
            "last": Act.objects.latest("at").at,
        }
        transaction.set_rollback(True)
    return held


@pytest.mark.django_db
@override_settings(DEMO=True)
def test_it_is_dated_from_now_and_says_the_same() -> None:
    night, later = datetime(2028, 2, 29, 22, 30, tzinfo=UTC), datetime(2031, 1, 1, 0, 5, tzinfo=UTC)
    first, other = built(night), built(later)
    assert first["years"] == {2027, 2028, 2029}
    assert other["years"] == {2030, 2031, 2032}
    for same in ("states", "figures", "left", "moves", "said", "mails"):
        assert other[same] == first[same]
    assert len(first["figures"]) > 1000
    assert night - timedelta(days=4) <= first["last"] <= night
    assert later - timedelta(days=4) <= other["last"] <= later
