"""Conditions as they are written, in the words of the form: « Détail de n'est pas donné et Nature est Publique »."""

from __future__ import annotations

from poincon.cahier.explanation.names import Names
from poincon.cahier.formulas import tree


class Conditions:
    """Renders the condition of a « où »: what it asks, not what it found."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.fr = names.language == "fr"

    def say(self, fr: str, en: str) -> str:
        return fr if self.fr else en

    def words(self, node: tree.Node, *, negated: bool = False) -> str:
        match node:
            case tree.Not():
                return self.words(node.operand, negated=not negated)
            case tree.Logic():
                conjunction = node.conjunction is not negated
                joiner = self.say(" et ", " and ") if conjunction else self.say(" ou ", " or ")
                return joiner.join(self.words(operand, negated=negated) for operand in node.operands)
            case tree.Known():
                return f"{self.name(node.operand)} {self.given(negated=negated)}"
            case tree.Compare():
                sign = f"{node.comparison.value}"
                text = f"{self.name(node.first)} {sign} {self.name(node.second)}"
                return f"{self.say('non', 'not')} ({text})" if negated else text
            case tree.OptionIs():
                return f"{self.name(node.operand)} {self.verb(negated=negated)} {self.option(node)}"
        return f"{self.say('non', 'not')} ({self.name(node)})" if negated else self.name(node)

    def given(self, *, negated: bool) -> str:
        return self.say("n'est pas donné", "is not given") if negated else self.say("est donné", "is given")

    def verb(self, *, negated: bool) -> str:
        return self.say("n'est pas", "is not") if negated else self.say("est", "is")

    def option(self, node: tree.OptionIs) -> str:
        operand = node.operand
        field = operand.column if isinstance(operand, tree.ColumnValue) else getattr(operand, "field", None)
        option = field.option(node.option) if field is not None else None
        return self.names.option(field, option) if field is not None and option is not None else node.option

    def name(self, node: tree.Node) -> str:
        match node:
            case tree.ColumnValue():
                label = self.names.any_field(node.column)
                return self.say(f"{label} de la ligne", f"{label} of the row") if node.of_line else label
            case tree.FieldValue():
                return self.names.field(node.field)
            case tree.ParameterValue():
                return self.names.parameter(node.parameter)
            case tree.RuleValue() | tree.StatusTest():
                return self.names.rule(node.rule)
        return node.text
