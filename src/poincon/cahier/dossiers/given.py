"""What others than the structure give of a dossier: the campaign's parameters, the levels that people judged."""

from __future__ import annotations

from poincon.cahier.basics.characters import visible_text
from poincon.cahier.basics.located import Located
from poincon.cahier.basics.numbers import Number, parse_fraction
from poincon.cahier.basics.problems import Place, Problems, suggestion
from poincon.cahier.basics.text import Text
from poincon.cahier.dossiers.nodes import NodeReader
from poincon.cahier.dossiers.remedies import of_amount
from poincon.cahier.model import Programme, RuleKind

_NO_CAMPAIGN = Text(
    "Ce programme n'ouvre aucun paramètre aux campagnes : retirez cette clé.",
    "This programme opens no parameter to campaigns: remove this key.",
)
_NO_CRITERION = Text(
    "Ce programme n'a pas de critère à apprécier : retirez cette clé.",
    "This programme has no criterion to judge: remove this key.",
)


class GivenReader(NodeReader):
    def __init__(self, programme: Programme, problems: Problems) -> None:
        super().__init__(problems)
        self.programme = programme

    def parameters(self, node: Located | None) -> dict[str, Number]:
        values: dict[str, Number] = {}
        open_to_campaign = [parameter.id for parameter in self.programme.parameters if parameter.campaign]
        for name, child in self.mapping(node).items():
            parameter = self.programme.parameter.get(name)
            if parameter is None:
                self.problems.add(
                    child.place,
                    "unknown_parameter",
                    f"le paramètre « {name[:60]} » n'existe pas.",
                    f'there is no parameter "{name[:60]}".',
                    suggestion(name, open_to_campaign) or _NO_CAMPAIGN,
                    (name,),
                )
                continue
            if not parameter.campaign:
                self.problems.add(
                    child.place,
                    "fixed_parameter",
                    f"le paramètre « {name} » est fixé par le programme : une campagne ne peut pas le changer.",
                    f'the parameter "{name}" is set by the programme: a campaign cannot change it.',
                    _NO_CAMPAIGN if not open_to_campaign else Text("Retirez cette clé.", "Remove this key."),
                )
                continue
            text = self.scalar(child)
            value = parse_fraction(text) if text is not None else None
            if text is not None and value is None:
                self.problems.add(
                    child.place,
                    "number",
                    f"« {text[:40]} » n'est pas un nombre.",
                    f'"{text[:40]}" is not a number.',
                    of_amount(text),
                )
            elif value is not None and parameter.unit.is_duration and value.denominator != 1:
                fr, en = "une durée est un nombre entier.", "a duration is a whole number."
                self.problems.add(child.place, "whole_duration", fr, en)
            elif value is not None:
                values[name] = value
        return values

    def appraisals(self, node: Located | None) -> dict[str, str]:
        levels: dict[str, str] = {}
        criteria = {rule.id: rule for rule in self.programme.rules if rule.kind is RuleKind.CRITERION}
        for name, child in self.mapping(node).items():
            if name not in criteria:
                self.problems.add(
                    child.place,
                    "unknown_criterion",
                    f"le critère « {name[:60]} » n'existe pas.",
                    f'there is no criterion "{name[:60]}".',
                    suggestion(name, criteria) or _NO_CRITERION,
                    (name,),
                )
                continue
            text = self.scalar(child)
            level = (
                read_level(self.programme, criteria[name].scale, text, child.place, self.problems)
                if text is not None
                else None
            )
            if level is not None:
                levels[name] = level
        return levels


def read_level(programme: Programme, scale_name: str | None, text: str, place: Place, problems: Problems) -> str | None:
    """A level of a scale by its name; None when it is none, which is told."""
    scale, text = programme.scale[scale_name or ""], visible_text(text)
    if scale.level(text) is None:
        problems.add(
            place,
            "unknown_level",
            f"« {text[:40]} » n'est pas un niveau de l'échelle.",
            f'"{text[:40]}" is not a level of the scale.',
            Text(
                f"Possibles : {', '.join(level.id for level in scale.levels)}.",
                f"Possible: {', '.join(level.id for level in scale.levels)}.",
            ),
        )
        return None
    return text
