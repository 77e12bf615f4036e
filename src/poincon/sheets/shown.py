"""What a sheet says: its answers without those of hidden fields, and without blank rows. The rest stays stored."""

from __future__ import annotations

from collections.abc import Container, Mapping

from poincon.sheets.answers import Answer, Name, NamedAnswers, row_count


def shown_answers(answers: Mapping[Name, Answer], documents: Container[Name], hidden: Container[str]) -> NamedAnswers:
    """The answers of fields that are not hidden (`hidden`: their base names).

    A table ends with its last row that says something; one whose rows are all blank is not answered.
    """
    shown = {name: answer for name, answer in answers.items() if name.base not in hidden}
    for count in [name for name in shown if name.counts_rows]:
        rows = rows_that_say(shown, documents, count.whole)
        if rows:
            shown[count] = str(rows[-1] + 1)
        elif row_count(shown, count.whole):
            del shown[count]
    return shown


def rows_that_say(answers: Mapping[Name, Answer], documents: Container[Name], table: Name) -> list[int]:
    """The places, from 0, of the rows of a table that have an answer or a document."""
    rows = range(row_count(answers, table))
    return [row for row in rows if any(answers.get(cell) or cell in documents for cell in table.cells(row))]
