"""A report shows both halves of what came of the work, each with its own return."""

from .reports import (
    HALVES,
    Period,
    Report,
    Spent,
    Value,
    channel,
    credits,
    enter_cost,
    report,
    returned,
    strike_cost,
)
from .store import Cost, Media, Networking

__all__ = [
    "HALVES",
    "Cost",
    "Media",
    "Networking",
    "Period",
    "Report",
    "Spent",
    "Value",
    "channel",
    "credits",
    "enter_cost",
    "report",
    "returned",
    "strike_cost",
]
