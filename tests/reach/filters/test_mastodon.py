"""Filters as client apps know them, in both versions and in streams."""

import json
from urllib.parse import urlencode

import pytest

from tests.doors.mastodon.test_streaming import PUBLIC, USER, token
from tests.listening import listening
from tests.town import Town, ask

from .test_filters import a_filter


async def test_a_filter_is_made_as_a_form_with_nested_rows(town: Town):
    """As Tusky sends it."""
    ann = await town.person("ann")
    form = [("title", "Insects"), ("context[]", "home"), ("context[]", "public"), ("filter_action", "hide"),
            ("expires_in", "3600"), ("keywords_attributes[][keyword]", "wasp"),
            ("keywords_attributes[][whole_word]", "false"), ("keywords_attributes[][keyword]", "hornet"),
            ("keywords_attributes[][whole_word]", "true")]
    answer = await ask(town.app, "POST", "/api/v2/filters", body=urlencode(form).encode(), headers={
        "authorization": f"Bearer {ann.token}", "content-type": "application/x-www-form-urlencoded"})
    made = answer.json
    assert (made["title"], made["context"], made["filter_action"], made["statuses"]) == (
        "Insects", ["home", "public"], "hide", [])
    assert [(each["keyword"], each["whole_word"]) for each in made["keywords"]] == [("wasp", False), ("hornet", True)]
    assert made["expires_at"].endswith("Z")
    assert (await ann.get("/api/v2/filters")).json == [made]
    assert (await ann.get(f"/api/v2/filters/{made['id']}")).json == made


async def test_a_filter_is_changed_and_its_keywords_with_it(town: Town):
    ann = await town.person("ann")
    number = await a_filter(ann, "wasp", "hornet", expires_in=60)
    first, second = (await ann.get(f"/api/v2/filters/{number}")).json["keywords"]
    changed = (await ann.call("PUT", f"/api/v2/filters/{number}", {
        "title": "Bees", "expires_in": "", "keywords_attributes": [
            {"id": first["id"], "_destroy": True}, {"id": second["id"], "keyword": "bee"}, {"keyword": "honey"}],
    })).json
    assert (changed["title"], changed["expires_at"], changed["context"]) == ("Bees", None, ["home"])
    assert [(each["keyword"], each["whole_word"]) for each in changed["keywords"]] == [("bee", False), ("honey", True)]
    assert (await ann.call("DELETE", f"/api/v2/filters/{number}")).json == {}
    assert (await ann.get("/api/v2/filters")).json == []


@pytest.mark.parametrize("given", [
    {"title": ""}, {"context": []}, {"context": ["everywhere"]}, {"filter_action": "shout"}, {"title": "x" * 257},
    {"keywords_attributes": [{"keyword": " "}]}, {"keywords_attributes": ["word"]}, {"expires_in": "soon"},
    {"keywords_attributes": [{"keyword": "x" * 513}]},
])
async def test_what_cannot_be_is_refused_and_nothing_is_made(town: Town, given: dict[str, object]):
    ann = await town.person("ann")
    answer = await ann.post("/api/v2/filters", **{"title": "Fine", "context": ["home"]} | given)
    assert (answer.status, bool(answer.error)) == (422, True)
    assert (await ann.get("/api/v2/filters")).json == []


async def test_keywords_and_statuses_have_addresses_of_their_own(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    number = await a_filter(ann)
    where = f"/api/v2/filters/{number}"
    word = (await ann.post(f"{where}/keywords", keyword="wasp", whole_word=False)).json
    assert word == {"id": word["id"], "keyword": "wasp", "whole_word": False}
    assert (await ann.call("PUT", f"/api/v2/filters/keywords/{word['id']}", {"whole_word": True})).json == (
        word | {"whole_word": True})
    assert (await ann.get(f"{where}/keywords")).json == [word | {"whole_word": True}]
    assert (await ann.call("DELETE", f"/api/v2/filters/keywords/{word['id']}")).json == {}
    post = (await bob.posts("Hm"))["id"]
    picked = (await ann.post(f"{where}/statuses", status_id=post)).json
    assert picked == {"id": picked["id"], "status_id": post}
    assert (await ann.post(f"{where}/statuses", status_id=post)).status == 422
    assert (await ann.get(f"{where}/statuses")).json == [picked]
    assert (await ann.get(f"/api/v2/filters/statuses/{picked['id']}")).json == picked
    shown = (await ann.get(f"/api/v1/statuses/{post}")).json["filtered"]
    assert [(each["status_matches"], each["keyword_matches"]) for each in shown] == [([post], None)]
    assert (await ann.call("DELETE", f"/api/v2/filters/statuses/{picked['id']}")).json == picked
    assert (await ann.get(f"/api/v1/statuses/{post}")).json["filtered"] == []


async def test_a_post_that_one_cannot_see_cannot_be_filtered(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    secret = (await bob.posts("Hm", visibility="private"))["id"]
    number = await a_filter(ann)
    for post in (secret, "", "1"):
        assert (await ann.post(f"/api/v2/filters/{number}/statuses", status_id=post)).status == 404


async def test_a_status_says_what_was_found_to_its_viewer_alone(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    number = await a_filter(ann, "wasp", filter_action="blur", context=["public", "home"])
    post = (await bob.posts("A wasp"))["id"]
    made = (await ann.get(f"/api/v1/statuses/{post}")).json["filtered"]
    assert made == [{
        "filter": {"id": number, "title": "Not now", "context": ["public", "home"], "expires_at": None,
                   "filter_action": "blur"},
        "keyword_matches": ["wasp"], "status_matches": None,
    }]
    assert (await ann.get("/api/v1/timelines/public")).json[0]["filtered"] == made
    assert (await bob.get(f"/api/v1/statuses/{post}")).json["filtered"] == []
    assert "filtered" not in (await town.get(f"/api/v1/statuses/{post}")).json


async def test_the_first_version_has_one_row_a_keyword(town: Town):
    ann = await town.person("ann")
    made = (await ann.post("/api/v1/filters", phrase="wasp", context=["home"], irreversible=True)).json
    assert made == {"id": made["id"], "phrase": "wasp", "context": ["home"], "whole_word": True, "expires_at": None,
                    "irreversible": True}
    assert (await ann.get("/api/v2/filters")).json[0]["filter_action"] == "hide"
    changed = (await ann.call("PUT", f"/api/v1/filters/{made['id']}", {
        "phrase": "hornet", "context": ["public"], "irreversible": False, "whole_word": False})).json
    assert changed == made | {"phrase": "hornet", "context": ["public"], "irreversible": False, "whole_word": False}
    assert (await ann.get(f"/api/v1/filters/{made['id']}")).json == changed
    await a_filter(ann, "one", "two")
    assert [row["phrase"] for row in (await ann.get("/api/v1/filters")).json] == ["hornet", "one", "two"]
    assert (await ann.call("DELETE", f"/api/v1/filters/{made['id']}")).json == {}
    assert len((await ann.get("/api/v2/filters")).json) == 1


async def test_the_first_version_leaves_a_filter_of_several_keywords_as_it_is(town: Town):
    ann = await town.person("ann")
    number = await a_filter(ann, "one", "two")
    first, second = [row["id"] for row in (await ann.get("/api/v1/filters")).json]
    assert (await ann.call("PUT", f"/api/v1/filters/{first}", {"context": ["public"]})).status == 422
    assert (await ann.call("PUT", f"/api/v1/filters/{first}", {"phrase": "other", "context": ["home"]})).status == 200
    await ann.call("DELETE", f"/api/v1/filters/{first}")
    assert [k["keyword"] for k in (await ann.get(f"/api/v2/filters/{number}")).json["keywords"]] == ["two"]
    await ann.call("DELETE", f"/api/v1/filters/{second}")
    assert (await ann.get(f"/api/v2/filters/{number}")).status == 404


async def test_a_blurring_filter_stays_one_when_the_first_version_changes_its_word(town: Town):
    ann = await town.person("ann")
    number = await a_filter(ann, "one", filter_action="blur")
    row = (await ann.get("/api/v1/filters")).json[0]["id"]
    await ann.call("PUT", f"/api/v1/filters/{row}", {"phrase": "two", "context": ["home"]})
    assert (await ann.get(f"/api/v2/filters/{number}")).json["filter_action"] == "blur"


async def test_apps_are_told_that_filters_have_changed(town: Town):
    ann = await town.person("ann")
    async with listening(town, USER, token(ann)) as app:
        await a_filter(ann, "wasp")
        assert await app.next("filters_changed") == ""


@pytest.mark.parametrize(("stream", "context"), [(USER, "home"), (PUBLIC, "public")])
async def test_a_stream_leaves_out_what_is_hidden_there_and_marks_the_rest(town: Town, stream: str, context: str):
    ann, bob = await town.person("ann"), await town.person("bob")
    await ann.follows(bob)
    await town.settle()
    await ann.home()
    await a_filter(ann, "wasp", filter_action="hide", context=[context])
    await a_filter(ann, "bee", context=[context])
    async with listening(town, stream, token(ann)) as app:
        await bob.posts("A wasp")
        bee = await bob.posts("A bee")
        await town.settle()
        update = json.loads(await app.next("update"))
        assert (update["id"], len(update["filtered"])) == (bee["id"], 1)


async def test_nobody_is_called_for_a_mention_that_they_hide(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await a_filter(ann, "wasp", filter_action="hide", context=["notifications"])
    async with listening(town, "/api/v1/streaming/user/notification", token(ann)) as app:
        await bob.posts("@ann a wasp")
        await bob.posts("@ann a bee")
        await town.settle()
        assert "bee" in json.loads(await app.next("notification"))["status"]["content"]
