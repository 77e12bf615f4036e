"""Keeping a platform and its dossiers, and proving them elsewhere: backups, their restoration, exports of a dossier."""
