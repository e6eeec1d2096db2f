"""Facts that only tests tell."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rang:
    bell: int


@dataclass(frozen=True, slots=True)
class Stilled:
    bell: int
