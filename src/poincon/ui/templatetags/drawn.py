"""What is drawn in code, in templates: `{% widget each %}`, `{% years_table table %}`, `{% outcome_line outcome %}`…"""

from __future__ import annotations

from django import template

from poincon.ui.drawn_lines import draw_outcome, draw_summary
from poincon.ui.widgets import draw, draw_years

register = template.Library()
register.simple_tag(draw, name="widget")
register.simple_tag(draw_years, name="years_table")
register.simple_tag(draw_outcome, name="outcome_line")
register.simple_tag(draw_summary, name="summary_list")
