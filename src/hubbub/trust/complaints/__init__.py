"""A complaint is what somebody tells those who look after the server about somebody's doings."""

from .complaints import (
    CATEGORIES,
    ComplaintMade,
    Given,
    arrive,
    assign,
    find_all,
    forwarded,
    get,
    list_complaints,
    make,
    reopen,
    resolve,
    sort,
)
from .store import Complaint, ComplaintId

__all__ = [
    "CATEGORIES",
    "Complaint",
    "ComplaintId",
    "ComplaintMade",
    "Given",
    "arrive",
    "assign",
    "find_all",
    "forwarded",
    "get",
    "list_complaints",
    "make",
    "reopen",
    "resolve",
    "sort",
]
