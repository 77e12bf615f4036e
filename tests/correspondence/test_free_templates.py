"""Models of letters: offered to whoever examines, where the dossier is; begun from without losing what was typed."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from poincon.correspondence import free_templates
from poincon.correspondence.models import DossierMessage
from poincon.dossiers.enums import State
from poincon.people.models import Person
from tests.admissibility.factories import Scene, address, complete, package, scene, signed_in
from tests.correspondence.exchanges import page_of
from tests.dossiers.factories import campaign, programme, upload
from tests.people.makers import person

pytestmark = pytest.mark.django_db

VISIT = "Bonjour {structure} ({ville}),\n\nVos {etals}, le {date} : surface {surface}.\n\n{signataire}"
FREE = (
    ("proposition_de_visite", "etape_completude", VISIT),
    ("rappel_des_prerequis", "etape_prerequis", "Dossier {numero}."),
)
OFFER = "Partir d’un modèle"


def ours(answers: dict[str, str] | None = None) -> Scene:
    return scene(campaign(programme(package(free=FREE))), {"etals": "2", **(answers or {})})


def message_in(page: str) -> str:
    match = re.search(r"<textarea[^>]*>\n?(.*?)</textarea>", page, re.DOTALL)
    assert match is not None
    return unescape(match[1]).replace("\u00a0", " ").replace("\u202f", " ").replace("\r\n", "\n")


def begin(someone: Person, here: Scene, **data: Any) -> Any:
    return signed_in(someone).post(address("messages", here.dossier), {"partir": "1", **data})


def test_only_models_of_the_stage_of_the_dossier_are_offered() -> None:
    here = ours()
    page = page_of(here.ines, here.dossier)
    assert "Modèle proposition_de_visite" in page
    assert "rappel_des_prerequis" not in page
    later = complete(into=here.dossier.campaign)
    page = page_of(later.ines, later.dossier)
    assert "Modèle rappel_des_prerequis" in page
    assert "proposition_de_visite" not in page


def test_a_structure_is_offered_none_and_begins_from_none() -> None:
    here = ours()
    assert OFFER not in page_of(here.structure.head, here.dossier)
    answer = signed_in(here.structure.head).get(address("messages", here.dossier) + "?modele=proposition_de_visite")
    assert "Objet de" not in answer.content.decode()
    assert "n’est pas proposé" in answer.content.decode()


def test_a_programme_without_models_offers_nothing() -> None:
    here = scene()
    assert OFFER not in page_of(here.ines, here.dossier)


def test_the_message_begins_with_the_words_of_the_model_and_the_values_of_the_dossier() -> None:
    here = ours()
    page = signed_in(here.ines).get(address("messages", here.dossier) + "?modele=proposition_de_visite")
    text = message_in(page.content.decode())
    assert text.startswith(
        "Objet de proposition_de_visite\n\nBonjour Maison Alpha (Essai-sur-Mer),\n\nVos 2 étals, le "
    )
    assert text.endswith(" : surface non rempli.\n\nInès Région, Régie des marchés, région Bretagne")
    assert DossierMessage.objects.count() == 0


def test_in_english_the_model_is_the_english_one() -> None:
    here = ours()
    Person.objects.filter(pk=here.ines.pk).update(language="en")
    page = signed_in(Person.objects.get(pk=here.ines.pk)).get(address("messages", here.dossier), {"modele": FREE[0][0]})
    assert message_in(page.content.decode()).startswith("proposition_de_visite (English)\n\nBonjour")


def test_what_was_typed_stays_above_the_model_and_nothing_is_sent() -> None:
    here = ours()
    answer = begin(here.ines, here, texte="Chère équipe <b>,\n\nun mot.", modele="proposition_de_visite")
    assert answer.status_code == 200
    assert message_in(answer.content.decode()).startswith(
        "Chère équipe <b>,\n\nun mot.\n\nObjet de proposition_de_visite\n\nBonjour"
    )
    assert DossierMessage.objects.count() == 0


@pytest.mark.parametrize("chosen", ["", "rappel_des_prerequis", "recevable", "inconnu", "\x00'\"<script>"])
def test_without_a_model_that_is_offered_what_was_typed_stays(chosen: str) -> None:
    here = ours()
    answer = begin(here.ines, here, texte="Mon message", modele=chosen)
    assert answer.status_code == 200
    assert message_in(answer.content.decode()) == "Mon message"
    assert ("n’est pas proposé" in answer.content.decode()) == bool(chosen)
    assert "<script>'" not in answer.content.decode()


def test_documents_that_were_chosen_are_asked_for_again() -> None:
    here = ours()
    answer = begin(here.ines, here, texte="", modele="proposition_de_visite", documents=upload())
    assert "Choisissez de nouveau tous vos documents" in answer.content.decode()


def test_a_message_begun_from_a_model_is_sent_as_it_was_edited() -> None:
    here = ours()
    text = message_in(begin(here.ines, here, modele="proposition_de_visite").content.decode())
    data = {"texte": f"{text}\nÀ bientôt", "modele": "proposition_de_visite"}
    assert signed_in(here.ines).post(address("messages", here.dossier), data).status_code == 302
    assert DossierMessage.objects.get().text.endswith("région Bretagne\nÀ bientôt")


def test_a_value_is_never_read_again_for_names() -> None:
    here = ours({"enseigne": "x"})
    here.structure.organisation.name = "{numero} {surface}"
    here.structure.organisation.save()
    page = signed_in(here.ines).get(address("messages", here.dossier), {"modele": "proposition_de_visite"})
    assert "Bonjour {numero} {surface} (" in message_in(page.content.decode())


def test_whoever_may_not_see_the_dossier_learns_nothing() -> None:
    here = ours()
    assert begin(person(), here, modele="proposition_de_visite").status_code == 404


def test_each_state_of_a_dossier_has_its_phase_and_its_acts() -> None:
    assert set(free_templates.PHASES) == set(free_templates.ACTS) == set(State)
