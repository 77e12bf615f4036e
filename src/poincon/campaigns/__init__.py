"""Installed programme versions, campaigns and their calendar."""
