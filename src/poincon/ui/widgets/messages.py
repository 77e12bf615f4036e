"""What is wrong with a text at its field: what it is, what would be right, an example, as people type it."""

from __future__ import annotations

from poincon.cahier.basics.characters import is_blank
from poincon.cahier.basics.numbers import decimal_text
from poincon.cahier.basics.text import Text
from poincon.cahier.dossiers.kinds import WrongValue, read_value
from poincon.cahier.explanation import Names
from poincon.cahier.explanation.figures import NARROW
from poincon.cahier.model import Field, FieldKind
from poincon.ui.widgets.kinds import WIDGETS
from poincon.ui.widgets.typed import display


def problem(field: Field, text: str, names: Names) -> str | None:
    """The message for a text (in the engine's form) that its field cannot take; None for a good one or an empty one."""
    if is_blank(text):
        return None
    if field.is_statement:
        scale = names.programme.scale[field.scale or ""]
        if scale.level(text) is not None:
            return None
        return Text("Choisissez une des réponses.", "Choose one of the answers.").into(names.language)
    try:
        read_value(field, text)
    except WrongValue as wrong:
        return _told(field, text, wrong).into(names.language)
    return None


def _told(field: Field, text: str, wrong: WrongValue) -> Text:
    shown = text[:40]
    example, amount = WIDGETS[field.kind].example, WIDGETS[field.kind].amount
    if amount is not None and (typed := amount.unclear(field, text)):
        return _two_readings(field, typed, amount.readings(field, typed))
    if wrong.code in ("number", "number_form"):
        return _joined(Text(f"«\u00a0{shown}\u00a0» n’est pas un nombre.", f"“{shown}” is not a number."), example)
    if wrong.code == "whole_number":
        return _joined(
            Text(f"«\u00a0{_in(field, text, True)}\u00a0» a une virgule.", f"“{shown}” is not whole."),
            WIDGETS[FieldKind.INTEGER].example,
        )
    if wrong.code == "decimals":
        most = max(0, field.decimals - amount.places) if amount is not None else field.decimals
        return _joined(
            Text(
                f"«\u00a0{_in(field, text, True)}\u00a0» a trop de décimales\u00a0: {most} au plus.",
                f"“{_in(field, text, False)}” has too many decimals: {most} at most.",
            ),
            example,
        )
    if wrong.code in ("below", "above"):
        return _bound(field, text, wrong.code)
    if wrong.code in ("early", "late"):
        return _day_bound(field, text, wrong.code)
    if wrong.code in ("date", "year"):
        noun = Text("une date qui existe", "an existing date") if wrong.code == "date" else Text("une année", "a year")
        return _joined(Text(f"«\u00a0{shown}\u00a0» n’est pas {noun.fr}.", f"“{shown}” is not {noun.en}."), example)
    if wrong.code in ("unknown_option", "region"):
        return Text("Choisissez dans la liste.", "Choose from the list.")
    remedy = wrong.remedy or Text("", "")
    return _joined(
        Text(wrong.text.fr[:1].upper() + wrong.text.fr[1:], wrong.text.en[:1].upper() + wrong.text.en[1:]), remedy
    )


def _two_readings(field: Field, typed: str, ways: tuple[str, ...]) -> Text:
    """« 10.000 »: the spellings that say which number is meant."""
    fr = " ou ".join(_in(field, spelling, True) for spelling in ways)
    en = " or ".join(_in(field, spelling, False).replace(NARROW, ",") for spelling in ways)
    if len(ways) == 1:
        return Text(
            f"«\u00a0{typed[:40]}\u00a0» n’est pas clair. Écrivez {fr}, sans point.",
            f"“{typed[:40]}” is not clear. Write {en}, without a point.",
        )
    return Text(
        f"«\u00a0{typed[:40]}\u00a0» peut se lire de deux façons. Écrivez {fr}.",
        f"“{typed[:40]}” can be read in two ways. Write {en}.",
    )


def _bound(field: Field, text: str, code: str) -> Text:
    limit = field.minimum if code == "below" else field.maximum
    assert limit is not None
    sign = Text("\u202f%", "%") if field.kind is FieldKind.PERCENTAGE else Text("", "")
    bound = decimal_text(limit)
    fr, en = _in(field, bound, True) + sign.fr, _in(field, bound, False) + sign.en
    given_fr, given_en = _in(field, text, True) + sign.fr, _in(field, text, False) + sign.en
    if code == "below":
        return Text(
            f"«\u00a0{given_fr}\u00a0» est trop petit\u00a0: {fr} au moins.", f"“{given_en}” is too low: {en} at least."
        )
    return Text(
        f"«\u00a0{given_fr}\u00a0» est trop grand\u00a0: {fr} au plus.", f"“{given_en}” is too high: {en} at most."
    )


def _day_bound(field: Field, text: str, code: str) -> Text:
    limit = field.earliest if code == "early" else field.latest
    assert limit is not None
    day, typed = limit.isoformat(), text[:40]
    if code == "early":
        return Text(
            f"«\u00a0{_in(field, typed, True)}\u00a0» est trop tôt\u00a0: au plus tôt le {_in(field, day, True)}.",
            f"“{_in(field, typed, False)}” is too early: no earlier than {_in(field, day, False)}.",
        )
    return Text(
        f"«\u00a0{_in(field, typed, True)}\u00a0» est trop tard\u00a0: au plus tard le {_in(field, day, True)}.",
        f"“{_in(field, typed, False)}” is too late: no later than {_in(field, day, False)}.",
    )


def _in(field: Field, text: str, french: bool) -> str:
    return display(field, text, "fr" if french else "en")[:40]


def _joined(first: Text, second: Text) -> Text:
    return Text(f"{first.fr} {second.fr}".strip(), f"{first.en} {second.en}".strip())
