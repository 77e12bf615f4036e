"""One dossier: what a person answered, typed by the fields of its programme."""

from poincon.cahier.dossiers.dossier import Absence, Dossier, FreeAnswer, Value
from poincon.cahier.dossiers.reader import read_answers, read_dossier, read_dossier_file

__all__ = ["Absence", "Dossier", "FreeAnswer", "Value", "read_answers", "read_dossier", "read_dossier_file"]
