"""What cannot be undone is asked about once more, on a page that sends the same form again; script or no script."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import FormData
from starlette.requests import Request


@dataclass(eq=False)  # neither frozen nor slotted: whatever passes an exception on writes to it
class Unsure(Exception):
    """The question, what will be if they say yes, and the words on the button."""

    question: str
    meaning: str
    yes: str

    def page(self, request: Request, form: FormData) -> dict[str, Any]:
        """What the page shows: the question, what the form had, and where the visitor came from."""
        fields = [(name, value) for name, value in form.multi_items() if isinstance(value, str) and name != "csrf"]
        came = urlsplit(request.headers.get("referer", ""))
        known = came.path and came.netloc == request.headers.get("host")
        back = f"{came.path}?{came.query}" if came.query else came.path
        return {"asked": self, "fields": fields, "back": back if known else "/home"}
