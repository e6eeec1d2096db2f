"""One's own account, as apps see and change it."""

import io
import json
from typing import Any
from urllib.parse import urlencode

import pytest
from PIL import Image

from tests.town import Answer, Person, Town, ask

FORM = "application/x-www-form-urlencoded"
UPDATE = "/api/v1/accounts/update_credentials"


async def me(person: Person) -> dict[str, Any]:
    return dict((await person.get("/api/v1/accounts/verify_credentials")).json)


async def form(person: Person, *pairs: tuple[str, str]) -> Answer:
    return await ask(person.town.app, "PATCH", UPDATE, body=urlencode(pairs).encode(), headers={
        "authorization": f"Bearer {person.token}", "content-type": FORM,
    })


async def uploads(person: Person, **files: bytes) -> Answer:
    pieces = [
        b'--b\r\nContent-Disposition: form-data; name="%s"; filename="x.png"\r\nContent-Type: image/png\r\n\r\n%s\r\n'
        % (name.encode(), file) for name, file in files.items()
    ]
    return await ask(person.town.app, "PATCH", UPDATE, body=b"".join(pieces) + b"--b--\r\n", headers={
        "authorization": f"Bearer {person.token}", "content-type": "multipart/form-data; boundary=b",
    })


def a_picture(width: int = 60, height: int = 40) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(file, "PNG")
    return file.getvalue()


async def test_whoever_asks_who_they_are_is_told_everything(town: Town):
    ann = await town.person("ann")
    told = await me(ann)
    assert (told["username"], told["acct"], told["display_name"]) == ("ann", "ann", "")
    assert told["source"] == {
        "note": "", "fields": [], "privacy": "public", "sensitive": False, "language": None,
        "follow_requests_count": 0, "hide_collections": False, "discoverable": True, "indexable": True,
        "attribution_domains": [], "quote_policy": "public",
    }
    assert set(told["role"]) == {"id", "name", "color", "permissions", "highlighted", "collection_limit"}


async def test_a_role_says_what_one_may_do_here(town: Town):
    owner, member = await town.person("ann"), await town.person("bob")
    assert (await me(owner))["role"]["name"] == "Owner"
    assert int((await me(owner))["role"]["permissions"]) & 0x1
    assert (await me(member))["role"]["permissions"] == "0"


async def test_a_token_for_the_profile_alone_may_ask_who_it_is_and_nothing_more(town: Town):
    ann = await town.person("ann")
    bearer = f"Bearer {await town.token(ann.account, ann.profile, 'profile')}"
    assert (await town.get("/api/v1/accounts/verify_credentials", authorization=bearer)).status == 200
    assert (await town.get("/api/v1/preferences", authorization=bearer)).status == 403


async def test_what_is_sent_is_changed_and_the_rest_stays(town: Town):
    ann = await town.person("ann")
    await form(ann, ("display_name", "Ann A."), ("note", "I write at https://ann.example #bread"), ("locked", "true"))
    answer = await form(ann, ("bot", "1"), ("discoverable", "0"), ("indexable", "false"))
    told = answer.json
    assert (told["display_name"], told["locked"], told["bot"]) == ("Ann A.", True, True)
    assert (told["discoverable"], told["indexable"], told["source"]["indexable"]) == (False, False, False)
    assert told["source"]["note"] == "I write at https://ann.example #bread"
    assert 'href="https://ann.example"' in told["note"]
    assert told == await me(ann)


async def test_others_see_the_change_at_once(town: Town):
    ann = await town.person("ann")
    assert (await town.get(f"/api/v1/accounts/{ann.profile}")).json["display_name"] == "ann"
    await form(ann, ("display_name", "Ann A."))
    assert (await town.get(f"/api/v1/accounts/{ann.profile}")).json["display_name"] == "Ann A."


FIELDS = [{"name": "Web", "value": "https://ann.example"}, {"name": "Tea", "value": "<b>green</b>"}]


@pytest.mark.parametrize("sent", [
    json.dumps({"fields_attributes": FIELDS}),
    json.dumps({"fields_attributes": {"0": FIELDS[0], "1": FIELDS[1], "2": {"name": "", "value": ""}}}),
    urlencode([("fields_attributes[0][name]", "Web"), ("fields_attributes[0][value]", "https://ann.example"),
               ("fields_attributes[1][name]", "Tea"), ("fields_attributes[1][value]", "<b>green</b>")]),
    urlencode([("fields_attributes[][name]", "Web"), ("fields_attributes[][value]", "https://ann.example"),
               ("fields_attributes[][name]", "Tea"), ("fields_attributes[][value]", "<b>green</b>")]),
], ids=["list in json", "mapping in json", "mapping in a form", "list in a form"])
async def test_fields_come_as_a_list_or_as_a_mapping(town: Town, sent: str):
    ann = await town.person("ann")
    kind = "application/json" if sent.startswith("{") else FORM
    answer = await ask(town.app, "PATCH", UPDATE, body=sent.encode(), headers={
        "authorization": f"Bearer {ann.token}", "content-type": kind,
    })
    told = answer.json
    assert [(field["name"], field["value"]) for field in told["source"]["fields"]] == [
        ("Web", "https://ann.example"), ("Tea", "<b>green</b>")]
    assert 'href="https://ann.example"' in told["fields"][0]["value"]
    assert told["fields"][1]["value"] == "&lt;b&gt;green&lt;/b&gt;"
    assert not told["fields"][0]["value"].startswith("<p>")


async def test_no_fields_are_sent_as_an_empty_list(town: Town):
    ann = await town.person("ann")
    await ann.call("PATCH", UPDATE, {"fields_attributes": FIELDS})
    answer = await ann.call("PATCH", UPDATE, {"fields_attributes": []})
    assert answer.json["fields"] == []


@pytest.mark.parametrize("given", [
    {"display_name": "x" * 101}, {"note": "x" * 5001}, {"fields_attributes": [{"name": "x", "value": "y"}] * 11},
    {"fields_attributes": ["x"]}, {"fields_attributes": [{"name": "x" * 256, "value": "y"}]},
    {"fields_attributes": [{"name": "", "value": "y"}]}, {"display_name": ["x"]}, {"source": "x"},
    {"source": {"privacy": "everybody"}}, {"source": {"language": "<b>"}}, {"avatar_description": "x" * 1501},
])
async def test_what_does_not_fit_is_refused_and_nothing_is_changed(town: Town, given: dict[str, Any]):
    ann = await town.person("ann")
    before = await me(ann)
    answer = await ann.call("PATCH", UPDATE, {"locked": True} | given)
    assert answer.status == 422
    assert await me(ann) == before


async def test_how_one_likes_to_post_is_changed_in_source_and_read_as_preferences(town: Town):
    ann = await town.person("ann")
    await form(ann, ("source[privacy]", "unlisted"), ("source[sensitive]", "true"), ("source[language]", "de"))
    source = (await me(ann))["source"]
    assert (source["privacy"], source["sensitive"], source["language"]) == ("unlisted", True, "de")
    liked = (await ann.get("/api/v1/preferences")).json
    assert liked["posting:default:visibility"] == "unlisted"
    assert (liked["posting:default:sensitive"], liked["posting:default:language"]) == (True, "de")
    assert {"reading:expand:media", "reading:expand:spoilers"} <= set(liked)
    await form(ann, ("source[privacy]", "private"))
    assert (await me(ann))["source"]["language"] == "de"


async def test_a_post_is_as_one_likes_to_post_unless_the_app_says_otherwise(town: Town):
    ann = await town.person("ann")
    assert (await ann.posts("Before"))["visibility"] == "public"
    await form(ann, ("source[privacy]", "private"), ("source[sensitive]", "true"), ("source[language]", "de"))
    usual = await ann.posts("Wie immer")
    assert (usual["visibility"], usual["sensitive"], usual["language"]) == ("private", True, "de")
    other = await ann.posts("For once", visibility="public", sensitive=False, language="en")
    assert (other["visibility"], other["sensitive"], other["language"]) == ("public", False, "en")


async def test_pictures_are_made_anew_and_shown(town: Town):
    ann = await town.person("ann")
    before = await me(ann)
    told = (await uploads(ann, avatar=a_picture(), header=a_picture(90, 30))).json
    assert told["avatar"].startswith("http://here.test/media/profiles/")
    assert told["header"] not in (before["header"], told["avatar"])
    file = await town.db.here.files.read(told["avatar"].removeprefix("http://here.test/media/"))
    assert file is not None
    assert Image.open(io.BytesIO(file)).size == (400, 400)


async def test_what_is_no_picture_is_refused_in_words(town: Town):
    ann = await town.person("ann")
    answer = await uploads(ann, avatar=b"#!/bin/sh\nrm -rf /")
    assert answer.status == 422
    assert "not a picture" in answer.error
    assert (await me(ann))["avatar"].endswith("/static/avatar.png")


async def test_a_change_that_is_refused_leaves_no_file_behind(town: Town):
    ann = await town.person("ann")
    folder = town.db.here.settings.media / "profiles"
    before = set(folder.glob("*"))
    picture = a_picture()
    body = (
        b'--b\r\nContent-Disposition: form-data; name="avatar"; filename="x.png"\r\n\r\n' + picture
        + b'\r\n--b\r\nContent-Disposition: form-data; name="display_name"\r\n\r\n' + b"x" * 101 + b"\r\n--b--\r\n"
    )
    answer = await ask(town.app, "PATCH", UPDATE, body=body, headers={
        "authorization": f"Bearer {ann.token}", "content-type": "multipart/form-data; boundary=b",
    })
    assert answer.status == 422
    assert set(folder.glob("*")) == before


async def test_the_old_picture_stays_for_a_day_and_is_then_removed(town: Town):
    ann = await town.person("ann")
    first = (await uploads(ann, avatar=a_picture())).json["avatar"].removeprefix("http://here.test/media/")
    await ann.call("PATCH", UPDATE, {"avatar_description": "A teal square"})
    told = (await ann.call("DELETE", "/api/v1/profile/avatar")).json
    assert told["avatar"].endswith("/static/avatar.png")
    assert told["avatar_description"] == ""
    await town.settle()
    assert await town.db.here.files.read(first) is not None
    town.forward(days=1, minutes=1)
    await town.settle()
    assert await town.db.here.files.read(first) is None


PROFILE = {
    "id", "display_name", "note", "formatted_note", "fields", "formatted_fields", "avatar", "avatar_static",
    "avatar_description", "header", "header_static", "header_description", "locked", "bot", "hide_collections",
    "discoverable", "indexable", "show_media", "show_media_replies", "show_featured", "attribution_domains",
}


@pytest.mark.parametrize("method", ["PATCH", "PUT"])
async def test_the_profile_is_read_and_changed_as_it_was_written(town: Town, method):
    ann = await town.person("ann")
    made = (await ann.call(method, "/api/v1/profile", {
        "display_name": "Ann", "note": "I #bake", "bot": True, "hide_collections": True, "show_media": False,
        "attribution_domains": ["Blog.example", "https://two.example/"], "discoverable": False,
        "fields_attributes": {"0": {"name": "Home", "value": "https://a.example"}},
    })).json
    assert made == (await ann.get("/api/v1/profile")).json
    assert set(made) == PROFILE
    assert (made["avatar"], made["note"], made["bot"], made["hide_collections"]) == (None, "I #bake", True, True)
    assert (made["show_media"], made["discoverable"], made["indexable"]) == (False, False, True)
    assert made["attribution_domains"] == ["blog.example", "two.example"]
    assert made["fields"] == [{"name": "Home", "value": "https://a.example", "verified_at": None}]
    assert made["formatted_fields"][0]["value"].startswith("<a href=")
    shown = (await town.get(f"/api/v1/accounts/{ann.profile}")).json
    assert (shown["hide_collections"], shown["show_media"]) == (True, False)
    source = (await ann.get("/api/v1/accounts/verify_credentials")).json["source"]
    assert (source["hide_collections"], source["attribution_domains"]) == (True, ["blog.example", "two.example"])


@pytest.mark.parametrize("wrong", [{"attribution_domains": ["no domain"]}, {"attribution_domains": ["a.example"] * 1
                                   + [f"{n}.example" for n in range(10)]}, {"display_name": "x" * 200}])
async def test_a_profile_that_cannot_be_is_refused(town: Town, wrong):
    assert (await (await town.person("ann")).call("PATCH", "/api/v1/profile", wrong)).status == 422


async def test_who_keeps_the_server_is_seen_beside_their_name(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    roles = [(await town.get(f"/api/v1/accounts/{who.profile}")).json["roles"] for who in (ann, bob)]
    assert roles == [[{"id": "3", "name": "Owner", "color": ""}], []]


async def test_lists_of_people_can_be_kept_to_oneself(town: Town):
    ann, bob, cleo = [await town.person(name) for name in ("ann", "bob", "cleo")]
    await ann.follows(bob)
    await bob.follows(ann)
    await cleo.follows(ann)
    await ann.call("PATCH", "/api/v1/accounts/update_credentials", {"hide_collections": True})
    for which in ("followers", "following"):
        path = f"/api/v1/accounts/{ann.profile}/{which}"
        assert len((await ann.get(path)).json) == (2 if which == "followers" else 1)
        assert (await bob.get(path)).json == (await town.get(path)).json == []
        assert "@bob" not in (await town.get(f"/@ann/{which}")).text
    familiar = (await cleo.get(f"/api/v1/accounts/familiar_followers?id[]={bob.profile}")).json
    assert familiar == [{"id": str(bob.profile), "accounts": []}]


async def test_each_picture_is_taken_away_by_itself(town: Town):
    ann = await town.person("ann")
    first = (await uploads(ann, avatar=a_picture(), header=a_picture())).json
    told = (await ann.call("DELETE", "/api/v1/profile/header")).json
    assert told["header"].endswith("/static/banner.png")
    assert told["avatar"] == first["avatar"]
    assert (await ann.get("/api/v1/profile")).json["header"] is None
    assert (await ann.call("DELETE", "/api/v1/profile/header")).status == 200


async def test_what_is_kept_of_ones_own_account_is_never_out_of_date(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    assert (await me(ann))["source"]["follow_requests_count"] == 0
    await ann.call("PATCH", "/api/v1/accounts/update_credentials", {"locked": True, "source": {"privacy": "private"}})
    seen = await me(ann)
    assert (seen["locked"], seen["source"]["privacy"]) == (True, "private")
    await bob.post(f"/api/v1/accounts/{ann.profile}/follow")
    assert (await me(ann))["source"]["follow_requests_count"] == 1
    await ann.post(f"/api/v1/follow_requests/{bob.profile}/authorize")
    seen = await me(ann)
    assert (seen["source"]["follow_requests_count"], seen["followers_count"]) == (0, 1)
    await ann.posts("Hello")
    assert (await me(ann))["statuses_count"] == 1
