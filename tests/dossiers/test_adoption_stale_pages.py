"""A version that comes under an open draft: what an older page carries is saved, or set aside and told."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from poincon.campaigns.models import Campaign, ProgrammeVersion
from poincon.dossiers.adoption.adopting import adopt
from poincon.dossiers.adoption.dry_runs import ask_dry_run
from poincon.dossiers.models import Dossier
from poincon.journal.models import Act
from poincon.sheets.saving import Saved
from poincon.workflow.refusals import NotAllowed
from tests.cahier.packages import ONCE, STATEMENTS
from tests.campaigns.makers import installed, ministry, signed
from tests.dossiers.factories import Structure, Typed, address, autosave, dossier, kept, reread, save_typed
from tests.dossiers.forms import posted_by
from tests.dossiers.forms_of_versions import changed_field, sections
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=1)
PAGE = "version_du_programme"


@pytest.fixture
def draft(ours: Structure, into: Campaign) -> Dossier:
    return dossier(ours, into, answers={"etal": {"loyer": "3", "enseigne": "A", "slogan": "S"}})


def adopted(into: Campaign, version: ProgrammeVersion, now: datetime = LATER) -> None:
    by = ministry()
    into.refresh_from_db()
    adopt(ask_dry_run(into.pk, version, actor=by, now=now).pk, actor=by, now=now)


def without(folder: Path, name: str) -> ProgrammeVersion:
    return installed(folder, "1.1.0", form_piece=changed_field(name, None), rules_piece={})


def late(dossier: Dossier, ours: Structure, changes: Typed, base: int = 1, section: str = "etal") -> Saved:
    """A save from the page that was made before the passage."""
    first = dossier.sheet.programme_version_id  # as it was read before
    return save_typed(dossier.pk, section, base, changes, ours.editor, LATER, page=first)


# what a save carries


def test_what_is_still_asked_is_saved_and_what_is_not_is_set_aside(
    draft: Dossier, ours: Structure, into: Campaign, tmp_path: Path
) -> None:
    adopted(into, without(tmp_path, "enseigne"))
    saved = late(draft, ours, {"enseigne": "Au bon étal", "slogan": "Toujours frais"})
    assert saved.conflicts == ()
    assert saved.aside == ("enseigne",)
    assert kept(draft) == {"loyer": "3", "slogan": "Toujours frais"}
    assert draft.sheet.set_aside.get().value == "Au bon étal"
    act = Act.objects.get(event="answers_set_aside")
    assert (act.details["names"], act.actor) == (["enseigne"], str(ours.editor.pk))
    assert "Au bon étal" not in str(act.details)


def test_what_had_never_been_answered_is_set_aside_too(ours: Structure, into: Campaign, tmp_path: Path) -> None:
    draft = dossier(ours, into)
    adopted(into, without(tmp_path, "enseigne"))
    assert late(draft, ours, {"enseigne": "Au bon étal"}, base=0).aside == ("enseigne",)
    assert draft.sheet.set_aside.get().value == "Au bon étal"


def test_an_old_page_that_goes_on_saving_loses_nothing_either(
    draft: Dossier, ours: Structure, into: Campaign, tmp_path: Path
) -> None:
    adopted(into, without(tmp_path, "enseigne"))
    first = late(draft, ours, {"enseigne": "Au bon"})
    second = late(draft, ours, {"enseigne": "Au bon étal", "slogan": "B"}, base=first.version)
    assert (second.conflicts, second.aside) == ((), ("enseigne",))
    assert [answer.value for answer in draft.sheet.set_aside.all()] == ["Au bon étal"]
    assert kept(draft)["slogan"] == "B"
    assert late(draft, ours, {"enseigne": "Au bon étal"}, base=second.version).aside == ()  # nothing new to tell


def test_what_another_section_asks_now_is_saved_there(
    draft: Dossier, ours: Structure, into: Campaign, tmp_path: Path
) -> None:
    moved = sections(etal=ONCE[1:], accueil=[*STATEMENTS, ONCE[0]])
    adopted(into, installed(tmp_path, "1.1.0", form_piece=moved, rules_piece={}))
    assert late(draft, ours, {"loyer": "4", "slogan": "B"}).conflicts == ()
    assert kept(draft) == {"enseigne": "A", "slogan": "B"}
    assert kept(draft, "accueil") == {"loyer": "4"}


def test_two_people_who_change_it_are_told_wherever_it_is_asked_now(
    draft: Dossier, ours: Structure, into: Campaign, tmp_path: Path
) -> None:
    moved = sections(etal=ONCE[1:], accueil=[*STATEMENTS, ONCE[0]])
    adopted(into, installed(tmp_path, "1.1.0", form_piece=moved, rules_piece={}))
    base = reread(draft).sheet.sections.get(section="accueil").version
    save_typed(
        draft.pk,
        "accueil",
        base,
        {"loyer": "5"},
        ours.head,
        LATER,
    )
    (conflict,) = late(draft, ours, {"loyer": "4"}).conflicts
    assert (conflict.mine, conflict.theirs, conflict.by) == ("4", "5", ours.head.full_name)
    assert kept(draft, "accueil") == {"loyer": "5"}


def test_what_a_colleague_changed_before_it_moved_is_told_too(
    draft: Dossier, ours: Structure, into: Campaign, tmp_path: Path
) -> None:
    save_typed(draft.pk, "etal", 1, {"loyer": "5"}, ours.head, NOW)
    moved = sections(etal=ONCE[1:], accueil=[*STATEMENTS, ONCE[0]])
    adopted(into, installed(tmp_path, "1.1.0", form_piece=moved, rules_piece={}))
    (conflict,) = late(draft, ours, {"loyer": "4"}).conflicts
    assert (conflict.mine, conflict.theirs) == ("4", "5")
    assert late(draft, ours, {"loyer": "3"}).conflicts == ()  # as the page showed it: not touched
    assert kept(draft, "accueil") == {"loyer": "5"}


def test_a_number_typed_in_another_unit_is_not_taken_for_the_new_one(
    draft: Dossier, ours: Structure, into: Campaign, tmp_path: Path
) -> None:
    adopted(into, installed(tmp_path, "1.1.0", form_piece=changed_field("loyer", {"type": "etp"}), rules_piece={}))
    assert late(draft, ours, {"loyer": "12"}).aside == ("loyer",)
    assert "loyer" not in kept(draft)
    assert draft.sheet.set_aside.get(name="loyer").value == "12"


def test_of_a_multiple_choice_the_option_that_went_is_set_aside_without_a_conflict(
    ours: Structure, into: Campaign, tmp_path: Path
) -> None:
    draft = dossier(ours, into, answers={"etal": {"services": ["eau"]}})
    gas = changed_field("services", {"options": [{"id": "gaz", "libelle": "Gaz"}]})
    adopted(into, installed(tmp_path, "1.1.0", form_piece=gas, rules_piece={}))
    assert late(draft, ours, {"services": ["eau", "gaz"]}).conflicts == ()
    assert kept(draft) == {"services": ["gaz"]}
    assert draft.sheet.set_aside.get().value == ["eau"]


def test_emptying_what_is_no_longer_asked_is_nothing(
    draft: Dossier, ours: Structure, into: Campaign, tmp_path: Path
) -> None:
    adopted(into, without(tmp_path, "enseigne"))
    assert late(draft, ours, {"enseigne": None}).aside == ()
    assert draft.sheet.set_aside.get().value == "A"


def test_a_version_that_the_dossier_never_had_gives_no_rights(
    draft: Dossier, ours: Structure, into: Campaign, tmp_path: Path
) -> None:
    stranger = installed(tmp_path, "9.0.0", form_piece=changed_field("slogan", {"id": "secret"}), rules_piece={})
    for digest in (stranger.pk, "sha256:x", ""):
        saved = save_typed(draft.pk, "etal", 1, {"secret": "x", "vision_1": "++"}, ours.editor, LATER, page=digest)
        assert saved.aside == ()
    assert not draft.sheet.set_aside.exists()
    assert kept(draft, "vision") == {}


def test_an_old_page_after_the_deadline_is_refused_like_any_other(
    draft: Dossier, ours: Structure, into: Campaign, tmp_path: Path
) -> None:
    adopted(into, without(tmp_path, "enseigne"))
    Campaign.objects.update(closes_at=LATER)
    with pytest.raises(NotAllowed):
        late(draft, ours, {"enseigne": "Au bon étal"})
    assert draft.sheet.set_aside.get().value == "A"


# pages


def answer(client: Client, dossier: Dossier, changes: dict[str, Any], section: str = "etal") -> Any:
    body = {"version": 1, PAGE: dossier.sheet.programme_version_id, "changes": changes}
    return autosave(client, dossier, body, section)


def test_a_page_says_which_version_it_was_made_under(draft: Dossier, ours: Structure) -> None:
    page = signed(ours.editor).get(address("section", draft, "etal")).content.decode()
    assert f'name="{PAGE}" value="{draft.sheet.programme_version_id}"' in page


def test_an_autosave_of_an_old_page_is_acknowledged_with_a_message(
    draft: Dossier, ours: Structure, into: Campaign, tmp_path: Path
) -> None:
    adopted(into, without(tmp_path, "enseigne"))
    client = signed(ours.editor)
    response = answer(client, draft, {"enseigne": "Au bon étal", "loyer": "1 250,50 €"})
    assert response.status_code == 200
    message = json.loads(response.content)["message"].replace("\u00a0", " ")
    assert "« enseigne »" in message
    assert "rien n’est perdu" in message
    assert kept(draft)["loyer"] == "1250.50"
    assert "message" not in json.loads(answer(client, draft, {"slogan": "Z"}).content)


def test_an_autosave_of_a_section_that_went_is_acknowledged_too(
    draft: Dossier, ours: Structure, into: Campaign, tmp_path: Path
) -> None:
    adopted(into, installed(tmp_path, "1.1.0", form_piece=sections(), rules_piece={}))
    client = signed(ours.editor)
    response = answer(client, draft, {"vision_1": "++"}, "vision")
    assert response.status_code == 200
    assert "message" in json.loads(response.content)
    assert draft.sheet.set_aside.get(name="vision_1").value == "++"
    assert answer(client, draft, {"x": "y"}, "inconnue").status_code == 404
    assert client.get(address("section", draft, "vision")).status_code == 404


def test_a_whole_form_of_an_old_page_loses_nothing(
    draft: Dossier, ours: Structure, into: Campaign, tmp_path: Path
) -> None:
    client = signed(ours.editor)
    data = posted_by(client.get(address("section", draft, "etal")).content.decode())
    adopted(into, without(tmp_path, "enseigne"))
    data |= {"enseigne": ["Au bon étal"], "slogan": ["Toujours frais"]}
    response = client.post(address("section", draft, "etal"), data)
    page = response.content.decode().replace("\u00a0", " ")
    assert response.status_code == 200
    assert "Cette réponse n’est plus demandée : « enseigne »" in page
    assert reverse("adoption:set_aside", args=[draft.pk]) in page
    assert "Vos réponses sont enregistrées" in page
    assert kept(draft) == {"loyer": "3", "slogan": "Toujours frais"}
    assert draft.sheet.set_aside.get().value == "Au bon étal"


def test_a_whole_form_of_a_section_that_went_leads_to_what_was_set_aside(
    draft: Dossier, ours: Structure, into: Campaign, tmp_path: Path
) -> None:
    client = signed(ours.editor)
    data = posted_by(client.get(address("section", draft, "vision")).content.decode())
    adopted(into, installed(tmp_path, "1.1.0", form_piece=sections(), rules_piece={}))
    response = client.post(address("section", draft, "vision"), data | {"vision_1": ["++"]})
    assert response["Location"] == reverse("adoption:set_aside", args=[draft.pk])
    assert "Fait" in client.get(response["Location"]).content.decode()
    Campaign.objects.update(closes_at=NOW.replace(year=2021))
    refused = client.post(address("section", draft, "vision"), data | {"vision_1": ["-"]})
    assert refused.status_code == 403
    assert "close" in refused.content.decode()
