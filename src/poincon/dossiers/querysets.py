"""Who sees which dossiers: the one scope that lists, details, files and totals all use."""

from __future__ import annotations

from datetime import date, datetime
from enum import IntEnum
from typing import TYPE_CHECKING, cast

from django.db import models
from django.db.models import Case, F, OuterRef, Prefetch, Subquery, Value, When, prefetch_related_objects
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from poincon.dossiers import reach
from poincon.dossiers.enums import PREPARED, Event, State
from poincon.people.enums import Role

if TYPE_CHECKING:
    from poincon.campaigns.models import Campaign
    from poincon.dossiers.models import Dossier
    from poincon.people.models import Organisation, Person

    class ListedDossier(Dossier):
        """A dossier as the list of a person's own dossiers shows it: see `with_waiting`."""

        class Meta:
            abstract = True

        waiting: int
        last_event: str | None
        asked_due_at: datetime | None
        asked_count: int | None
        due_at: datetime | None
        """Until when the structure may act; None when nothing is waited for from it, or its time is over."""


class Waiting(IntEnum):
    """What a dossier waits for from its structure, the most pressing first."""

    TO_CORRECT = 0
    TO_DECIDE = 1
    """Somebody asked this person to validate it."""
    TO_SUBMIT = 2
    TO_FILL = 3
    HANDED_OVER = 4
    GIVEN_UP = 5


class DossierQuerySet(models.QuerySet["Dossier"]):
    def visible_to(self, person: Person | None, day: date) -> DossierQuerySet:
        """A structure sees its own; a region and the ministry what was submitted to them. Drafts are nobody else's."""
        return self.none() if person is None else self.filter(reach.visible(person.memberships_on(day)))

    def received_by(self, person: Person, day: date) -> DossierQuerySet:
        """What the person sees as an official: what was submitted to their regions, to all for the ministry.

        Nobody examines their own structure: its dossiers are left out.
        """
        return self.filter(reach.received(person.memberships_on(day)))

    def of_structures_of(self, person: Person | None, day: date) -> DossierQuerySet:
        return self.none() if person is None else self.filter(reach.own(person.memberships_on(day)))

    def with_waiting(self, person: Person, now: datetime) -> models.QuerySet[ListedDossier]:
        """What each waits for from the structure, for the list of a person's own (`ListedDossier`), in that query."""
        from poincon.dossiers.models import ChangeItem, ChangeRequest, Transition

        memberships = person.memberships_on(timezone.localdate(now))
        headed = [membership.organisation_id for membership in memberships if membership.role == Role.STRUCTURE_HEAD]
        open_request = ChangeRequest.objects.filter(dossier=OuterRef("pk"), sent_at__isnull=False, ended_at=None)
        items = ChangeItem.objects.filter(
            request__dossier=OuterRef("pk"), request__sent_at__isnull=False, request__ended_at=None
        )
        last = Transition.objects.filter(dossier=OuterRef("pk")).order_by("-id")
        waiting = Case(
            When(state=State.TO_CORRECT, then=Value(Waiting.TO_CORRECT.value)),
            When(
                state=State.DRAFT,
                last_event=Event.ASK_VALIDATION,
                organisation__in=headed,
                then=Value(Waiting.TO_DECIDE.value),
            ),
            When(state=State.VALIDATED, then=Value(Waiting.TO_SUBMIT.value)),
            When(state=State.DRAFT, then=Value(Waiting.TO_FILL.value)),
            When(state=State.WITHDRAWN, then=Value(Waiting.GIVEN_UP.value)),
            default=Value(Waiting.HANDED_OVER.value),
            output_field=models.IntegerField(),
        )
        annotated = self.annotate(
            closes=Greatest("campaign__closes_at", Coalesce(_extended_until(), "campaign__closes_at")),
            last_event=Subquery(last.values("event")[:1]),
            asked_due_at=Subquery(open_request.values("due_at")[:1]),
            asked_count=Subquery(
                items.order_by().values("request__dossier").annotate(count=models.Count("pk")).values("count")
            ),
            waiting=waiting,
        ).annotate(
            due_at=Case(
                When(state=State.TO_CORRECT, then=F("asked_due_at")),
                When(state__in=PREPARED, closes__gt=now, then=F("closes")),
            )
        )
        return cast("models.QuerySet[ListedDossier]", annotated)

    def live_of(self, campaign: Campaign, organisation: Organisation) -> Dossier | None:
        """The only dossier that an organisation has in a campaign, leaving aside what it withdrew."""
        return self.exclude(state=State.WITHDRAWN).filter(campaign=campaign, organisation=organisation).first()

    def with_context(self) -> DossierQuerySet:
        """All that a list shows, in one query, with until when the structure of each has more time than others.

        Not the files of their packages, which are long, and read once for each digest when a package is asked.
        """
        return self.with_versions().select_related("organisation").annotate(extended_until=_extended_until())

    def with_versions(self) -> DossierQuerySet:
        """The version that judges each, and that of its campaign, without their files: what says who sees it."""
        dossiers = self.select_related("campaign__programme_version", "sheet__programme_version")
        return dossiers.defer("campaign__programme_version__files", "sheet__programme_version__files")


def read_history(dossier: Dossier) -> None:
    """Read its moves with who made them, and what was asked of its structure, once for all the parts of a page.

    In a dossier that a page reads, and that nothing changes meanwhile.
    """
    from poincon.dossiers.models import ChangeRequest, Transition

    moves = Prefetch("transitions", Transition.objects.select_related("actor"))
    requests = Prefetch("change_requests", ChangeRequest.objects.select_related("sent_by").prefetch_related("items"))
    prefetch_related_objects([dossier], moves, requests)
    dossier.history_is_read = True


def _extended_until() -> Subquery:
    """The latest of what was granted to the structure of a dossier in its campaign; None when nothing was."""
    from poincon.campaigns.models import Extension

    granted = Extension.objects.filter(campaign=OuterRef("campaign"), organisation=OuterRef("organisation"))
    return Subquery(granted.order_by("-until").values("until")[:1])
