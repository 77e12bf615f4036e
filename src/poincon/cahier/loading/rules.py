"""`regles.yaml`: parameters and rules of every kind."""

from __future__ import annotations

from poincon.cahier.basics.problems import Problems
from poincon.cahier.basics.text import Text
from poincon.cahier.loading.form import FormReader, formula_of
from poincon.cahier.loading.identity import IdentityReader, report_duplicate, unique_entries
from poincon.cahier.loading.parameters import KeyOwners, ParameterReader
from poincon.cahier.loading.shapes import ProgrammeEntry
from poincon.cahier.model import CriterionGroup, Rule, RuleKind, Strength, Target, VerdictLine
from poincon.cahier.model.enums import RULE_BLOCKS, TARGETS

_FIXED_STRENGTHS: dict[RuleKind, Strength | None] = {
    RuleKind.DERIVED: None,
    RuleKind.PREREQUISITE: Strength.PREREQUISITE,
    RuleKind.INDICATOR: None,
    RuleKind.CRITERION: None,
    RuleKind.SCORE: None,
    RuleKind.SCHEDULE: None,
    RuleKind.COHERENCE: Strength.REQUIRED,
    RuleKind.RECOMMENDATION: None,
    RuleKind.VERDICT: None,
}
"""What a rule weighs by its kind alone; None: what the package says, if anything."""


class RulesReader:
    def __init__(self, entry: ProgrammeEntry, identity: IdentityReader, form: FormReader, problems: Problems) -> None:
        self.identity = identity
        self.form = form
        self.problems = problems
        self.places = dict(form.places)
        parameters = ParameterReader(identity, KeyOwners(form.fields, entry), problems)
        self.parameters = tuple(
            parameters.read(parameter)
            for parameter in unique_entries(entry.get("parametres", []), problems)
            if self._take(parameter)
        )
        self.criterion_groups = tuple(
            self._criterion_group(group) for group in unique_entries(entry.get("groupes_de_criteres", []), problems)
        )
        blocks = [
            (kind, rule)
            for block, kind in RULE_BLOCKS.items()
            for rule in unique_entries(entry.get(block, []), problems)
        ]
        self.rules = tuple(self._rule(kind, rule) for kind, rule in blocks if self._take(rule))
        self._check_groups()
        self._check_links(entry)

    def _take(self, entry: ProgrammeEntry) -> bool:
        identifier = entry.get("id")
        if identifier in self.places:
            report_duplicate(identifier, entry.at("id"), self.places[identifier], self.problems)
            return False
        self.places[identifier] = entry.at("id")
        return True

    def _criterion_group(self, entry: ProgrammeEntry) -> CriterionGroup:
        return CriterionGroup(
            entry.get("id", ""), entry.get("libelle", ""), self.identity.reference(entry), entry.place
        )

    def _rule(self, kind: RuleKind, entry: ProgrammeEntry) -> Rule:
        condition = formula_of(entry, "condition")
        formula = formula_of(entry, "valeur") or condition
        if kind is RuleKind.INDICATOR:
            self._check_indicator(entry)
        return Rule(
            id=entry.get("id"),
            kind=kind,
            label=entry.get("libelle", ""),
            reference=self.identity.reference(entry),
            place=entry.place,
            help=entry.get("aide", ""),
            formula=formula,
            is_condition=condition is not None,
            unit=self.identity.unit(entry) if "unite" in entry else None,
            target=self._target(entry.get("cible")),
            strength=entry.get("force") or _FIXED_STRENGTHS[kind],
            applicable_if=formula_of(entry, "applicable_si"),
            shown=entry.get("affiche", False),
            question=entry.get("question", ""),
            scale=self._criterion_scale(entry),
            group=self._group_of_criterion(entry),
            evidence=tuple(entry.get("preuves", ())),
            sections=tuple(entry.get("rubriques", ())),
            linked_to=entry.get("lie_a"),
            linked_share=entry.get("part_liee"),
            message=entry.get("message", ""),
            text=entry.get("texte", ""),
            levers=tuple(entry.get("leviers", ())),
            lines=self._verdict_lines(entry) if kind is RuleKind.VERDICT else (),
        )

    def _check_indicator(self, entry: ProgrammeEntry) -> None:
        has_value, has_condition = self._has(entry, "valeur"), self._has(entry, "condition")
        if has_value == has_condition:
            self.problems.add(
                entry.place,
                "value_or_condition",
                "un indicateur a « valeur » ou « condition », l'un des deux.",
                'an indicator has "valeur" or "condition", one of the two.',
            )
        has_target = self._has(entry, "cible")
        if has_condition and has_target:
            self.problems.add(
                entry.at("cible"),
                "target_of_condition",
                "une condition n'a pas de cible.",
                "a condition has no target.",
            )
        has_status = has_target or has_condition
        if has_status and "force" not in entry.keys:
            self.problems.add(
                entry.place,
                "missing_key",
                "la clé « force » manque : ce que pèse la cible.",
                'the key "force" is missing: what the target weighs.',
            )
        if not has_status and "force" in entry:
            self.problems.add(
                entry.at("force"),
                "strength_without_target",
                "une force dit ce que pèse une cible, et il n'y en a pas.",
                "a strength says what a target weighs, and there is none.",
                Text(
                    "Ajoutez « cible » (par exemple « cible: {au_moins: seuil} »), ou retirez « force ».",
                    'Add "cible" (as in "cible: {au_moins: seuil}"), or remove "force".',
                ),
            )

    def _has(self, entry: ProgrammeEntry, key: str) -> bool:
        """Whether a key has a value, be it a wrong one, which is told."""
        return key in entry or (key in entry.keys and self.problems.told_within(entry.at(key)))

    def _target(self, entry: ProgrammeEntry | None) -> Target | None:
        if entry is None:
            return None
        comparisons = [name for name in TARGETS if name in entry]
        if len(comparisons) != 1 and self.problems.told_within(entry.place):
            return None
        if len(comparisons) != 1:
            self.problems.add(
                entry.place,
                "one_target",
                f"il faut une comparaison, et une seule : {', '.join(TARGETS)}.",
                f"one comparison is needed, and only one: {', '.join(TARGETS)}.",
            )
            return None
        formula = formula_of(entry, comparisons[0])
        return Target(TARGETS[comparisons[0]], formula) if formula else None

    def _verdict_lines(self, entry: ProgrammeEntry) -> tuple[VerdictLine, ...]:
        """The lines in their order. One identifier may stand on several lines: it then has one label."""
        entries: list[ProgrammeEntry] = entry.get("lignes", [])
        if entry.get("lignes") == []:
            self.problems.add(
                entry.at("lignes"), "no_line", "il faut au moins une ligne.", "at least one line is needed."
            )
        labels: dict[str, str] = {}
        for line in entries:
            name, label = line.get("id", ""), line.get("libelle", "")
            if labels.setdefault(name, label) != label:
                self.problems.add(
                    line.at("libelle"),
                    "two_labels",
                    f"« {name} » porte déjà un autre libellé : « {labels[name]} ».",
                    f'"{name}" already has another label: "{labels[name]}".',
                )
        for line in entries[:-1]:
            if "si" not in line.keys:
                self.problems.add(
                    line.place,
                    "missing_key",
                    "la clé « si » manque : seule la dernière ligne peut s'en passer.",
                    'the key "si" is missing: only the last line may do without it.',
                    Text("Les lignes qui suivent ne serviraient jamais.", "The lines after it would never be used."),
                )
        return tuple(
            VerdictLine(line.get("id", ""), line.get("libelle", ""), formula_of(line, "si"), line.place)
            for line in entries
        )

    def _criterion_scale(self, entry: ProgrammeEntry) -> str | None:
        name: str | None = entry.get("echelle")
        if name is not None:
            place = entry.at("echelle")
            self.identity.check_names([name], self.form.scales.names, place, "échelle", "scale")
            self.form.scales.check_levels(name, "statut", place)
        return name

    def _group_of_criterion(self, entry: ProgrammeEntry) -> str | None:
        name: str | None = entry.get("groupe")
        if name is not None:
            groups = [group.id for group in self.criterion_groups]
            self.identity.check_names([name], groups, entry.at("groupe"), "groupe de critères", "group of criteria")
        return name

    def _check_groups(self) -> None:
        for group in self.criterion_groups:
            if not any(rule.group == group.id for rule in self.rules):
                self.problems.add(
                    group.place,
                    "empty_group",
                    f"aucun critère n'est du groupe « {group.id} ».",
                    f'no criterion is of the group "{group.id}".',
                    Text(
                        f"Écrivez « groupe: {group.id} » dans ses critères.",
                        f'Write "groupe: {group.id}" in its criteria.',
                    ),
                )

    def _check_links(self, entry: ProgrammeEntry) -> None:
        fields, sections = self.form.fields, [section.id for section in self.form.sections]
        scores = [rule.id for rule in self.rules if rule.kind is RuleKind.SCORE]
        for criterion in entry.get("criteres", []):
            self.identity.check_names(criterion.get("preuves", []), fields, criterion.at("preuves"), "champ", "field")
        for score in entry.get("scores", []):
            self.identity.check_names(
                score.get("rubriques", []), sections, score.at("rubriques"), "rubrique", "section"
            )
            if ("lie_a" in score) != ("part_liee" in score):
                self.problems.add(
                    score.place,
                    "linked_score",
                    "« lie_a » et « part_liee » vont ensemble.",
                    '"lie_a" and "part_liee" go together.',
                )
            elif "lie_a" in score:
                self.identity.check_names([score.get("lie_a")], scores, score.at("lie_a"), "score", "score")
                parameters = [parameter.id for parameter in self.parameters if not parameter.owners]
                self.identity.check_names(
                    [score.get("part_liee")], parameters, score.at("part_liee"), "paramètre", "parameter"
                )
            scored_sections = set(score.get("rubriques", []))
            if scored_sections and not any(
                field.scale and field.section in scored_sections for field in fields.values()
            ):
                self.problems.add(
                    score.at("rubriques"),
                    "no_statement",
                    "ces rubriques n'ont aucun énoncé à noter.",
                    "these sections have no statement to score.",
                    names=tuple(sorted(scored_sections)),
                )
