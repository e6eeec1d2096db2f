"""A fact that only tests tell."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rang:
    bell: int
