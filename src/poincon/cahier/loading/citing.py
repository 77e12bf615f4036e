"""What the texts of a programme may cite between braces: names of their own, identifiers of its fields and rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from poincon.cahier.basics.problems import Place, Problems, suggestion
from poincon.cahier.basics.text import Text
from poincon.cahier.model import Field, Parameter, Rule
from poincon.cahier.model.kinds import Type


@dataclass(frozen=True, slots=True)
class Citable:
    """Identifiers of a programme. `values`: those that have something to be written; `unfit`: the others."""

    values: frozenset[str]
    unfit: frozenset[str]

    @classmethod
    def of(cls, fields: Iterable[Field], parameters: Iterable[Parameter], rules: Iterable[Rule]) -> Citable:
        by_fitness: dict[bool, set[str]] = {True: set(), False: set()}
        for field in fields:
            by_fitness[field.type is not Type.OTHER and not field.yearly].add(field.id)
        for parameter in parameters:
            by_fitness[not parameter.owners].add(parameter.id)
        computed = {rule.id for rule in rules}
        return cls(frozenset(by_fitness[True] | computed), frozenset(by_fitness[False] - computed))


@dataclass(frozen=True, slots=True)
class CitingNames:
    """What one text may hold. `own`: names of the template; `citable`: None while the programme cannot be read."""

    own: frozenset[str]
    citable: Citable | None = Citable(frozenset(), frozenset())

    def report(self, name: str, place: Place, problems: Problems) -> None:
        """Report a name that this text may not hold, and one that could mean two things."""
        if self.citable is None:
            return
        if name in self.own:
            if name in self.citable.values:
                _report_two_meanings(name, place, problems)
        elif name in self.citable.unfit:
            _report_unfit(name, place, problems)
        elif name not in self.citable.values:
            problems.add(
                place,
                "unknown_name",
                f"« {{{name[:60]}}} » n'est pas un nom que ce texte peut citer.",
                f'"{{{name[:60]}}}" is not a name that this text may use.',
                suggestion(name, self.own | self.citable.values) or suggestion(name, self.own),
                names=(name,),
            )


def _report_two_meanings(name: str, place: Place, problems: Problems) -> None:
    problems.warn(
        place,
        "two_meanings",
        f"« {{{name}}} » est ici le nom du modèle, et non ce que le programme appelle « {name} ».",
        f'"{{{name}}}" is the template\'s own name here, not what the programme calls "{name}".',
        Text(
            "Pour citer celui du programme, lisez-le dans une valeur dérivée qui porte un autre nom.",
            "To cite the programme's, read it in a derived value of another name.",
        ),
    )


def _report_unfit(name: str, place: Place, problems: Problems) -> None:
    problems.add(
        place,
        "uncitable_field",
        f"« {{{name}}} » n'est pas une valeur que l'on écrit : c'est un champ de chaque année, un tableau, "
        "un document, un énoncé ou une table de paramètres.",
        f'"{{{name}}}" cannot be written: it is a field of each year, a table, a document, a statement or a table '
        "of parameters.",
        Text("Citez une règle qui le lit.", "Cite a rule that reads it."),
    )
