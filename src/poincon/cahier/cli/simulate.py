"""`poincon simulate`: a population judged before and after a change of parameters."""

from __future__ import annotations

import argparse
from fractions import Fraction

from poincon.cahier.basics.meant import number_meant
from poincon.cahier.basics.numbers import Number, decimal_text, finite_decimals, parse_fraction, simplest
from poincon.cahier.basics.problems import Place, Problems, suggestion
from poincon.cahier.basics.text import Text
from poincon.cahier.basics.units import RATIO
from poincon.cahier.cli.files_beside import tell_files
from poincon.cahier.cli.inputs import day_of, file_path, package_of, table_example
from poincon.cahier.cli.reading_days import tell_filing
from poincon.cahier.cli.terminal import Terminal
from poincon.cahier.loading.parameter_values import of_duration
from poincon.cahier.model import Parameter, Programme


def run(options: argparse.Namespace, terminal: Terminal) -> int:
    # Imported here: columns need NumPy, which no other command does.
    from poincon.cahier.cli.simulate_report import SimulationReport
    from poincon.cahier.columns import read_population
    from poincon.cahier.simulation import simulate

    day = day_of(options.on)
    package = package_of(options.programme, terminal)
    changes = changes_of(options.set, package.programme)
    population = read_population(file_path(options.population), package.programme)
    tell_files(population, terminal)
    tell_filing(package.programme, terminal)
    simulation = simulate(package, population, changes, day)
    if options.json:
        terminal.json(simulation.to_json())
    else:
        SimulationReport(package, simulation, terminal).tell(options.population)
    return 0


def changes_of(settings: list[str], programme: Programme) -> dict[str, Number]:
    """The parameters given by `--set NAME=VALUE`. Raises `Unusable` with everything that is wrong."""
    problems = Problems()
    changes: dict[str, Number] = {}
    for setting in settings:
        name, equals, text = setting.partition("=")
        place = Place("--set", path=name[:80])
        parameter, table = programme.valued.get(name), programme.parameter.get(name)
        if not equals:
            problems.add(
                Place("--set", path=setting[:80]),
                "setting",
                "il faut PARAMÈTRE=VALEUR.",
                "PARAMETER=VALUE is needed.",
                _example(setting.strip(), programme),
            )
        elif parameter is None and table is not None:
            problems.add(
                place,
                "table",
                f"« {name[:80]} » est une table : on change une de ses valeurs.",
                f'"{name[:80]}" is a table: one of its values is what is changed.',
                table_example(table),
            )
        elif parameter is None:
            problems.add(
                place,
                "unknown_parameter",
                f"aucun paramètre « {name[:80]} ».",
                f'there is no parameter "{name[:80]}".',
                _of_parameter(name, programme),
            )
        elif name in changes:
            fr, en = "ce paramètre est donné deux fois.", "this parameter is given twice."
            problems.add(place, "twice", fr, en, Text("Gardez un seul --set pour lui.", "Keep only one --set for it."))
        else:
            value = _value(text.strip(), parameter, place, problems)
            if value is not None:
                changes[name] = value
    problems.refuse()
    return changes


def _example(name: str, programme: Programme) -> Text:
    """How a setting is written, with that parameter when there is one of that name."""
    parameter = name if name in programme.valued else "seuil"
    return Text(f"Exemple : --set {parameter}=0.35", f"Example: --set {parameter}=0.35")


def _of_parameter(name: str, programme: Programme) -> Text | None:
    """The parameter that was meant; what the name is, when it is that of something else."""
    if name.strip() in programme.valued:
        return Text(f"Écrivez --set {name.strip()}=…, sans espace.", f"Write --set {name.strip()}=…, without a space.")
    noun = Text("", "")
    if name in programme.fields:
        noun = Text("C'est un champ : --set change un paramètre. ", "It is a field: --set changes a parameter. ")
    elif name in programme.rule:
        noun = Text("C'est une règle : --set change un paramètre. ", "It is a rule: --set changes a parameter. ")
    names = suggestion(name, programme.valued) or Text("", "")
    return Text(noun.fr + names.fr, noun.en + names.en) if noun.fr or names.fr else None


def _percentage(text: str) -> Number | None:
    """« 35 % » is 0.35."""
    value = parse_fraction(text[:-1].strip())
    return None if value is None else simplest(Fraction(value) / 100)


def _of_number(text: str) -> Text:
    meant = number_meant(text)
    if meant is not None and finite_decimals(meant) is not None:
        return Text(f"Écrivez {decimal_text(meant)}.", f"Write {decimal_text(meant)}.")
    return Text(
        "Exemples : 0.35, 35 %, 1250.50, 2/3 ; les décimales s'écrivent avec un point.",
        "Examples: 0.35, 35 %, 1250.50, 2/3; decimals are written with a point.",
    )


def _value(text: str, parameter: Parameter, place: Place, problems: Problems) -> Number | None:
    value = _percentage(text) if text.endswith("%") and parameter.unit == RATIO else parse_fraction(text)
    if value is None:
        problems.add(
            place,
            "number",
            f"« {text[:80]} » n'est pas un nombre.",
            f'"{text[:80]}" is not a number.',
            of_duration(text, parameter.unit) or _of_number(text),
        )
    elif parameter.unit.is_duration and value.denominator != 1:
        problems.add(place, "whole_duration", "une durée est un nombre entier.", "a duration is a whole number.")
        return None
    return value
