"""One reader for each kind of value: what one entry takes, all take, with the same value.

The entries: a dossier as YAML and as JSON, a population, a form and its autosave, a page of accounts, a document sent.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.test import RequestFactory
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from poincon.cahier.basics.characters import is_blank
from poincon.cahier.basics.located import read_bytes
from poincon.cahier.basics.problems import Unusable
from poincon.cahier.basics.text import LANGUAGES
from poincon.cahier.columns import read_population
from poincon.cahier.columns.population import OtherColumn
from poincon.cahier.dossiers import read_answers
from poincon.cahier.loading import load_package
from poincon.cahier.model import Programme
from poincon.files.services import FileRefused, document_name
from poincon.people.form_fields import siren_field, siret_field
from poincon.people.models.persons import check_email, normalised_email
from poincon.sheets import answers, posting
from poincon.ui.forms import email_field
from tests.cahier.packages import Piece, form, write_package

REFUSED = "refused"
ADDRESS, SIREN, SIRET, TELEPHONE, DOCUMENT = "courriel", "siren", "siret", "telephone", "fichier"
VALUES = {
    ADDRESS: ("a@b.example", "prenom.nom@centre.example", "accueil@école.example"),
    SIREN: ("732829320", "012345674"),
    SIRET: ("73282932000074",),
    TELEPHONE: ("01 99 00 12 34", "+33 1 99 00 12 34", "01.99.00.12.34"),
    DOCUMENT: ("bilan.pdf", "Été 2021 – École.PDF", "..pdf", ".pdf", "a" * 300 + ".pdf"),
}
INVISIBLE = ("\u200b", "\u200d", "\u200e", "\u202e", "\u2066", "\u2060", "\ufeff", "\u00ad", "\u061c", "\ufe0f")
GROUPING = (" ", "\u00a0", "\u202f", "\u2009", "\u3000", ".", "-", "\u2011", "\t", "\n", "\v", "\f")

Entry = Callable[[str, str], object]


@pytest.fixture(scope="module")
def programme(tmp_path_factory: pytest.TempPathFactory) -> Programme:
    fields: list[Piece] = [{"id": f"un_{kind}", "type": kind} for kind in VALUES if kind != DOCUMENT]
    fields.append({"id": f"un_{DOCUMENT}", "type": DOCUMENT, "formats": ["pdf"]})
    return load_package(write_package(tmp_path_factory.mktemp("marche"), form_piece=form(fields))).programme


@st.composite
def typed_values(draw: st.DrawFn) -> tuple[str, str]:
    """A kind, and a text: anything, or a value with what comes along when it is copied."""
    kind = draw(st.sampled_from(sorted(VALUES)))
    # Control characters are refused aloud by files, which say on which line; a browser's name of a file has no folder.
    signs = st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="/\\")
    if draw(st.integers(0, 3)) == 0:
        return kind, draw(st.text(signs, max_size=20))
    text = draw(st.sampled_from(VALUES[kind]))
    usual = (*INVISIBLE, *GROUPING)
    for sign in draw(st.lists(st.sampled_from([*usual, None]), max_size=4)):
        place = draw(st.integers(0, len(text)))
        text = text[:place] + (draw(signs) if sign is None else sign) + text[place:]
    return kind, text.upper() if draw(st.booleans()) else text


def answer(programme: Programme, tree: Any, kind: str) -> object:
    dossier, problems = read_answers(tree, programme)
    return REFUSED if problems else dossier.answers[f"un_{kind}"]


def file_entry(programme: Programme, *, as_json: bool) -> Entry:
    def take(kind: str, text: str) -> object:
        escaped = "".join(f"\\U{ord(sign):08x}" for sign in text)
        document = (
            json.dumps({"reponses": {f"un_{kind}": text}}) if as_json else f'reponses: {{un_{kind}: "{escaped}"}}'
        )
        return answer(programme, read_bytes(document.encode(), "dossier", as_json=as_json), kind)

    return take


def population_entry(programme: Programme, folder: Path) -> Entry:
    def take(kind: str, text: str) -> object:
        path = folder / "population.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([["dossier", f"un_{kind}"], ["a", text]])
        try:
            column = read_population(path, programme).columns[f"un_{kind}"]
        except Unusable:
            return REFUSED
        assert isinstance(column, OtherColumn)
        return column.values[0]

    return take


def posted_entry(programme: Programme, post: Callable[[str, str], posting.Posted]) -> Entry:
    def take(kind: str, text: str) -> object:
        changes = post(f"un_{kind}", text).changes
        stored = {name: value for name, value in changes.items() if value is not None and name.field.id == f"un_{kind}"}
        return answer(programme, answers.to_tree(stored, {}), kind)

    return take


def autosaved(programme: Programme, language: Any) -> Callable[[str, str], posting.Posted]:
    def post(name: str, text: str) -> posting.Posted:
        body = json.dumps({"version": 0, "changes": {name: text}})
        request = RequestFactory().post("/", body, content_type="application/json")
        return posting.from_json(request, programme, language)

    return post


def sent(programme: Programme, language: Any) -> Callable[[str, str], posting.Posted]:
    def post(name: str, text: str) -> posting.Posted:
        request: HttpRequest = RequestFactory().post("/", {name: text})
        return posting.from_form(request, programme.sections[0], programme, language)

    return post


def page(kind: str, text: str) -> object:
    fields = {ADDRESS: email_field, SIREN: siren_field, SIRET: siret_field}
    try:
        return fields[kind]().clean(text)
    except ValidationError:
        return REFUSED


def account(kind: str, text: str) -> object:
    try:
        check_email(normalised_email(text))
    except ValidationError:
        return REFUSED
    return normalised_email(text)


def upload(kind: str, text: str) -> object:
    try:
        return document_name(text, ("pdf",))
    except FileRefused:
        return REFUSED


@pytest.fixture(scope="module")
def entries(programme: Programme, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Entry]]:
    """The entries of each kind."""
    files = {
        "YAML": file_entry(programme, as_json=False),
        "JSON": file_entry(programme, as_json=True),
        "population": population_entry(programme, tmp_path_factory.mktemp("population")),
    }
    forms = {
        f"{post.__name__} in {language}": posted_entry(programme, post(programme, language))
        for post in (autosaved, sent)
        for language in LANGUAGES
    }
    return {
        ADDRESS: {**files, **forms, "page": page, "account": account},
        SIREN: {**files, **forms, "page": page},
        SIRET: {**files, **forms, "page": page},
        TELEPHONE: {**files, **forms},
        DOCUMENT: {**files, "upload": upload},
    }


@settings(max_examples=300)
@given(value=typed_values())
def test_what_one_entry_takes_all_take_with_the_same_value(
    entries: dict[str, dict[str, Entry]], value: tuple[str, str]
) -> None:
    kind, text = value
    assume(not is_blank(text))
    readings = {name: take(kind, text) for name, take in entries[kind].items()}
    assert len(set(readings.values())) == 1, readings


@given(st.sampled_from([(kind, text) for kind, texts in VALUES.items() for text in texts[:1]]), st.data())
def test_what_nobody_sees_changes_no_value(
    entries: dict[str, dict[str, Entry]], value: tuple[str, str], data: st.DataObject
) -> None:
    kind, text = value
    place = data.draw(st.integers(0, len(text)))
    copied = text[:place] + "".join(data.draw(st.lists(st.sampled_from(INVISIBLE), max_size=3))) + text[place:]
    assert {take(kind, copied) for take in entries[kind].values()} == {text}


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (ADDRESS, "a@b.example\u200b", "a@b.example"),
        (ADDRESS, " Prenom.Nom@Centre.Example ", "prenom.nom@centre.example"),
        (ADDRESS, "accueil@e\u0301cole.example", "accueil@école.example"),
        (ADDRESS, "a@localhost", REFUSED),
        (ADDRESS, "a@b", REFUSED),
        (ADDRESS, "prénom@centre.example", REFUSED),
        (ADDRESS, "a..b@centre.example", REFUSED),
        (SIREN, "732.829.320", "732829320"),
        (SIREN, "\u202a732\u2009829\u3000320\u202c", "732829320"),
        (SIREN, "000000000", REFUSED),
        (SIRET, "732\u00a0829\u202f320 00074", "73282932000074"),
        (TELEPHONE, "01\u00a099\u202f00 12\u201134", "01 99 00 12-34"),
        (TELEPHONE, "01  99 00 12 34\ufeff", "01 99 00 12 34"),
        (DOCUMENT, "E\u0301cole.pdf", "École.pdf"),
        (DOCUMENT, "bilan\u202efdp.pdf", "bilanfdp.pdf"),
        (DOCUMENT, "..pdf", REFUSED),
        (DOCUMENT, ".pdf", REFUSED),
        (DOCUMENT, "bilan\u00a02021.pdf", "bilan 2021.pdf"),
    ],
)
def test_a_value_is_read_as_people_write_it(
    entries: dict[str, dict[str, Entry]], kind: str, text: str, value: str
) -> None:
    assert {name: take(kind, text) for name, take in entries[kind].items()} == dict.fromkeys(entries[kind], value)
