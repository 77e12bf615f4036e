"""What a package may mean, but seldom does: rules that no row sets aside, rules that read what may be hidden.

Nothing here is an error: the package loads, and its author is warned.
"""

from __future__ import annotations

from collections.abc import Iterator

from poincon.cahier.basics.problems import Problems
from poincon.cahier.basics.text import Language, Text, enumeration
from poincon.cahier.formulas import tree
from poincon.cahier.formulas.checked_rules import CheckedRule
from poincon.cahier.formulas.entry import report_filled_later
from poincon.cahier.formulas.facts import Facts, facts_of, has_row, implied, known, of_any_year
from poincon.cahier.formulas.rulebook import Rulebook
from poincon.cahier.formulas.same_sides import report_same_sides
from poincon.cahier.formulas.table_functions import TABLE_FUNCTIONS
from poincon.cahier.formulas.tree import Node
from poincon.cahier.formulas.visibility import fields_at
from poincon.cahier.model import UNDATED, Field, Formula, Programme, Rule, Strength

_DECISIVE = {Strength.PREREQUISITE, Strength.ELIMINATING, Strength.REQUIRED}
_NOTHING: Facts = frozenset()
_Loop = tree.ForEach | tree.OverTable


def report_cautions(book: Rulebook, problems: Problems) -> None:
    """Warn of rules that an empty table sets aside, that read a field which may be hidden, or what others fill."""
    hidden = _HiddenFields(book)
    for checked in book.rules:
        if checked.rule.strength in _DECISIVE and checked.applicable is None:
            _report_empty_table(checked, problems)
        hidden.report(checked, problems)
    _report_ended_tables(book, problems)
    report_filled_later(book, problems)
    report_same_sides(book, problems)
    _report_idle_reading_days(book.programme, problems)


def _report_idle_reading_days(programme: Programme, problems: Problems) -> None:
    """Warn of a day at which a value is read, where the value is the same every day."""
    for parameter in programme.parameters:
        days = {since for figure in parameter.valued for since, _ in figure.values}
        if parameter.read_on and days == {UNDATED} and not parameter.campaign:
            problems.warn(
                parameter.place,
                "idle_reading_day",
                f"« lecture » ne sert à rien : « {parameter.id} » n'a pas de date, sa valeur est la même chaque jour.",
                f'"lecture" is of no use: the value of "{parameter.id}" has no date, it is the same every day.',
                Text(
                    "Retirez « lecture », ou datez la valeur : « valeurs: {2022-01-01: …} ».",
                    'Take "lecture" away, or date the value: "valeurs: {2022-01-01: …}".',
                ),
            )


# what goes through no row


def _report_empty_table(checked: CheckedRule, problems: Problems) -> None:
    rule = checked.rule
    for formula, top in _formulas(checked):
        loop = _deciding_loop(top)
        if loop is None:
            continue
        tables = [table.id for table, _ in _tables_of(loop)]
        rows = _number_of_rows(loop)
        problems.warn(
            formula.place,
            "decided_by_no_row",
            f"sans aucune ligne dans {_quoted(tables, 'fr')}, {_loop_words(loop).fr} est sans objet : "
            f"la règle « {rule.id} » serait écartée sans qu'on l'ait décidé.",
            f"without any row in {_quoted(tables, 'en')}, {_loop_words(loop).en} is not applicable: "
            f'the rule "{rule.id}" would be set aside without anybody having decided so.',
            Text(
                f"Si c'est voulu, écrivez « applicable_si: {rows} > 0 » ; s'il faut au moins une ligne, "
                f"« {rows} > 0 et … » dans la formule.",
                f'If it is meant, write "applicable_si: {rows} > 0"; if at least one row is needed, '
                f'"{rows} > 0 et …" in the formula.',
            ),
        )
        return


def _loop_words(loop: _Loop) -> Text:
    if isinstance(loop, tree.ForEach):
        return Text("ce « pour chaque »", 'this "pour chaque"')
    return Text(f"« {loop.function}(…) »", f'"{loop.function}(…)"')


def _number_of_rows(loop: _Loop) -> str:
    """The formula that counts the rows that the loop looks at."""
    return " + ".join(
        f"nombre({table.id} où {condition.text})" if condition else f"nombre({table.id})"
        for table, condition in _tables_of(loop)
    )


def _tables_of(loop: _Loop) -> list[tuple[Field, Node | None]]:
    """Its tables, each with the « où » that chooses among its rows: that of a loop looks at the first table only."""
    if isinstance(loop, tree.OverTable):
        return [(loop.table, loop.condition)]
    return [(table, loop.condition if table is loop.tables[0] else None) for table in loop.tables]


def _deciding_loop(node: Node, facts: Facts = _NOTHING) -> _Loop | None:
    """What goes through rows and, over none, makes the node not applicable; None when nothing does."""
    if isinstance(node, tree.Known):
        return None
    if isinstance(node, tree.OverTable) and TABLE_FUNCTIONS[node.function].zero_when_empty:
        return None
    if isinstance(node, tree.ForEach | tree.OverTable):
        if any(has_row(table, condition, facts) for table, condition in _tables_of(node)):
            return None
        return node
    loops = [_deciding_loop(child, settled) for child, settled in _below(node, facts)]
    if isinstance(node, tree.Logic) and not all(loops):
        return None  # what is not applicable is left out: the rest decides
    return next((loop for loop in loops if loop is not None), None)


# tables whose last band ends


def _report_ended_tables(book: Rulebook, problems: Problems) -> None:
    """Warn of decisive rules that a number above the last band of a table would set aside."""
    ended: dict[str, str] = {}
    """By rule: the table that may set its value aside."""
    for checked in book.rules:
        tables = (
            node.parameter.id
            for top in checked.trees
            for node in tree.walk(top)
            if isinstance(node, tree.Lookup) and node.parameter.has_end
        )
        table = next(tables, None) or next((ended[name] for name in sorted(checked.reads) if name in ended), None)
        if table is None or checked.applicable is not None:
            continue
        ended[checked.rule.id] = table
        if checked.rule.strength in _DECISIVE:
            problems.warn(
                checked.rule.place,
                "above_last_band",
                f"au-dessus de sa dernière tranche, « {table} » est sans objet : la règle « {checked.rule.id} » serait "
                "écartée par un nombre trop grand.",
                f'above its last band, "{table}" is not applicable: the rule "{checked.rule.id}" would be set aside '
                "by too great a number.",
                Text(
                    "Ajoutez une dernière tranche sans borne (« - valeur: … »), ou dites « applicable_si » quand la "
                    "règle concerne le dossier.",
                    'Add a last band without a bound ("- valeur: …"), or say with "applicable_si" when the rule '
                    "concerns the dossier.",
                ),
            )


# fields that may be hidden


class _HiddenFields:
    """The fields that a condition of theirs, of their group or of their section may hide."""

    def __init__(self, book: Rulebook) -> None:
        self.conditions: dict[str, tuple[Node, ...]] = {}
        for name, field in book.programme.fields.items():
            conditions = tuple(book.conditions_of(field))
            if conditions:
                self.conditions[name] = conditions

    def report(self, checked: CheckedRule, problems: Problems) -> None:
        applicable = _NOTHING if checked.applicable is None else facts_of(checked.applicable)
        reported: set[str] = set()
        for formula, top in _formulas(checked):
            facts = _NOTHING if top is checked.applicable else applicable
            by_condition: dict[str, list[str]] = {}
            for name in dict.fromkeys(self.read_though_hidden(top, facts)):
                if name not in reported:
                    by_condition.setdefault(self.condition_of(name), []).append(name)
                    reported.add(name)
            for condition, names in by_condition.items():
                _warn_of_hidden(checked.rule, formula, names, condition, problems)

    def read_though_hidden(self, node: Node, facts: Facts) -> Iterator[str]:
        """Fields that the node may need while they are hidden; `connu(x)` is false then, and never unknown."""
        if isinstance(node, tree.Known | tree.DeclaredAbsent):
            return
        for field in fields_at(node):
            conditions = self.conditions.get(field.id, ())
            if known(field) not in facts and not all(implied(condition, facts) for condition in conditions):
                yield field.id
        for child, settled in _below(node, facts):
            yield from self.read_though_hidden(child, settled)

    def condition_of(self, name: str) -> str:
        """As `applicable_si` would hold it."""
        texts = [condition.text for condition in self.conditions[name]]
        return texts[0] if len(texts) == 1 else " et ".join(f"({text})" for text in texts)


def _warn_of_hidden(rule: Rule, formula: Formula, names: list[str], condition: str, problems: Problems) -> None:
    several = len(names) > 1
    problems.warn(
        formula.place,
        "reads_hidden",
        f"la règle « {rule.id} » lit {_quoted(names, 'fr')}, "
        + ("qui peuvent être masqués" if several else "qui peut être masqué")
        + f" (visible_si: {condition}) : la règle serait alors indéterminée.",
        f'the rule "{rule.id}" reads {_quoted(names, "en")}, which may be hidden (visible_si: {condition}): '
        "the rule would then be undetermined.",
        Text(
            f"Ajoutez « {condition} » à « applicable_si », ou lisez {'ces champs' if several else 'ce champ'} "
            "sous cette condition (« … et … », « si … alors … »).",
            f'Add "{condition}" to "applicable_si", or read {"these fields" if several else "this field"} '
            'under this condition ("… et …", "si … alors …").',
        ),
    )


# formulas


def _formulas(checked: CheckedRule) -> Iterator[tuple[Formula, Node]]:
    """What is written of a rule, with the tree of each: its formula, what its value is compared with, its condition."""
    rule = checked.rule
    if rule.formula and checked.formula:
        yield rule.formula, checked.formula
    if rule.target and checked.target:
        yield rule.target.formula, checked.target.second
    if rule.applicable_if and checked.applicable:
        yield rule.applicable_if, checked.applicable


def _below(node: Node, facts: Facts) -> Iterator[tuple[Node, Facts]]:
    """The nodes right below, each with what holds where it matters."""
    match node:
        case tree.Logic():
            settled = [facts_of(operand, node.conjunction) for operand in node.operands]
            for index, operand in enumerate(node.operands):
                yield operand, facts.union(*settled[:index], *settled[index + 1 :])
        case tree.If():
            yield node.condition, facts
            yield node.then, facts | facts_of(node.condition)
            yield node.otherwise, facts | facts_of(node.condition, False)
        case tree.Before() | tree.OverYears():
            yield node.operand, of_any_year(facts)
        case tree.ForEach() if node.condition is not None and len(node.tables) == 1:
            yield node.condition, facts
            yield node.body, facts | facts_of(node.condition)
        case _:
            for child in tree.children(node):
                yield child, facts


def _quoted(names: list[str], language: Language) -> str:
    return enumeration([f'"{name}"' if language == "en" else f"« {name} »" for name in names], language)
