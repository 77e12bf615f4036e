"""`rempli_par` and `a_l_etape` of a group: who answers it, and when."""

from __future__ import annotations

from dataclasses import dataclass

from poincon.cahier.loading.identity import IdentityReader
from poincon.cahier.loading.shapes import ProgrammeEntry
from poincon.cahier.model.enums import Phase

_STRUCTURE = "structure"
"""The reach of the actors that make a request."""


@dataclass(frozen=True, slots=True)
class Filling:
    """`actor`: empty for the structure. `stage`: empty for the entry of the request, unless it is named."""

    actor: str
    stage: str
    at_entry: bool


def read_filling(entry: ProgrammeEntry, identity: IdentityReader) -> Filling:
    """Who fills a group, and when: without an actor, the one of its stage. Wrong names are reported."""
    actors = {actor.id: actor for actor in identity.actors}
    stages = {stage.id: stage for stage in identity.stages}
    for key, candidates, fr, en in (("rempli_par", actors, "acteur", "actor"), ("a_l_etape", stages, "étape", "stage")):
        if entry.get(key) is not None:
            identity.check_names([entry.get(key)], candidates, entry.at(key), fr, en)
    actor, stage = entry.get("rempli_par") or "", entry.get("a_l_etape") or ""
    if not actor and stage in stages:
        actor = stages[stage].actor
    by_structure = not actor or (actor in actors and actors[actor].scope == _STRUCTURE)
    in_time = not stage or (stage in stages and stages[stage].phase is Phase.DRAFTING)
    return Filling(actor, stage, by_structure and in_time)
