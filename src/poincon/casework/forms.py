"""What the pages of assignments ask for."""

from __future__ import annotations

from poincon.ui.forms import PageForm, hidden_field


class AssignmentForm(PageForm):
    """Who gets a dossier, or several. `seen`: whose it was on the page; `retour`: the queue as it was filtered."""

    officer = hidden_field()
    seen = hidden_field()
    retour = hidden_field()
