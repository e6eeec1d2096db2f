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
        return {"asked": self, "fields": fields, "back": came_from(request) or "/home"}


def came_from(request: Request) -> str:
    """The page of ours from which a form was sent; empty if none was, if nobody says so, or if it leads elsewhere."""
    if request.method != "POST":
        return ""
    try:
        came = urlsplit(request.headers.get("referer", ""))
    except ValueError:
        return ""
    if came.netloc != request.headers.get("host") or came.path.startswith("//"):
        return ""
    return f"{came.path}?{came.query}" if came.query else came.path
