"""`regles.yaml`: parameters and rules of every kind."""

from __future__ import annotations

from poincon.cahier.basics.located import Scalar
from poincon.cahier.basics.problems import Problems, suggestion
from poincon.cahier.basics.text import Text, to_write
from poincon.cahier.basics.units import Unit
from poincon.cahier.loading import remedies
from poincon.cahier.loading.form import FormReader, formula_of
from poincon.cahier.loading.identity import IdentityReader, report_duplicate, unique_entries
from poincon.cahier.loading.meanings import STRENGTH_MEANINGS
from poincon.cahier.loading.parameter_owners import KeyOwners
from poincon.cahier.loading.parameters import ParameterReader
from poincon.cahier.loading.shapes import TEXT, ProgrammeEntry
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
_OF_INDICATOR = ("valeur", "condition", "cible", "force")
_FILL_OR_REMOVE = Text("Donnez sa valeur, ou retirez la clé.", "Give its value, or remove the key.")

_STRENGTH_LACKING = Text(
    f"Ajoutez par exemple « force: requise ». {remedies.of_word('', STRENGTH_MEANINGS).fr}",
    f'Add for instance "force: requise". {remedies.of_word("", STRENGTH_MEANINGS).en}',
)


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
            unit=self._unit(entry),
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

    def _unit(self, entry: ProgrammeEntry) -> Unit | None:
        """In what a rule tells its value, when it says so; one that is told not to exist says nothing."""
        unit = self.identity.unit(entry) if "unite" in entry else None
        return None if self.problems.told_within(entry.at("unite")) else unit

    def _check_indicator(self, entry: ProgrammeEntry) -> None:
        empty = next((key for key in _OF_INDICATOR if entry.is_empty(key)), None)
        if empty is not None:
            fr, en = f"la clé « {empty} » est vide.", f'the key "{empty}" is empty.'
            self.problems.add(entry.at(empty), "empty_key", fr, en, _FILL_OR_REMOVE)
            return
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
                _STRENGTH_LACKING,
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
        node, scales = entry.get("echelle"), self.form.scales.names
        if node is None:
            return None
        if not isinstance(node, Scalar):
            fr, en = (
                "il faut le nom d'une échelle de formulaire.yaml.",
                "the name of a scale of formulaire.yaml is needed.",
            )
            declared = to_write("echelles: [{id: …, libelle: …, niveaux: […]}]")
            self.problems.add(node.place, "wrong_kind", fr, en, suggestion("", scales) or declared)
            return None
        name: str | None = TEXT.read(node, self.problems)
        if name is not None:
            self.identity.check_names([name], scales, node.place, "échelle", "scale")
            self.form.scales.check_levels(name, "statut", node.place)
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
        for criterion in entry.get("criteres", []):
            self._check_evidence(criterion)
        for score in entry.get("scores", []):
            self._check_share(score)
            self._check_sections(score)

    def _check_evidence(self, criterion: ProgrammeEntry) -> None:
        rules, fields = {rule.id for rule in self.rules}, self.form.fields
        for name in criterion.get("preuves", []):
            if name in rules and name not in fields:
                self.problems.add(
                    criterion.at("preuves"),
                    "evidence_rule",
                    f"« {name} » est une règle : « preuves » cite des champs.",
                    f'"{name}" is a rule: "preuves" cites fields.',
                    suggestion("", fields) or Text("Retirez-la.", "Remove it."),
                )
            else:
                self.identity.check_names([name], fields, criterion.at("preuves"), "champ", "field")

    def _check_share(self, score: ProgrammeEntry) -> None:
        """The score that another is linked to, and the parameter that says for which share."""
        scores = [rule.id for rule in self.rules if rule.kind is RuleKind.SCORE]
        parameters = [parameter.id for parameter in self.parameters if not parameter.owners]
        if ("lie_a" in score) != ("part_liee" in score):
            written, lacking = ("lie_a", "part_liee") if "lie_a" in score else ("part_liee", "lie_a")
            noun = Text("un_parametre", "a_parameter") if lacking == "part_liee" else Text("un_score", "a_score")
            self.problems.add(
                score.at(written),
                "linked_score",
                "« lie_a » et « part_liee » vont ensemble.",
                '"lie_a" and "part_liee" go together.',
                Text(
                    f"Ajoutez « {lacking}: {noun.fr} », ou retirez « {written} ».",
                    f'Add "{lacking}: {noun.en}", or remove "{written}".',
                ),
            )
        elif "lie_a" in score:
            self.identity.check_names([score.get("lie_a")], scores, score.at("lie_a"), "score", "score")
            self.identity.check_names(
                [score.get("part_liee")], parameters, score.at("part_liee"), "paramètre", "parameter"
            )

    def _check_sections(self, score: ProgrammeEntry) -> None:
        sections = [section.id for section in self.form.sections]
        marked = {field.section for field in self.form.fields.values() if field.scale}
        written = set(score.get("rubriques", []))
        self.identity.check_names(score.get("rubriques", []), sections, score.at("rubriques"), "rubrique", "section")
        if written and written.isdisjoint(marked):
            listed = ", ".join(section for section in sections if section in marked)
            self.problems.add(
                score.at("rubriques"),
                "no_statement",
                "ces rubriques n'ont aucun énoncé à noter.",
                "these sections have no statement to score.",
                Text(f"Rubriques qui en ont : {listed}.", f"Sections that have some: {listed}.")
                if listed
                else Text("Donnez-leur un champ de type « enonce ».", 'Give them a field of type "enonce".'),
                names=tuple(sorted(written)),
            )
