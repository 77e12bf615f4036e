"""Dossiers: answers, evidence, snapshots, submission."""
