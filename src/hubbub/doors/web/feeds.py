"""Feeds of everybody's posts on pages: for whom this server gives them."""

from hubbub.base.errors import NotFound
from hubbub.base.settings import Access

from .routes import SignInFirst, View


def admit(view: View, access: tuple[Access, Access], *, everywhere: bool) -> None:
    """Let the visitor in to posts of here, or of everywhere. Raises `NotFound` where nobody may, `SignInFirst`."""
    asked = set(access) if everywhere else {access[0]}
    if "disabled" in asked:
        raise NotFound
    if "authenticated" in asked and view.visitor is None:
        raise SignInFirst
