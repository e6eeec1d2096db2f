"""Lists as client apps know them."""

from urllib.parse import urlencode

import pytest

from tests.town import Answer, Person, Town, ask

from .test_lists import a_list


async def form(person: Person, method: str, path: str, given: list[tuple[str, str]]) -> Answer:
    """As Tusky sends it: a form, with a body whatever the method."""
    return await ask(person.town.app, method, path, body=urlencode(given).encode(), headers={
        "authorization": f"Bearer {person.token}", "content-type": "application/x-www-form-urlencoded"})


async def test_a_list_is_made_changed_and_deleted(town: Town):
    ann = await town.person("ann")
    made = (await ann.post("/api/v1/lists", title="Friends")).json
    assert made == {"id": made["id"], "title": "Friends", "replies_policy": "list", "exclusive": False}
    changed = (await ann.call("PUT", f"/api/v1/lists/{made['id']}", {"replies_policy": "none", "exclusive": True})).json
    assert changed == {"id": made["id"], "title": "Friends", "replies_policy": "none", "exclusive": True}
    assert (await ann.get("/api/v1/lists")).json == [changed]
    assert (await ann.get(f"/api/v1/lists/{made['id']}")).json == changed
    assert (await ann.call("DELETE", f"/api/v1/lists/{made['id']}")).json == {}
    assert (await ann.get(f"/api/v1/lists/{made['id']}")).status == 404


@pytest.mark.parametrize("given", [
    {}, {"title": "  "}, {"title": "x" * 257}, {"title": "x", "replies_policy": "some"}, {"title": {"a": "b"}},
])
async def test_a_list_that_cannot_be_is_refused_with_a_sentence(town: Town, given: dict[str, object]):
    answer = await (await town.person("ann")).post("/api/v1/lists", **given)
    assert (answer.status, bool(answer.error)) == (422, True)


async def test_nobody_has_more_lists_than_may_be(town: Town, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("hubbub.reach.lists.lists.MOST", 1)
    ann = await town.person("ann")
    assert (await ann.post("/api/v1/lists", title="One")).status == 200
    assert (await ann.post("/api/v1/lists", title="Two")).status == 422


async def test_people_are_put_in_and_taken_out_by_forms_with_bodies(town: Town):
    ann, bob, cleo = [await town.person(name) for name in ("ann", "bob", "cleo")]
    number = await a_list(town, ann)
    await ann.follows(bob)
    await ann.follows(cleo)
    where = f"/api/v1/lists/{number}/accounts"
    both = [("account_ids[]", str(bob.profile)), ("account_ids[]", str(cleo.profile))]
    assert (await form(ann, "POST", where, both)).json == {}
    assert [a["username"] for a in (await ann.get(where)).json] == ["cleo", "bob"]
    assert [a["username"] for a in (await ann.get(where + "?limit=0")).json] == ["cleo", "bob"]
    assert [row["id"] for row in (await ann.get(f"/api/v1/accounts/{bob.profile}/lists")).json] == [str(number)]
    assert (await form(ann, "DELETE", where, both[:1])).json == {}
    assert [a["username"] for a in (await ann.get(where)).json] == ["cleo"]
    assert (await ann.get(f"/api/v1/accounts/{bob.profile}/lists")).json == []


async def test_a_stranger_is_not_found_and_one_who_is_in_it_is_taken_already(town: Town):
    ann, bob, cleo = [await town.person(name) for name in ("ann", "bob", "cleo")]
    number = await a_list(town, ann, bob)
    where = f"/api/v1/lists/{number}/accounts"
    assert (await ann.post(where, account_ids=[str(cleo.profile)])).status == 404
    assert (await ann.post(where, account_ids=[str(bob.profile)])).error == (
        "Validation failed: Account has already been taken")


async def test_who_is_in_it_is_paged_by_hidden_keys(town: Town):
    ann = await town.person("ann")
    people = [await town.person(name) for name in ("bob", "cleo", "dan")]
    number = await a_list(town, ann, *people)
    first = await ann.get(f"/api/v1/lists/{number}/accounts?limit=2")
    assert [a["username"] for a in first.json] == ["dan", "cleo"]
    further = first.headers["link"].partition("<http://here.test")[2].partition(">")[0]
    assert [a["username"] for a in (await ann.get(further)).json] == ["bob"]


async def test_the_timeline_of_a_list_is_paged_in_both_directions(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    number = await a_list(town, ann, bob)
    made = [(await bob.posts(f"n{n}"))["id"] for n in range(7)][::-1]
    where = f"/api/v1/timelines/list/{number}?limit=3"

    async def found(query: str) -> list[str]:
        return [status["id"] for status in (await ann.get(where + query)).json]

    assert await found("") == made[:3]
    assert await found(f"&max_id={made[2]}") == made[3:6]
    assert await found(f"&min_id={made[6]}") == made[3:6]
    assert await found(f"&since_id={made[6]}") == made[:3]
    assert 'rel="next"' in (await ann.get(where)).headers["link"]


@pytest.mark.parametrize("path", ["lists/{}", "lists/{}/accounts", "timelines/list/{}"])
async def test_anothers_list_is_not_found(town: Town, path: str):
    ann, bob = await town.person("ann"), await town.person("bob")
    number = await a_list(town, ann)
    assert (await bob.get("/api/v1/" + path.format(number))).status == 404
    assert (await bob.get("/api/v1/" + path.format("nothing"))).status == 404
