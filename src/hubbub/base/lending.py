"""Files of other servers, shown from here: no page of ours and no app loads anything from a third party.

Whoever renders an address asks for ours with `lent`; the room that fetches and keeps them says with `lends` what it is.
"""

from collections.abc import Callable

from .here import Here

# (what this server stands on, the address elsewhere, what it is to be shown as) -> our address
Lend = Callable[[Here, str, str], str]

_lend: list[Lend] = []


def lends(function: Lend) -> Lend:
    """The room that keeps copies says which address a file has here."""
    _lend[:] = [function]
    return function


def lent(here: Here, url: str, shape: str) -> str | None:
    """The address here of a file elsewhere, as an `avatar`, a `banner`, a `file` or the `small` picture of one.

    None if no room keeps copies.
    """
    return _lend[0](here, url, shape) if _lend else None
