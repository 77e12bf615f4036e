"""Closed lists of the examination of a dossier."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Verdict(models.TextChoices):
    """What is retained of a prerequisite: computed, then confirmed or overridden by an official."""

    MET = "met", _("rempli")
    NOT_MET = "not_met", _("non rempli")
    NOT_APPLICABLE = "not_applicable", _("sans objet")
    UNDETERMINED = "undetermined", _("indéterminé")


class LetterKind(models.TextChoices):
    """The letters that this room words."""

    NOT_PROCESSED = "lettre_non_traitee", _("lettre de demande non traitée")
