"""Every component and every widget in one page, with values, with errors, disabled: for tests, and for eyes.

`python -m tests.ui.gallery FILE` writes the page, its style sheet beside it.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

from poincon.cahier.basics.text import Language
from poincon.cahier.explanation import Names
from poincon.cahier.model import FieldKind, RuleKind, Status
from poincon.ui import charts
from poincon.ui.components import (
    Confirm,
    DocumentItem,
    Empty,
    Filter,
    FilterOption,
    Filters,
    Frame,
    Link,
    Notice,
    NoticeKind,
    OutcomeLine,
    Pagination,
    SectionForm,
    SummaryList,
    SummaryRow,
    Task,
    TaskList,
    TaskState,
    TimelineEntry,
    YearOutcome,
    error_links,
)
from poincon.ui.widgets import AnswerTexts, CurrentFile, Widget, Widgets, problem
from tests.ui.example_fields import GRID, LABEL, VALUES, made_field, programme


def widgets(language: Language = "fr") -> dict[str, list[Widget]]:
    """Every kind: filled; with an error; disabled."""
    maker = Widgets(Names(programme(GRID), language))
    fields = [made_field(kind) for kind in FieldKind]
    files = {"un_file": CurrentFile("statuts.pdf", "1,2 Mo", "#", "En cours d’analyse")}
    filled = [maker.field(field, VALUES[field.kind], files=files, required=True) for field in fields]
    wrong = []
    for field in fields:
        name = f"faux_{field.id}"
        text = "douze mille" if field.is_number else ""
        errors = {name: (problem(field, text, maker.names) or "Répondez à cette question.",)}
        if field.kind is FieldKind.TABLE:
            errors[f"{name}[1].colonne_euros"] = ("« douze mille » n’est pas un nombre. Exemple : 12 000,00",)
        raw = VALUES[field.kind] if field.kind is FieldKind.TABLE else text
        wrong.append(maker.field(field, raw, name=name, errors=errors))
    disabled = [
        maker.field(field, VALUES[field.kind], name=f"lu_{field.id}", files={}, disabled=True) for field in fields
    ]
    return {"Réponses données": filled, "Réponses à corriger": wrong, "Lecture seule": disabled}


def outcomes() -> list[OutcomeLine]:
    sentence = (
        "Part du chiffre d’affaires avec les PME (2021) : 390 625,00 € ÷ 1 250 000,00 € = 31,25 %. "
        "Cible recommandée : plus de 25 % (000 §5.6). Atteinte."
    )
    years = (
        YearOutcome(2019, Status.MET, "Atteinte", "31 %"),
        YearOutcome(2020, Status.NOT_MET, "Non atteinte", "24 %"),
        YearOutcome(2021, Status.MET, "Atteinte", "31,25 %"),
    )
    first = OutcomeLine(
        "part_ca_pme",
        RuleKind.INDICATOR,
        "Part du chiffre d’affaires avec les PME",
        Status.MET,
        "Atteinte",
        "31,25 %",
        "plus de 25 %",
        "recommandée",
        sentence,
        "000 §5.6",
        years=years,
    )
    return [
        first,
        replace(
            first,
            id="formation",
            label="Part de la formation",
            status=Status.NOT_MET,
            word="Non atteinte",
            value="50,000001 %",
            target="au plus 50 %",
            strength="éliminatoire",
            years=(),
        ),
        replace(
            first,
            id="effectif",
            label="Effectif minimal",
            status=Status.UNDETERMINED,
            word="Indéterminé",
            value="",
            target="",
            strength="préalable",
            years=(),
            missing=(Link("Équivalents temps plein du CRT (2021)", "#champ-un_fte"),),
        ),
        replace(
            first,
            id="tendance",
            label="Progression des contrats",
            status=Status.NOT_APPLICABLE,
            word="Sans objet",
            value="",
            target="",
            strength="",
            years=(),
        ),
        replace(
            first,
            id="public",
            label="Part du financement public",
            status=None,
            word="Connu",
            value="25 %",
            target="",
            strength="",
            years=(),
        ),
    ]


def pictures() -> list[charts.Chart]:
    def ratio(value: float | None) -> charts.Quantity:
        if value is None:
            return charts.Quantity(None, "pas encore connu")
        return charts.Quantity(Fraction(str(value)), f"{value * 100:.0f}\u202f%")

    def euros(value: int | None) -> charts.Quantity:
        words = "pas encore connu" if value is None else f"{value:,}".replace(",", "\u202f") + ",00\u202f€"
        return charts.Quantity(value, words)

    names = ("A. Gouvernance et territoires", "B. Environnement", "C. Économie responsable", "D. Capital humain")
    figures = ((0.62, 0.7, 0.5), (0.35, 0.2, 0.45), (0.8, 0.9, 0.66), (0.48, 0.5, 0.4))
    axes = [charts.Axis(name, ratio(a), (ratio(b), ratio(c))) for name, (a, b, c) in zip(names, figures, strict=True)]
    lines = (euros(45000), euros(30000), euros(25000))
    parts = [
        charts.BalancePart("Animation", euros(100000), euros(100000), euros(0), lines, (euros(60000), euros(40000))),
        charts.BalancePart(
            "Études et conseils",
            euros(80000),
            euros(65000),
            euros(-15000),
            (euros(50000), euros(30000)),
            (euros(65000),),
        ),
        charts.BalancePart("Promotion", euros(None), euros(12000), euros(None)),
    ]
    return [
        charts.radar(
            "radar", "Où en est la structure, enjeu par enjeu", "Ensemble", ("Niveau 1", "Niveau 2"), axes, "Enjeu"
        ),
        charts.progress(
            "progres",
            "Depuis l’an dernier",
            ("Enjeu", "2026", "2027", "Écart"),
            [
                charts.Progress(name, ratio(a - 0.1), ratio(a), "+10 points")
                for name, (a, _, _) in zip(names, figures, strict=True)
            ],
        ),
        charts.balance(
            "balance",
            "L’équilibre du plan, partie par partie",
            ("Partie", "Dépenses", "Recettes", "Écart"),
            parts,
            "À l’équilibre",
        ),
        charts.instalments(
            "versements",
            "Les versements",
            ("Versement", "Montant", "Date", "État"),
            [
                charts.Instalment(
                    "À la signature", euros(25000), "dès la notification", "Versé le 3 mai 2027", is_paid=True
                ),
                charts.Instalment("Acompte intermédiaire", euros(15000), "sur justificatifs", "À demander"),
                charts.Instalment("Solde", euros(10000), "avant le 3 mai 2029", "Attendu"),
            ],
        ),
        charts.share(
            "public",
            "La part publique",
            ("Financement", "Montant", "Part"),
            [
                charts.Slice("Public", euros(120000), ratio(0.6)),
                charts.Slice("Fonds propres", euros(80000), ratio(0.4)),
            ],
            charts.Quantity(Fraction(4, 5), "plafond 80 %"),
        ),
        charts.indicator_years(
            "annees",
            "Part du chiffre d’affaires avec les PME",
            ("Année", "Valeur", "Résultat"),
            [
                charts.YearFigure(2024, ratio(0.22), "Non atteinte"),
                charts.YearFigure(2025, ratio(None), "Indéterminée"),
                charts.YearFigure(2026, ratio(0.31), "Atteinte"),
            ],
            ratio(0.25),
            "plus de 25 %",
        ),
    ]


def summary(language: Language) -> SummaryList:
    names = Names(programme(GRID), language)
    texts = AnswerTexts(names)
    rows = []
    for kind in FieldKind:
        field = made_field(kind)
        columns = tuple(column.label for column in field.columns)
        lines = tuple(
            tuple(texts.of(column, row.get(column.id)) for column in field.columns)
            for row in (VALUES[kind] if columns else ())
        )
        rows.append(SummaryRow(field.label, texts.of(field, VALUES[kind]), "#", columns=columns, rows=lines))
    missing = SummaryRow("Nom du responsable", required=True, change="#")
    return SummaryList("Informations administratives", (*rows, missing, SummaryRow("Sigle", change="#")), "#")


def context(language: Language = "fr") -> dict[str, Any]:
    """What `gallery.html` shows."""
    label = programme(LABEL)
    group = next(group for group in label.groups if group.id == "effectifs")
    long_group = next(group for group in label.groups if group.id == "chiffre_affaires")
    maker = Widgets(Names(label, language))
    answers = {2019: {"etp_total": "9.5", "ca_total": "1250000.00"}, 2020: {"etp_total": "neuf"}}
    errors = {"annees.2020.etp_total": ["« neuf » n’est pas un nombre. Exemple : 9,5"]}
    groups = widgets(language)
    all_errors = {widget.name: widget.errors for widget in groups["Réponses à corriger"][:4]}
    labels = {widget.name: widget.label for widget in groups["Réponses à corriger"]}
    document = DocumentItem("statuts.pdf", "#", "1,2 Mo", "déposé le 3 mars 2027", "sha256:" + "ab" * 32, "Statuts")
    return {
        "frame": Frame("/compte/", "/connexion/", "/deconnexion/", "/langue/", foot=(Link("Accessibilité", "/a11y/"),)),
        "groups": groups,
        "errors": error_links(all_errors, labels),
        "tasks": TaskList(
            (
                Task(
                    "Informations administratives",
                    "#",
                    TaskState.COMPLETE,
                    editor="Modifiée par Claire Ménard hier à 18 h 02",
                ),
                Task(
                    "Chiffres",
                    "#",
                    TaskState.IN_PROGRESS,
                    "12 réponses obligatoires sur 31",
                    "Modifiée par vous à 23 h 41",
                ),
                Task("Qualité", "#", TaskState.TO_CORRECT, "Une correction est demandée"),
                Task("Charte", "#", TaskState.TO_START),
                Task("Listes de contrôle", "", TaskState.LOCKED, "S’ouvre après le dépôt"),
            ),
            "avant le vendredi 28 avril 2027 à 23 h 59 (heure de Paris), dans 3 jours",
        ),
        "outcomes": outcomes(),
        "acts": (
            TimelineEntry(
                "Dépôt du dossier", "2027-03-03T18:02", "3 mars 2027 à 18 h 02", "Claire Ménard", document=document
            ),
            TimelineEntry(
                "Correction demandée",
                "2027-03-12T10:00",
                "12 mars 2027 à 10 h",
                "Service de la région",
                "Joindre le bilan.",
            ),
            TimelineEntry("Clôture", "2027-04-28T23:59", "28 avril 2027 à 23 h 59", upcoming=True),
        ),
        "documents": (document, DocumentItem("bilan.xlsx", "#", "340 Ko", "hier", state="En cours d’analyse")),
        "pagination": Pagination(5, 12, "317 dossiers", (("q", "centre"), ("page", "5"))),
        "filters": Filters(
            "/region/",
            "317 dossiers, dont 12 à traiter",
            (
                Filter(
                    "etat", "État", (FilterOption("", "Tous", count=317), FilterOption("depose", "Déposés", True, 12))
                ),
            ),
            searched="centre",
            search_label="Structure ou numéro",
            clear="/region/",
        ),
        "empty": Empty(
            "Aucun dossier pour l’instant",
            "Les dossiers de votre région apparaîtront ici dès leur dépôt.",
            Link("Voir les campagnes", "#"),
        ),
        "confirm": Confirm(
            "Déposer ce dossier",
            "Le service de la région sera prévenu ; vos réponses ne pourront plus être modifiées.",
            "Déposer le dossier",
            "#",
            Link("Revenir au dossier", "#"),
            statement="Je certifie l’exactitude de ces réponses.",
            errors=("Cochez cette case pour déposer.",),
        ),
        "notices": [
            Notice(
                kind,
                f"Un message : {kind.value}",
                "Ce qui s’est passé, et ce que vous pouvez faire.",
                Link("Agir", "#"),
            )
            for kind in NoticeKind
        ],
        "form": SectionForm("/save", "dossier/section/personne", 3, "Enregistré à 23 h 41", "/connexion/"),
        "tables": [
            maker.years(group, (2019, 2020, 2021), answers, errors=errors),
            maker.years(long_group, (2019, 2020, 2021), answers),
        ],
        "charts": pictures(),
        "summary": summary(language),
    }
