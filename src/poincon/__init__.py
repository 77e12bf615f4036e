"""Poinçon: requirements documents as data, and everything that follows from them."""
