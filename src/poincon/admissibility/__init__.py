"""Whether a dossier can be evaluated: completeness, changes asked, prerequisites, the conclusion and its letter."""
