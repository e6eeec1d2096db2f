"""Links of a profile that lead to a page that leads back, by rel="me": the page and the profile have one owner."""

from html.parser import HTMLParser
from urllib.parse import urljoin

from hubbub.base.addresses import Refused
from hubbub.base.bodies import Unreachable
from hubbub.base.clock import iso, now
from hubbub.base.db import Db, Tx
from hubbub.base.facts import on
from hubbub.base.ids import ProfileId
from hubbub.base.jobs import errand

from . import store
from .profiles import ProfileChanged, changed, get

LARGEST = 1 << 20  # bytes of somebody's page
PATIENCE = 15.0    # seconds


@on(ProfileChanged)
async def look_at_links(tx: Tx, fact: ProfileChanged) -> None:
    """Have the pages asked that the profile links to and that have not led back yet."""
    who = await get(tx, fact.profile)
    if not who.here or who.removed_at:
        return
    for field in who.fields:
        link = str(field.get("source") or "")
        if link.startswith(("https://", "http://")) and not field.get("verified_at") and " " not in link:
            await verify.once(tx, f"{who.id} {link}", profile=who.id, link=link)


@errand(tries=3)
async def verify(db: Db, profile: ProfileId, link: str) -> None:
    """Mark the link if its page leads back; a page that does not answer is asked when the profile changes again."""
    who = await get(db, profile)
    try:
        answer = await db.here.outside.get(link, accept="text/html", limit=LARGEST, deadline=PATIENCE)
    except (Refused, Unreachable):
        return
    if answer.status != 200 or not {_plain(who.url), _plain(who.uri)} & leads(answer.body, answer.url):
        return
    async with db.write() as tx:
        if await tx.maybe(store.VERIFY, id=profile, link=link, at=iso(now())):
            changed(tx, profile)


def leads(page: bytes, address: str) -> set[str]:
    """Where a page says that its owner is, too."""
    links = _Links()
    links.feed(page.decode(errors="replace"))
    found = set()
    for link in links.found:
        try:
            found.add(_plain(urljoin(address, link)))
        except ValueError:
            continue
    return found


def _plain(address: str) -> str:
    return address.strip().rstrip("/").lower()


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in ("a", "link", "area") and "me" in (given.get("rel") or "").lower().split() and given.get("href"):
            self.found.append(str(given["href"]))
