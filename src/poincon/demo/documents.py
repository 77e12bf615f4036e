"""Small documents that really are what their names say, made without any template."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from html import escape

_DRAWN_BY = "Poinçon : document de démonstration, sans valeur."


def make(ending: str, title: str, lines: list[str]) -> bytes:
    """A document of that type. Raises `KeyError` for a type that nothing here makes."""
    return MAKERS[ending](title, [*lines, _DRAWN_BY])


def _pdf(title: str, lines: list[str]) -> bytes:
    """One page, in a font that every reader has."""
    shown = [f"BT /F1 16 Tf 60 770 Td ({_pdf_text(title)}) Tj ET"]
    shown += [f"BT /F1 11 Tf 60 {740 - 18 * row} Td ({_pdf_text(line)}) Tj ET" for row, line in enumerate(lines)]
    stream = "\n".join(shown).encode("cp1252", "replace")
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (fr) >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources 6 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Font << /F1 5 0 R >> >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(parts) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n" % size
    return out + head + table + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(out))


def _pdf_text(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)").replace("\u202f", " ")


_CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def _office(main: str, kind: str, parts: dict[str, str]) -> bytes:
    """An Office Open XML package around its parts. `main` is the first part, of media type `kind`."""
    overrides = f'<Override PartName="/{main}" ContentType="application/vnd.openxmlformats-officedocument.{kind}"/>'
    types = (
        f'{_XML}<Types xmlns="{_CONTENT_TYPES}"><Default Extension="rels" ContentType="application/vnd.'
        f'openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        f"{overrides}{parts.pop('overrides', '')}</Types>"
    )
    relations = (
        f'{_XML}<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" Type="{_OFFICE}/officeDocument"'
        f' Target="{main}"/></Relationships>'
    )
    return _zip({"[Content_Types].xml": types, "_rels/.rels": relations, **parts})


def _zip(parts: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            package.writestr(zipfile.ZipInfo(name), text)  # dated 1980: the same content, the same bytes
    return out.getvalue()


def _docx(title: str, lines: list[str]) -> bytes:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    paragraphs = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in [title, *lines])
    body = f'{_XML}<w:document xmlns:w="{space}"><w:body>{paragraphs}</w:body></w:document>'
    return _office("word/document.xml", "wordprocessingml.document.main+xml", {"word/document.xml": body})


def _xlsx(title: str, lines: list[str]) -> bytes:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rows = "".join(
        f'<row r="{row}"><c r="A{row}" t="inlineStr"><is><t>{escape(line)}</t></is></c></row>'
        for row, line in enumerate([title, *lines], 1)
    )
    return _office(
        "xl/workbook.xml",
        "spreadsheetml.sheet.main+xml",
        {
            "overrides": '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.'
            'openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>',
            "xl/workbook.xml": f'{_XML}<workbook xmlns="{space}" xmlns:r="{_OFFICE}"><sheets>'
            '<sheet name="Feuille 1" sheetId="1" r:id="rId1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'{_XML}<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1"'
            f' Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": f'{_XML}<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>',
        },
    )


def _png(title: str, lines: list[str]) -> bytes:
    """A small plain picture: eight grey points a side."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    text = b"Title\0" + title.encode("latin-1", "replace")
    rows = zlib.compress((b"\0" + b"\xb0" * 8) * 8)
    head = struct.pack(">IIBBBBB", 8, 8, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (chunk(b"IHDR", head), chunk(b"tEXt", text), chunk(b"IDAT", rows), chunk(b"IEND", b""))
    )


MAKERS: dict[str, Callable[[str, list[str]], bytes]] = {"pdf": _pdf, "docx": _docx, "xlsx": _xlsx, "png": _png}
