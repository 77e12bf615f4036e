"""The rules judged so far, as those that come after read them."""

from __future__ import annotations

from dataclasses import dataclass, field

from poincon.cahier.columns.lanes import Lane
from poincon.cahier.columns.parts import CodePart, Mask, NumberKernel, NumberPart, Unsupported
from poincon.cahier.columns.population import NOT_APPLICABLE


@dataclass(frozen=True, slots=True, eq=False)
class JudgedRules:
    """How the outcomes of rules are held, by rule; those that are judged row by row are not there."""

    lanes: dict[str, Lane] = field(default_factory=dict)
    """How values are held."""
    magnitudes: dict[str, NumberKernel] = field(default_factory=dict)
    """How rough the values of some rules are."""
    ends: dict[str, tuple[NumberPart, NumberPart]] = field(default_factory=dict)
    """Between which ends the values of some rules lie where they are unknown."""
    neutral: dict[str, bool] = field(default_factory=dict)
    """Whether a rule may be set aside."""

    def note(self, name: str, part: NumberPart) -> None:
        """How those who read the values of a rule find them."""
        self.lanes[name] = part.lane
        if part.magnitude is not None:
            self.magnitudes[name] = part.magnitude
        if part.ends is not None:
            self.ends[name] = part.ends

    def forget(self, name: str) -> None:
        for notes in (self.lanes, self.magnitudes, self.ends, self.neutral):
            notes.pop(name, None)

    def take(self, name: str, base: JudgedRules) -> None:
        """Read a rule as in the run that judged it."""
        self.neutral[name] = True
        if name in base.lanes:
            self.lanes[name] = base.lanes[name]
        if name in base.magnitudes:
            self.magnitudes[name] = base.magnitudes[name]
        if name in base.ends:
            self.ends[name] = base.ends[name]

    def numbers(self, name: str) -> NumberPart:
        """The values of a rule, from where they were written. Raises `Unsupported`."""
        if name not in self.lanes:
            raise Unsupported
        return NumberPart(
            self.lanes[name],
            lambda chunk: chunk.values[name][chunk.rows],
            self.magnitudes.get(name),
            None,
            self.rows_set_aside(name),
            self.ends.get(name),
        )

    def refuse_unread(self, name: str) -> None:
        """Raise `Unsupported` for a rule that is judged row by row."""
        if name not in self.neutral:
            raise Unsupported

    def codes(self, name: str) -> CodePart:
        """The statuses of a rule. Raises `Unsupported`."""
        self.refuse_unread(name)
        return CodePart(lambda chunk: chunk.statuses[name][chunk.rows], self.neutral[name])

    def rows_set_aside(self, name: str) -> Mask | None:
        """The rows that a rule does not concern. Raises `Unsupported`."""
        self.refuse_unread(name)
        if not self.neutral[name]:
            return None
        return Mask(lambda chunk: chunk.statuses[name][chunk.rows] == NOT_APPLICABLE)
