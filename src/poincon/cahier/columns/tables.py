"""Tables of texts from CSV and Parquet: the names of columns, their cells, and the line of each row."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, TextIO

from poincon.cahier.basics.characters import clean_text, visible_text
from poincon.cahier.basics.file_formats import refuse_other_formats
from poincon.cahier.basics.problems import Place, Problems, Unusable
from poincon.cahier.basics.text import Text

MAXIMUM_ROWS = 5_000_000

_BLOCK = 4096
"""Rows that are turned into columns at once."""

_QUOTES = Text(
    'Un guillemet du texte se double (""), et la cellule entière est entre guillemets.',
    'A quote of the text is doubled (""), and the whole cell stands in quotes.',
)

Texts = list[str | None]

_SEPARATORS = ",;\t"
_BLANK = ' \t\r\n\u00a0\ufeff",;'
"""What a line without anything in it may hold: Excel writes the separators of an empty row."""
_TOLD_SEPARATOR = re.compile(r'"?sep=([^\w\s"]|\t)"?[\s,;]*', re.IGNORECASE)
"""The first line that tells Excel the separator."""
_BEGINNING = 64
"""Bytes that tell the format of a file."""
_SAVE_AS_CSV = Text(
    "Dans Excel ou LibreOffice, enregistrez-le sous le type « CSV UTF-8 ».",
    'In Excel or LibreOffice, save it as "CSV UTF-8".',
)
_COUNT = re.compile(r"\(([0-9]+)\)")


@dataclass(frozen=True, slots=True)
class Table:
    """A file's header, its cells by column, and the line of each row.

    `header_line`: the line of the header; `french`: whether a French Excel wrote it, its cells parted by semicolons.
    """

    header: list[str]
    columns: list[Texts]
    lines: list[int]
    header_line: int = 1
    french: bool = False


def read_table(path: Path, problems: Problems) -> Table:
    """A CSV or Parquet, by its ending. Raises `Unusable`; rows that are malformed are told in `problems`."""
    try:
        if not path.is_file():
            raise Unusable.because(str(path), "no_such_file", "ce fichier n'existe pas.", "there is no such file.")
        if path.suffix.lower() == ".parquet":
            return read_parquet(path)
        _refuse_other_files(path)
        return read_csv(path, problems)
    except (OSError, ValueError) as error:
        fr, en = "ce fichier ne peut pas être lu.", "this file cannot be read."
        raise Unusable.because(str(path), "unreadable", fr, en) from error


def _refuse_other_files(path: Path) -> None:
    """Raise `Unusable` for a spreadsheet, a PDF or a single dossier: no line of theirs is one of a CSV."""
    if path.suffix.lower() in (".yaml", ".yml", ".json"):
        fr, en = "une population est un fichier CSV ou Parquet.", "a population is a CSV or Parquet file."
        remedy = Text("Un seul dossier se juge par « poincon assess ».", 'One dossier is judged by "poincon assess".')
        raise Unusable.because(str(path), "not_a_population", fr, en, remedy)
    with path.open("rb") as file:
        refuse_other_formats(file.read(_BEGINNING), str(path), _SAVE_AS_CSV)


def read_csv(path: Path, problems: Problems) -> Table:
    """Cells separated by commas, semicolons, tabs, or what a first line `sep=` says. Raises `Unusable`.

    A row that is malformed is left out, and told in `problems`.
    """
    name = str(path)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            delimiter, before = _beginning(file)
            file.seek(0)
            for _ in range(before):
                file.readline()
            rows = csv.reader(file, delimiter=delimiter, strict=True)
            return _Rows(name, delimiter, before, problems).table(rows)
    except UnicodeDecodeError as error:
        raise Unusable.because(
            name, "not_utf8", "ce fichier n'est pas en UTF-8.", "this file is not UTF-8.", _SAVE_AS_CSV
        ) from error


def _beginning(file: TextIO) -> tuple[str, int]:
    """The separator of cells, and how many lines stand before the header: empty ones, and that of `sep=`."""
    delimiter = ""
    before = 0
    while line := file.readline():
        separator = None if delimiter else _TOLD_SEPARATOR.fullmatch(line)
        if separator:
            delimiter = separator[1]
        elif line.strip(_BLANK):
            break
        before += 1
    return delimiter or max(_SEPARATORS, key=line.count), before


class _Rows:
    """The rows of one CSV, gathered in columns."""

    def __init__(self, name: str, delimiter: str, before: int, problems: Problems) -> None:
        self.name = name
        self.delimiter = delimiter
        self.before = before
        self.problems = problems

    def table(self, rows: Any) -> Table:
        numbered = self.numbered(rows)
        header_line, first = next(numbered, (1, []))
        header = [visible_text(clean_text(cell) or cell) for cell in first]
        columns: list[Texts] = [[] for _ in header]
        lines: list[int] = []
        block: list[list[str]] = []
        for line, row in numbered:
            if len(row) != len(header):
                self.ragged(line, len(row), len(header))
                continue
            lines.append(line)
            if len(lines) > MAXIMUM_ROWS:
                raise _too_many(self.name)
            block.append(row)
            if len(block) == _BLOCK:
                _gather(columns, block)
        _gather(columns, block)
        table = Table(header, columns, lines, header_line, french=self.delimiter == ";")
        return self.without_nameless(table)

    def numbered(self, rows: Any) -> Iterator[tuple[int, list[str]]]:
        """The rows that hold something, each with the line where it begins. What is no CSV ends them."""
        end = 0
        while True:
            line = self.before + end + 1
            try:
                row = next(rows, None)
            except csv.Error as error:
                text = _malformed(str(error))
                return self.problems.add(Place(self.name, line), "csv", text.fr, text.en, _QUOTES)
            if row is None:
                return None
            end = rows.line_num
            if any(cell.strip() for cell in row):
                yield line, row

    def ragged(self, line: int, cells: int, names: int) -> None:
        remedy = Text("Écrivez une cellule par colonne, vide s'il le faut.", "Write one cell a column, even blank.")
        if cells > names and self.delimiter == ",":
            remedy = Text(
                "Un nombre à virgule demande des points-virgules entre les cellules ; sinon, écrivez-le avec un point.",
                "A number with a decimal comma needs semicolons between cells; else write it with a point.",
            )
        elif cells > names:
            remedy = Text(
                "Une cellule qui contient le séparateur s'écrit entre guillemets.",
                "A cell that holds the separator is written between quotes.",
            )
        fr = f"{_count(cells, 'cellule')} pour {_count(names, 'colonne')}."
        en = f"{_count(cells, 'cell')} for {_count(names, 'column')}."
        self.problems.add(Place(self.name, line), "ragged_row", fr, en, remedy)

    def without_nameless(self, table: Table) -> Table:
        """The table without the empty columns that Excel saves beside the others; one that holds something is told."""
        named = [position for position, name in enumerate(table.header) if name]
        for position in sorted(set(range(len(table.header))) - set(named)):
            filled = (row for row, cell in enumerate(table.columns[position]) if cell and cell.strip())
            row = next(filled, None)
            if row is not None:
                self.problems.add(
                    Place(self.name, table.lines[row]),
                    "nameless_column",
                    f"la colonne {position + 1} n'a pas de nom, et cette ligne y écrit quelque chose.",
                    f"column {position + 1} has no name, and this row writes something in it.",
                    Text("Donnez-lui le nom d'un champ, ou videz-la.", "Give it the name of a field, or empty it."),
                )
        columns = [table.columns[position] for position in named]
        header = [table.header[position] for position in named]
        return Table(header, columns, table.lines, table.header_line, table.french)


def _gather(columns: list[Texts], block: list[list[str]]) -> None:
    """Move rows into their columns."""
    for cells, block_cells in zip(columns, zip(*block, strict=True), strict=False):
        cells.extend(block_cells)
    block.clear()


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number > 1)}"


def _malformed(error: str) -> Text:
    """The words for what Python's reader says, in English only, of a CSV that breaks off."""
    if "unexpected end" in error:
        return Text("des guillemets ouverts ici ne sont jamais refermés.", "a quote that opens here is never closed.")
    if "field larger" in error:
        limit = _COUNT.search(error)
        most = limit[1] if limit else ""
        return Text(f"une cellule dépasse {most} caractères.", f"a cell is over {most} characters.")
    if "expected after" in error:
        return Text(
            "des guillemets se referment au milieu d'une cellule : doublez ceux du texte.",
            "a quote closes in the middle of a cell: double those of the text.",
        )
    return Text("cette ligne n'est pas celle d'un CSV.", "this line is not that of a CSV.")


def read_parquet(path: Path) -> Table:
    """The columns of a Parquet, their values as they would be typed. Raises `Unusable`."""
    try:
        import polars as pl
    except ImportError as error:
        remedy = Text("Installez poincon[parquet], ou donnez un CSV.", "Install poincon[parquet], or give a CSV.")
        raise Unusable.because(
            str(path), "no_parquet", "la lecture de Parquet n'est pas installée.", "Parquet is not installed.", remedy
        ) from error
    try:
        frame = pl.read_parquet(path)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise Unusable.because(str(path), "parquet", "ce Parquet est illisible.", "unreadable Parquet.") from error
    if frame.height > MAXIMUM_ROWS:
        raise _too_many(str(path))
    columns = [[_cell_text(value) for value in column.to_list()] for column in frame.get_columns()]
    header = [visible_text(clean_text(name) or name) for name in frame.columns]
    return Table(header, columns, list(range(2, frame.height + 2)))


def _cell_text(value: Any) -> str | None:
    """A Parquet cell as it would be typed: floats by their shortest decimal, NaN as missing."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, float | Decimal):
        text = format(Decimal(repr(value)) if isinstance(value, float) else value, "f")
        return text.removesuffix(".0")
    return str(value).lower() if isinstance(value, bool) else str(value)


def _too_many(name: str) -> Unusable:
    return Unusable.because(name, "too_many_rows", f"plus de {MAXIMUM_ROWS} lignes.", f"more than {MAXIMUM_ROWS} rows.")
