"""Ties: what there is between two people, from what they did; for each one's own eyes only."""

from .ties import HALF_LIFE, LANDMARK, WEIGHTS, Tie, list_ties, tie

__all__ = ["HALF_LIFE", "LANDMARK", "WEIGHTS", "Tie", "list_ties", "tie"]
