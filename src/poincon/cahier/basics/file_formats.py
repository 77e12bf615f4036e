"""Files that are no text, known by their first bytes: what someone saved from Word, Excel or a browser."""

from __future__ import annotations

from poincon.cahier.basics.problems import Unusable
from poincon.cahier.basics.text import Text

SAVE_AS_UTF8 = Text(
    "Enregistrez-le en UTF-8 (dans le Bloc-notes : « Enregistrer sous », puis « Encodage »).",
    'Save it as UTF-8 (in Notepad: "Save as", then "Encoding").',
)
_OFFICE = Text("un document de Word, d'Excel ou de LibreOffice", "a document of Word, Excel or LibreOffice")
_WEB_PAGE = Text("une page web", "a web page")
_BEGINNINGS = (
    (b"PK\x03\x04", _OFFICE),
    (b"\xd0\xcf\x11\xe0", _OFFICE),
    (b"{\\rtf", _OFFICE),
    (b"%PDF", Text("un PDF", "a PDF")),
    (b"<!DOCTYPE", _WEB_PAGE),
    (b"<html", _WEB_PAGE),
)
_SAVE_AS_TEXT = Text(
    "Copiez-en le texte dans un fichier de texte simple, enregistré en UTF-8.",
    "Copy its text into a plain text file, saved as UTF-8.",
)


def refuse_other_formats(content: bytes, name: str, remedy: Text = _SAVE_AS_TEXT) -> None:
    """Raise `Unusable` when a file is that of another program, however it is named."""
    for beginning, format_name in _BEGINNINGS:
        if content[: len(beginning)].lower() == beginning.lower():
            fr, en = f"ce fichier est {format_name.fr}, pas du texte.", f"this file is {format_name.en}, not text."
            raise Unusable.because(name, "not_text", fr, en, remedy)
