"""Explanations: the steps that the evaluator made, as a tree for machines and as plain sentences for people."""

from poincon.cahier.explanation.bounds import BoundWords, beyond_text
from poincon.cahier.explanation.cited import cited_values
from poincon.cahier.explanation.figures import Figures
from poincon.cahier.explanation.names import Choice, Names
from poincon.cahier.explanation.sentences import Sentences
from poincon.cahier.explanation.trees import explanation_tree, outcome_json, value_json

__all__ = [
    "BoundWords",
    "Choice",
    "Figures",
    "Names",
    "Sentences",
    "beyond_text",
    "cited_values",
    "explanation_tree",
    "outcome_json",
    "value_json",
]
