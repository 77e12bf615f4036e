"""`poincon statistics`: a statistic of a population, as a dated value of a parameter."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from poincon.cahier.basics.problems import Unusable, suggestion
from poincon.cahier.basics.text import Text
from poincon.cahier.cli.files_beside import tell_files
from poincon.cahier.cli.inputs import day_of, file_path, package_of
from poincon.cahier.cli.reading_days import tell_filing
from poincon.cahier.cli.terminal import Terminal
from poincon.cahier.loading import Package
from poincon.cahier.model.kinds import Type

if TYPE_CHECKING:
    from poincon.cahier.columns import Population

DECIMALS = 2
MOST_DECIMALS = 6


def run(options: argparse.Namespace, terminal: Terminal) -> int:
    # Imported here: columns need NumPy, which few commands do.
    from poincon.cahier.cli.published_statistic import PublishedStatistic
    from poincon.cahier.cli.statistics_report import StatisticsReport
    from poincon.cahier.columns import read_population
    from poincon.cahier.simulation import statistic

    day, decimals = day_of(options.on), _decimals(options.decimals)
    package = package_of(options.programme, terminal)
    check_number(options.rule, package)
    population = read_population(file_path(options.population), package.programme)
    tell_files(population, terminal)
    tell_filing(package.programme, terminal)
    year = _year(options.year, population, options.population)
    published = PublishedStatistic(package, statistic(package, population, options.rule, day, year), day, decimals)
    if options.json:
        terminal.json(published.to_json())
    else:
        StatisticsReport(published, terminal).tell(options.population)
    return 0


# what is refused


def check_number(name: str, package: Package) -> None:
    """Raises `Unusable` unless that rule exists and its value is a number."""
    programme, rules = package.programme, package.rulebook.by_id
    if name in rules and rules[name].type is Type.NUMBER:
        return
    shown = name[:80]
    if name in rules:
        fr, en = f"« {shown} » n'est pas une règle qui donne un nombre.", f'"{shown}" is no rule that gives a number.'
    elif name in programme.fields or name in programme.parameter:
        part = Text("un champ", "a field") if name in programme.fields else Text("un paramètre", "a parameter")
        fr = f"« {shown} » est {part.fr} : une statistique se calcule sur une règle qui donne un nombre."
        en = f'"{shown}" is {part.en}: a statistic is computed of a rule that gives a number.'
    else:
        fr, en = f"« {shown} » n'est pas une règle du programme.", f'"{shown}" is no rule of the programme.'
    numbers = [rule for rule, checked in rules.items() if checked.type is Type.NUMBER]
    raise Unusable.because(programme.id, "not_a_number", fr, en, suggestion(name, numbers) or _examples(numbers))


def _examples(numbers: list[str]) -> Text | None:
    listed = ", ".join(numbers[:3])
    return Text(f"Exemples : {listed}.", f"Examples: {listed}.") if numbers else None


def _decimals(text: str | None) -> int:
    if text is None:
        return DECIMALS
    if text.isascii() and text.isdigit() and len(text) == 1 and int(text) <= MOST_DECIMALS:
        return int(text)
    raise Unusable.because(
        "--decimals",
        "decimals",
        f"« {text[:80]} » n'est pas un nombre de décimales.",
        f'"{text[:80]}" is not a number of decimals.',
        Text(f"De 0 à {MOST_DECIMALS}.", f"From 0 to {MOST_DECIMALS}."),
    )


def _year(text: str | None, population: Population, file: str) -> int | None:
    """The year given to `--year`: one that the population has. Raises `Unusable`."""
    if text is None:
        return None
    if population.years is None:
        raise Unusable.because(
            file[:200],
            "no_year_column",
            "cette population n'a pas de colonne « annee ».",
            'this population has no column "annee".',
            Text("Retirez --year, ou ajoutez cette colonne.", "Leave --year out, or add that column."),
        )
    years = sorted({int(year) for year in population.years.tolist()})
    if text.isascii() and text.isdigit() and len(text) == 4 and int(text) in years:
        return int(text)
    listed = ", ".join(map(str, years[:12])) + ("…" if len(years) > 12 else "")
    raise Unusable.because(
        "--year",
        "no_such_year",
        f"« {text[:80]} » n'est pas une année de cette population.",
        f'"{text[:80]}" is not a year of this population.',
        Text(f"Années possibles : {listed}.", f"Possible years: {listed}.") if years else None,
    )
