"""Pages of dossiers: reading them, filling them, handing them over."""
