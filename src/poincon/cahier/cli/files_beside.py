"""What was read beside a population's file, told on the error stream: results stay alone on the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poincon.cahier.basics.text import Text
from poincon.cahier.cli.terminal import Terminal
from poincon.cahier.cli.words import count

if TYPE_CHECKING:
    from poincon.cahier.columns import Population

_LINES = Text("ligne", "line"), Text("lignes", "lines")


def tell_files(population: Population, terminal: Terminal) -> None:
    """The files that were read beside the population's own, and those whose name means nothing here."""
    for file in population.files:
        lines = count(file.lines, *_LINES, terminal.language)
        terminal.aside(terminal.say(f"{file.name}\u00a0: lu, {lines}.", f"{file.name}: read, {lines}."))
    for name in population.strangers:
        terminal.aside(
            terminal.say(
                f"{name}\u00a0: laissé de côté, ce n'est ni un tableau ni un choix multiple du programme, ni "
                "«\u00a0appreciations\u00a0».",
                f'{name}: left aside, it is neither a table nor a field of several choices, nor "appreciations".',
            )
        )
