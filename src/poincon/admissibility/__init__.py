"""What the authority does with a dossier: completeness, prerequisites, letters, messages, who is on it."""
