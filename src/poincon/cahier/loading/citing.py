"""What the texts of a programme may cite between braces: names of their own, identifiers of its fields and rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from poincon.cahier.basics.problems import Place, Problems, suggestion
from poincon.cahier.basics.text import Text
from poincon.cahier.model import Field, Parameter, Rule
from poincon.cahier.model.kinds import Type

_HABITS = dict.fromkeys(("date_depot", "date_de_depot", "depot"), "depose_le")
"""What people write for a name of a template."""


@dataclass(frozen=True, slots=True)
class Citable:
    """Identifiers of a programme. `values`: those that have something to be written; `unfit`: the others.

    Each of `unfit` has the formula of a rule that could be cited instead; empty when there is none to propose.
    """

    values: frozenset[str]
    unfit: Mapping[str, str]

    @classmethod
    def of(cls, fields: Iterable[Field], parameters: Iterable[Parameter], rules: Iterable[Rule]) -> Citable:
        values, unfit = set[str](), dict[str, str]()
        for field in fields:
            if field.type is not Type.OTHER and not field.yearly:
                values.add(field.id)
                continue
            unfit[field.id] = _read_by_a_rule(field)
            for column in field.columns:
                unfit.setdefault(column.id, _total(field, column))
        for parameter in parameters:
            if parameter.owners:
                unfit[parameter.id] = f"{parameter.id}({', '.join(parameter.owners)})" if parameter.by else ""
            else:
                values.add(parameter.id)
        values |= {rule.id for rule in rules}
        return cls(frozenset(values), {name: formula for name, formula in unfit.items() if name not in values})


def _read_by_a_rule(field: Field) -> str:
    if field.columns:
        return f"nombre({field.id})"
    return f"dernier({field.id})" if field.yearly and field.type is Type.NUMBER else ""


def _total(table: Field, column: Field) -> str:
    return f"somme({table.id}.{column.id})" if column.type is Type.NUMBER else f"premier({table.id}.{column.id})"


@dataclass(frozen=True, slots=True)
class CitingNames:
    """What one text may hold. `own`: names of the template; `citable`: None while the programme cannot be read."""

    own: frozenset[str]
    citable: Citable | None = Citable(frozenset(), {})

    def report(self, name: str, place: Place, problems: Problems) -> None:
        """Report a name that this text may not hold, and one that could mean two things."""
        if self.citable is None:
            return
        if name in self.own:
            if name in self.citable.values:
                _report_two_meanings(name, place, problems)
        elif name in self.citable.unfit:
            _report_unfit(name, self.citable.unfit[name], place, problems)
        elif name not in self.citable.values:
            problems.add(
                place,
                "unknown_name",
                f"« {{{name[:60]}}} » n'est pas un nom que ce texte peut citer.",
                f'"{{{name[:60]}}}" is not a name that this text may use.',
                self._of_habit(name) or suggestion(name, self.own | self.citable.values) or suggestion(name, self.own),
                names=(name,),
            )

    def _of_habit(self, name: str) -> Text | None:
        meant = _HABITS.get(name)
        return Text(f"Vouliez-vous dire « {meant} » ?", f'Did you mean "{meant}"?') if meant in self.own else None


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


def _report_unfit(name: str, formula: str, place: Place, problems: Problems) -> None:
    remedy = Text("Citez une règle qui le lit.", "Cite a rule that reads it.")
    if formula:
        rule = f"{{id: valeur_citee, libelle: …, valeur: {formula}, choix: …}}"
        remedy = Text(
            f"Ajoutez à « derives » une valeur qui le lit (« {rule} »), et citez « {{valeur_citee}} ».",
            f'Add to "derives" a value that reads it ("{rule}"), and cite "{{valeur_citee}}".',
        )
    problems.add(
        place,
        "uncitable_field",
        f"« {{{name}}} » n'est pas une valeur que l'on écrit : c'est un champ de chaque année, un tableau, une "
        "colonne, un document, un énoncé ou une table de paramètres.",
        f'"{{{name}}}" cannot be written: it is a field of each year, a table, a column, a document, a statement or a '
        "table of parameters.",
        remedy,
    )
