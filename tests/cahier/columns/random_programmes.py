"""Small random programmes: well typed by construction, with figures that a population can be exactly on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from tests.cahier.columns import random_lines, random_values
from tests.cahier.columns.random_forms import ALWAYS_SHOWN, ASKED, HUGE, LEVELS_NAMED, Asked
from tests.cahier.columns.random_tables import table_of, unit_of_bounds
from tests.cahier.columns.random_values import DURATION_UNITS, DURATIONS
from tests.cahier.columns.random_written import Written
from tests.cahier.packages import Piece, named

UNITS = ("euro", "etp", "nombre", "ratio", "euro/etp")
NUMBERS_OF_YEARS = {"somme": "somme({} sur annees)", "premier": "premier({})", "dernier": "dernier({})"}
TESTS_OF_YEARS = {"croissant": "croissant({})"}
"""How each function over years is written, of those that give a number and of those that give a yes or no."""
FIGURES = ("1/3", "2/3", "0.33", "0.35", "1/2", "0.25", "0.000001", "0.1", "0.3", "1", "3", "100", "98000.123456")
FIGURES_ODD = ("0", "-1", HUGE, "123456789012.34", "0.123456789012", "1/999999999989", "7/999983", "90000000000000.01")
CONDITION_BLOCKS = ("prerequis", "coherence", "recommandations")
COMPARISONS = ("<", "<=", ">", ">=", "=", "<>")
TARGETS = ("plus_de", "au_moins", "au_plus", "moins_de", "egal_a")
ROUNDINGS = ("arrondi", "arrondi_inf", "arrondi_sup")
Pick = Callable[[Sequence[Any]], Any]


class Maker:
    """Formulas of a wanted kind and unit, with names that the programme already has."""

    def __init__(self, pick: Pick, *, over_years: bool) -> None:
        self.pick = pick
        self.written = Written()
        self.readable: list[Asked] = list(ASKED)
        """The fields that may be read by now: a condition is written before the field that it hides."""
        self.no_more_years = not over_years
        """Functions of years are refused: by this programme, or inside another."""
        self.in_lines = False
        """What is written is of a line of a table: no other table is read there."""

    def maybe(self, share: int) -> bool:
        """Yes, `share` times in ten."""
        return bool(self.pick(range(10)) < share)

    # numbers

    def number(self, unit: str, depth: int) -> str:
        if depth <= 0 or self.maybe(3):
            return self.number_leaf(unit)
        makers = [self.sum, self.sum, self.extreme, self.rounding, self.scaled, self.negative]
        if any(piece["unite"] == unit for piece in self.written.tables.values()):
            makers += [self.lookup, self.lookup]
        if self.maybe(3):
            makers.append(self.branch)
        if not self.no_more_years:
            makers += [self.over_years, self.over_years]
        if unit == "ratio":
            makers += [self.quotient, self.quotient, self.complement]
        if unit == "euro/etp":
            return self.typed_quotient("euro", "etp", depth)
        return str(self.pick(makers)(unit, depth - 1))

    def number_leaf(self, unit: str) -> str:
        fields = [column.id for column in self.readable if column.unit == unit]
        rules = [name for name, of in self.written.numbers.items() if of == unit]
        parameters = [name for name, (of, _) in self.written.parameters.items() if of == unit]
        scaled = [*(column.id for column in self.readable if column.kind == "enonce"), *self.written.criteria]
        if unit == "ratio" and scaled and self.maybe(1):
            return f"note({self.pick(scaled)})"
        over_lines = random_lines.number(self, unit) if self.maybe(1) else None
        if over_lines:
            return over_lines
        rare = [name for name in (*fields, *rules) if name in self.written.rare]
        sources = [names for names in (fields, fields, rules, rules, rare, rare, parameters) if names]
        if not sources:
            return self.typed_quotient("euro", "etp", 0)
        return str(self.pick(self.pick(sources)))

    def sum(self, unit: str, depth: int) -> str:
        return f"({self.number(unit, depth)} {self.pick('+-')} {self.number(unit, depth)})"

    def extreme(self, unit: str, depth: int) -> str:
        third = ", 0" if self.maybe(4) else ""
        return f"{self.pick(('min', 'max'))}({self.number(unit, depth)}, {self.number(unit, depth)}{third})"

    def rounding(self, unit: str, depth: int) -> str:
        step = self.pick(("centime", "euro", "unite")) if unit.startswith("euro") else "unite"
        return f"{self.pick(ROUNDINGS)}({self.number(unit, depth)}, {step})"

    def lookup(self, unit: str, depth: int) -> str:
        return self.reading(
            self.pick([piece for piece in self.written.tables.values() if piece["unite"] == unit]), depth
        )

    def reading(self, piece: Piece, depth: int) -> str:
        if "par_tranche" in piece:
            return f"{piece['id']}({self.number(unit_of_bounds(piece), depth - 1)})"
        choices = [column.id for column in self.readable if column.id.endswith("_teinte")]
        if not self.no_more_years and "an_teinte" in choices:
            choices.append(self.pick(("avant(an_teinte)", "premier(an_teinte)")))
        if not choices:
            return self.number_leaf(piece["unite"])
        return f"{piece['id']}({', '.join(self.pick(choices) for _ in piece['par'])})"

    def scaled(self, unit: str, depth: int) -> str:
        return f"({self.number(unit, depth)} {self.pick('**/')} {self.number('ratio', depth)})"

    def branch(self, unit: str, depth: int) -> str:
        then, otherwise = self.number(unit, depth - 1), self.number(unit, depth - 1)
        return f"(si {self.condition(depth - 1)} alors {then} sinon {otherwise})"

    def negative(self, unit: str, depth: int) -> str:
        return f"(-{self.number(unit, depth)})"

    def quotient(self, unit: str, depth: int) -> str:
        below = self.pick(("euro", "etp", "nombre", "ratio"))
        return self.typed_quotient(below, below, depth)

    def typed_quotient(self, above: str, below: str, depth: int) -> str:
        return f"({self.number(above, depth - 1)} / {self.number(below, depth - 1)})"

    def complement(self, unit: str, depth: int) -> str:
        return f"(1 - {self.number(unit, depth)})"

    def over_years(self, unit: str, depth: int) -> str:
        inner = self.by_year(unit, depth - 1)
        shape = self.pick(("avant({})", *NUMBERS_OF_YEARS.values()))
        return str(shape.format(inner)) if inner else self.number_leaf(unit)

    def by_year(self, unit: str, depth: int) -> str:
        """A number that varies from year to year, without a function of years; empty where nothing asked does."""
        self.no_more_years = True
        inner = self.number(unit, depth)
        self.no_more_years = False
        yearly = [column for column in self.readable if column.yearly]
        if any(column.id in inner for column in yearly):
            return inner
        own = [column.id for column in yearly if column.unit == unit]
        return f"max({inner}, {self.pick(own)})" if own else ""

    # yes or no

    def condition(self, depth: int) -> str:
        if depth <= 0:
            return self.condition_leaf()
        makers = [self.comparison, self.comparison, self.comparison, self.chain, self.chain, self.condition_leaf]
        makers += [self.negation, self.condition_branch, self.given, self.like, self.like]
        if not self.no_more_years:
            makers += [self.rising, self.condition_before]
        make = self.pick(makers)
        return str(make() if make == self.condition_leaf else make(depth - 1))

    def condition_leaf(self) -> str:
        tests = {"oui_non": "{}", "choix": "{} est vert", "choix_multiple": "{} contient vert"}
        leaves = [tests[column.kind].format(column.id) for column in self.readable if column.kind in tests]
        leaves += [*self.written.conditions, *self.written.conditions]
        leaves += [f"{name} est {self.pick('abc')}" for name in self.written.verdicts]
        leaves += [leaf for leaf in leaves if leaf.split()[0] in self.written.rare]
        leaves += [f"{self.pick(('atteint', 'non_atteint'))}({name})" for name in self.written.with_status]
        leaves += [f"{column.id} est {self.pick(LEVELS_NAMED)}" for column in self.readable if column.kind == "enonce"]
        leaves += [f"{name} est {self.pick(('bon', 'hors_sujet'))}" for name in self.written.criteria]
        over_lines = random_lines.for_each(self) if self.maybe(1) else None
        if over_lines:
            return over_lines
        return str(self.pick(leaves))

    def comparison(self, depth: int) -> str:
        unit = self.pick(UNITS)
        other = "0" if self.maybe(1) else self.number(unit, depth - 1)
        return f"({self.number(unit, depth)} {self.pick(COMPARISONS)} {other})"

    def chain(self, depth: int) -> str:
        word = self.pick((" et ", " ou "))
        return f"({word.join(self.condition(depth) for _ in range(self.pick((2, 2, 3))))})"

    def negation(self, depth: int) -> str:
        return f"(non {self.condition(depth)})"

    def condition_branch(self, depth: int) -> str:
        parts = [self.condition(depth - 1) for _ in range(3)]
        return "(si {} alors {} sinon {})".format(*parts)

    def given(self, depth: int) -> str:
        kinds = [lambda: self.pick(self.readable).id, lambda: self.number(self.pick(UNITS), depth), self.condition_leaf]
        names = [*self.written.numbers, *self.written.conditions, *self.written.verdicts]
        if names:
            kinds += [lambda: self.pick(names)] * 2
        return f"connu({self.pick(kinds)()})"

    def like(self, depth: int) -> str:
        return random_values.comparison(self, depth)

    def rising(self, depth: int) -> str:
        inner = self.by_year(self.pick(UNITS), depth)
        return str(self.pick(tuple(TESTS_OF_YEARS.values())).format(inner)) if inner else self.condition_leaf()

    def condition_before(self, depth: int) -> str:
        self.no_more_years = True
        unit = self.pick(("euro", "etp", "nombre", "ratio"))
        by_year = [column for column in self.readable if column.yearly]
        inner = self.pick([column.id for column in by_year if column.kind == "oui_non"] or ["an_repere"])
        shape = self.pick(("avant({})", "avant({})", "premier({})", "dernier({})"))
        names = [column.id for column in by_year if column.unit == unit]
        if names and self.maybe(5):
            inner = f"{self.pick(names)} {self.pick(COMPARISONS)} {self.number(unit, depth)}"
        self.no_more_years = False
        return str(shape.format(inner))

    # programmes

    def short(self, make: Callable[[int], str], otherwise: str) -> str:
        for depth in (self.pick((1, 2, 3)), 1):
            text = make(depth)
            if len(text) <= 400:
                return text
        return otherwise

    def parameter(self, name: str) -> None:
        unit = self.pick(UNITS)
        figures = FIGURES_ODD if self.maybe(2) else FIGURES
        start = "2020-01-01" if self.maybe(1) else "2000-01-01"
        values = {start: self.pick(figures)}
        if self.maybe(3):
            values[self.pick(("2020-07-01", "2021-01-01"))] = self.pick(figures)
        self.written.parameters[name] = (unit, values)

    def add(self, block: str, piece: Piece) -> None:
        conditional = {"applicable_si": self.short(self.condition, "seul_repere")} if self.maybe(4) else {}
        piece = named({**piece, **conditional})
        if conditional:
            self.written.rare.add(str(piece["id"]))
        self.written.blocks.setdefault(block, []).append(piece)

    def number_of(self, unit: str) -> str:
        return self.short(lambda depth: self.number(unit, depth), self.number_leaf(unit))

    def duration(self, name: str) -> None:
        self.written.parameters[name] = (self.pick(DURATION_UNITS), {"2000-01-01": self.pick(DURATIONS)})

    def derived(self, name: str) -> None:
        if self.maybe(2):
            formula = self.short(lambda depth: random_values.day(self, depth), "seul_debut")
            self.add("derives", {"id": name, "valeur": formula, "affiche": "oui"})
            self.written.dates.append(name)
        elif self.maybe(1):
            formula = self.short(lambda depth: random_values.text(self, depth), "seul_surnom")
            self.add("derives", {"id": name, "valeur": formula, "affiche": "oui"})
            self.written.texts.append(name)
        elif self.maybe(7):
            unit = self.pick(UNITS)
            self.add("derives", {"id": name, "valeur": self.number_of(unit), "affiche": "oui"})
            self.written.numbers[name] = unit
        else:
            self.add("derives", {"id": name, "valeur": self.short(self.condition, "seul_repere"), "affiche": "oui"})
            self.written.conditions.append(name)
            self.written.with_status.append(name)

    def indicator(self, name: str) -> None:
        plain, unit = self.maybe(6), self.pick(UNITS)
        value = above = below = ""
        if plain:
            unit, of = "ratio", self.pick(("euro", "etp", "nombre"))
            above, below = (self.pick([column.id for column in self.readable if column.unit == of]) for _ in range(2))
            value = f"{above} / {below}"
        goals = [goal for goal, (of, _) in self.written.parameters.items() if of == unit]
        plain_goal = bool(goals) and not self.maybe(3)
        goal = self.pick(goals) if plain_goal else self.number_leaf(unit)
        if plain and plain_goal:
            self.written.lines.append((above, below, goal))
        target = {"cible": {self.pick(TARGETS): goal}, "force": "requise"} if self.maybe(8) else {}
        self.add("indicateurs", {"id": name, "valeur": value or self.number_of(unit), **target})
        self.written.numbers[name] = unit
        if target:
            self.written.with_status.append(name)

    def conditional_rule(self, block: str, name: str) -> None:
        more = {"texte": "À faire"} if block == "recommandations" else {}
        self.add(block, {"id": name, "condition": self.short(self.condition, "seul_repere"), **more})
        self.written.conditions.append(name)
        self.written.with_status.append(name)

    def criterion(self, name: str) -> None:
        evidence = [self.pick(self.readable).id]
        self.add("criteres", {"id": name, "question": name, "echelle": "appreciation", "preuves": evidence})
        self.written.conditions.append(name)
        self.written.with_status.append(name)
        self.written.criteria.append(name)

    def verdict(self, name: str) -> None:
        """Lines that may give the same verdict twice, the last maybe in all other cases."""
        conditions = [self.short(self.condition, "seul_repere") for _ in range(self.pick((2, 3, 4)))]
        lines = [{"id": self.pick("abc"), "si": condition} for condition in conditions]
        missing = [{"id": option} for option in "abc" if option not in {line["id"] for line in lines}]
        lines += [{**line, "si": "seul_repere"} for line in missing]
        if self.maybe(5):
            lines[-1].pop("si")
        self.add("verdicts", {"id": name, "lignes": [{**line, "libelle": line["id"]} for line in lines]})
        self.written.verdicts.append(name)
        self.written.rare.add(name)

    def score(self, name: str, linked: str | None) -> None:
        piece: Piece = {"id": name, "rubriques": self.pick((["bilan"], ["suivi"], ["bilan", "suivi"]))}
        shares = [share for share, (unit, _) in self.written.parameters.items() if unit == "ratio"]
        if linked and shares:
            piece |= {"lie_a": linked, "part_liee": self.pick(shares)}
        self.add("scores", piece)
        self.written.numbers[name] = "ratio"

    def programme(self) -> Written:
        for index in range(self.pick((2, 3, 4))):
            self.parameter(f"figure_{index}")
        for index in range(2):
            self.duration(f"duree_{index}")
        for index in range(self.pick((0, 1, 1, 2))):
            name = f"table_{index}"
            self.written.tables[name] = table_of(self.pick, name, self.pick(UNITS), FIGURES)
        if self.maybe(5):
            self.hide()
        if self.maybe(4):
            self.score("score_0", None)
            self.score("score_1", "score_0")
        for index in range(self.pick((2, 3, 4, 6))):
            self.rule(f"regle_{index}")
        for name, piece in self.written.tables.items():
            self.add("derives", {"id": f"{name}_lue", "valeur": self.reading(piece, 2), "affiche": "oui"})
        if not self.no_more_years:
            self.across_years()
        if self.written.criteria:
            self.counts()
        return self.written

    def counts(self) -> None:
        """Last of all: they read every criterion, whatever it reads itself."""
        levels = self.pick(("", " où bon", " où mauvais ou hors_sujet", " où bon et mauvais"))
        self.add("derives", {"id": "regle_compte", "valeur": f"nombre(criteres{levels})", "affiche": "oui"})
        test = f"(nombre(criteres{levels}) {self.pick(COMPARISONS)} {self.number('nombre', 1)})"
        self.add("prerequis", {"id": "regle_comptes", "condition": test})

    def rule(self, name: str) -> None:
        block = self.pick(
            ("derives", "derives", "indicateurs", "indicateurs", "criteres", "verdicts", *CONDITION_BLOCKS)
        )
        makers = {
            "derives": self.derived,
            "indicateurs": self.indicator,
            "criteres": self.criterion,
            "verdicts": self.verdict,
        }
        if block in makers:
            makers[block](name)
        else:
            self.conditional_rule(block, name)

    def hide(self) -> None:
        """Conditions of some fields, on the others, on rules that read the others, and on the fields hidden before."""
        written, pick = self.written, self.pick
        candidates = [column for column in ASKED if column.id not in ALWAYS_SHOWN]
        veiled = list(dict.fromkeys(pick(candidates) for _ in range(pick((1, 2, 4, 8)))))
        self.readable = [column for column in ASKED if column not in veiled]
        for section, scale in (("bilan", "seul"), ("suivi", "an")):
            scored = all(f"{scale}_{word}" not in {column.id for column in veiled} for word in ("avis", "gout"))
            if scored and self.maybe(2):
                self.add("scores", {"id": f"score_{scale}", "rubriques": [section]})
                written.numbers[f"score_{scale}"] = "ratio"
        for index in range(pick((0, 1, 2))):
            self.rule(f"regle_avant_{index}")
        if self.maybe(5):
            by_year = bool(pick((False, True)))
            group = [column for column in veiled if column.yearly is by_year]
            if group:
                section = "suivi" if by_year else "bilan"
                written.shown[section] = self.short(self.condition, "seul_repere")
                if self.maybe(2):
                    written.apart.add(section)
                written.folded |= {column.id for column in group}
        for column in veiled:
            if column.id not in written.folded or self.maybe(3):
                written.shown[column.id] = self.short(self.condition, "seul_repere")
            self.readable.append(column)
            written.rare.add(column.id)

    def across_years(self) -> None:
        """Two rules that look across years, whatever the others do."""
        for name in ("regle_annees", "regle_annees_bis"):
            unit = self.pick(UNITS)
            self.add("derives", {"id": name, "valeur": self.over_years(unit, 2), "affiche": "oui"})
            self.written.numbers[name] = unit
        self.add("prerequis", {"id": "regle_hausse", "condition": self.pick((self.rising, self.condition_before))(2)})


def rules_piece_of(written: Written) -> Piece:
    """The rules of a programme, with those of its parameters that they read."""
    read = written.words()
    figures = [
        named({"id": name, "unite": unit, "valeurs": values})
        for name, (unit, values) in written.parameters.items()
        if name in read
    ]
    figures += [named(piece) for name, piece in written.tables.items() if name in read]
    return {**({"parametres": figures} if figures else {}), **written.blocks}
