"""Verdicts over columns: a row holds the position of its verdict among those that the rule can give, NaN for none."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from poincon.cahier.columns.kernels import KNOWN, RuleKernel
from poincon.cahier.columns.parts import Chunk, CodePart
from poincon.cahier.columns.population import MET, NOT_APPLICABLE, NOT_MET, UNDETERMINED, Codes
from poincon.cahier.model import Rule

_NONE = -1


def verdict_kernel(rule: Rule, conditions: list[CodePart | None], applicable: CodePart | None) -> RuleKernel:
    """Writes the positions and the statuses of a rule. `conditions`: of its lines, None for a line that has none."""
    positions = {option.id: position for position, option in enumerate(rule.options)}
    lines = [(positions[line.id], condition) for line, condition in zip(rule.lines, conditions, strict=True)]

    def kernel(chunk: Chunk) -> None:
        verdicts, statuses = _judged(lines, chunk)
        if applicable is not None:
            codes = applicable.get(chunk)
            statuses[codes == UNDETERMINED] = UNDETERMINED
            statuses[(codes == NOT_MET) | (codes == NOT_APPLICABLE)] = NOT_APPLICABLE
        chunk.statuses[rule.id][chunk.rows] = statuses
        chunk.values[rule.id][chunk.rows] = np.where(statuses == KNOWN, verdicts, np.nan)

    return kernel


def _judged(lines: list[tuple[int, CodePart | None]], chunk: Chunk) -> tuple[npt.NDArray[np.int16], Codes]:
    """The verdict that can win on each row, and the status that this gives."""
    is_open = np.ones(chunk.size, dtype=bool)
    is_in_doubt = np.zeros(chunk.size, dtype=bool)
    has_several = np.zeros(chunk.size, dtype=bool)
    verdicts = np.full(chunk.size, _NONE, dtype=np.int16)
    for position, condition in lines:
        codes = np.full(chunk.size, MET, dtype=np.int8) if condition is None else condition.get(chunk)
        unknown = is_open & (codes == UNDETERMINED)
        winning = is_open & (codes == MET)
        can_win = unknown | winning
        has_several |= can_win & (verdicts != _NONE) & (verdicts != position)
        verdicts[can_win & (verdicts == _NONE)] = position
        is_in_doubt |= unknown
        is_open &= ~winning
    statuses = np.full(chunk.size, KNOWN, dtype=np.int8)
    statuses[is_open] = NOT_APPLICABLE
    statuses[has_several | (is_open & is_in_doubt)] = UNDETERMINED
    return verdicts, statuses


def verdict_codes(rule: Rule, option: str) -> CodePart:
    """Whether the verdict of each row is this one: what `categorie est petite` reads."""
    position = [each.id for each in rule.options].index(option)

    def run(chunk: Chunk) -> Codes:
        statuses = chunk.statuses[rule.id][chunk.rows]
        matches = np.where(chunk.values[rule.id][chunk.rows] == position, MET, NOT_MET)
        return np.where(statuses == KNOWN, matches, statuses).astype(np.int8)

    return CodePart(run, may_be_neutral=True)
