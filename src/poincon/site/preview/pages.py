"""The pages of a preview: a section with its results beside it, what `check` says, the state that a page asks for."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from poincon.cahier.cli.terminal import held_together
from poincon.cahier.explanation import Names
from poincon.cahier.loading import Package
from poincon.cahier.model import FieldKind, Section
from poincon.files.models import StoredFile
from poincon.sheets.answers import Name, named, parse_name, row_count
from poincon.sheets.models import Attachment, Sheet
from poincon.sheets.outcomes import OutcomeLines
from poincon.sheets.posting import Posted, from_form
from poincon.sheets.section_form import SectionPage
from poincon.sheets.standing import Standing, standing_of_answers
from poincon.site.preview.parts import later_groups, result_parts
from poincon.site.preview.workshop import Reading, Workshop, opened, row_counts
from poincon.ui.components import Link
from poincon.ui.language import language

_PROBLEMS_SHOWN = 50


def home(request: HttpRequest) -> HttpResponse:
    """The first section; the errors when the programme does not load."""
    reading = opened().reading()
    if reading.package is None:
        return render(request, "preview/errors.html", _common(reading))
    sections = reading.package.programme.sections
    return redirect("section", sections[0].id) if sections else render(request, "preview/empty.html", _common(reading))


def state(request: HttpRequest) -> JsonResponse:
    """What a page compares with its own stamp, to know that a file was saved."""
    return JsonResponse({"stamp": opened().stamp()})


def section(request: HttpRequest, identifier: str) -> HttpResponse:
    current = opened()
    reading = current.reading()
    if request.method == "POST":
        with current.lock:
            _save(request, current, identifier)
        return redirect("section", identifier)
    if reading.package is None:
        return render(request, "preview/errors.html", _common(reading))
    shown = _section(reading.package, identifier)
    if shown is None:
        return redirect("home")
    return render(request, "preview/section.html", _page(reading, reading.package, shown, timezone.now()))


def _section(package: Package, identifier: str) -> Section | None:
    return next((part for part in package.programme.sections if part.id == identifier), None)


def _save(request: HttpRequest, current: Workshop, identifier: str) -> None:
    """Keep what is typed, as the last programme that loaded asks for it."""
    package = current.last_package
    shown = None if package is None else _section(package, identifier)
    if package is None or shown is None:
        return
    programme = package.programme
    posted = from_form(request, shown, programme, language())
    current.write(posted.changes)
    for table, count in row_counts(posted.changes).items():
        current.set_rows(table, count)
    for text in request.FILES:
        name, file = parse_name(text, programme), request.FILES.get(text)
        if name is not None and name.asked.kind is FieldKind.FILE and isinstance(file, UploadedFile):
            current.documents[text] = (uuid.uuid4(), str(file.name), int(file.size or 0))
    _act(posted, current, package)


def _act(posted: Posted, current: Workshop, package: Package) -> None:
    if posted.action == "retirer_document":
        current.documents.pop(posted.target, None)
    if posted.table is None or posted.table.field.kind is not FieldKind.TABLE:
        return
    count = row_count(named(current.answers, package.programme), posted.table)
    if posted.action == "ajouter_ligne":
        current.set_rows(posted.table, count + 1)
    elif posted.action == "retirer_ligne" and posted.index < count:
        current.remove_row(posted.table, posted.index, count)


def _standing(package: Package, current: Workshop) -> Standing:
    sheet = Sheet(reference_year=package.programme.day.year)
    with current.lock:
        typed, files = named(current.answers, package.programme), sorted(current.documents.items())
    documents = tuple(
        Attachment(sheet=sheet, name=name, file=StoredFile(id=key, name=file_name, size=size))
        for name, (key, file_name, size) in files
    )
    return standing_of_answers(sheet, package, typed, documents)


def _page(reading: Reading, package: Package, shown: Section, now: datetime) -> dict[str, Any]:
    standing = _standing(package, opened())
    spoken = language()
    page = SectionPage(standing, shown, spoken, {}, {}, opens=_opens, file_url=_file_url, now=now)
    names = Names(package.programme, spoken)
    sections = [
        Link(names.section(part), reverse("section", args=[part.id]), part is shown) for part in standing.asked_sections
    ]
    return {
        **_common(reading),
        "programme": names.title(),
        "section_title": names.section(shown),
        "section_help": names.text(f"rubriques.{shown.id}.aide", shown.help),
        "tabs": sections if len(sections) > 1 else [],
        "blocks": page.blocks(),
        "errors": page.error_links(),
        "later": later_groups(standing, names),
        "results": result_parts(OutcomeLines(standing, spoken).groups()),
        "year": standing.sheet.reference_year,
    }


def _common(reading: Reading) -> dict[str, Any]:
    problems = [held_together(problem.render(language())) for problem in reading.problems[:_PROBLEMS_SHOWN]]
    return {
        "stamp": reading.stamp,
        "folder": opened().label,
        "problems": problems,
        "more_problems": max(0, len(reading.problems) - len(problems)),
        "cases": reading.cases,
    }


def _opens(name: Name) -> bool:
    return True


def _file_url(key: uuid.UUID) -> str:
    return "#contenu"


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Any other address: back to the form."""
    return HttpResponse(_("Cette page n’existe pas."), status=404, content_type="text/plain; charset=utf-8")
