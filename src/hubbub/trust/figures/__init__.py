"""What staff and strangers may know of the server in figures."""

from .figures import (
    MEASURES,
    Days,
    activity,
    cohorts,
    dimension,
    measure,
)
from .store import Cohort, Day, Share, Week

__all__ = [
    "MEASURES",
    "Cohort",
    "Day",
    "Days",
    "Share",
    "Week",
    "activity",
    "cohorts",
    "dimension",
    "measure",
]
