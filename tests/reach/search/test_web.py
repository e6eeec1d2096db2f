"""The page of search."""

import re
from urllib.parse import urlencode

from tests.browser import browser
from tests.town import Town


async def _people(town: Town, path: str) -> list[str]:
    return re.findall(r'class="list__name" href="/@(\w+)"', (await town.get(path)).text)


async def test_people_are_found_by_the_beginning_of_a_name(town: Town):
    for name in ("ann", "anna", "bob", "a_nn"):
        await town.person(name)
    await town.settle()
    assert await _people(town, "/search?q=ANN") == ["ann", "anna"]
    assert await _people(town, "/search?q=a_") == ["a_nn"]
    assert "Nobody found" in (await town.get("/search?kind=people&q=%25")).text


async def test_posts_are_found_by_words_for_somebody_signed_in(town: Town):
    ann = await town.person("ann")
    for n in range(23):
        await ann.posts(f"Fresh #bread {n}")
    await town.settle()
    assert "Sign in" in (await town.get("/search?q=fresh")).text
    page = await browser(town, ann)
    first = (await page.get("/search?kind=posts&q=fresh")).text
    assert first.count("<article") == 20
    more = re.search(r'href="(/search\?[^"]*after=20)"', first)[1].replace("&amp;", "&")  # type: ignore[index]
    assert (await page.get(more)).text.count("<article") == 3
    assert 'href="/tags/bread"' in (await page.get("/search?q=bread")).text


async def test_a_whole_handle_leads_to_the_profile(town: Town):
    page = await browser(town, await town.person("ann"))
    assert (await page.get("/search?q=@ann@here.test")).headers["location"] == "/@ann"


async def test_an_address_leads_to_the_post_if_it_may_be_seen(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    page, secret = await browser(town, bob), await ann.posts("Hush", visibility="private")
    public = await ann.posts("Hello")
    assert (await page.get(f"/search?q={public['url']}")).headers["location"] == f"/@ann/{public['id']}"
    assert (await page.get(f"/search?q={secret['url']}")).status == 404


async def test_an_address_that_nobody_knows_finds_nothing(town: Town):
    page = await browser(town, await town.person("ann"))
    assert "Nothing found" in (await page.get("/search?q=https://10.0.0.1/users/1")).text


async def test_the_page_says_what_one_can_say(town: Town):
    shown = (await town.get("/search")).text
    assert all(word in shown for word in ("from:ann", "has:image", "in:library", "before:"))


async def test_who_means_to_do_something_elsewhere_is_led_to_it(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    status = await bob.posts("Hello")
    page = await browser(town, ann)
    asked = {
        f"/intents?object={status['uri']}": f"/@bob/{status['id']}",
        f"/intents?object=http://here.test/users/{bob.profile}": "/@bob",
        f"/intents?answers={status['uri']}&text=Hi": f"/compose?reply_to={status['id']}&text=Hi",
        "/intents?answers=javascript:x()": "/compose?", "/intents?object=nothing": "/search?q=nothing",
    }
    for path, where in asked.items():
        assert (await page.get(path)).headers["location"] == where
    assert "/sign-in" in (await town.get("/intents?object=x")).headers["location"]


async def test_nobody_is_led_to_what_they_may_not_see(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    secret = await bob.posts("Secret", visibility="private")
    page = await browser(town, ann)
    assert (await page.get(f"/intents?object={secret['uri']}")).status == 404
    assert (await page.get(f"/intents?answers={secret['uri']}")).headers["location"] == "/compose?"


async def test_what_a_word_may_become_is_a_list_for_the_composer(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await bob.posts("Look #seaside")
    await town.settle()
    page = await browser(town, ann)
    for begun, becomes in (("@bo", "@bob"), ("#sea", "#seaside"), (":carrot", "\N{CARROT}")):
        shown = (await page.get(f"/search/suggest?{urlencode({'q': begun})}")).text
        assert f'role="option" aria-selected="false" data-becomes="{becomes}"' in shown
    for begun in ("", "@", "#", ":c", "word", ":" + "x" * 300):
        assert "role=\"option\"" not in (await page.get(f"/search/suggest?{urlencode({'q': begun})}")).text
    assert (await town.get("/search/suggest?q=@bo")).status == 303


async def test_as_one_types_a_piece_is_given_and_nobody_is_led_away(town: Town):
    ann, _ = await town.person("ann"), await town.person("bob")
    await town.settle()
    page = await browser(town, ann)
    answer = await page.get("/search?q=@bob@here.test", **{"hx-request": "true"})
    assert (answer.status, "<html" in answer.text) == (200, False)
    assert "@bob" in (await page.get("/search?q=bo&kind=people", **{"hx-request": "true"})).text
