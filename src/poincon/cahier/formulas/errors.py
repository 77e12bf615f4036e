"""What a formula is refused for."""

from __future__ import annotations

from poincon.cahier.basics.text import Text


class FormulaError(Exception):
    """What is wrong with a formula, and where in its text (from 0)."""

    def __init__(
        self, position: int, code: str, fr: str, en: str, remedy: Text | None = None, names: tuple[str, ...] = ()
    ) -> None:
        super().__init__(fr)
        self.position = position
        self.code = code
        self.text = Text(fr, en)
        self.remedy = remedy
        self.names = names
        """Names that it does not know: when one was written but could not be loaded, that is the error to mend."""

    def with_remedy(self, remedy: Text) -> FormulaError:
        """The same error, mended otherwise."""
        return FormulaError(self.position, self.code, self.text.fr, self.text.en, remedy, self.names)
