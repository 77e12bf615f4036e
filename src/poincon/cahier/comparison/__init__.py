"""What changed between two packages, in words: matched by permanent identifiers, told in both languages."""

from poincon.cahier.comparison.compare import compare
from poincon.cahier.comparison.differences import Area, Change, Difference

__all__ = ["Area", "Change", "Difference", "compare"]
