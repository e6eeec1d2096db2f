"""Pages of the inbox."""

from hubbub.base.ids import PostId
from hubbub.people import teams
from hubbub.studio import inbox
from tests.browser import Browser, browser
from tests.studio.people import arrive, elsewhere
from tests.town import Person, Town


async def page_of(town: Town, name: str = "ann") -> tuple[Person, Browser]:
    person = await town.person(name)
    return person, await browser(town, person)


async def asked(town: Town, person: Person, words: str = "Do you bake rye?") -> inbox.Item:
    await arrive(town, await elsewhere(town), person, words=words)
    await town.settle()
    return (await inbox.list_open(town.db, person.profile))[0]


async def test_ann_answers_from_the_inbox_and_the_item_is_done(town: Town):
    ann, page = await page_of(town)
    assert "Everybody has an answer" in (await page.get("/studio/inbox")).text
    item = await asked(town, ann)
    shown = (await page.get("/studio/inbox")).text
    assert "Do you bake rye?" in shown
    assert "@zoe@two.test " in shown
    answer = await page.sends("/posts", text="@zoe@two.test Every night", reply_to=str(item.post), back="/studio/inbox",
                              visibility="public")
    assert (answer.status, answer.headers["location"]) == (303, "/studio/inbox")
    assert "Everybody has an answer" in (await page.get("/studio/inbox")).text
    assert "answered" in (await page.get("/studio/inbox?show=done")).text
    status = (await ann.home())[0]
    assert status["in_reply_to_id"] == str(item.post)
    assert [one["acct"] for one in status["mentions"]] == ["zoe@two.test"]


async def test_the_tabs_say_how_much_waits_and_hear_when_it_changes(town: Town):
    ann, page = await page_of(town)
    assert "waiting: " not in (await page.get("/studio/inbox")).text
    item = await asked(town, ann)
    assert "waiting: </span>1" in (await page.get("/studio/campaigns")).text
    await page.sends(f"/studio/inbox/{item.id}/done")
    assert "waiting: " not in (await page.get("/studio/campaigns")).text


async def test_what_it_answers_is_quoted_above_it(town: Town):
    ann, page = await page_of(town)
    mine = await ann.posts("Baked at night")
    await arrive(town, await elsewhere(town), ann, PostId(int(mine["id"])))
    await town.settle()
    shown = (await page.get("/studio/inbox")).text
    assert "In answer to:" in shown
    assert "Baked at night" in shown


async def test_an_item_is_put_aside_and_taken_back(town: Town):
    ann, page = await page_of(town)
    item = await asked(town, ann)
    assert (await page.sends(f"/studio/inbox/{item.id}/done")).status == 303
    assert "Do you bake rye?" not in (await page.get("/studio/inbox")).text
    assert "needs no answer" in (await page.get("/studio/inbox?show=done")).text
    await page.sends(f"/studio/inbox/{item.id}/undo", show="done")
    assert "Do you bake rye?" in (await page.get("/studio/inbox")).text


async def test_whoever_takes_an_item_is_named_on_it(town: Town):
    ann, page = await page_of(town)
    item = await asked(town, ann)
    await page.sends(f"/studio/inbox/{item.id}/take")
    assert "you answer this" in (await page.get("/studio/inbox")).text
    await page.sends(f"/studio/inbox/{item.id}/leave")
    assert "you answer this" not in (await page.get("/studio/inbox")).text


async def test_anothers_item_is_not_found_on_any_page(town: Town):
    ann, _ = await page_of(town)
    item = await asked(town, ann)
    _, other = await page_of(town, "bob")
    for verb in ("done", "undo", "take", "leave"):
        assert (await other.sends(f"/studio/inbox/{item.id}/{verb}")).status == 404
    assert "Do you bake rye?" not in (await other.get("/studio/inbox")).text
    assert "Do you bake rye?" not in (await other.get("/studio/inbox.csv")).text


async def test_an_analyst_reads_and_neither_marks_nor_answers(town: Town):
    ann, page = await page_of(town)
    item = await asked(town, ann)
    async with town.db.write() as tx:
        await teams.join(tx, ann.profile, ann.account, teams.Role.ANALYST)
    assert "Do you bake rye?" in (await page.get("/studio/inbox")).text
    assert (await page.sends(f"/studio/inbox/{item.id}/done")).status == 403
    assert (await page.sends("/posts", text="Yes", reply_to=str(item.post), back="/studio/inbox")).status == 422
    assert await ann.home() == []


async def test_the_table_can_be_taken_away_without_formulas(town: Town):
    ann, page = await page_of(town)
    await asked(town, ann, words="=1+1")
    text = (await page.get("/studio/inbox.csv")).text
    assert "'@zoe@two.test,open" in text
    assert ",'=1+1" in text


async def test_words_of_strangers_do_not_run(town: Town):
    ann, page = await page_of(town)
    await asked(town, ann, words="<script>alert(1)</script><img src=x onerror=alert(1)>")
    shown = (await page.get("/studio/inbox")).text
    assert "<script>alert" not in shown
    assert "onerror" not in shown
