"""Collections through the client API."""

import asyncio

import pytest

from hubbub.people import profiles
from tests.studio.people import elsewhere
from tests.town import Town

FIELDS = {"id", "account_id", "uri", "url", "name", "description", "language", "local", "sensitive", "discoverable",
          "created_at", "updated_at", "item_count", "tag", "items"}


async def test_a_collection_is_made_shown_changed_and_deleted(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    made = (await ann.post("/api/v1/collections", name="Bakers", tag_name="bread", account_ids=[bob.profile])).json
    made = made["collection"]
    assert set(made) == FIELDS
    assert made["tag"] == {"name": "bread", "url": "http://here.test/tags/bread"}
    assert made["items"][0] | {"created_at": ""} == {
        "id": made["items"][0]["id"], "account_id": str(bob.profile), "state": "accepted", "created_at": ""}
    path = f"/api/v1/collections/{made['id']}"
    shown = (await town.get(path)).json
    assert shown["collection"] == made
    assert [who["acct"] for who in shown["accounts"]] == ["ann", "bob"]
    changed = (await ann.call("PATCH", path, {"description": "Crumbs", "discoverable": False})).json["collection"]
    assert (changed["name"], changed["description"], changed["tag"]["name"]) == ("Bakers", "Crumbs", "bread")
    of_ann = f"/api/v1/accounts/{ann.profile}/collections"
    assert (await bob.get(of_ann)).json == {"collections": []}
    assert (await ann.get(of_ann)).json == {"collections": [changed]}
    assert (await bob.call("DELETE", path)).status == 403
    assert (await ann.call("DELETE", path)).json == {}
    assert (await town.get(path)).status == 404


async def test_people_come_and_go_and_are_told(town: Town):
    ann, bob, cleo = [await town.person(name) for name in ("ann", "bob", "cleo")]
    path = f"/api/v1/collections/{(await ann.post('/api/v1/collections', name='Bakers')).json['collection']['id']}"
    items = [(await ann.post(f"{path}/items", account_id=str(who.profile))).json["collection_item"]
             for who in (bob, cleo)]
    told = (await bob.get("/api/v1/notifications")).json
    assert [(each["type"], each["collection"]["name"]) for each in told] == [("added_to_collection", "Bakers")]
    mine = f"/api/v1/accounts/{bob.profile}/in_collections"
    assert [each["name"] for each in (await bob.get(mine)).json["collections"]] == ["Bakers"]
    assert (await ann.get(mine)).status == 403
    assert (await ann.post(f"{path}/items/{items[0]['id']}/revoke")).status == 404
    assert (await bob.post(f"{path}/items/{items[0]['id']}/revoke")).json == {}
    assert (await ann.call("DELETE", f"{path}/items/{items[1]['id']}")).json == {}
    assert (await ann.call("DELETE", f"{path}/items/{items[1]['id']}")).status == 404
    assert (await town.get(path)).json["collection"]["items"] == []
    assert (await cleo.get("/api/v1/notifications")).json == []


async def test_what_makes_no_sense_is_refused(town: Town):
    ann = await town.person("ann")
    assert (await ann.post("/api/v1/collections")).status == 422
    assert (await ann.post("/api/v1/collections/1/items", account_id="1")).status == 404
    assert (await ann.post("/api/v1/collections/1/items")).status == 404
    role = (await ann.get("/api/v1/accounts/verify_credentials")).json["role"]
    assert role["collection_limit"] == 10


async def test_an_account_says_whether_it_may_be_taken_in(town: Town):
    ann, zoe = await town.person("ann"), await elsewhere(town)
    said = [(await town.get(f"/api/v1/accounts/{who}")).json["feature_approval"] for who in (ann.profile, zoe)]
    assert said == [{"automatic": ["public"], "manual": [], "current_user": "automatic"},
                    {"automatic": [], "manual": [], "current_user": "missing"}]
    await ann.call("PATCH", "/api/v1/accounts/update_credentials", {"discoverable": False})
    said = (await town.get(f"/api/v1/accounts/{ann.profile}")).json["feature_approval"]
    assert said == {"automatic": [], "manual": [], "current_user": "denied"}


async def test_collections_are_paged_by_where_they_stand(town: Town):
    ann = await town.person("ann")
    for name in ("One", "Two", "Three"):
        await ann.post("/api/v1/collections", name=name)
    path = f"/api/v1/accounts/{ann.profile}/collections"
    first = await town.get(f"{path}?limit=2")
    assert [each["name"] for each in first.json["collections"]] == ["Three", "Two"]
    assert first.headers["link"] == f'<http://here.test{path}?limit=2&offset=2>; rel="next"'
    last = await town.get(f"{path}?limit=2&offset=2")
    assert [each["name"] for each in last.json["collections"]] == ["One"]
    assert last.headers["link"] == f'<http://here.test{path}?limit=2&offset=0>; rel="prev"'
    assert "link" not in (await town.get(path)).headers


async def test_whoever_is_blocked_sees_no_collection_and_nobody_sees_who_blocked_them(town: Town):
    ann, bob, eve = [await town.person(name) for name in ("ann", "bob", "eve")]
    made = (await ann.post("/api/v1/collections", name="Bakers", account_ids=[bob.profile])).json["collection"]
    await bob.post(f"/api/v1/accounts/{eve.profile}/block")
    path = f"/api/v1/collections/{made['id']}"
    assert (await eve.get(path)).json["collection"]["item_count"] == 0
    assert (await town.get(path)).json["collection"]["item_count"] == 1
    await ann.post(f"/api/v1/accounts/{eve.profile}/block")
    assert (await eve.get(path)).status == 404
    assert (await eve.get(f"/api/v1/accounts/{ann.profile}/collections")).json == {"collections": []}
    assert (await eve.post(f"{path}/items", account_id=str(eve.profile))).status == 404


async def test_a_listing_asks_as_often_for_many_as_for_one(town: Town, statements):
    ann, people = await town.person("ann"), [await town.person(name) for name in ("bob", "cleo", "dan")]
    for count in (1, 3):
        await ann.post("/api/v1/collections", name="Some", account_ids=[who.profile for who in people[:count]])
    path = f"/api/v1/accounts/{ann.profile}/collections"
    assert len((await town.get(f"{path}?limit=2")).json["collections"]) == 2
    one = await statements(lambda: town.get(f"{path}?limit=1"))
    assert await statements(lambda: town.get(f"{path}?limit=2")) == one


async def test_of_several_at_once_only_one_is_the_last_that_there_is_room_for(
    town: Town, monkeypatch: pytest.MonkeyPatch
):
    ann, people = await town.person("ann"), [await town.person(name) for name in ("bob", "cleo", "dan")]
    monkeypatch.setattr("hubbub.relations.collections.collections.MOST", 2)
    monkeypatch.setattr("hubbub.relations.collections.collections.MOST_PEOPLE", 1)
    first = (await ann.post("/api/v1/collections", name="A")).json["collection"]
    items = f"/api/v1/collections/{first['id']}/items"
    added = await asyncio.gather(*(ann.post(items, account_id=str(who.profile)) for who in people))
    assert sorted(answer.status for answer in added) == [200, 422, 422]
    made = await asyncio.gather(*(ann.post("/api/v1/collections", name=name) for name in ("B", "C", "D")))
    assert sorted(answer.status for answer in made) == [200, 422, 422]


async def test_of_whoever_is_suspended_nothing_is_shown(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    made = (await ann.post("/api/v1/collections", name="Bakers", account_ids=[bob.profile])).json["collection"]
    async with town.db.write() as tx:
        await profiles.suspend(tx, bob.profile)
    assert (await town.get(f"/api/v1/collections/{made['id']}")).json["collection"]["items"] == []
    async with town.db.write() as tx:
        await profiles.suspend(tx, ann.profile)
    assert (await town.get(f"/api/v1/collections/{made['id']}")).status == 404
    assert (await town.get(f"/api/v1/accounts/{ann.profile}/collections")).status == 404
