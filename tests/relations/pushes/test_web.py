"""A browser that is called: asked on the pages, told what has happened, and no longer once it is signed out."""

import json

import pytest

from hubbub.people import accounts
from tests.browser import Browser, browser
from tests.outside import Peer
from tests.relations.pushes.phones import keys, phone
from tests.town import Town


async def called(town: Town, peer: Peer, page: Browser) -> dict[str, str]:
    """The browser is called at the peer from now on."""
    await page.get("/settings/push")
    given = {"endpoint": f"{peer.url}/push/browser", **keys(phone())}
    answer = await page.sends("/settings/push", **given)
    assert (answer.status, answer.headers["location"]) == (303, "/settings/push?saved=1")
    return given


async def test_a_browser_is_asked_kindly_until_it_is_called(town: Town, peer):
    page = await browser(town, await town.person("ann"))
    shown = (await page.get("/notifications")).text
    assert "<hub-push" in shown
    assert "Shall this browser tell you" in shown
    await called(town, peer, page)
    assert "<hub-push" not in (await page.get("/notifications")).text


async def test_a_browser_is_told_what_happened_and_where_and_no_key_to_the_account(town: Town, peer):
    ann, bob = await town.person("ann"), await town.person("bob")
    page, device = await browser(town, ann), phone()
    await page.get("/settings/push")
    await page.sends("/settings/push", endpoint=f"{peer.url}/push/browser", **keys(device))
    await bob.posts("Hello @ann")
    await town.settle()
    [got] = peer.inbox
    told = json.loads(device.reads(got.body, got.headers))
    assert told["title"] == "bob spoke to you"
    assert "access_token" not in told
    where = await page.get(told["url"])
    assert where.headers["location"].startswith("/@bob/")


async def test_a_call_is_in_the_language_of_who_is_called(town: Town, peer):
    ann, bob = await town.person("ann"), await town.person("bob")
    async with town.db.write() as tx:
        await accounts.speak(tx, ann.account, "de")
    page, device = await browser(town, ann), phone()
    await page.get("/settings/push")
    await page.sends("/settings/push", endpoint=f"{peer.url}/push/browser", **keys(device))
    await bob.follows(ann)
    await town.settle()
    [got] = peer.inbox
    told = json.loads(device.reads(got.body, got.headers))
    assert (told["title"], told["preferred_locale"]) == ("bob folgt dir", "de")


async def test_it_is_called_of_the_kinds_that_are_chosen_and_no_others(town: Town, peer):
    ann, bob = await town.person("ann"), await town.person("bob")
    page = await browser(town, ann)
    await called(town, peer, page)
    shown = await page.sends("/settings/push/kinds", follows="on", policy="all")
    assert shown.status == 303
    page_of_choices = (await page.get("/settings/push")).text
    assert 'name="follows" checked' in page_of_choices
    assert 'name="mentions" checked' not in page_of_choices
    await bob.posts("Hello @ann")
    await town.settle()
    assert peer.inbox == []
    await bob.follows(ann)
    await town.settle()
    assert len(peer.inbox) == 1


async def test_whoever_signs_out_is_called_no_more(town: Town, peer):
    ann, bob = await town.person("ann"), await town.person("bob")
    page = await browser(town, ann)
    await called(town, peer, page)
    await page.sends("/sign-out")
    await bob.posts("Hello @ann")
    await town.settle()
    assert peer.inbox == []


async def test_a_browser_is_called_no_more_if_it_says_so(town: Town, peer):
    ann, bob = await town.person("ann"), await town.person("bob")
    page = await browser(town, ann)
    await called(town, peer, page)
    assert (await page.sends("/settings/push/stop")).status == 303
    await bob.posts("Hello @ann")
    await town.settle()
    assert peer.inbox == []


@pytest.mark.parametrize("given", [
    {}, {"endpoint": "http://10.0.0.1/push"}, {"endpoint": "javascript:alert(1)"}, {"auth": "x"}, {"p256dh": "x"},
])
async def test_where_nobody_can_be_called_is_refused_in_words(town: Town, peer, given):
    page = await browser(town, await town.person("ann"))
    await page.get("/settings/push")
    sent = {"endpoint": f"{peer.url}/push/x", **keys(phone())} | given if given else {}
    answer = await page.sends("/settings/push", **sent)
    assert answer.status == 422
    assert "has not said where push notifications reach it" in answer.text


async def test_the_pages_want_somebody_signed_in(town: Town):
    await town.person("ann")
    page = await browser(town)
    assert (await page.get("/settings/push")).headers["location"].startswith("/sign-in")
    await page.get("/sign-in")
    for path in ("", "/kinds", "/stop"):
        assert (await page.sends(f"/settings/push{path}")).headers["location"].startswith("/sign-in")


async def test_nobody_is_led_to_what_another_was_told(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await bob.posts("Hello @ann")
    await town.settle()
    number = (await ann.get("/api/v1/notifications")).json[0]["id"]
    mine, theirs = await browser(town, ann), await browser(town, bob)
    assert (await mine.get(f"/notifications/{number}")).headers["location"].startswith("/@bob/")
    assert (await theirs.get(f"/notifications/{number}")).status == 404
