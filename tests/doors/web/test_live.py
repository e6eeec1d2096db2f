"""What an open page is told, and when it is told no more."""

import asyncio

from hubbub.base import bus, lines, streams
from hubbub.doors.web import live
from hubbub.people import accounts
from tests.browser import Browser, browser
from tests.listening import listening
from tests.town import Town


def cookie(page: Browser) -> dict[str, str]:
    return {"cookie": "; ".join(f"{name}={value}" for name, value in page.cookies.items())}


async def test_a_page_hears_of_a_mention_with_a_line_and_the_figure(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    async with listening(town, "/live", cookie(await browser(town, ann))) as page:
        assert (page.status, page.headers["content-type"]) == (200, "text/event-stream; charset=utf-8")
        assert 'data-count="0"' in await page.next("notification")
        await bob.posts("Hello @ann")
        await town.settle()
        piece = await page.next("notification")
        assert 'data-count="1"' in piece
        assert "bob spoke to you" in piece


async def test_what_a_stranger_calls_themselves_stays_words(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await bob.call("PATCH", "/api/v1/accounts/update_credentials", {"display_name": "<img src=x onerror=alert(1)>"})
    await bob.posts("Hello @ann")
    await town.settle()
    async with listening(town, "/live", cookie(await browser(town, ann))) as page:
        assert "<img src=x" not in await page.next("notification")


async def test_a_page_hears_that_there_is_something_new_at_home(town: Town):
    ann = await town.person("ann")
    async with listening(town, "/live", cookie(await browser(town, ann))) as page:
        assert await page.next("feed") == "new posts"
        await ann.posts("Fresh")
        assert await page.next("feed") == "new posts"


async def test_nobody_hears_what_is_for_somebody_else(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    async with listening(town, "/live", cookie(await browser(town, bob))) as page:
        await page.next("feed")
        page.heard()
        await bob.posts("Hello @ann")
        await town.settle()
        await page.next("feed")
        assert not [piece for piece in page.heard() if "notification" in piece]
    assert ann.profile != bob.profile


async def test_a_stranger_is_told_not_to_ask_again(town: Town):
    assert (await town.get("/live")).status == 204


async def test_the_stream_ends_with_the_session_and_not_with_another_s(town: Town):
    ann = await town.person("ann")
    one, two = await browser(town, ann), await browser(town, ann)
    async with listening(town, "/live", cookie(one)) as first, listening(town, "/live", cookie(two)) as second:
        await first.next("feed")
        await second.next("feed")
        await one.sends("/sign-out")
        await first.ended()
        await ann.posts("Still there?")
        assert await second.next("feed")


async def test_a_session_that_ended_unheard_ends_the_stream_when_all_is_asked_anew(town: Town):
    ann = await town.person("ann")
    page = await browser(town, ann)
    async with listening(town, "/live", cookie(page)) as stream:
        await stream.next("feed")
        async with town.db.write() as tx:
            await accounts.close_session(tx, next(iter(page.cookies.values())))
            tx._said.clear()
        bus.gap()
        await stream.ended()


async def test_a_page_that_is_closed_leaves_nothing_behind(town: Town):
    ann = await town.person("ann")
    async with listening(town, "/live", cookie(await browser(town, ann))) as page:
        await page.next("feed")
    await page.ended()
    assert not list(live._open)


async def test_a_still_stream_gives_signs_of_life(town: Town, monkeypatch):
    monkeypatch.setattr(lines, "BEAT", 0.01)
    monkeypatch.setattr(lines, "_beating", [])
    ann = await town.person("ann")
    async with listening(town, "/live", cookie(await browser(town, ann))) as page:
        await page.next("feed")
        page.heard()
        assert await asyncio.wait_for(page.came.get(), 2) == ":thump"


async def test_the_oldest_of_too_many_streams_gives_way(town: Town, monkeypatch):
    monkeypatch.setattr(streams, "MOST_OF_ONE", 2)
    ann = await town.person("ann")
    headers = cookie(await browser(town, ann))
    async with listening(town, "/live", headers) as first, listening(town, "/live", headers) as second, \
            listening(town, "/live", headers) as third:
        await first.ended()
        await ann.posts("Fresh")
        assert await second.next("feed")
        assert await third.next("feed")


async def test_all_streams_end_when_the_server_stops(town: Town):
    ann = await town.person("ann")
    async with listening(town, "/live", cookie(await browser(town, ann))) as page:
        await page.next("feed")
        streams.end_all()
        await page.ended()
