"""The life of one dossier in its structure: who opened it, filled it, argued about it, submitted it, and when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from fractions import Fraction
from random import Random

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from poincon.cahier.model import FieldKind, Programme
from poincon.campaigns.models import Campaign
from poincon.demo import world
from poincon.demo.answers import PlannedAnswers, Setting, fill
from poincon.demo.cast import Actors
from poincon.demo.documents import make
from poincon.demo.figures import number_text
from poincon.demo.world import DossierPlan, StructurePlan
from poincon.dossiers import saving, services, validation
from poincon.dossiers.models import Dossier
from poincon.dossiers.standing import campaign_parameters
from poincon.dossiers.withdrawal import withdraw
from poincon.people.models import Person
from poincon.sheets.answers import Changes, Name
from poincon.sheets.colleagues import notice_presence
from poincon.sheets.saving import Saved

_AT_ONCE = 60
"""Answers that somebody gives before saving."""
_ARGUED = 3
"""Answers on which two persons disagree."""


class Timetable:
    """Moments of work that follow each other from `start` to `end`, never later."""

    def __init__(self, start: datetime, end: datetime, steps: int, chance: Random) -> None:
        whole = (end - start).total_seconds()
        moments = sorted(start + timedelta(seconds=chance.random() * whole) for _ in range(max(steps, 1)))
        self.moments = iter([by_day(moment, chance) for moment in moments])
        self.chance = chance
        self.last, self.end = start, end

    def next(self) -> datetime:
        """The next stretch of work begins."""
        return self._move(next(self.moments, self.last))

    def soon(self) -> datetime:
        """A few minutes later."""
        return self._move(self.last + timedelta(seconds=self.chance.randint(40, 420)))

    def finish(self) -> datetime:
        """The end itself."""
        return self._move(self.end)

    def _move(self, moment: datetime) -> datetime:
        self.last = min(max(moment, self.last), self.end)
        return self.last


def by_day(moment: datetime, chance: Random) -> datetime:
    """Some time of that day, when people work."""
    hour, minute = chance.randint(8, 19), chance.randint(0, 59)
    return timezone.localtime(moment).replace(hour=hour, minute=minute)


class Story:
    """What one structure does with a dossier, from `start` to `end` at the latest.

    `since`: not before; `until`: the part of the campaign after which nothing of it happens.
    """

    def __init__(
        self,
        structure: StructurePlan,
        plan: DossierPlan,
        campaign: Campaign,
        actors: Actors,
        now: datetime,
        *,
        since: datetime | None = None,
        until: float = 1,
    ) -> None:
        self.structure, self.plan, self.campaign, self.actors, self.now = structure, plan, campaign, actors, now
        self.programme: Programme = campaign.programme_version.package.programme
        self.over = campaign.closes_at <= now
        self.chance = Random(f"{structure.siren}:{plan.programme}:{campaign.year}")
        last = min(now - timedelta(minutes=2), campaign.closes_at - timedelta(hours=3))
        first = since or campaign.opens_at
        end = first + (last - first) * until * (0.55 + 0.42 * self.chance.random())
        if plan.ends is not None:
            end = now + timedelta(days=plan.ends)
        self.end = min(by_day(end, self.chance), last)
        self.start = max(first, by_day(first + (self.end - first) * (0.02 + 0.3 * self.chance.random()), self.chance))
        self.timetable = Timetable(self.start, self.end, len(self.programme.sections) + 1, self.chance)
        self.versions: dict[str, int] = {}

    def tell(self) -> Dossier:
        """Open the dossier and bring it to the state of its plan."""
        self.dossier = services.open_dossier(self.campaign, self.actors.organisation, self.actors.editor, self.start)
        if self.plan.state != "opened":
            self.work()
        return self.dossier

    def work(self) -> None:
        planned, state = fill(self.setting()), self.plan.state
        if state == "faulty":
            self.spoil(planned)
        names = dict(self.by_section(planned))
        for section, listed in self.reached(names):
            self.fill_section(section, listed, planned)
        self.talk(list(names))
        if state == "disputed":
            self.argue(planned, names)
        self.conclude(names)

    def conclude(self, names: dict[str, list[Name]]) -> None:
        """The last that they do with it."""
        dossier, actors, timetable = self.dossier.pk, self.actors, self.timetable
        match self.plan.state:
            case "asked":
                validation.ask_validation(dossier, actors.editor, timetable.finish())
            case "validated":
                validation.ask_validation(dossier, actors.editor, timetable.next())
                validation.validate(dossier, actors.head, timetable.finish())
            case "submitted":
                services.submit(dossier, actors.head, timetable.finish())
            case "withdrawn":
                withdraw(dossier, self.plan.reason, actors.head, timetable.finish())
            case _ if not self.over:
                self.be_there(names)

    def setting(self) -> Setting:
        return Setting(
            package=self.campaign.programme_version.package,
            structure=self.structure,
            plan=self.plan,
            reference_year=self.dossier.sheet.reference_year,
            parameters=campaign_parameters(self.dossier),
            today=timezone.localdate(self.now),
            years_ago=timezone.localtime(self.now).year - self.campaign.year,
        )

    def by_section(self, planned: PlannedAnswers) -> Iterator[tuple[str, list[Name]]]:
        """The names to answer, section by section, in the order of the form."""
        place: dict[str, list[Name]] = {section.id: [] for section in self.programme.sections}
        for name in [*planned.answers, *planned.documents]:
            if not name.counts_rows:  # saving counts rows by itself
                place[name.section].append(name)
        return iter(place.items())

    def reached(self, names: dict[str, list[Name]]) -> Iterator[tuple[str, list[Name]]]:
        """As far as these people went: whole sections, then a part of one."""
        partial = self.plan.state in ("started", "disputed", "withdrawn")
        remainder = sum(map(len, names.values())) * (self.plan.progress if partial else 1)
        for section, listed in names.items():
            if remainder <= 0:
                return
            yield section, listed if remainder >= len(listed) else listed[: int(remainder)]
            remainder -= len(listed)

    # filling

    def fill_section(self, section: str, names: list[Name], planned: PlannedAnswers) -> None:
        self.timetable.next()
        answered = [name for name in names if name in planned.answers]
        for start in range(0, len(answered), _AT_ONCE):
            actor = self.actors.head if self.chance.random() < 0.2 else self.actors.editor
            self.save(section, {name: planned.answers[name] for name in answered[start : start + _AT_ONCE]}, actor)
        for name in names:
            if name in planned.documents:
                self.attach(name, planned.documents[name])

    def save(self, section: str, changes: Changes, actor: Person, version: int | None = None) -> Saved:
        base = self.versions.get(section, 0) if version is None else version
        saved = saving.save_section(self.dossier.pk, section, base, changes, actor, self.timetable.soon())
        self.versions[section] = saved.version
        return saved

    def attach(self, name: Name, file_name: str) -> None:
        about = [self.structure.name, self.structure.city, self.dossier.number, name.text]
        upload = SimpleUploadedFile(file_name, make(file_name.rpartition(".")[2], name.asked.label, about))
        services.attach(self.dossier.pk, name.text, upload, self.actors.editor, self.timetable.soon())

    def spoil(self, planned: PlannedAnswers) -> None:
        """One answer of each kind that the data can write wrongly."""
        faults: dict[str, str] = dict(world.read("kinds")["faults"])
        for name in list(planned.answers):
            if not name.part and name.field.kind.value in faults:
                planned.answers[name] = faults.pop(name.field.kind.value)

    # people

    def talk(self, sections: list[str]) -> None:
        comments = world.read("kinds")["comments"]
        for turn in range(self.chance.randint(0, 2)):
            actor = (self.actors.editor, self.actors.head)[turn % 2]
            text, section = self.chance.choice(comments), self.chance.choice(sections)
            services.comment(self.dossier.pk, section, text, actor, self.timetable.soon())

    def argue(self, planned: PlannedAnswers, names: dict[str, list[Name]]) -> None:
        """Both change the same answers from the same page: the second is told, and writes one of them again."""
        section, contested = self.contested(planned, names)
        base = self.versions[section]
        self.timetable.next()
        self.save(section, {name: self.other(name, planned, 103) for name in contested}, self.actors.head)
        mine: Changes = {name: self.other(name, planned, 98) for name in contested}
        refused = self.save(section, mine, self.actors.editor, version=base).conflicts
        self.save(section, {conflict.name: conflict.mine for conflict in refused[:1]}, self.actors.editor)
        self.save(
            section,
            {conflict.name: self.other(conflict.name, planned, 101) for conflict in refused[1:2]},
            self.actors.head,
        )

    def contested(self, planned: PlannedAnswers, names: dict[str, list[Name]]) -> tuple[str, list[Name]]:
        """The section with the most sums of money among those that were saved, and its first sums."""
        sums = {
            section: [name for name in listed if name.asked.kind is FieldKind.EUROS and name in planned.answers]
            for section, listed in names.items()
            if section in self.versions
        }
        section = max(sums, key=lambda candidate: len(sums[candidate]))
        return section, sums[section][:_ARGUED]

    def other(self, name: Name, planned: PlannedAnswers, percent: int) -> str:
        """The same sum, a little more or less."""
        return number_text(name.asked, Fraction(str(planned.answers[name])) * percent / 100)

    def be_there(self, names: dict[str, list[Name]]) -> None:
        """The director has a section open right now."""
        section = max(self.versions, key=lambda candidate: self.versions[candidate], default=next(iter(names)))
        notice_presence(self.dossier.sheet, section, self.actors.head, self.now)
