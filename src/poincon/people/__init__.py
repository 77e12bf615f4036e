"""Persons, organisations, memberships and their scope, sign-in."""
