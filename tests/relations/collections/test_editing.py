"""One's own collections, made and filled on pages without script."""

from urllib.parse import urlsplit

import pytest

from hubbub.people import follows, profiles
from hubbub.relations import collections
from tests.browser import Browser, browser
from tests.outside import Peer
from tests.relations.collections.test_activitypub import ANYBODY, known
from tests.studio.people import elsewhere
from tests.town import Person, Town

FIELDS = {"name": "Good bakers", "description": "Crumbs", "tag_name": "#Bread", "language": "de", "sensitive": "on",
          "discoverable": "on"}


async def _made(page: Browser, **given: str) -> str:
    """The address of a new collection."""
    answer = await page.sends("/collections", **({"name": "Bakers", "discoverable": "on"} | given))
    assert answer.status == 303, answer.text
    return answer.headers["location"].removesuffix("/edit")


async def _item(town: Town, where: str, who: Person | int) -> str:
    number, profile = int(where.rpartition("/")[2]), who if isinstance(who, int) else who.profile
    items = await collections.list_places(town.db, town.people["ann"].profile, number)
    return next(str(item.id) for item in items if item.profile == profile)


def _row(text: str, name: str) -> str:
    """What stands beside somebody in a list."""
    return next(row for row in text.split('<li class="list__item">') if f'href="/@{name}"' in row).partition("</li>")[0]


async def test_a_collection_is_made_changed_and_deleted_as_the_form_says(town: Town):
    page = await browser(town, ann := await town.person("ann"))
    assert "Make your first collection" in (await page.get("/collections")).text
    where = await _made(page, **FIELDS)
    path = f"/api/v1{where}"
    said = (await town.get(path)).json["collection"]
    assert {name: said[name] for name in ("name", "description", "language", "sensitive", "discoverable")} == {
        "name": "Good bakers", "description": "Crumbs", "language": "de", "sensitive": True, "discoverable": True}
    assert said["tag"]["name"] == "bread"
    form = (await page.get(f"{where}/edit")).text
    for words in ('value="Good bakers"', ">Crumbs</textarea>", 'value="bread"', '<option value="de" selected>',
                  'aria-describedby="sensitive-help" checked', 'aria-describedby="discoverable-help" checked'):
        assert words in form, words
    assert (await page.sends(where, name="Bakers")).headers["location"] == where
    said = (await town.get(path)).json["collection"]
    assert (said["name"], said["language"], said["tag"], said["sensitive"], said["discoverable"]) == (
        "Bakers", None, None, False, False)
    assert "By link only" in (await page.get("/collections")).text
    assert "Delete the collection “Bakers”?" in (await page.sends(f"{where}/delete")).text
    assert (await page.sends(f"{where}/delete", sure="on")).headers["location"] == "/collections"
    assert (await ann.get(path)).status == 404


@pytest.mark.parametrize(("given", "field", "why"), [
    ({"name": " "}, "name", "Name can&#39;t be blank"), ({"name": "x" * 41}, "name", "Name is too long"),
    ({"description": "x" * 101}, "description", "Description is too long"),
    ({"tag_name": "two words"}, "tag_name", "Tag is invalid"), ({"language": "!"}, "language", "Language is invalid"),
])
async def test_what_cannot_be_is_said_beside_its_field_and_nothing_typed_is_lost(town: Town, given, field, why):
    page = await browser(town, await town.person("ann"))
    where = await _made(page)
    for address in ("/collections", where):
        answer = await page.sends(address, **(FIELDS | given))
        assert answer.status == 422
        assert f'id="{field}-error" role="alert">{why}' in answer.text
        assert answer.text.count('aria-invalid="true" autofocus') == 1
        for words in (FIELDS | given).values():
            assert any(shape in answer.text for shape in (f'value="{words}"', f">{words}</textarea>")) or words == "on"


async def test_the_most_is_said_before_and_when_it_is_reached(town: Town, monkeypatch: pytest.MonkeyPatch):
    for name in ("collections", "editing"):
        monkeypatch.setattr(f"hubbub.relations.collections.{name}.MOST", 2)
        monkeypatch.setattr(f"hubbub.relations.collections.{name}.MOST_PEOPLE", 1)
    ann, bob, cleo = [await town.person(name) for name in ("ann", "bob", "cleo")]
    page = await browser(town, ann)
    where = await _made(page)
    assert "1 of 2 collections" in (await page.get("/collections")).text
    assert "0 of 1 people" in (await page.get(f"{where}/edit")).text
    await page.sends(f"{where}/add", profile=str(bob.profile))
    shown = (await page.get(f"{where}/edit?q=cleo")).text
    assert "1 people, as many as there can be" in shown
    assert f'action="{where}/edit"' not in shown
    refused = await page.sends(f"{where}/add", profile=str(cleo.profile))
    assert (refused.status, "A collection has at most 1 people" in refused.text) == (422, True)
    assert "Full" in (await page.get(f"/collections/with/{cleo.profile}")).text
    await _made(page)
    assert "as many as there can be" in (await page.get("/collections/new")).text
    assert 'href="/collections/new"' not in (await page.get("/collections")).text
    assert (await page.sends("/collections", name="Third")).status == 422


async def test_people_are_found_put_in_and_taken_out(town: Town):
    ann, bob, shy = [await town.person(name) for name in ("ann", "bob", "shy")]
    async with town.db.write() as tx:
        await profiles.edit(tx, shy.profile, discoverable=False)
    await town.settle()
    page = await browser(town, ann)
    where = await _made(page)
    assert "Put in bob" in _row((await page.get(f"{where}/edit?q=bo")).text, "bob")
    row = _row((await page.get(f"{where}/edit?q=shy")).text, "shy")
    assert "Does not want to be in collections" in row
    assert "<form" not in row
    assert "known here" in (await page.get(f"{where}/edit?q=nobody")).text
    added = await page.sends(f"{where}/add", profile=str(bob.profile), q="bo b")
    assert added.headers["location"] == f"{where}/edit?q=bo+b"
    assert "1 of 25 people" in (await page.get(f"{where}/edit")).text
    row = _row((await page.get(f"{where}/edit")).text, "bob")
    assert "In it" in row
    assert "Take out bob" in row
    assert (await page.sends(f"{where}/remove", item=await _item(town, where, bob))).status == 303
    assert "0 of 25 people" in (await page.get(f"{where}/edit")).text


async def test_as_one_types_only_who_is_found_comes(town: Town):
    page = await browser(town, await town.person("ann"))
    await town.person("bob")
    await town.settle()
    where = await _made(page)
    piece = (await page.get(f"{where}/edit?q=bob", **{"hx-request": "true"})).text
    assert "Put in bob" in piece
    assert "<main" not in piece
    assert "Delete" not in piece


async def test_whoever_cannot_be_put_in_is_not_and_the_page_says_so(town: Town):
    ann, bob, far = [await town.person(name) for name in ("ann", "bob", "far")]
    async with town.db.write() as tx:
        await follows.block(tx, bob.profile, ann.profile)
    page = await browser(town, ann)
    where = await _made(page)
    for profile in (str(bob.profile), "7", "x", ""):
        answer = await page.sends(f"{where}/add", profile=profile, q="somebody")
        assert (answer.status, "This person cannot be put into" in answer.text) == (422, True)
        assert 'value="somebody"' in answer.text
    await page.sends(f"{where}/add", profile=str(far.profile))
    again = await page.sends(f"{where}/add", profile=str(far.profile))
    assert (again.status, "in this collection already" in again.text) == (422, True)


async def test_somebody_elsewhere_is_found_by_handle_and_asked_and_every_answer_is_said(town: Town, peer: Peer):
    ann, zoe, yan = await town.person("ann"), peer.person("zoe", **ANYBODY), await elsewhere(town, "yan")
    page = await browser(town, ann)
    where = await _made(page)
    shown = (await page.get(f"{where}/edit?q=@zoe@{urlsplit(zoe.uri).netloc}")).text
    number = await known(town, zoe)
    handle = (await profiles.get(town.db, number)).handle
    assert "Put in" in _row(shown, handle)
    assert "Does not want to be" in _row((await page.get(f"{where}/edit?q=yan@two.test")).text, "yan@two.test")
    refused = await page.sends(f"{where}/add", profile=str(yan))
    assert "does not want to be in collections" in refused.text
    await page.sends(f"{where}/add", profile=str(number))
    assert "Asked, but has not answered yet" in (await page.get(f"{where}/edit")).text
    assert "1 has not answered yet" in (await page.get("/collections")).text
    item = await collections.consents.find_item(town.db, int(await _item(town, where, number)))
    assert item
    async with town.db.write() as tx:
        await collections.consents.disagree(tx, item)
    shown = (await page.get(f"{where}/edit")).text
    assert "Does not want to be in it" in _row(shown, handle)
    assert "0 of 25 people" in shown


async def test_who_is_in_it_but_out_of_sight_and_who_has_left_is_said_to_the_owner_alone(town: Town):
    ann, bob, cleo = [await town.person(name) for name in ("ann", "bob", "cleo")]
    page = await browser(town, ann)
    where = await _made(page)
    for who in (bob, cleo):
        await page.sends(f"{where}/add", profile=str(who.profile))
    async with town.db.write() as tx:
        await profiles.edit(tx, bob.profile, discoverable=False)
        await collections.revoke(tx, cleo.profile, int(where.rpartition("/")[2]))
    shown = (await page.get(f"{where}/edit")).text
    assert "not shown to others" in _row(shown, "bob")
    assert "Take out bob" in _row(shown, "bob")
    assert "Has left it, and cannot be put back" in _row(shown, "cleo")
    assert "<form" not in _row(shown, "cleo")
    assert "Nobody is in it" in (await town.get(where)).text


async def test_from_somebody_s_page_they_are_put_into_one_s_collections(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    page, there = await browser(town, ann), f"/collections/with/{bob.profile}"
    assert f'href="{there}"' in (await page.get("/@bob")).text
    assert f"/collections/new?profile={bob.profile}" in (await page.get(there)).text
    assert "is the first in it" in (await page.get(f"/collections/new?profile={bob.profile}")).text
    first, second = await _made(page, profile=str(bob.profile)), await _made(page, name="Cooks")
    shown = (await page.get(there)).text
    assert "Take out of Bakers" in shown
    assert "Put in: Cooks" in shown
    assert (await page.sends(f"{there}/add", collection=second.rpartition("/")[2])).headers["location"] == there
    assert (await page.sends(f"{there}/remove", collection=first.rpartition("/")[2])).headers["location"] == there
    shown = (await page.get(there)).text
    assert "Put in: Bakers" in shown
    assert "Take out of Cooks" in shown
    assert (await page.sends(f"{there}/remove", collection=first.rpartition("/")[2])).status == 404
    assert (await page.sends(f"{there}/add", collection=second.rpartition("/")[2])).status == 422


async def test_whoever_does_not_want_to_be_in_any_is_offered_for_none(town: Town):
    ann, shy = await town.person("ann"), await town.person("shy")
    async with town.db.write() as tx:
        await profiles.edit(tx, shy.profile, discoverable=False)
    page = await browser(town, ann)
    await _made(page)
    shown = (await page.get(f"/collections/with/{shy.profile}")).text
    assert "does not want to be in collections" in shown
    assert "Put in" not in shown
    assert "collections/new" not in shown
    refused = await page.sends("/collections", name="Mine", profile=str(shy.profile))
    assert (refused.status, 'value="Mine"' in refused.text) == (422, True)
    assert (await page.get("/collections/with/7")).status == 404


async def test_one_sees_in_which_one_is_and_leaves_from_there(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    where = await _made(await browser(town, ann), profile=str(bob.profile))
    page = await browser(town, bob)
    assert f'href="{where}"' in (await page.get("/collections/in")).text
    left = await page.sends(f"{where}/leave", back="/collections/in", sure="on")
    assert left.headers["location"] == "/collections/in"
    assert "You are in no collection" in (await page.get("/collections/in")).text


async def test_nobody_changes_a_collection_of_another(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    where = await _made(await browser(town, ann), profile=str(bob.profile))
    item, page = await _item(town, where, bob), await browser(town, bob)
    for path in (f"{where}/edit", f"{where}/edit?q=ann"):
        assert (await page.get(path)).status == 403
    for path in ("", "/delete", "/add", "/remove"):
        answer = await page.sends(f"{where}{path}", name="Mine", sure="on", profile=str(ann.profile), item=item)
        assert answer.status == 403, path
    number = where.rpartition("/")[2]
    assert (await page.sends(f"/collections/with/{bob.profile}/remove", collection=number)).status == 404
    assert (await page.sends(f"/collections/with/{ann.profile}/add", collection=number)).status == 422
    shown = (await town.get(f"/api/v1{where}")).json["collection"]
    assert (shown["name"], [each["account_id"] for each in shown["items"]]) == ("Bakers", [str(bob.profile)])


@pytest.mark.parametrize("path", ["/collections", "/collections/in", "/collections/new", "/collections/with/1"])
async def test_whoever_is_not_signed_in_is_led_to_signing_in(town: Town, path: str):
    assert (await town.get(path)).headers["location"].startswith("/sign-in?next=")


async def test_each_page_asks_as_often_for_much_as_for_little(town: Town, statements):
    ann, people = await town.person("ann"), [await town.person(name) for name in ("bob", "cleo", "dan", "eve")]
    mine, bobs = await browser(town, ann), await browser(town, people[0])
    await town.settle()

    async def asked(where: str) -> list[int]:
        paths = ("/collections", where, f"{where}/edit?q=o", f"/collections/with/{people[0].profile}")
        found = []
        for page, path in [*((mine, path) for path in paths), (bobs, "/collections/in")]:
            await page.get(path)
            found.append(await statements(lambda page=page, path=path: page.get(path)))
        return found

    where = await _made(mine, profile=str(people[0].profile))
    few = await asked(where)
    for who in people[1:]:
        await mine.sends(f"{where}/add", profile=str(who.profile))
        await _made(mine, profile=str(people[0].profile))
    await town.settle()
    assert await asked(where) == few
    assert max(few) <= 25
