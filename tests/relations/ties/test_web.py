"""Ties on pages: in plain words, and for their owner's eyes only."""

import json

from tests.browser import browser
from tests.town import Person, Town


async def talk(town: Town, one: Person, other: Person) -> None:
    await one.posts(f"Hello @{other.name}")
    await town.settle()
    await other.posts(f"Hello @{one.name}")
    await town.settle()


async def test_a_profile_says_how_one_stands_with_them(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await talk(town, ann, bob)
    page = await browser(town, ann)
    text, about = (await page.get("/@bob")).text, (await page.get("/@bob?tab=about")).text
    for words in ("You write to each other now and then.", "Last: bob, just now."):
        assert words in text
        assert words in about
    assert ("<meter" in text, "<meter" in about) == (False, True)


async def test_the_two_sides_of_a_one_sided_tie_read_differently(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await ann.posts("Hello @bob")
    await town.settle()
    town.forward(hours=2)
    mine = (await (await browser(town, ann)).get("/@bob")).text
    theirs = (await (await browser(town, bob)).get("/@ann")).text
    assert "You have reached out; bob has not answered yet. Last: you, 2 h ago." in mine
    assert "ann has reached out; you have not answered yet." in theirs


async def test_a_profile_without_a_tie_says_nothing(town: Town):
    ann = await town.person("ann")
    await town.person("bob")
    assert 'class="ties"' not in (await (await browser(town, ann)).get("/@bob")).text


async def test_ties_are_shown_to_nobody_else(town: Town):
    ann, bob, cleo = [await town.person(name) for name in ("ann", "bob", "cleo")]
    await talk(town, ann, bob)
    for person in (None, cleo, bob):
        text = (await (await browser(town, person)).get("/@bob")).text
        assert 'class="ties"' not in text
        assert "Last:" not in text
    assert "ann" not in (await (await browser(town, cleo)).get("/ties")).text.partition("<main")[2]
    assert (await town.get("/ties")).status == 303
    for path in (f"/api/v1/accounts/{bob.profile}", f"/api/v1/accounts/{bob.profile}/statuses"):
        shown = json.dumps((await ann.get(path)).json)
        assert not [word for word in ("strength", "reciproc", "overdue", "intensity") if word in shown]


async def test_the_radar_puts_whoever_waits_first(town: Town):
    ann, bob, cleo = [await town.person(name) for name in ("ann", "bob", "cleo")]
    for _ in range(3):
        await talk(town, ann, bob)
    await talk(town, ann, cleo)
    await cleo.posts("@ann are you there?")
    await town.settle()
    page = await browser(town, ann)
    text = (await page.get("/ties")).text
    assert text.index("/@bob") < text.index("/@cleo")
    town.forward(days=2)
    text = (await page.get("/ties")).text
    assert text.index("/@cleo") < text.index("/@bob")
    assert "cleo asked you something 2 d ago." in text


async def test_an_unusual_silence_is_named_in_days(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    for _ in range(3):
        await talk(town, ann, bob)
        town.forward(days=2)
    town.forward(days=8)
    page = await browser(town, ann)
    assert "Quiet for 10 days; usually it is about a day." in (await page.get("/ties")).text
    assert "Quiet for 10 days" in (await page.get("/@bob")).text


async def test_an_empty_radar_says_how_to_fill_it(town: Town):
    page = await browser(town, await town.person("ann"))
    assert "No ties yet" in (await page.get("/ties")).text
