"""What staff and strangers may know of the server in figures."""

from .figures import (
    DIMENSIONS,
    MEASURES,
    Days,
    activity,
    cohorts,
    copies_kept,
    database_size,
    dimension,
    measure,
    media_kept,
    people,
)
from .store import Cohort, Day, Kept, KeptCopies, People, Share, Week

__all__ = [
    "DIMENSIONS",
    "MEASURES",
    "Cohort",
    "Day",
    "Days",
    "Kept",
    "KeptCopies",
    "People",
    "Share",
    "Week",
    "activity",
    "cohorts",
    "copies_kept",
    "database_size",
    "dimension",
    "measure",
    "media_kept",
    "people",
]
