"""The letter that closes a request: what it says; a page, a PDF and a DOCX alike."""

from __future__ import annotations

import io
from html import unescape
from typing import Any

import docx
import pytest

from poincon.admissibility import completeness, letters, prerequisites
from poincon.admissibility.enums import Verdict
from poincon.admissibility.examination import examine
from poincon.admissibility.models import PrerequisiteCheck
from poincon.files.services import content_path
from poincon.people.enums import Role
from poincon.people.models import Organisation, Person
from poincon.ui.moments import moment_words
from poincon.workflow.refusals import NotAllowed
from tests.admissibility.closing_letters import FAILING, read_page, send, text_of
from tests.admissibility.factories import (
    LATER,
    PAST,
    REGION,
    Scene,
    address,
    complete,
    confirmed,
    examined_campaign,
    officer,
    page,
    retain,
    signed_in,
)
from tests.admissibility.real import real_submitted
from tests.dossiers.factories import reread, structure
from tests.people.makers import person
from tests.ui.reading import read_docx, read_pdf, same

pytestmark = pytest.mark.django_db


def test_it_names_each_prerequisite_that_fails_with_why_and_its_article(failing: Scene) -> None:
    text = text_of(failing)
    for sentence in (
        "Assurance du stand : assure : non. Non rempli. Texte : Règlement du marché, §2.",
        "Trois étals au moins",
        "2\u202fétals",
        "Texte : Règlement du marché, §1.",
    ):
        assert sentence in text
    for silent in ("Caution pour la terrasse", "Tous les prérequis", "(R §2)"):
        assert silent not in text


def test_it_says_who_decides_for_whom_about_what_and_how_to_contest(failing: Scene) -> None:
    text = text_of(failing)
    for sentence in (
        failing.dossier.number,
        "Maison Alpha",
        "Essai-sur-Mer",
        "Le 3 mars 2026",
        "Régie des marchés",
        "Inès Région, Régie des marchés, région Bretagne",
        "deux mois",
        "tribunal administratif",
        "recours gracieux",
    ):
        assert sentence in text
    assert "Paul Ost, Régie des marchés, région Bretagne" in text_of(failing, failing.paul)


def test_it_says_which_submission_was_judged(failing: Scene) -> None:
    """The last one, in the very words of its acknowledgement."""
    assert failing.dossier.sheet.snapshots.get().made_at == PAST
    assert f"déposé le {moment_words(PAST, 'fr')}".replace("\u00a0", " ") in text_of(failing)


def test_an_override_is_told_with_its_reason_instead_of_the_computation(failing: Scene) -> None:
    retain(failing, "surface", Verdict.MET, "Le plan en montre quatre.")
    retain(failing, "terrasse", Verdict.NOT_MET, "La terrasse est ouverte, sans caution")
    text = text_of(failing)
    assert (
        "Caution pour la terrasse : La terrasse est ouverte, sans caution. Le calcul fait sur les réponses du dossier "
        "donnait « sans objet » : nous ne l’avons pas suivi, pour cette raison. Texte : Règlement du marché, §1."
    ) in text
    assert text.count("nous ne l’avons pas suivi") == 1  # of the other, what was computed is what is retained
    assert "Trois étals" not in text
    retain(failing, "assurance", Verdict.NOT_MET, "L’attestation est périmée")
    assert "Assurance du stand : assure : non. Non rempli. L’attestation est périmée. Texte" in text_of(failing)


def test_a_reason_keeps_its_paragraphs_its_lines_and_its_lists(failing: Scene) -> None:
    """As they are pasted from a word processor, on the page and in both files alike."""
    pasted = "Deux pièces manquent :\n•\tla caution ;\n•\tle plan :\no\tcoté,\n\nSans elles,\nla terrasse reste fermée."
    reason = pasted.replace("\n", "\r\n")
    retain(failing, "terrasse", Verdict.NOT_MET, reason)
    client = signed_in(failing.ines)
    shown = read_page(client.get(address("letter", failing.dossier)).content.decode())
    pdf = client.get(address("letter_draft", failing.dossier, "pdf"))
    word = client.get(address("letter_draft", failing.dossier, "docx"))
    assert same(read_pdf(pdf.content)) == same(read_docx(word.content)) == same(shown)
    first = next(place for place, (_kind, text) in enumerate(shown) if "Deux pièces" in text)
    assert [(kind, " ".join(text.split())) for kind, text in shown[first : first + 5]] == [
        ("item", "Caution pour la terrasse : Deux pièces manquent :"),
        ("item", "la caution ;"),
        ("item", "le plan :"),
        ("item", "coté,"),
        ("text", "Sans elles,la terrasse reste fermée."),  # a line break parts them
    ]
    assert "Sans elles,\nla terrasse reste fermée.\nLe calcul fait sur" in text_of(failing)
    assert "Texte : Règlement du marché, §1." in text_of(failing).splitlines()


def test_a_reason_that_is_a_list_is_one_below_its_label(failing: Scene) -> None:
    retain(failing, "assurance", Verdict.NOT_MET, "– L’attestation est périmée")
    retain(failing, "terrasse", Verdict.NOT_MET, "– Sans caution\n– Sans plan")
    lines = text_of(failing).splitlines()
    for label, item in (("Non rempli.", "L’attestation est périmée."), ("la terrasse :", "Sans caution")):
        place = lines.index(item)
        assert lines[place - 1].endswith(label)


def test_a_national_authority_signs_without_a_region() -> None:
    here = confirmed(FAILING)
    assert "région" not in text_of(here, person((Role.MINISTRY, None)))


def test_when_nobody_acts_at_its_stage_who_checks_prerequisites_closes_the_request() -> None:
    here = confirmed(FAILING, examined_campaign("completude prerequis"))
    assert "Régie des marchés" in text_of(here)
    assert send(here).sent_by == here.ines


def test_it_is_in_french_whoever_writes_or_reads_it(failing: Scene) -> None:
    from django.utils.translation import override

    Person.objects.update(language="en")
    with override("en"):
        english = text_of(failing, Person.objects.get(pk=failing.ines.pk))
    assert english == text_of(failing)
    assert 'lang="fr" data-letter' in page(failing.ines, "letter", failing.dossier)


def test_there_is_none_while_nothing_stops_the_request() -> None:

    holding, pending = confirmed(), complete(FAILING, examined_campaign(title="Autre"))
    for here, why in ((holding, "sont remplis"), (pending, "restent à confirmer")):
        with pytest.raises(NotAllowed, match=why):
            letters.draft(here.again(), here.ines, LATER)
        assert why in unescape(page(here.ines, "letter", here.dossier))
        for ending in ("pdf", "docx"):
            page(here.ines, "letter_draft", here.dossier, ending, status=404)


def test_the_preview_and_its_files_say_the_same_and_that_it_is_a_draft(failing: Scene) -> None:
    client = signed_in(failing.ines)
    shown = same(read_page(client.get(address("letter", failing.dossier)).content.decode()))
    pdf = client.get(address("letter_draft", failing.dossier, "pdf"))
    word = client.get(address("letter_draft", failing.dossier, "docx"))
    assert same(read_pdf(pdf.content)) == same(read_docx(word.content)) == shown
    assert shown[0] == ("text", "Projet:cettelettren’apasétéenvoyée.")
    assert f'filename="projet-lettre-{failing.dossier.number}.pdf"' in pdf["Content-Disposition"]
    assert pdf["Content-Type"] == "application/pdf"


def test_the_letter_that_was_sent_says_the_same_on_the_page_and_in_both_files(failing: Scene) -> None:
    letter = send(failing)
    pdf, word = (content_path(file.digest).read_bytes() for file in (letter.pdf, letter.docx))
    for reader in (failing.structure.head, failing.paul):
        shown = same(read_page(page(reader, "outcome", failing.dossier)))
        assert same(read_pdf(pdf)) == same(read_docx(word)) == shown
        assert "Projet" not in shown[0][1]
    document: Any = docx.Document(io.BytesIO(word))
    assert document.core_properties.title == letter.title
    assert b"/Lang(fr)" in pdf.replace(b" ", b"")


def test_what_people_type_is_printed_as_typed(failing: Scene) -> None:
    evil = '<b>#panic("x")</b> $x^2$ {structure} \\ *gras* & 😀'
    Organisation.objects.filter(pk=failing.structure.organisation.pk).update(name=evil)
    retain(failing, "assurance", Verdict.NOT_MET, "x")
    PrerequisiteCheck.objects.filter(rule="assurance").update(reason=evil)  # kept before its signs were asked about
    client = signed_in(failing.ines)
    shown = same(read_page(client.get(address("letter", failing.dossier)).content.decode()))
    pdf = client.get(address("letter_draft", failing.dossier, "pdf")).content
    word = client.get(address("letter_draft", failing.dossier, "docx")).content
    assert same(read_pdf(pdf)) == same(read_docx(word)) == shown
    assert any('#panic("x")</b>$x^2${structure}' in text for _kind, text in shown)


def test_the_label_closes_a_request_with_its_own_letter() -> None:

    ours, ines = structure("Centre des matériaux", REGION), officer("Inès Région")
    dossier = real_submitted("crt-2022", ours, PAST, {"annees.2022.etp_crt": "4"})
    here = Scene(ours, dossier, ines, officer("Paul Ost"))
    completeness.declare_complete(dossier.pk, "", digest=here.seen, actor=ines, now=PAST)
    prerequisites.confirm_all(dossier.pk, digest=here.seen, actor=ines, now=PAST)
    assert [prerequisite.id for prerequisite in examine(reread(dossier)).failing] == ["effectif"]
    text = text_of(here)
    for sentence in (
        "Demande de label",
        "Cinq équivalents temps plein, dont deux permanents à temps plein",
        "4\u202fETP, au moins 5\u202fETP : non",
        "Cahier des charges du label « centre de ressources technologiques » (Version 2022), §2, §4.1.2.",
        "Inès Région, Délégation régionale académique à la recherche et à l’innovation (DRARI), région Bretagne",
        f"déposé le {moment_words(PAST, 'fr')}".replace("\u00a0", " "),
    ):
        assert sentence in text
    assert "Comptabilité propre" not in text
    letter = send(here)
    assert same(read_pdf(content_path(letter.pdf.digest).read_bytes())) == same(
        read_page(page(ours.head, "outcome", dossier))
    )
