"""Links that lead back are verified, and no others."""

import re

import pytest
from aiohttp import web

from hubbub.base.clock import now
from hubbub.people import profiles
from hubbub.people.profiles import verifying
from tests.outside import Peer
from tests.town import Person, Town

BACK = "http://here.test/@ann"


async def _links(town: Town, ann: Person, *links: str) -> list[str | None]:
    given = [{"name": f"Page {n}", "value": link} for n, link in enumerate(links)]
    answer = await ann.call("PATCH", "/api/v1/accounts/update_credentials", {"fields_attributes": given})
    assert answer.status == 200, answer.text
    await town.settle()
    return [field["verified_at"] for field in (await ann.get(f"/api/v1/accounts/{ann.profile}")).json["fields"]]


def _shows(peer: Peer, body: str, status: int = 200) -> str:
    peer.answers["/page"] = lambda _: web.Response(status=status, text=body, content_type="text/html")
    return f"{peer.url}/page"


@pytest.mark.parametrize("body", [
    f'<a href="{BACK}" rel="me">I</a>', f'<link rel="ME nofollow" href="{BACK}/">', f'<AREA REL="me" HREF=" {BACK} ">',
    '<p><a rel="me noopener" href="http://HERE.test/@Ann"></p>' + "<b>" * 100,
])
async def test_a_page_that_leads_back_verifies_the_link(town: Town, peer: Peer, body):
    ann = await town.person("ann")
    plain, linked = await _links(town, ann, "Baker", _shows(peer, body))
    assert (plain, bool(linked)) == (None, True)
    assert await _links(town, ann, "Cook", f"{peer.url}/page") == [None, linked], "and stays so"


@pytest.mark.parametrize(("body", "status"), [
    (f'<a href="{BACK}">I</a>', 200), (f'<a href="{BACK}2" rel="me">I</a>', 200), ('<a rel="me">', 200), ("", 200),
    (f'<!-- <a href="{BACK}" rel="me"> -->', 200), (f'<a href="{BACK}" rel="me">I</a>', 404),
    (f'<script>\'<a href="{BACK}" rel="me">\'</script>', 200), ('<a rel="me" href="http://[">', 200),
])
async def test_a_page_that_does_not_lead_back_verifies_nothing(town: Town, peer: Peer, body, status):
    assert await _links(town, await town.person("ann"), _shows(peer, body, status)) == [None]


async def test_a_link_that_was_changed_meanwhile_is_not_verified(town: Town, peer: Peer):
    ann = await town.person("ann")
    async with town.db.write() as tx:
        await profiles.edit(tx, ann.profile, fields=[("Page", f"{peer.url}/other")])
    _shows(peer, f'<a href="{BACK}" rel="me">I</a>')
    await verifying.verify.call(town.db, ann.profile, f"{peer.url}/page")
    assert [field["verified_at"] for field in (await profiles.get(town.db, ann.profile)).fields] == [None]


async def test_links_of_fields_say_that_they_are_one_s_own(town: Town):
    ann = await town.person("ann")
    await _links(town, ann, "https://127.0.0.1:1/")
    assert 'rel="me nofollow noopener"' in (await ann.get(f"/api/v1/accounts/{ann.profile}")).json["fields"][0]["value"]


async def test_all_that_is_told_of_somebody_says_since_when_a_link_is_proven(town: Town, peer: Peer):
    ann = await town.person("ann")
    await _links(town, ann, "Baker", _shows(peer, f'<a href="{BACK}" rel="me">I</a>'))
    about = (await town.get("/@ann?tab=about")).text.partition('class="profiles__about"')[2]
    plain, linked = about.split("<dt", 3)[1:3]
    assert "verified on" not in plain
    assert re.search(rf'verified on <time datetime="{now():%Y-%m-%d}T[^"]+">{now():%d %B %Y}</time>', linked)
    assert "verified on" not in (await town.get("/@ann")).text
