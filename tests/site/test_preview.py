"""`poincon preview`: a server of its own, in a process of its own, without a database."""

from __future__ import annotations

import http.cookiejar
import json
import os
import re
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from poincon.cahier.authoring.starter import starter_files, write_starter
from poincon.site.preview.pages import section
from poincon.site.preview.settings import TEMPLATES
from poincon.site.preview.workshop import open_workshop, opened
from tests.architecture.repository import ROOT
from tests.site.previewing import previewing


class Browser:
    """Opens pages of a preview, with its cookies, and posts their form."""

    def __init__(self, address: str) -> None:
        self.address = address
        jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))

    def get(self, path: str = "", **headers: str) -> str:
        request = urllib.request.Request(self.address + path, headers=headers)  # noqa: S310 - our own server
        with self.opener.open(request, timeout=30) as answer:
            return str(answer.read().decode())

    def refusal(self, path: str, data: bytes | None = None, **headers: str) -> int:
        """The code with which an address is refused."""
        request = urllib.request.Request(self.address + path, data, headers)  # noqa: S310 - our own server
        try:
            with self.opener.open(request, timeout=30):
                return 200
        except urllib.error.HTTPError as error:
            error.close()
            return error.code

    def post(self, path: str, page: str, fields: dict[str, str]) -> str:
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert token is not None
        data = urllib.parse.urlencode({**fields, "csrfmiddlewaretoken": token[1]}).encode()
        with self.opener.open(self.address + path, data, timeout=30) as answer:
            return str(answer.read().decode())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A first package, with a table and a document more."""
    package = tmp_path_factory.mktemp("preview") / "aide"
    write_starter(package, starter_files("aide"))
    with (package / "formulaire.yaml").open("a", encoding="utf-8") as form:
        form.write("          - {id: devis, type: fichier, libelle: Devis, formats: [pdf]}\n")
        form.write("          - id: depenses\n            type: tableau\n            libelle: Dépenses\n")
        form.write("            colonnes: [{id: poste, type: texte, libelle: Poste}]\n")
    return package


@pytest.fixture(scope="module")
def browser(folder: Path) -> Iterator[Browser]:
    with previewing(folder) as address:
        yield Browser(address)


SECTION = "rubrique/commerce/"


def test_the_form_and_its_results_are_shown_and_computed(browser: Browser) -> None:
    page = browser.get()
    assert "<h1>Votre commerce</h1>" in page
    assert 'data-outcome="effectif"' in page
    answers = {"nom": "Épicerie", "ouvert_au_public": "oui", "salaries": "11", "cout_des_travaux": "12 000,50"}
    after = browser.post(SECTION, page, answers)
    assert 'data-outcome="effectif" data-status="not_met"' in after
    assert "4\u202f800,20" in after
    assert 'value="Épicerie"' in browser.get(SECTION), "typed answers stay while the preview lives"


def test_what_cannot_be_read_is_told_at_its_field(browser: Browser) -> None:
    after = browser.post(SECTION, browser.get(SECTION), {"salaries": "beaucoup"})
    assert 'class="error-summary"' in after


def test_rows_are_added_filled_and_taken_away(browser: Browser) -> None:
    page = browser.post(SECTION, browser.get(SECTION), {"ajouter_ligne:depenses": "1"})
    assert "depenses[0].poste" in page
    page = browser.post(SECTION, page, {"depenses[0].poste": "Enseigne", "depenses[1].poste": "Vitrine"})
    assert 'value="Vitrine"' in page
    page = browser.post(
        SECTION,
        page,
        {"depenses[0].poste": "Enseigne", "depenses[1].poste": "Vitrine", "retirer_ligne:depenses:0": "1"},
    )
    assert 'value="Enseigne"' not in page
    assert 'value="Vitrine"' in page


def test_errors_are_told_in_clear_and_go_when_they_are_mended(browser: Browser, folder: Path) -> None:
    stamp = json.loads(browser.get("etat"))["stamp"]
    form_page = browser.get(SECTION)
    rules = folder / "regles.yaml"
    text = rules.read_text(encoding="utf-8")
    rules.write_text(text.replace("salaries_maximum}", "salaries_maximal}"), encoding="utf-8")
    try:
        assert json.loads(browser.get("etat"))["stamp"] != stamp
        page = browser.get(SECTION)
        assert "Le programme est à corriger" in page
        assert "« salaries_maximal »" in page.replace("\u00a0", " ")
        assert "<form" not in page
        assert "Le programme est à corriger" in browser.post(SECTION, form_page, {"nom": "Gardé"})
    finally:
        rules.write_text(text, encoding="utf-8")
    assert 'value="Gardé"' in browser.get(SECTION), "what was typed while the files were wrong is kept"


def test_a_case_that_fails_is_told_on_the_page(browser: Browser, folder: Path) -> None:
    case = folder / "cas/refus.yaml"
    text = case.read_text(encoding="utf-8")
    case.write_text(text.replace("effectif: non_atteint", "effectif: atteint"), encoding="utf-8")
    try:
        assert "statut : attendu atteint, obtenu non_atteint" in browser.get(SECTION).replace("\u00a0", " ")
    finally:
        case.write_text(text, encoding="utf-8")


def test_the_policy_stays_and_no_other_site_reaches_it(browser: Browser) -> None:
    with browser.opener.open(browser.address + SECTION, timeout=30) as answer:
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "<script>" not in browser.get(SECTION)
    assert browser.refusal(SECTION, Host="evil.example") == 400
    assert Browser(browser.address).refusal(SECTION, b"nom=x") == 403


@pytest.mark.parametrize("path", ["absent", "rubrique/", "..%2f..%2fetc/passwd"])
def test_any_other_address_is_a_plain_404(browser: Browser, path: str) -> None:
    assert browser.refusal(path) == 404


def test_a_section_that_is_no_more_leads_back_to_the_form(browser: Browser) -> None:
    assert "<h1>Votre commerce</h1>" in browser.get("rubrique/autre/")


def test_results_that_wait_for_answers_are_folded_and_what_others_fill_is_told() -> None:
    with previewing(ROOT / "programmes" / "label-risques-collectivites-2012") as address:
        page = Browser(address).get()
    head, *folded = page.split('<details class="undetermined">')
    assert len(folded) > 1
    assert 'data-status="undetermined"' not in head
    for part in folded:
        inside, _, after = part.partition("</ul>\n    </details>")
        assert inside.count('data-status="undetermined"') == inside.count("data-outcome=")
        assert 'data-status="undetermined"' not in after
        assert f"{inside.count('data-outcome=')} résultat" in inside
    later = re.search(r'<details class="later">(.*?)</details>', page, re.DOTALL)
    assert later is not None
    assert "4 groupes de questions que d’autres rempliront" in later[1]
    assert later[1].count("<h3>") == 4
    assert later[1].count("à remplir par") == 4
    assert "<li>" in later[1]


def test_static_files_are_served_from_where_they_are(browser: Browser) -> None:
    assert "--" in browser.get("static/ui/poincon.css")
    assert "stamp" in browser.get("static/preview/preview.js")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["absent"], "il n'y a pas de dossier ici."),
        ([], "il manque DOSSIER."),
        (["programmes/crt-2022", "--port", "x"], "« x » n'est pas un port"),
        (["programmes/crt-2022", "--port", "70000"], "« 70000 » n'est pas un port"),
        (["programmes/crt-2022", "--autre"], "argument en trop ou inconnu"),
    ],
)
def test_what_cannot_be_previewed_is_told(arguments: list[str], sentence: str) -> None:
    program = [sys.executable, "-m", "poincon.site.command", "preview", *arguments]
    result = subprocess.run(program, capture_output=True, check=False, cwd=ROOT, timeout=60)
    assert (result.returncode, result.stdout) == (2, b"")
    assert sentence in result.stderr.decode()


def test_a_port_that_is_taken_is_told(browser: Browser, folder: Path) -> None:
    port = browser.address.rstrip("/").rpartition(":")[2]
    program = [sys.executable, "-m", "poincon.site.command", "preview", str(folder), "--port", port]
    result = subprocess.run(program, capture_output=True, check=False, cwd=ROOT, timeout=60)
    assert (result.returncode, result.stdout) == (2, b"")
    assert f"le port {port} est déjà pris sur cette machine." in result.stderr.decode()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_nothing_is_left_behind(folder: Path, tmp_path: Path, number: signal.Signals) -> None:
    program = [sys.executable, "-m", "poincon.site.command", "preview", str(folder), "--port", "0"]
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    process = subprocess.Popen(program, stdout=subprocess.PIPE, env=environment, cwd=ROOT)
    assert process.stdout is not None
    process.stdout.readline()
    assert len(list(tmp_path.iterdir())) == 1
    process.stdout.readline()
    process.send_signal(number)
    assert process.wait(timeout=30) == 130
    process.stdout.close()
    assert list(tmp_path.iterdir()) == []


def test_a_programme_without_a_section_is_told(folder: Path, tmp_path: Path) -> None:
    empty = tmp_path / "vide"
    write_starter(empty, starter_files("vide"))
    for name in ("regles.yaml", "cas/nominal.yaml", "cas/refus.yaml", "textes/en.yaml"):
        (empty / name).unlink(missing_ok=True)
    (empty / "formulaire.yaml").write_text("rubriques: []\n", encoding="utf-8")
    (empty / "regles.yaml").write_text("{}\n", encoding="utf-8")
    with previewing(empty) as address:
        page = Browser(address).get()
    assert "<h1>Le formulaire est vide</h1>" in page
    assert "data-stamp" in page, "it follows the files"


class Held(dict[str, Any]):
    """What was typed, which refuses whoever does not hold its lock."""

    def __init__(self, lock: threading.Lock) -> None:
        self.lock, self.uses = lock, set[str]()

    def used(self, way: str) -> None:
        assert self.lock.locked(), way
        self.uses.add(way)

    def __setitem__(self, name: str, value: Any) -> None:
        self.used("write")
        super().__setitem__(name, value)

    def pop(self, name: str, *default: Any) -> Any:
        self.used("take away")
        return super().pop(name, *default)

    def items(self) -> Any:
        self.used("read")
        return super().items()


@pytest.mark.urls("poincon.site.preview.urls")
def test_pages_of_two_threads_never_use_what_was_typed_at_once(folder: Path, rf: RequestFactory, settings: Any) -> None:
    settings.TEMPLATES = TEMPLATES
    open_workshop(folder, "aide")
    workshop = opened()
    workshop.answers, workshop.documents = Held(workshop.lock), Held(workshop.lock)
    devis = SimpleUploadedFile("d.pdf", b"%PDF-")
    posted = {"nom": "Épicerie", "salaries": "", "ajouter_ligne:depenses": "1", "devis": devis}
    section(rf.get("/"), "commerce")
    assert section(rf.post("/", posted), "commerce").status_code == 302
    section(rf.post("/", {"retirer_document:devis": "1"}), "commerce")
    assert section(rf.get("/"), "commerce").status_code == 200
    assert workshop.answers.uses == workshop.documents.uses == {"read", "write", "take away"}
