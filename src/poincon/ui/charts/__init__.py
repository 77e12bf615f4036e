"""Pictures of figures, as SVG text: pure functions. Each comes with its title, its description and its table.

Colours are classes (`ui/poincon.css`), so that dark mode, print and a strict content policy hold. Series differ
by dash, outline or place too, never by colour alone. `identifier` makes ids unique in a page.
"""

from poincon.ui.charts.balance import BalancePart, balance
from poincon.ui.charts.drawing import Chart, Quantity, nothing
from poincon.ui.charts.radar import Axis, radar
from poincon.ui.charts.shares import Progress, Slice, progress, share
from poincon.ui.charts.time import Instalment, YearFigure, indicator_years, instalments

__all__ = [
    "Axis",
    "BalancePart",
    "Chart",
    "Instalment",
    "Progress",
    "Quantity",
    "Slice",
    "YearFigure",
    "balance",
    "indicator_years",
    "instalments",
    "nothing",
    "progress",
    "radar",
    "share",
]
