"""Addresses that other servers ask: documents by content negotiation, discovery always."""

from starlette.requests import Request

from hubbub.base.http import Routes

from .vocabulary import wants_activity

ROUTES = Routes()  # asked first when the caller wants an activity document
ALWAYS = Routes()  # discovery and inboxes


def wants(request: Request) -> bool:
    """Whether the caller asks for a document rather than a page."""
    return wants_activity(request.headers.get("accept", ""))
