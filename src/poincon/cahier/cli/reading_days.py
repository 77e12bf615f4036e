"""Days that a population does not say, told on the error stream: results stay alone on the other."""

from __future__ import annotations

from poincon.cahier.cli.terminal import Terminal
from poincon.cahier.model import FILING, Programme

_SHOWN = 3


def tell_filing(programme: Programme, terminal: Terminal) -> None:
    """The parameters that are read at the day of filing: no column has it, so they are read as the others are."""
    names = [parameter.id for parameter in programme.parameters if parameter.read_on == FILING]
    if not names:
        return
    listed = ", ".join(names[:_SHOWN]) + (f" (+ {len(names) - _SHOWN})" if len(names) > _SHOWN else "")
    terminal.aside(
        terminal.say(
            f"{listed}\u00a0: à lire au jour du dépôt, qu'une population ne dit pas\u00a0; lu ici au même jour que les "
            "autres valeurs (--on en dit un autre).",
            f"{listed}: to be read on the day of filing, which a population does not say; read here on the same day as "
            "the other values (--on says another).",
        )
    )
