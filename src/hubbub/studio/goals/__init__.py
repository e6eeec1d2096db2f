"""A goal is what a campaign is for; a conversion says that it was reached, and by which path."""

from . import attribution
from .goals import (
    Converted,
    Given,
    NameTaken,
    Unsigned,
    convert,
    get,
    list_conversions,
    list_goals,
    open_goal,
    paths,
    renew,
    signed,
    sums,
)
from .store import Conversion, ConversionId, Goal, GoalId, Sum, Touch

__all__ = [
    "Conversion",
    "ConversionId",
    "Converted",
    "Given",
    "Goal",
    "GoalId",
    "NameTaken",
    "Sum",
    "Touch",
    "Unsigned",
    "attribution",
    "convert",
    "get",
    "list_conversions",
    "list_goals",
    "open_goal",
    "paths",
    "renew",
    "signed",
    "sums",
]
