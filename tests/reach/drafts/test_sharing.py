"""Pictures that two drafts have: who takes one is told, and nothing is lost that nobody spoke of."""

from datetime import timedelta

import pytest

from hubbub.base.clock import iso, now
from hubbub.base.ids import MediaId
from hubbub.reach import drafts, media
from tests.browser import Browser, browser
from tests.reach.media.sending import sent
from tests.reach.renditions.strangers import bytes_of, gradient
from tests.town import Person, Town

from .test_web import kept, local

pytestmark = pytest.mark.usefixtures("workshop")
PHOTO = bytes_of(gradient((90, 60)), "JPEG")


async def two_drafts(town: Town) -> tuple[Person, Browser, str, list[str]]:
    """Ann, her browser, a picture, and two drafts that have it: about soup and about bread."""
    ann = await town.person("ann")
    page, picture = await browser(town, ann), (await sent(ann, PHOTO))["id"]
    made = [(await page.presses("/drafts/typed", text=text, media=picture)).text for text in ("The soup", "The bread")]
    return ann, page, picture, made


async def carried(town: Town, ann: Person) -> dict[str, list[str]]:
    """What each draft that waits has, by its words."""
    return {draft.note.text: [str(each) for each in drafts.pictures(draft)] for draft in await kept(town, ann)}


async def is_there(town: Town, ann: Person, picture: str) -> bool:
    return bool(await media.list_own(town.db, ann.profile, [MediaId(int(picture))]))


async def test_what_is_taken_out_of_one_draft_stays_in_another_and_it_is_said_in_which(town: Town):
    ann, page, picture, (soup, bread) = await two_drafts(town)
    answer = await page.presses("/media/remove", id=picture, draft=soup)
    assert (answer.status, answer.text) == (409, "Your draft “The bread” has it too, so it stays there.")
    assert await is_there(town, ann, picture)
    await page.sends(f"/drafts/{bread}/cancel", sure="on")
    assert (await page.presses("/media/remove", id=picture, draft=soup)).status == 204
    assert not await is_there(town, ann, picture)


async def test_an_app_does_not_remove_what_a_draft_has_nor_anybody_what_is_anothers(town: Town):
    ann, _, picture, _ = await two_drafts(town)
    answer = await ann.call("DELETE", f"/api/v1/media/{picture}")
    assert (answer.status, "“The soup” has it too" in answer.error) == (422, True)
    bob = await town.person("bob")
    assert (await bob.call("DELETE", f"/api/v1/media/{picture}")).status == 404
    assert await is_there(town, ann, picture)


@pytest.mark.parametrize("due", [None, timedelta(hours=1)], ids=["now", "later"])
async def test_the_composer_asks_before_a_post_takes_what_another_draft_has(town: Town, due: timedelta | None):
    ann, page, picture, (soup, _) = await two_drafts(town)
    other = (await sent(ann, PHOTO))["id"]
    await page.presses("/drafts/typed", text="The cake", media=other)
    given = {"text": "The soup", "media": picture, "draft": soup, "due_at": local(now() + due) if due else ""}
    for send in (page.sends, page.presses):
        asked = await send("/posts", **given)
        assert (asked.status, "Your draft “The bread” has one of these pictures too" in asked.text) == (422, True)
        assert 'name="takes" value="on"' in asked.text
    assert await carried(town, ann) == {"The soup": [picture], "The bread": [picture], "The cake": [other]}
    assert (await page.sends("/posts", **given, takes="on")).status == 303
    waiting = {"The soup": [picture]} if due else {}
    assert await carried(town, ann) == waiting | {"The bread": [], "The cake": [other]}
    if due is None:
        assert [each["id"] for each in (await ann.home())[0]["media_attachments"]] == [picture]


async def test_two_questions_about_one_post_are_both_answered(town: Town):
    ann, page, picture, (soup, _) = await two_drafts(town)
    few = await ann.posts("For few", visibility="direct")
    given = {"text": "The soup", "media": picture, "draft": soup, "reply_to": few["id"], "visibility": "public"}
    asked = await page.sends("/posts", **given, wider="public")
    assert 'type="hidden" name="wider" value="public"' in asked.text
    assert (await page.sends("/posts", **given, wider="public", takes="on")).status == 303


async def test_what_is_kept_as_a_draft_alone_takes_nothing(town: Town):
    ann, page, picture, _ = await two_drafts(town)
    assert (await page.sends("/posts", text="Again", media=picture, keep="on")).status == 303
    assert set(map(tuple, (await carried(town, ann)).values())) == {(picture,)}


async def test_to_publish_one_now_is_to_be_sure_of_what_the_other_loses(town: Town):
    ann, page, _, (soup, bread) = await two_drafts(town)
    asked = await page.sends(f"/drafts/{soup}/publish")
    assert "Take a picture out of your draft “The bread”?" in asked.text
    assert len(await kept(town, ann)) == 2
    assert (await page.sends(f"/drafts/{soup}/publish", sure="on")).status == 303
    assert await carried(town, ann) == {"The bread": []}
    assert (await page.sends(f"/drafts/{bread}/publish", sure="on")).status == 303


async def test_a_draft_that_gets_a_time_asks_for_its_pictures(town: Town):
    ann, page, picture, (soup, _) = await two_drafts(town)
    given = {"text": "The soup", "due_at": local(now() + timedelta(hours=1))}
    assert "out of your draft “The bread”?" in (await page.sends(f"/drafts/{soup}", **given)).text
    assert [draft.state for draft in await kept(town, ann)] == ["draft", "draft"]
    assert (await page.sends(f"/drafts/{soup}", **given, sure="on")).status == 303
    assert await carried(town, ann) == {"The soup": [picture], "The bread": []}


async def test_an_app_that_took_a_picture_leaves_a_draft_that_says_why_it_did_not_go_out(town: Town):
    ann, page, picture, _ = await two_drafts(town)
    other = await sent(ann, PHOTO)
    at = iso(now() + timedelta(hours=1))
    await ann.post("/api/v1/statuses", status="Later", media_ids=[picture, other["id"]], scheduled_at=at)
    await ann.posts("At once", media_ids=[picture])
    town.forward(hours=2)
    await town.settle()
    assert [draft.state for draft in await kept(town, ann) if draft.note.text == "Later"] == ["failed"]
    assert "is part of another post already" in (await page.get("/drafts")).text


async def test_a_picture_stays_as_long_as_the_draft_that_needs_it_longest(town: Town):
    ann = await town.person("ann")
    page, picture = await browser(town, ann), (await sent(ann, PHOTO))["id"]
    await page.sends("/posts", text="In two years", media=picture, due_at=local(now() + timedelta(days=700)))
    await page.presses("/drafts/typed", text="Sooner", media=picture)
    town.forward(days=600)
    await town.settle()
    assert await is_there(town, ann, picture)


async def test_what_a_deleted_post_gives_back_stays_for_the_draft_that_is_written_from_it(town: Town):
    ann = await town.person("ann")
    page, picture = await browser(town, ann), (await sent(ann, PHOTO))["id"]
    post = await ann.posts("Wiht an error", media_ids=[picture])
    await page.sends(f"/posts/{post['id']}/redraft")
    await town.settle()
    town.forward(days=3)
    await town.settle()
    assert await carried(town, ann) == {"Wiht an error": [picture]}
    assert await is_there(town, ann, picture)
