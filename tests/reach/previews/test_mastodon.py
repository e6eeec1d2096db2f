"""The entity PreviewCard, and the timeline of a link."""

from urllib.parse import urlencode

import pytest

from hubbub.base.clock import now
from hubbub.people import profiles
from hubbub.reach.previews import store
from hubbub.reach.previews.mastodon import shape
from hubbub.reach.previews.store import Preview
from tests.reach.conftest import Plan
from tests.town import Town

LINK = "https://bread.example/a?b=1"


async def test_a_card_has_every_field_that_apps_read(town: Town):
    made = shape(town.db, Preview(1, "https://b.example/x", "T", "", "", "", "", None))
    assert made.keys() >= {
        "author_name", "author_url", "authors", "description", "embed_url", "height", "html", "provider_name",
        "provider_url", "title", "type", "url", "width", "blurhash", "image", "published_at"}
    assert (made["provider_name"], made["provider_url"], made["authors"]) == ("b.example", "https://b.example", [])


def timeline(url: str, **more: str) -> str:
    return "/api/v1/timelines/link?" + urlencode({"url": url} | more)


async def test_the_timeline_of_a_link_has_the_posts_that_lead_there_in_pages(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    first = await ann.posts(f"See https://b.example/ and {LINK}")
    second = await bob.posts(f"Me too: {LINK}")
    await bob.posts("https://b.example/other")
    await bob.posts(LINK, visibility="unlisted")
    answer = await town.get(timeline(LINK))
    assert [status["id"] for status in answer.json] == [second["id"], first["id"]]
    page = await town.get(timeline(LINK, limit="1"))
    assert f"max_id={second['id']}" in page.headers["link"]
    assert "url=https" in page.headers["link"]
    assert [s["id"] for s in (await town.get(timeline(LINK, max_id=second["id"]))).json] == [first["id"]]
    assert [s["id"] for s in (await town.get(timeline(LINK, min_id=first["id"]))).json] == [second["id"]]
    assert (await town.get(timeline(LINK, remote="true"))).json == []
    assert (await town.get(timeline(LINK, only_media="true"))).json == []
    assert (await town.get("/api/v1/timelines/link")).status == 404


@pytest.mark.parametrize("url", ["", "https://nobody.example/", "x" * 4_000, "https://b.example/\u0000"])
async def test_where_nobody_leads_there_is_no_timeline(town: Town, url: str):
    await (await town.person("ann")).posts(LINK)
    assert (await town.get(timeline(url))).status == 404


async def test_whoever_does_not_like_to_be_found_is_not_found_by_a_link(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await ann.call("PATCH", "/api/v1/accounts/update_credentials", {"discoverable": False})
    await ann.posts(LINK)
    assert (await bob.get(timeline(LINK))).json == []
    assert len((await ann.get(timeline(LINK))).json) == 1, "one's own"


async def test_blocks_mutes_and_silencing_hold_in_the_timeline_of_a_link(town: Town):
    ann, bob, cat = [await town.person(name) for name in ("ann", "bob", "cat")]
    await ann.posts(LINK)
    await ann.post(f"/api/v1/accounts/{bob.profile}/block")
    await cat.post(f"/api/v1/accounts/{ann.profile}/mute")
    assert (await bob.get(timeline(LINK))).json == (await cat.get(timeline(LINK))).json == []
    assert len((await town.get(timeline(LINK))).json) == 1
    async with town.db.write() as tx:
        await profiles.limits.silence(tx, ann.profile)
    assert (await town.get(timeline(LINK))).json == []


async def test_the_timeline_of_a_link_is_read_by_its_index(town: Town, plan: Plan):
    async with town.db.alone() as connection:
        await connection.execute("""
            INSERT INTO previews (id, url) VALUES (1, 'https://a.example/'), (2, 'https://b.example/');
            INSERT INTO post_links (post_id, preview_id, place)
                SELECT p.id, v.id, v.id FROM posts p, previews v WHERE v.id = 2 OR p.author_id % 20 = 0;
            ANALYZE previews, post_links
        """)
    steps = await plan(store.POSTS, viewer=None, preview=1, here=False, elsewhere=False, only_media=False, below=None,
                       above=None, limit=20, now=now())
    assert "using post_links_preview" in steps
    assert "Sort" not in steps
