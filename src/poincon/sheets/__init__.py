"""Sheets: answers by name, saving, documents, snapshots, differences, versions."""
