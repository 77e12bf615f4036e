"""A sheet stands without a dossier: whatever has one may fill it, freeze it and carry it to another version."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps

from poincon.cahier.basics.numbers import Number
from poincon.cahier.explanation import value_json
from poincon.campaigns.models import ProgrammeVersion
from poincon.dossiers.models import Dossier
from poincon.files.models import StoredFile
from poincon.journal.models import Act
from poincon.people.models import Person
from poincon.sheets.answers import Changes, Name, named
from poincon.sheets.colleagues import HERE, notice_presence
from poincon.sheets.differences import changed_between
from poincon.sheets.documents import attach, detach, document_name
from poincon.sheets.models import Sheet
from poincon.sheets.restoring import put_back
from poincon.sheets.saving import WRITTEN, Effect, Saved, add_row, remove_row, save_section
from poincon.sheets.section_form import SectionPage
from poincon.sheets.snapshots import digest_of, take, was_frozen
from poincon.sheets.standing import Standing, standing_of_sheet, standing_of_snapshot
from poincon.sheets.unlocking import became_asked_since
from poincon.sheets.versions.contents import contents_of
from poincon.sheets.versions.following import follow
from poincon.sheets.versions.passage import pass_to
from poincon.workflow.refusals import NotAllowed
from tests.cahier.packages import ONCE, STATEMENTS
from tests.campaigns.makers import installed
from tests.dossiers.adoptions import without
from tests.dossiers.factories import Typed, conditional_folder, dossier, programme, structure
from tests.dossiers.forms_of_versions import sections
from tests.people.makers import person
from tests.platform_fixtures import NOW
from tests.sheets.owners import orphans

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=1)
FIGURES: dict[str, Number] = {"aide": 10}


@dataclass(frozen=True)
class Only:
    """Whoever owns a sheet lets these fields be written."""

    fields: tuple[str, ...]

    def allows(self, name: Name) -> bool:
        return name.field.id in self.fields

    def refusal(self) -> str:
        return f"Seuls {', '.join(self.fields)} peuvent changer."


FREE = Only(("nom", "loyer", "adresse", "stock", "surveille", "surveillant", "plan"))


@pytest.fixture
def somebody() -> Person:
    return person()


def blank(version: ProgrammeVersion | None = None) -> Sheet:
    return Sheet.objects.create(programme_version=version or programme(), reference_year=2022)


def typed(sheet: Sheet, texts: Typed) -> Changes:
    return named(texts, sheet.package.programme)


def save(sheet: Sheet, base: int, texts: Typed, by: Person, writable: Only = FREE) -> Saved:
    return save_section(sheet, "etal", base, typed(sheet, texts), lambda: writable, by, NOW)


def wrote(section: str, version: int, *names: str) -> Effect:
    return Effect(WRITTEN, {"section": section, "version": version, "names": list(names)})


def written(sheet: Sheet) -> dict[str, object]:
    return {name: answer for row in sheet.sections.all() for name, answer in row.answers.items()}


def outcomes(standing: Standing) -> dict[str, object]:
    return {name: (result.status, value_json(result.value)) for name, result in standing.assessment.results.items()}


def test_two_people_fill_it_and_its_owner_is_told_what_to_record(somebody: Person) -> None:
    sheet, colleague = blank(), person()
    first = save(sheet, 0, {"nom": "A", "loyer": "10"}, somebody)
    assert first.effects == (wrote("etal", 1, "loyer", "nom"),)
    second = save(sheet, 0, {"loyer": "12", "adresse": "Ici"}, colleague)
    (conflict,) = second.conflicts
    assert (conflict.name.text, conflict.mine, conflict.theirs, conflict.by) == (
        "loyer",
        "12",
        "10",
        somebody.full_name,
    )
    assert second.effects == (wrote("etal", 2, "adresse"),)
    assert written(sheet) == {"nom": "A", "loyer": "10", "adresse": "Ici"}
    assert not save(sheet, second.version, {"nom": "A"}, somebody).wrote
    assert not Act.objects.filter(event="section_saved").exists()  # its owner's to record


def test_what_its_owner_locks_is_refused_in_its_owner_s_words(somebody: Person) -> None:
    sheet = blank()
    with pytest.raises(NotAllowed, match="Seuls loyer peuvent changer"):
        save(sheet, 0, {"nom": "A", "loyer": "10"}, somebody, Only(("loyer",)))
    table = named({"stock": ""}, sheet.package.programme)
    with pytest.raises(NotAllowed, match="Seuls loyer"):
        add_row(sheet, "etal", next(iter(table)), lambda: Only(("loyer",)), somebody, NOW)
    assert written(sheet) == {}


def test_rows_come_and_go(somebody: Person) -> None:
    sheet = blank()
    saved = save(sheet, 0, {"stock[0].objet": "Toile", "stock[1].objet": "Tréteau"}, somebody)
    (table,) = named({"stock": ""}, sheet.package.programme)
    saved = add_row(sheet, "etal", table, lambda: FREE, somebody, NOW)
    remove_row(sheet, "etal", saved.version, table, 0, lambda: FREE, somebody, NOW)
    assert written(sheet) == {"stock[0].objet": "Tréteau", "stock[]": "2"}


def test_it_is_frozen_with_what_its_owner_says_of_it_and_read_again(somebody: Person) -> None:
    sheet = blank()
    save(sheet, 0, {"nom": "A", "loyer": "10", "apport": None}, somebody)
    current = standing_of_sheet(sheet, FIGURES)
    snapshot = take(current, {"aide": "10"}, {"grille": "n° 3"}, somebody, NOW)
    assert snapshot.digest == digest_of(snapshot.content)
    assert json.loads(snapshot.content)["grille"] == "n° 3"
    save(sheet, 1, {"loyer": "99"}, somebody)
    frozen, now = standing_of_snapshot(snapshot, sheet), standing_of_sheet(sheet, FIGURES)
    assert frozen.answers == {"nom": "A", "loyer": "10"}
    assert outcomes(frozen) == outcomes(current)
    assert list(changed_between(frozen, now)) == ["loyer"]
    assert put_back(sheet, snapshot, somebody, LATER)["answers"] == {"loyer": "99"}
    assert written(sheet) == {"nom": "A", "loyer": "10"}


def test_its_owner_cannot_say_otherwise_what_it_says_itself(somebody: Person) -> None:
    sheet = blank()
    with pytest.raises(ValueError, match="answers, parameters"):
        take(standing_of_sheet(sheet, {}), {}, {"answers": {"nom": "B"}, "parameters": {}}, somebody, NOW)


def test_an_answer_since_makes_another_asked_for(somebody: Person) -> None:
    sheet = blank(programme(conditional_folder()))
    save(sheet, 0, {"nom": "A"}, somebody)
    snapshot = take(standing_of_sheet(sheet, FIGURES), {"aide": "10"}, {}, somebody, NOW)
    assert became_asked_since(snapshot, sheet) == frozenset()
    save(sheet, 1, {"surveille": "oui"}, somebody)
    assert {name.text for name in became_asked_since(snapshot, sheet)} == {"surveillant", "contrat"}


def test_documents_are_given_replaced_and_taken_back(somebody: Person) -> None:
    sheet = blank()
    name = document_name(sheet, "plan")
    assert name is not None
    assert document_name(sheet, "nom") is None
    first, second = (_stored(somebody, letter) for letter in "ab")
    attach(sheet, name, first, somebody, NOW)
    attach(sheet, name, second, somebody, LATER)
    assert [document.file for document in standing_of_sheet(sheet, FIGURES).attachments] == [second]
    snapshot = take(standing_of_sheet(sheet, FIGURES), {}, {}, somebody, LATER)
    assert was_frozen(sheet, second.pk)
    assert not was_frozen(sheet, first.pk)
    assert detach(sheet, name, LATER)
    assert not detach(sheet, name, LATER)
    put_back(sheet, snapshot, somebody, LATER)
    assert sheet.attachments.get(removed_at__isnull=True).file == second


def _stored(owner: Person, letter: str) -> StoredFile:
    return StoredFile.objects.create(
        name=f"{letter}.pdf",
        digest=letter * 64,
        size=1,
        media_type="application/pdf",
        uploaded_at=NOW,
        uploaded_by=owner,
    )


def test_it_passes_to_another_version(somebody: Person, tmp_path: Path) -> None:
    old = installed(tmp_path / "a", "1.0.0", form_piece=sections(etal=ONCE, accueil=STATEMENTS), rules_piece={})
    sheet = blank(old)
    save(sheet, 0, {"loyer": "10"}, somebody)
    sheet.sections.filter(section="etal").update(answers={"loyer": "10", "enseigne": "A"})
    version = without(tmp_path / "b", "1.1.0", "enseigne")
    contents = contents_of([sheet], following=[sheet])[sheet.pk]
    followed = follow(contents, sheet.package.programme, version.package.programme, sheet.reference_year)
    passage = pass_to(sheet, version, contents, followed, somebody, LATER)
    assert (passage.set_aside, passage.restored) == (("enseigne",), ())
    again = Sheet.objects.get(pk=sheet.pk)
    assert (again.programme_version, written(again)) == (version, {"loyer": "10"})
    assert again.set_aside.get().value == "A"
    back = follow(
        contents_of([again], following=[again])[again.pk], version.package.programme, old.package.programme, 2022
    )
    names = pass_to(again, old, contents_of([again], following=[again])[again.pk], back, somebody, LATER)
    assert (names.set_aside, names.restored) == ((), ("enseigne",))
    assert written(Sheet.objects.get(pk=sheet.pk)) == {"loyer": "10", "enseigne": "A"}


def test_a_stale_page_says_section_by_section_what_it_did_and_its_rights_are_asked_anew_for_each(
    somebody: Person, tmp_path: Path
) -> None:
    old = installed(tmp_path / "a", "1.0.0", form_piece=sections(etal=ONCE, accueil=STATEMENTS), rules_piece={})
    kept_by_new = [field for field in ONCE[1:] if field["id"] != "enseigne"]
    new = installed(
        tmp_path / "b", "1.1.0", form_piece=sections(etal=kept_by_new, accueil=[*STATEMENTS, ONCE[0]]), rules_piece={}
    )
    sheet, questions = blank(old), []
    contents = contents_of([sheet], following=[sheet])[sheet.pk]
    followed = follow(contents, old.package.programme, new.package.programme, 2022)
    pass_to(sheet, new, contents, followed, somebody, NOW)

    def rights() -> Only:
        questions.append(written(sheet))
        return Only(("loyer", "slogan"))

    texts: Typed = {"loyer": "4", "enseigne": "A", "slogan": "B"}
    changes = named(texts, old.package.programme)
    saved = save_section(sheet, "etal", 0, changes, rights, somebody, LATER, page=old.pk)
    assert [(effect.event, effect.details["section"], effect.details["names"]) for effect in saved.effects] == [
        ("answers_set_aside", "etal", ["enseigne"]),
        ("section_saved", "etal", ["slogan"]),
        ("section_saved", "accueil", ["loyer"]),
    ]
    assert saved.aside == ("enseigne",)
    assert questions == [{}, {"slogan": "B"}]  # an answer may unlock another


def test_two_people_who_have_a_section_open_know_of_each_other(somebody: Person) -> None:
    sheet, colleague = blank(), person()
    assert notice_presence(sheet, "etal", somebody, NOW) == []
    assert [presence.person for presence in notice_presence(sheet, "etal", colleague, NOW)] == [somebody]
    assert notice_presence(sheet, "accueil", somebody, NOW) == []
    assert notice_presence(sheet, "etal", colleague, NOW + HERE) == []


def test_the_fields_of_a_section_lead_where_its_owner_shows_its_documents(somebody: Person) -> None:
    sheet = blank()
    name = document_name(sheet, "plan")
    assert name is not None
    file = _stored(somebody, "a")
    attach(sheet, name, file, somebody, NOW)
    standing = standing_of_sheet(sheet, FIGURES)
    section = next(section for section in standing.package.programme.sections if section.id == "etal")
    page = SectionPage(
        standing, section, "fr", {}, {}, opens=FREE.allows, file_url=lambda file: f"/rapports/3/{file}", now=NOW
    )
    widgets = {widget.name: widget for block in page.blocks() for widget in block.widgets}
    assert widgets["plan"].file is not None
    assert widgets["plan"].file.url == f"/rapports/3/{file.pk}"
    assert (widgets["nom"].disabled, widgets["assure"].disabled) == (False, True)


def test_a_sheet_whose_owner_is_gone_is_found() -> None:
    draft = dossier(structure())
    assert not orphans().exists()
    Dossier.objects.filter(pk=draft.pk).delete()
    assert list(orphans()) == [draft.sheet]


def test_nothing_of_a_sheet_names_what_has_it() -> None:
    """Owners point to it: a model of this room that pointed to one would know them."""
    for model in apps.get_app_config("sheets").get_models():
        rooms = {field.related_model._meta.app_label for field in model._meta.fields if field.related_model}
        assert rooms <= {"sheets", "campaigns", "files", "people"}
