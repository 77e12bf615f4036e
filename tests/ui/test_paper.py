"""Nothing falls off the paper, and what is printed is copied from it as it was typed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from poincon.ui.documents.letter import LetterText, letter_data, letter_pdf
from poincon.ui.documents.receipt import (
    Answer,
    AnswerSection,
    Digest,
    Document,
    Outcome,
    Receipt,
    receipt_data,
    receipt_pdf,
)
from tests.ui.paper import ink, pages
from tests.ui.reading import read_pdf

NOW = datetime(2027, 4, 28, 21, 59, tzinfo=UTC)
FILE = "bilan_financier_consolidé_2021_version_définitive_signée_par_la_direction".ljust(126, "_") + ".pdf"
ADDRESS = "https://www.exemple.example/" + "chemin/" * 20 + "?a=" + "z" * 60
RUNS = {
    "a word": "W" * 300,
    "a name of 130 characters": FILE,
    "an address": ADDRESS,
    "an address without any place to break": "www." + "W" * 40,
    "words joined by spaces that must not break": "\u202f".join(["000"] * 90),
    "signs that must not be parted": "12/34/56/78-" * 30,
    "sixty thousand signs": "mot" * 20_000,
}
RECEIPT = Receipt("fr", "Programme", "1.0.0", "Structure", "D-2027-0042", "Claire Ménard")
LETTER = LetterText("fr", "Service", "D-2027-0042", "Titre", ("Madame, Monsieur,",))
PAGE, RECEIPT_MARGIN, LETTER_MARGIN = 595, 62, 79
"""Points: the width of a page, what is blank on each side."""


def in_all_places(run: str) -> Receipt:
    """A receipt with that run everywhere where somebody's words are printed."""
    wide = tuple(f"{run} {number}" for number in range(9))
    answers = (
        Answer(run, run),
        Answer("Liste", f"• {run}\n• a :\no {run}"),
        Answer(run, "1 ligne", ("Partie", run, "Montant"), (("A", run, f"• {run}"), (run, "b", "c"))),
        Answer("Large", "1 ligne", wide, (wide,)),
    )
    return replace(
        RECEIPT,
        programme=run,
        organisation=run,
        submitted_by=run,
        digests=(Digest("Dossier", "sha256:" + "ab" * 32),),
        sections=(AnswerSection(run, answers),),
        outcomes=(Outcome(run, run, run, run),),
        documents=(Document(run, run, "1,2 Mo", "sha256:" + "ef" * 32),),
    )


def blank_sides(rows: list[bytes], margin: int) -> bool:
    return not ink(rows, 0, margin - 2) and not ink(rows, PAGE - margin + 2, PAGE + 2)


@pytest.mark.parametrize("case", [case for case in RUNS if case != "sixty thousand signs"])
def test_nothing_leaves_the_paper_of_a_receipt(case: str) -> None:
    for rows in pages("receipt", receipt_data(in_all_places(RUNS[case]), NOW)):
        assert blank_sides(rows, RECEIPT_MARGIN)


@pytest.mark.parametrize("case", [case for case in RUNS if case != "sixty thousand signs"])
def test_nothing_leaves_the_paper_of_a_letter(case: str) -> None:
    run = RUNS[case]
    paragraphs = (run, f"avant {run} après", (f"item {run}", f"• {run}\u2028o {run}"))
    letter = LetterText("fr", f"Service\n{run}", run, run, paragraphs, draft=True)
    for rows in pages("letter", letter_data(letter)):
        assert blank_sides(rows, LETTER_MARGIN)


def test_the_reference_at_the_foot_of_a_letter_stays_on_the_paper() -> None:
    (rows,) = pages("letter", letter_data(replace(LETTER, reference="Concession d’un étal " * 60)))
    assert not ink(rows[-10:], 0, PAGE)


@pytest.mark.parametrize("case", RUNS)
def test_a_run_that_is_broken_is_copied_whole(case: str) -> None:
    run = RUNS[case]
    read = read_pdf(letter_pdf(replace(LETTER, paragraphs=(run,)), NOW))
    assert "".join(read[-1][1].split()) == "".join(run.split())


def test_a_table_with_room_keeps_its_words_whole_and_one_without_lists_its_rows() -> None:
    """Of nine columns with words as long, each row is a list."""
    words = ("cofinancement", "1\u202f250\u202f000,00\u202f€")
    for number, shown in ((4, 1), (9, 2)):
        cells = tuple(words[place % 2] for place in range(number))
        names = tuple("Intitulé" for _place in range(number))
        answer = Answer("Tableau", "2 lignes", names, (cells, cells))
        pdf = receipt_pdf(replace(RECEIPT, sections=(AnswerSection("S", (answer,)),)), NOW)
        assert pdf.count(b"/S/Table") - 4 == shown - 1


@pytest.mark.parametrize("columns", [1, 2, 5, 30])
@pytest.mark.parametrize("cells", ["", "x", "a b c", "x" * 40])
def test_tables_of_any_width_are_printed(columns: int, cells: str) -> None:
    answer = Answer("Tableau", "1 ligne", ("N",) * columns, ((cells,) * columns,))
    for rows in pages("receipt", receipt_data(replace(RECEIPT, sections=(AnswerSection("S", (answer,)),)), NOW)):
        assert blank_sides(rows, RECEIPT_MARGIN)
