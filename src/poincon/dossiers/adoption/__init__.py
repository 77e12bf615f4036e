"""A campaign takes a new version of its programme: what it would change, then dossiers in preparation follow.

Answers follow by their permanent identifiers; what cannot follow is set aside and comes back with a version that asks
for it again. What was handed over keeps the version that it was handed over under (ADR 0016).
"""
