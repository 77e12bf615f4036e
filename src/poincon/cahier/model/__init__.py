"""What a programme is, once read: frozen data, no behaviour beyond lookups. French in packages, English here."""

from poincon.cahier.model.enums import (
    ActorFunction,
    CalendarEffect,
    Comparison,
    FieldKind,
    Phase,
    RuleKind,
    Status,
    Strength,
)
from poincon.cahier.model.figures import Figure, FigureKind, Series
from poincon.cahier.model.form import Field, Formula, Group, Level, Option, Reference, Scale, Section
from poincon.cahier.model.programme import Actor, Milestone, Programme, Setting, Source, Stage, UnitName
from poincon.cahier.model.rules import UNDATED, CriterionGroup, Parameter, Rule, Target
from poincon.cahier.model.templates import Template

__all__ = [
    "UNDATED",
    "Actor",
    "ActorFunction",
    "CalendarEffect",
    "Comparison",
    "CriterionGroup",
    "Field",
    "FieldKind",
    "Figure",
    "FigureKind",
    "Formula",
    "Group",
    "Level",
    "Milestone",
    "Option",
    "Parameter",
    "Phase",
    "Programme",
    "Reference",
    "Rule",
    "RuleKind",
    "Scale",
    "Section",
    "Series",
    "Setting",
    "Source",
    "Stage",
    "Status",
    "Strength",
    "Target",
    "Template",
    "UnitName",
]
