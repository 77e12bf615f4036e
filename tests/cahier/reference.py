"""A tiny evaluator of its own, to hold the real one against: random expressions with their value, None for unknown."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from hypothesis import strategies as st

Known = Fraction | bool
Value = Known | None
Answers = Mapping[str, Value]

EUROS = ("loyer", "apport", "caution")
RATIOS = ("remise", "coefficient")
TRUTHS = ("ouvert", "assure")


@dataclass(frozen=True)
class Expression:
    """Its text, always in parentheses when it has parts, and what it is worth."""

    text: str
    worth: Callable[[Answers], Value]
    asks_known: bool = False

    def __repr__(self) -> str:
        return self.text


def _read(name: str) -> Expression:
    return Expression(name, lambda answers: answers[name])


def _constant(text: str) -> Expression:
    return Expression(text, lambda answers: Fraction(text))


def _apply(text: str, parts: tuple[Expression, ...], compute: Callable[..., Value]) -> Expression:
    """Unknown as soon as one part is."""

    def worth(answers: Answers) -> Value:
        values = [part.worth(answers) for part in parts]
        return None if any(value is None for value in values) else compute(*values)

    return Expression(text, worth, any(part.asks_known for part in parts))


def _divide(x: Fraction, y: Fraction) -> Value:
    return x / y if y else None


def _nearest_cent(x: Fraction) -> Fraction:
    cents = math.floor(abs(x) * 100 + Fraction(1, 2))
    return Fraction(cents if x >= 0 else -cents, 100)


def _lower_cent(x: Fraction) -> Fraction:
    return Fraction(math.floor(x * 100), 100)


def _upper_cent(x: Fraction) -> Fraction:
    return Fraction(math.ceil(x * 100), 100)


def _all(parts: tuple[Expression, ...], word: str) -> Expression:
    deciding = word == "ou"

    def worth(answers: Answers) -> Value:
        values = [part.worth(answers) for part in parts]
        if any(value is deciding for value in values):
            return deciding
        return None if any(value is None for value in values) else not deciding

    text = "(" + f" {word} ".join(part.text for part in parts) + ")"
    return Expression(text, worth, any(part.asks_known for part in parts))


def _choose(condition: Expression, then: Expression, otherwise: Expression) -> Expression:
    def worth(answers: Answers) -> Value:
        test, yes, no = (part.worth(answers) for part in (condition, then, otherwise))
        if test is None:
            return yes if yes is not None and yes == no else None
        return yes if test else no

    text = f"(si {condition.text} alors {then.text} sinon {otherwise.text})"
    return Expression(text, worth, any(part.asks_known for part in (condition, then, otherwise)))


_COMPARE: dict[str, Callable[[Fraction, Fraction], bool]] = {
    "=": lambda x, y: x == y,
    "<>": lambda x, y: x != y,
    "<": lambda x, y: x < y,
    "<=": lambda x, y: x <= y,
    ">": lambda x, y: x > y,
    ">=": lambda x, y: x >= y,
}


def euros(depth: int) -> st.SearchStrategy[Expression]:
    leaf = st.sampled_from(EUROS).map(_read)
    if not depth:
        return leaf
    inner, ratio, truth = euros(depth - 1), ratios(depth - 1), truths(depth - 1)
    return st.one_of(
        leaf,
        st.tuples(inner, inner).map(lambda p: _apply(f"({p[0]} + {p[1]})", p, lambda x, y: x + y)),
        st.tuples(inner, inner).map(lambda p: _apply(f"({p[0]} - {p[1]})", p, lambda x, y: x - y)),
        st.tuples(inner, ratio).map(lambda p: _apply(f"({p[0]} * {p[1]})", p, lambda x, y: x * y)),
        st.tuples(inner, ratio).map(lambda p: _apply(f"({p[0]} / {p[1]})", p, _divide)),
        inner.map(lambda p: _apply(f"(-{p})", (p,), lambda x: -x)),
        inner.map(lambda p: _apply(f"max(0, {p})", (p,), lambda x: max(Fraction(0), x))),
        st.tuples(inner, inner, leaf).map(lambda p: _apply(f"min({p[0]}, {p[1]}, {p[2]})", p, min)),
        inner.map(lambda p: _apply(f"arrondi({p}, centime)", (p,), _nearest_cent)),
        inner.map(lambda p: _apply(f"arrondi_inf({p}, centime)", (p,), _lower_cent)),
        inner.map(lambda p: _apply(f"arrondi_sup({p}, centime)", (p,), _upper_cent)),
        st.tuples(truth, inner, inner).map(lambda p: _choose(*p)),
    )


def ratios(depth: int) -> st.SearchStrategy[Expression]:
    leaf = st.sampled_from(RATIOS).map(_read)
    if not depth:
        return leaf
    inner, euro = ratios(depth - 1), euros(depth - 1)
    return st.one_of(
        leaf,
        st.tuples(euro, euro).map(lambda p: _apply(f"({p[0]} / {p[1]})", p, _divide)),
        inner.map(lambda p: _apply(f"(1 - {p})", (p,), lambda x: 1 - x)),
        st.tuples(inner, inner).map(lambda p: _apply(f"({p[0]} * {p[1]})", p, lambda x, y: x * y)),
        st.tuples(inner, inner).map(lambda p: _apply(f"max({p[0]}, {p[1]})", p, max)),
    )


def truths(depth: int) -> st.SearchStrategy[Expression]:
    leaf = st.sampled_from(TRUTHS).map(_read)
    if not depth:
        return leaf
    inner, euro, ratio = truths(depth - 1), euros(depth - 1), ratios(depth - 1)
    pairs = st.one_of(
        st.tuples(euro, euro), st.tuples(ratio, ratio), euro.map(lambda expression: (expression, _constant("0")))
    )
    return st.one_of(
        leaf,
        st.tuples(pairs, st.sampled_from(list(_COMPARE))).map(
            lambda p: _apply(f"({p[0][0]} {p[1]} {p[0][1]})", p[0], _COMPARE[p[1]])
        ),
        st.tuples(inner, inner).map(lambda p: _all(p, "et")),
        st.tuples(inner, inner, leaf).map(lambda p: _all(p, "ou")),
        inner.map(lambda p: _apply(f"(non {p})", (p,), lambda x: not x)),
        euro.map(lambda p: Expression(f"connu({p})", lambda answers: p.worth(answers) is not None, True)),
        st.tuples(inner, inner, inner).map(lambda p: _choose(*p)),
    )


EXPRESSIONS = st.one_of(euros(3), ratios(3), truths(3)).filter(lambda expression: len(expression.text) <= 500)

_AMOUNT = st.one_of(
    st.none(),
    st.sampled_from(["0", "1", "3", "0.01", "0.10", "999999999999.99"]),
    st.integers(0, 10**8).map(lambda n: f"{n / 100:.2f}"),
)
_SHARE = st.one_of(st.none(), st.sampled_from(["0", "1", "0.25", "0.333333", "0.1"]))
_TRUTH = st.sampled_from([None, "oui", "non"])
GIVEN = st.fixed_dictionaries(
    {**dict.fromkeys(EUROS, _AMOUNT), **dict.fromkeys(RATIOS, _SHARE), **dict.fromkeys(TRUTHS, _TRUTH)}
)


def typed(answers: Mapping[str, str | None]) -> dict[str, Value]:
    """Answers as the reference reads them."""
    return {
        name: None if text is None else text == "oui" if name in TRUTHS else Fraction(text)
        for name, text in answers.items()
    }
