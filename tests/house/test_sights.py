"""Every page there is, is looked at: as it was before, by axe, by a fingertip."""

import pytest

from hubbub.doors.web import routes as web

from ..contract.asking import filled
from ..flows.sights import NO_PAGES, PAGES
from .source import holds


def unseen(listed: set[str], pages: set[str], no_pages: set[str]) -> list[str]:
    """Addresses that are asked for by GET and neither looked at nor said to be no page; what is said of none."""
    seen = {path for path in listed if any(_leads_to(page, path) for page in pages)}
    wrong = (no_pages & seen) | (no_pages - listed)
    return sorted([f"{path} is looked at by nobody" for path in listed - seen - no_pages]
                  + [f"{path} is a page after all, or is gone" for path in wrong])


def _leads_to(page: str, path: str) -> bool:
    return web.ROUTES.find("GET", filled(page).partition("?")[0])[0] is web.ROUTES.find("GET", filled(path))[0]


def test_every_page_is_looked_at():
    listed = {path for method, path in web.ROUTES.listed if method == "GET"}
    holds(unseen(listed, {path for _, _, path in PAGES if path != "/nowhere"}, set(NO_PAGES)))


@pytest.mark.parametrize(("pages", "no_pages", "why"), [
    ({"/"}, set(), "/home is looked at by nobody"),
    ({"/", "/home"}, {"/home"}, "/home is a page after all, or is gone"),
    ({"/", "/home"}, {"/gone"}, "/gone is a page after all, or is gone"),
])
def test_what_nobody_looks_at_is_seen(pages, no_pages, why):
    assert unseen({"/", "/home"}, pages, no_pages) == [why]
