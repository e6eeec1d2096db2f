"""Filters on pages: made, changed, and what they do to what is read."""

import pytest

from tests.browser import browser
from tests.reach.posts.test_web import articles
from tests.town import Person, Town

ALL = ["home", "notifications", "public", "thread", "account"]


async def filtering(person: Person, word: str, action: str, *places: str) -> None:
    await person.post("/api/v2/filters", title=f"No {word}", context=list(places) or ALL, filter_action=action,
                      keywords_attributes=[{"keyword": word, "whole_word": True}])


async def test_a_filter_is_made_changed_and_deleted(town: Town):
    ann = await town.person("ann")
    page = await browser(town, ann)
    given = {"title": "Football", "word_new0": "goal", "whole_new0": "on", "word_new1": "ball", "context": "home"}
    assert (await page.sends("/settings/filters", **given, action="hide", ends="3600")).status == 303
    [made] = (await ann.get("/api/v2/filters")).json
    assert [(each["keyword"], each["whole_word"]) for each in made["keywords"]] == [("goal", True), ("ball", False)]
    assert (made["context"], made["filter_action"], made["expires_at"] is not None) == (["home"], "hide", True)
    where, goal = f"/settings/filters/{made['id']}", made["keywords"][0]["id"]
    form = (await page.get(where)).text
    assert 'value="goal"' in form
    assert 'value="kept" selected' in form
    changed = {f"word_{goal}": "match", "context": "public", "title": "Sport", "word_new2": "score"}
    assert (await page.sends(where, **changed, action="warn", ends="kept")).status == 303
    [now] = (await ann.get("/api/v2/filters")).json
    assert [each["keyword"] for each in now["keywords"]] == ["match", "score"]
    assert (now["title"], now["context"], now["expires_at"]) == ("Sport", ["public"], made["expires_at"])
    assert (await page.sends(f"{where}/delete", sure="on")).status == 303
    assert (await ann.get("/api/v2/filters")).json == []


async def test_a_refused_filter_comes_back_as_it_was_typed_and_is_not_made(town: Town):
    ann = await town.person("ann")
    page = await browser(town, ann)
    for given in ({"context": "home"}, {"word_new0": "goal"}, {"word_new0": "goal", "context": "nowhere"}):
        answer = await page.sends("/settings/filters", title="Football", action="hide", ends="3600", **given)
        assert answer.status == 422
        assert 'value="Football"' in answer.text
        assert 'value="hide" checked' in answer.text
        assert '<option value="3600" selected>' in answer.text
        assert given.get("word_new0", "") in answer.text
    assert (await ann.get("/api/v2/filters")).json == []


async def test_a_filter_is_there_for_its_owner_alone(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await filtering(ann, "goal", "warn")
    [made] = (await ann.get("/api/v2/filters")).json
    page = await browser(town, bob)
    where = f"/settings/filters/{made['id']}"
    assert (await page.get(where)).status == 404
    assert (await page.sends(where, title="Mine", context="home", word_new0="x")).status == 404
    assert (await page.sends(f"{where}/delete")).status == 404
    assert (await ann.get("/api/v2/filters")).json == [made]


@pytest.fixture
async def pages(town: Town) -> list[str]:
    """Where ann meets bob's post with a goal in it, by the names of ALL but for notifications."""
    ann, bob = await town.person("ann"), await town.person("bob")
    await ann.follows(bob)
    post = await bob.posts("@ann What a goal #sport")
    answer = await ann.posts("@bob Well?", in_reply_to_id=post["id"])
    await town.settle()
    return ["/home", "/public", "/tags/sport", f"/@ann/{answer['id']}", "/@bob", post["id"]]


async def test_a_folded_post_says_why_and_is_still_there(town: Town, pages: list[str]):
    ann, (*where, post) = await town.person("ann"), pages
    await filtering(ann, "goal", "warn")
    page = await browser(town, ann)
    for path in where:
        shown = (await page.get(path)).text
        assert post in articles(shown), path
        assert "<span>Filtered: <bdi>No goal</bdi></span></summary>" in shown, path
    assert "Filtered: No goal" in (await page.get("/notifications")).text


async def test_a_hidden_post_is_left_out_but_where_it_was_opened(town: Town, pages: list[str]):
    ann, (*where, post) = await town.person("ann"), pages
    page = await browser(town, ann)
    assert "What a goal" in (await page.get("/notifications")).text
    await filtering(ann, "goal", "hide")
    for path in where:
        shown = await page.get(path)
        assert (shown.status, post in articles(shown.text)) == (200, False), path
    assert "What a goal" not in (await page.get("/notifications")).text
    assert post in articles((await page.get(f"/@bob/{post}")).text)


async def test_a_filter_is_in_force_where_it_says_and_for_its_owner(town: Town, pages: list[str]):
    ann, bob, (*_, post) = await town.person("ann"), await town.person("bob"), pages
    await filtering(ann, "goal", "hide", "public")
    page = await browser(town, ann)
    assert post in articles((await page.get("/home")).text)
    assert post not in articles((await page.get("/public")).text)
    assert post in articles((await (await browser(town, bob)).get("/public")).text)


async def test_one_s_own_words_are_never_covered(town: Town):
    ann = await town.person("ann")
    post = await ann.posts("My goal")
    await filtering(ann, "goal", "hide")
    assert post["id"] in articles((await (await browser(town, ann)).get("/home")).text)


async def test_what_a_poll_offers_is_filtered_too(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await bob.posts("Choose", poll={"options": ["goal", "try"], "expires_in": 3600})
    await filtering(ann, "goal", "hide")
    assert articles((await (await browser(town, ann)).get("/public")).text) == []


async def test_a_filter_that_ended_does_nothing(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    post = await bob.posts("What a goal")
    page = await browser(town, ann)
    given = {"title": "Football", "word_new0": "goal", "context": "public", "action": "hide", "ends": "1800"}
    await page.sends("/settings/filters", **given)
    assert articles((await page.get("/public")).text) == []
    town.forward(minutes=31)
    await town.settle()
    assert articles((await page.get("/public")).text) == [post["id"]]
