"""Notices that answer what somebody has just asked for: screen readers say them at once."""

from __future__ import annotations

from poincon.ui.components import Notice, NoticeKind


def done(text: str, more: str = "") -> Notice:
    """A success, and what follows from it."""
    return Notice(NoticeKind.SUCCESS, text, more, announced=True)


def refused(reason: str, more: str = "") -> Notice:
    """A refusal, and what to do about it."""
    return Notice(NoticeKind.ERROR, reason, more, announced=True)
