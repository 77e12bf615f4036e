"""Components, a widget per kind of field, charts and document templates. Knows no app; reads `cahier` only."""
