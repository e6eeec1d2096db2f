"""Conversations on pages, as a browser without script sees them."""

from tests.browser import browser
from tests.town import Town

from .test_conversations import whispers


async def test_a_talk_is_listed_as_unread_read_by_looking_and_answered(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await whispers(town, bob, "Is there rye? @ann")
    page = await browser(town, ann)
    listed = (await page.get("/conversations")).text
    assert "conversations__line--unread" in listed
    assert "Is there rye?" in listed
    path = listed.partition('href="/conversations/')[2].partition('"')[0]
    talk = (await page.get(f"/conversations/{path}")).text
    assert "Is there rye?" in talk
    assert "conversations__line--unread" not in (await page.get("/conversations")).text
    answer = await page.sends(f"/conversations/{path}", text="There is.")
    assert (answer.status, answer.headers["location"]) == (303, f"/conversations/{path}#last")
    await town.settle()
    assert "There is." in (await page.get(f"/conversations/{path}")).text
    assert "There is." in (await (await browser(town, bob)).get("/conversations")).text


async def test_words_that_are_refused_are_given_back(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await whispers(town, bob, "Hello @ann")
    page = await browser(town, ann)
    path = (await page.get("/conversations")).text.partition('href="/conversations/')[2].partition('"')[0]
    assert (await page.sends(f"/conversations/{path}", text=" ")).status == 422
    long = await page.sends(f"/conversations/{path}", text="x" * 6000)
    assert long.status == 422
    assert "too long" in long.text


async def test_another_s_talk_is_not_there_and_one_s_own_can_be_put_away(town: Town):
    ann, bob, cleo = [await town.person(name) for name in ("ann", "bob", "cleo")]
    await whispers(town, bob, "Hello @ann")
    page = await browser(town, ann)
    path = (await page.get("/conversations")).text.partition('href="/conversations/')[2].partition('"')[0]
    other = await browser(town, cleo)
    assert (await other.get(f"/conversations/{path}")).status == 404
    assert (await other.sends(f"/conversations/{path}", text="Me too")).status == 404
    await page.sends(f"/conversations/{path}/remove", sure="on")
    assert "No conversations yet" in (await page.get("/conversations")).text
    assert "Hello" in (await (await browser(town, bob)).get("/conversations")).text


async def test_an_open_talk_asks_for_what_was_said_since_and_gets_no_page(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await whispers(town, bob, "Is there rye? @ann")
    page = await browser(town, ann)
    path = (await page.get("/conversations")).text.partition('href="/conversations/')[2].partition('"')[0]
    asks = f'hx-get="/conversations/{path}" hx-trigger="look from:body"'
    assert asks in (await page.get(f"/conversations/{path}")).text
    piece = (await page.get(f"/conversations/{path}", **{"hx-request": "true"})).text
    assert "Is there rye?" in piece
    assert "<html" not in piece


async def test_where_there_is_no_conversation_a_button_begins_one(town: Town):
    page = await browser(town, await town.person("ann"))
    empty = (await page.get("/conversations")).text
    assert 'href="/compose?few=on&amp;text=%40&amp;back=/conversations"' in empty
    begun = (await page.get("/compose?few=on&text=%40&back=/conversations")).text
    assert 'value="mentioned" checked' in begun
    assert 'value="/conversations"' in begun
    assert 'value="public" checked' in (await page.get("/compose?few=nonsense")).text


async def test_every_page_says_in_how_many_something_is_unread_whatever_happens_to_them(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    page, phone = await browser(town, ann), ann

    async def unread() -> str:
        entry = (await page.get("/public")).text.partition('href="/conversations"')[2].partition("</a>")[0]
        return entry.partition("unread: </span>")[2].partition("<")[0]

    async def conversation() -> str:
        return str((await phone.get("/api/v1/conversations")).json[0]["id"])

    assert await unread() == ""
    first = await whispers(town, bob, "Hello @ann")
    assert await unread() == "1"
    await phone.post(f"/api/v1/conversations/{await conversation()}/read")
    assert await unread() == ""
    await phone.post(f"/api/v1/conversations/{await conversation()}/unread")
    assert await unread() == "1"
    await bob.call("DELETE", f"/api/v1/statuses/{first}")
    await town.settle()
    assert await unread() == ""
    await whispers(town, bob, "Are you there? @ann")
    assert await unread() == "1"
    await phone.call("DELETE", f"/api/v1/conversations/{await conversation()}")
    assert await unread() == ""
    await whispers(town, bob, "Well then @ann")
    assert await unread() == "1"
    await phone.post(f"/api/v1/accounts/{bob.profile}/block")
    assert await unread() == ""
