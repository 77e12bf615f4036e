"""The language of formulas: a closed grammar, parsed into a small typed tree and checked when a package is loaded."""
