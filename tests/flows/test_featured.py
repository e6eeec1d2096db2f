"""What somebody features, in a tab of their page: pinned posts, tags, people, collections."""

from typing import Any

import pytest

from hubbub.base import bus, db
from hubbub.people import profiles
from tests.browser import browser
from tests.reach.posts.test_web import articles
from tests.town import Person, Town

TAB = "/@ann?tab=featured"


async def features(ann: Person, bob: Person, number: str = "") -> dict[str, Any]:
    """Ann features one of each kind."""
    post = await ann.posts(f"Leek #soup{number}")
    await ann.post(f"/api/v1/statuses/{post['id']}/pin")
    await ann.post(f"/api/v1/tags/soup{number}/feature")
    await ann.follows(bob)
    await ann.post(f"/api/v1/accounts/{bob.profile}/endorse")
    made = await ann.post("/api/v1/collections", name=f"Cooks{number}", discoverable=True)
    return {"post": post["id"], "collection": f"/collections/{made.json['collection']['id']}"}


async def seen(town: Town, who: Person | None, path: str = TAB) -> str:
    return (await (await browser(town, who)).get(path)).text.partition("<main")[2]


async def test_all_that_somebody_features_stands_in_one_tab(town: Town):
    ann, bob, cleo = [await town.person(name) for name in ("ann", "bob", "cleo")]
    made = await features(ann, bob)
    other = await ann.posts("Not pinned")
    for who in (ann, cleo, None):
        text = await seen(town, who)
        for words in ('href="/@bob"', "#<bdi>soup</bdi>", "1 post", "last on", made["collection"], "Pinned posts"):
            assert words in text, words
        assert articles(text) == [made["post"]], "nothing but what is pinned"
        assert 'tab=featured" aria-current="page">Featured' in text
    about = await seen(town, cleo, "/@ann?tab=about")
    for words in ('href="/@bob"', "<bdi>soup</bdi>", made["collection"]):
        assert words not in about, "nothing is said twice"
    assert articles(await seen(town, cleo, "/@ann")) == [made["post"], other["id"]], "pinned posts stand there, too"


async def test_whoever_features_nothing_yet_is_told_how_and_others_that_there_is_nothing(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await ann.posts("I bake #bread")
    mine = await seen(town, ann)
    for words in ("You feature nothing yet", 'href="/@ann"', 'href="/tags"', 'href="/tags/bread"',
                  'href="/@ann/following"', "Collections."):
        assert words in mine, words
    for who in (bob, None):
        text = await seen(town, who)
        assert "features posts, tags, people or collections" in text
        assert "You feature nothing" not in text
        assert "Pin to my page" not in text
    await features(ann, bob)
    mine = await seen(town, ann)
    assert "You feature nothing yet" not in mine
    assert "What else you can feature" in mine
    assert "What else" not in await seen(town, bob)


@pytest.mark.parametrize("way", ["by them", "by oneself"])
async def test_a_block_leaves_nothing_featured_to_be_seen(town: Town, way: str):
    ann, bob, cleo = [await town.person(name) for name in ("ann", "bob", "cleo")]
    made = await features(ann, bob)
    one, other = (ann, cleo) if way == "by them" else (cleo, ann)
    await one.post(f"/api/v1/accounts/{other.profile}/block")
    text = await seen(town, cleo)
    for words in ('href="/@bob"', "<bdi>soup</bdi>", made["collection"], "<article", "Pinned posts"):
        assert words not in text, words
    assert "Nothing here yet" in text


async def test_nobody_is_shown_of_whom_one_hears_nothing_nor_a_post_that_one_may_not_see(town: Town):
    ann, bob, cleo = [await town.person(name) for name in ("ann", "bob", "cleo")]
    await features(ann, bob)
    kept = await ann.posts("For followers", visibility="private")
    await ann.post(f"/api/v1/statuses/{kept['id']}/pin")
    await cleo.post(f"/api/v1/accounts/{bob.profile}/mute")
    await ann.post(f"/api/v1/accounts/{bob.profile}/mute")
    text = await seen(town, cleo)
    assert 'href="/@bob"' not in text
    assert kept["id"] not in articles(text)
    for who in (ann, bob):
        assert 'href="/@bob"' in await seen(town, who), "who recommends and who is recommended find it"
    await cleo.follows(ann)
    assert kept["id"] in articles(await seen(town, cleo))


async def test_a_tab_that_somebody_does_not_show_is_seen_by_them_alone(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    made = await features(ann, bob)
    page = await browser(town, ann)
    assert 'name="shows_featured" checked' in (await page.get("/settings/privacy")).text
    given = {"visibility": "public", "quote_policy": "public"}
    assert (await page.sends("/settings/privacy", **given)).status == 303
    assert not (await profiles.get(town.db, ann.profile)).shows_featured
    for who in (bob, None):
        text = await seen(town, who)
        assert "tab=featured" not in text
        assert made["collection"] not in text
        assert 'href="/@ann" aria-current="page"' in text
    mine = await seen(town, ann)
    assert "Nobody but you sees this tab" in mine
    assert made["collection"] in mine
    assert (await page.sends("/settings/privacy", **given, shows_featured="on")).status == 303
    assert made["collection"] in await seen(town, bob)


async def test_its_head_leads_search_engines_to_the_page_itself(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await features(ann, bob)
    async with town.db.write() as tx:
        await profiles.edit(tx, ann.profile, indexable=True)
    heads = [(await town.get(path)).text.partition("</head>")[0] for path in (TAB, "/@ann?tab=about", "/@ann")]
    assert all('<link rel="canonical" href="http://here.test/@ann">' in head for head in heads)
    assert ['content="noindex"' in head for head in heads] == [True, True, False]


async def test_it_takes_as_many_statements_for_much_as_for_little(town: Town):
    ann, others = await town.person("ann"), [await town.person(f"bob{n}") for n in range(4)]
    await features(ann, others[0], "0")
    cleo = await town.person("cleo")
    few = await asked(town, cleo)
    for n, other in enumerate(others[1:], 1):
        await features(ann, other, str(n))
    assert await asked(town, cleo) == few <= 40


async def asked(town: Town, who: Person) -> int:
    """How many statements the tab takes with nothing kept in memory."""
    page = await browser(town, who)
    await page.get(TAB)
    bus.gap()
    log: list[str] = []
    token = db.made.set(log)
    await page.get(TAB)
    db.made.reset(token)
    return len(log)
