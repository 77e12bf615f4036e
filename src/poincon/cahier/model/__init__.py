"""What a programme is, once read: frozen data, no behaviour beyond lookups. French in packages, English here."""

from poincon.cahier.model.enums import (
    ActorFunction,
    CalendarEffect,
    CarryOver,
    Comparison,
    FieldKind,
    LetterAct,
    OrganisationKind,
    Phase,
    RuleKind,
    Status,
    Strength,
)
from poincon.cahier.model.figures import Figure, FigureKind, Series
from poincon.cahier.model.form import Field, Formula, Group, Level, Option, OptionList, Reference, Scale, Section
from poincon.cahier.model.parameters import FILING, UNDATED, Band, Parameter, Slot
from poincon.cahier.model.programme import Actor, Milestone, Programme, Recourse, Setting, Source, Stage, UnitName
from poincon.cahier.model.rules import CriterionGroup, Rule, Target, VerdictLine
from poincon.cahier.model.templates import Template

__all__ = [
    "FILING",
    "UNDATED",
    "Actor",
    "ActorFunction",
    "Band",
    "CalendarEffect",
    "CarryOver",
    "Comparison",
    "CriterionGroup",
    "Field",
    "FieldKind",
    "Figure",
    "FigureKind",
    "Formula",
    "Group",
    "LetterAct",
    "Level",
    "Milestone",
    "Option",
    "OptionList",
    "OrganisationKind",
    "Parameter",
    "Phase",
    "Programme",
    "Recourse",
    "Reference",
    "Rule",
    "RuleKind",
    "Scale",
    "Section",
    "Series",
    "Setting",
    "Slot",
    "Source",
    "Stage",
    "Status",
    "Strength",
    "Target",
    "Template",
    "UnitName",
    "VerdictLine",
]
