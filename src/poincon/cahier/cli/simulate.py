"""`poincon simulate`: a population judged before and after a change of parameters."""

from __future__ import annotations

import argparse
from fractions import Fraction

from poincon.cahier.basics.numbers import Number, parse_fraction, simplest
from poincon.cahier.basics.problems import Place, Problems, suggestion
from poincon.cahier.basics.text import Text
from poincon.cahier.basics.units import RATIO
from poincon.cahier.cli.files_beside import tell_files
from poincon.cahier.cli.inputs import day_of, file_path, package_of, table_example
from poincon.cahier.cli.reading_days import tell_filing
from poincon.cahier.cli.terminal import Terminal
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
                Text("Exemple : --set seuil=0.35", "Example: --set seuil=0.35"),
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
                suggestion(name, programme.valued),
            )
        elif name in changes:
            problems.add(place, "twice", "ce paramètre est donné deux fois.", "this parameter is given twice.")
        else:
            value = _value(text.strip(), parameter, place, problems)
            if value is not None:
                changes[name] = value
    problems.refuse()
    return changes


def _percentage(text: str) -> Number | None:
    """« 35 % » is 0.35."""
    value = parse_fraction(text[:-1].strip())
    return None if value is None else simplest(Fraction(value) / 100)


def _value(text: str, parameter: Parameter, place: Place, problems: Problems) -> Number | None:
    value = _percentage(text) if text.endswith("%") and parameter.unit == RATIO else parse_fraction(text)
    if value is None:
        problems.add(
            place,
            "number",
            f"« {text[:80]} » n'est pas un nombre.",
            f'"{text[:80]}" is not a number.',
            Text(
                "Exemples : 0.35, 35 %, 1250.50, 2/3 ; les décimales s'écrivent avec un point.",
                "Examples: 0.35, 35 %, 1250.50, 2/3; decimals are written with a point.",
            ),
        )
    elif parameter.unit.is_duration and value.denominator != 1:
        problems.add(place, "whole_duration", "une durée est un nombre entier.", "a duration is a whole number.")
        return None
    return value
