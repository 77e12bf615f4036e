"""Stored documents: digest, type, scan state, storage."""
