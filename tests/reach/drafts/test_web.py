"""Pages of drafts, as a browser without script sees them."""

import asyncio
import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hubbub.base.clock import iso, now
from hubbub.base.db import Statement
from hubbub.people import teams
from hubbub.reach import drafts
from tests.browser import Browser, browser
from tests.town import Person, Town

MOVE = Statement(None, "UPDATE accounts SET time_zone = :zone WHERE id = :id")


async def kept(town: Town, person: Person) -> list[drafts.Draft]:
    return await drafts.list_waiting(town.db, person.profile)


def local(at: datetime, zone: str = "UTC") -> str:
    return at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M")


async def page_of(town: Town, name: str = "ann") -> tuple[Person, Browser]:
    person = await town.person(name)
    return person, await browser(town, person)


async def test_the_composer_schedules_for_any_coming_minute(town: Town):
    ann, page = await page_of(town)
    assert 'name="due_at"' in (await page.get("/compose")).text
    answer = await page.sends("/posts", text="In a moment", due_at=local(now() + timedelta(minutes=2)))
    assert (answer.status, answer.headers["location"]) == (303, "/drafts")
    assert "In a moment" in (await page.get("/drafts")).text
    town.forward(minutes=2)
    await town.settle()
    assert [status["content"] for status in await ann.home()] == ["<p>In a moment</p>"]
    assert "Went out last" in (await page.get("/drafts")).text


async def test_times_are_in_the_writers_time_zone(town: Town):
    ann = await town.person("ann")
    async with town.db.write() as tx:
        await tx.run(MOVE, id=ann.account, zone="Asia/Kathmandu")
    page = await browser(town, ann)
    due = (now() + timedelta(days=1)).replace(second=0, microsecond=0)
    await page.sends("/posts", text="Far away", due_at=local(due, "Asia/Kathmandu"))
    draft = (await kept(town, ann))[0]
    assert draft.due_at == due
    assert f'value="{local(due, "Asia/Kathmandu")}"' in (await page.get(f"/drafts/{draft.id}")).text


async def test_a_time_that_has_passed_gives_the_words_back(town: Town):
    ann, page = await page_of(town)
    answer = await page.sends("/posts", text="Too late", due_at=local(now() - timedelta(hours=1)))
    assert answer.status == 422
    assert "This time has passed" in answer.text
    assert "Too late</textarea>" in answer.text
    assert (await page.sends("/posts", text="Hm", due_at="tomorrow")).status == 422
    assert await ann.home() == []


async def test_a_draft_is_kept_changed_and_published_by_hand(town: Town):
    ann, page = await page_of(town)
    await page.sends("/posts", text="Not yet", keep="on")
    draft = (await kept(town, ann))[0]
    assert draft.state == "draft"
    answer = await page.sends(f"/drafts/{draft.id}", text="Now it is", visibility="quiet", spoiler="")
    assert answer.status == 303
    assert (await page.sends(f"/drafts/{draft.id}/publish", sure="on")).status == 303
    status = (await ann.home())[0]
    assert (status["content"], status["visibility"]) == ("<p>Now it is</p>", "unlisted")


async def test_to_publish_now_is_asked_about_once_more_and_done_once_however_often_it_is_pressed(town: Town):
    ann, page = await page_of(town)
    await page.sends("/posts", text="Soup is ready", due_at=local(now() + timedelta(hours=1)))
    where = f"/drafts/{(await kept(town, ann))[0].id}/publish"
    assert "Publish now" in (await page.get("/drafts")).text
    asked = await page.sends(where)
    assert (asked.status, "Publish “Soup is ready” now?" in asked.text) == (200, True)
    assert ((await kept(town, ann))[0].state, await ann.home()) == ("scheduled", [])
    answers = await asyncio.gather(*(page.sends(where, sure="on") for _ in range(3)))
    assert [(each.status, each.headers["location"]) for each in answers] == [(303, "/drafts")] * 3
    assert (await page.sends(where, sure="on")).status == 303
    town.forward(hours=2)
    await town.settle()
    assert [status["content"] for status in await ann.home()] == ["<p>Soup is ready</p>"]
    assert "Went out last" in (await page.get("/drafts")).text


async def test_what_is_refused_now_says_so_before_it_is_asked_about_and_stays_as_it_was(town: Town):
    ann, page = await page_of(town)
    root = await ann.posts("The beginning")
    number = (await page.presses("/drafts/typed", text="An answer", reply_to=root["id"])).text
    await ann.call("DELETE", f"/api/v1/statuses/{root['id']}")
    await town.settle()
    answer = await page.sends(f"/drafts/{number}/publish")
    assert (answer.status, "is not there any more" in answer.text) == (422, True)
    [draft] = await kept(town, ann)
    assert (str(draft.id), draft.state, draft.note.text) == (number, "draft", "An answer")
    await page.sends(f"/drafts/{number}/cancel", sure="on")
    assert (await page.sends(f"/drafts/{number}/publish", sure="on")).status == 404


async def test_a_refused_change_shows_what_was_typed(town: Town):
    ann, page = await page_of(town)
    await page.sends("/posts", text="Fine", due_at=local(now() + timedelta(hours=1)))
    draft = (await kept(town, ann))[0]
    answer = await page.sends(f"/drafts/{draft.id}", text="Changed", visibility="public", spoiler="",
                              due_at=local(now() - timedelta(hours=1)))
    assert answer.status == 422
    assert "Changed</textarea>" in answer.text
    assert (await kept(town, ann))[0].note.text == "Fine"


async def test_what_cannot_be_published_says_why(town: Town):
    ann, page = await page_of(town)
    await page.sends("/posts", text="Late?", due_at=local(now() + timedelta(minutes=2)))
    draft = (await kept(town, ann))[0]
    await page.sends(f"/drafts/{draft.id}", text="Late?", visibility="public", spoiler="", skips_if_late="on",
                     due_at=local(now() + timedelta(minutes=2)))
    town.forward(hours=3)
    await town.settle()
    shown = (await page.get("/drafts")).text
    assert "Could not be published" in shown
    assert "was not to go out late" in shown


async def test_what_is_thrown_away_is_called_so_and_goes_from_the_list(town: Town):
    ann, page = await page_of(town)
    await page.sends("/posts", text="Nevermore", keep="on")
    draft = (await kept(town, ann))[0]
    shown = (await page.get("/drafts")).text
    assert re.findall(rf'action="/drafts/{draft.id}/cancel">.*?<button[^>]*>([^<]+)<', shown) == ["Throw away"]
    assert (await page.sends(f"/drafts/{draft.id}/cancel", sure="on")).status == 303
    shown = (await page.get("/drafts")).text
    assert "Nevermore" not in shown
    assert "Nothing waits" in shown


async def test_anothers_draft_is_not_found_on_any_page(town: Town):
    ann, page = await page_of(town)
    await page.sends("/posts", text="Secret plan", keep="on")
    draft = (await kept(town, ann))[0]
    _, other = await page_of(town, "bob")
    assert (await other.get(f"/drafts/{draft.id}")).status == 404
    for what in ("", "/publish", "/cancel"):
        assert (await other.sends(f"/drafts/{draft.id}{what}", text="Mine now")).status == 404
    assert "Secret plan" not in (await other.get("/drafts")).text
    assert "Secret plan" not in (await other.get("/drafts.csv")).text


async def test_an_analyst_may_look_but_not_touch(town: Town):
    ann, page = await page_of(town)
    await page.sends("/posts", text="Plans", keep="on")
    draft = (await kept(town, ann))[0]
    async with town.db.write() as tx:
        await teams.join(tx, ann.profile, ann.account, teams.Role.ANALYST)
    assert "Plans" in (await page.get("/drafts")).text
    assert (await page.sends(f"/drafts/{draft.id}/cancel", sure="on")).status == 403
    assert (await page.sends(f"/drafts/{draft.id}/publish")).status == 422
    assert (await page.sends("/posts", text="As analyst")).status == 422
    assert (await kept(town, ann))[0].state == "draft"
    assert await ann.home() == []


async def test_a_stranger_is_asked_to_sign_in(town: Town):
    page = await browser(town)
    assert (await page.get("/drafts")).headers["location"].startswith("/sign-in")


async def test_a_formula_in_a_draft_is_no_formula_in_the_table(town: Town):
    _, page = await page_of(town)
    await page.sends("/posts", text="=HYPERLINK(\"http://evil.test\")", keep="on")
    answer = await page.get("/drafts.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    assert "'=HYPERLINK" in answer.text


async def test_what_is_typed_is_kept_and_found_again_on_another_device(town: Town):
    ann, page = await page_of(town)
    number = (await page.presses("/drafts/typed", text="Half a", visibility="followers")).text
    assert (await page.presses("/drafts/typed", text="Half a thought", then="and more", draft=number,
                               visibility="followers")).text == number
    assert (await kept(town, ann))[0].note.text == "Half a thought"
    phone = await browser(town, ann)
    assert f'href="/compose?draft={number}"' in (await phone.get("/home")).text
    shown = (await phone.get(f"/compose?draft={number}")).text
    assert "Half a thought</textarea>" in shown
    assert "and more</textarea>" in shown
    assert 'name="visibility" value="followers" checked' in shown
    assert f'name="draft" value="{number}"' in shown
    await phone.sends("/posts", text="A whole thought", draft=number)
    assert await kept(town, ann) == []
    assert (await page.presses("/drafts/typed", text="Half a thought, late", draft=number)).status == 404
    assert "/compose?draft=" not in (await phone.get("/home")).text


async def test_home_tells_of_what_is_unfinished_whatever_becomes_of_it(town: Town):
    ann, page = await page_of(town)

    async def unfinished() -> str:
        return (await page.get("/home")).text.partition("You have not finished: ")[2].partition("</a>")[0]

    assert await unfinished() == ""
    first = (await page.presses("/drafts/typed", text="Bread")).text
    assert await unfinished() == f'<a href="/compose?draft={first}" dir="auto">Bread'
    await page.presses("/drafts/typed", text="Brown bread", draft=first)
    assert (await unfinished()).endswith("Brown bread")
    second = (await page.presses("/drafts/typed", text="Soup")).text
    assert (await unfinished()).endswith("Soup")
    await page.sends(f"/drafts/{second}/cancel", sure="on")
    assert (await unfinished()).endswith("Brown bread")
    await page.sends(f"/drafts/{first}/publish", sure="on")
    assert await unfinished() == ""
    due = (await ann.post("/api/v1/statuses", status="Later", scheduled_at=iso(now() + timedelta(hours=1)))).json["id"]
    assert await unfinished() == ""
    await page.presses("/drafts/typed", text="No more", draft=due)
    town.forward(hours=2)
    await town.settle()
    assert await unfinished() == ""


async def test_what_is_emptied_again_is_no_draft_and_a_refused_post_stays_one(town: Town):
    ann, page = await page_of(town)
    number = (await page.presses("/drafts/typed", text="Half a")).text
    assert (await page.sends("/posts", text=" ", draft=number)).status == 422
    assert [str(each.id) for each in await kept(town, ann)] == [number]
    assert (await page.presses("/drafts/typed", text=" ", draft=number)).text == ""
    assert await kept(town, ann) == []
    assert (await page.presses("/drafts/typed", text=" ")).text == ""


async def test_a_begun_draft_is_scheduled_and_the_poll_in_it_comes_back(town: Town):
    ann, page = await page_of(town)
    number = (await page.presses("/drafts/typed", text="Which?", poll_option="Soup", poll_multiple="on")).text
    shown = (await page.get(f"/compose?draft={number}")).text
    assert 'name="poll_option" value="Soup"' in shown
    assert 'name="poll_multiple" checked' in shown
    await page.sends("/posts", text="Later", draft=number, due_at=local(now() + timedelta(hours=1)))
    [draft] = await kept(town, ann)
    assert (str(draft.id), draft.state) == (number, "scheduled")


async def test_another_s_draft_cannot_be_gone_on_with(town: Town):
    _, page = await page_of(town)
    number = (await page.presses("/drafts/typed", text="Secret plan")).text
    _, other = await page_of(town, "bob")
    assert (await other.get(f"/compose?draft={number}")).status == 404
    assert (await other.presses("/drafts/typed", text="Mine", draft=number)).status == 404
    assert (await other.sends("/posts", text="Mine", draft=number)).status != 303


async def test_a_post_is_deleted_and_written_anew(town: Town):
    ann, page = await page_of(town)
    root = await ann.posts("The beginning")
    post = await ann.posts("Wiht an error", visibility="unlisted", in_reply_to_id=root["id"], language="en",
                           poll={"options": ["Soup", "Bread"], "expires_in": 3600})
    assert "Wiht an error" in (await page.get(f"/posts/{post['id']}/redraft")).text
    there = (await page.sends(f"/posts/{post['id']}/redraft")).headers["location"]
    await town.settle()
    assert (await ann.get(f"/api/v1/statuses/{post['id']}")).status == 404
    [draft] = await kept(town, ann)
    assert there == f"/compose?draft={draft.id}"
    shown = (await page.get(there)).text
    assert "Wiht an error</textarea>" in shown
    assert 'name="poll_option" value="Bread"' in shown
    assert f'name="reply_to" value="{root["id"]}"' in shown
    assert 'name="visibility" value="quiet" checked' in shown
    _, other = await page_of(town, "bob")
    assert (await other.sends(f"/posts/{root['id']}/redraft")).status == 403
