"""What the pages of people and posts tell of themselves, and of whom they tell nothing."""

import re

import pytest

from tests.browser import browser
from tests.doors.web.test_heads import data
from tests.town import Person, Town

PROFILE = "/api/v1/accounts/update_credentials"


async def found(town: Town, name: str = "ann") -> Person:
    """Somebody who wants to be found."""
    ann = await town.person(name)
    assert (await ann.call("PATCH", PROFILE, {"indexable": True, "note": "I keep bees."})).status == 200
    return ann


def told(page: str) -> dict[str, str]:
    """The name and content of each `<meta>` that has both."""
    return dict(re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)">', page))


async def test_a_profile_tells_who_it_is(town: Town):
    await found(town)
    page = (await town.get("/@ann")).text
    assert '<link rel="canonical" href="http://here.test/@ann">' in page
    said = told(page)
    assert said["og:title"] == "ann (@ann@here.test)"
    assert said["description"] == said["og:description"] == "I keep bees."
    assert said["og:type"] == "profile"
    assert said["profile:username"] == "ann@here.test"
    assert said["twitter:card"] == "summary"
    assert "robots" not in said
    assert data(page)["@type"] == "ProfilePage"
    assert data(page)["mainEntity"]["alternateName"] == "@ann@here.test"
    assert 'type="application/activity+json"' in page


async def test_a_post_tells_what_it_says_and_of_whom(town: Town):
    ann = await found(town)
    post = await ann.posts('The "hives" are <full>', language="en")
    page = (await town.get(f"/@ann/{post['id']}")).text
    assert f'<link rel="canonical" href="{post["url"]}">' in page
    said = told(page)
    assert said["og:description"] == "The &#34;hives&#34; are &lt;full&gt;"
    assert said["author"] == "ann"
    assert said["fediverse:creator"] == "@ann@here.test"
    assert said["og:locale"] == "en"
    made = data(page)
    assert made["articleBody"] == 'The "hives" are <full>'
    assert made["author"]["name"] == "ann"
    assert made["inLanguage"] == "en"


async def test_whoever_does_not_want_to_be_found_is_not_told_to_search_engines(town: Town):
    ann = await found(town)
    await ann.call("PATCH", PROFILE, {"indexable": False})
    post = await ann.posts("Hello")
    for path in ("/@ann", f"/@ann/{post['id']}"):
        page = (await town.get(path)).text
        assert told(page)["robots"] == "noindex, noarchive"
        assert data(page) == {}


async def test_a_quiet_post_has_a_preview_and_is_not_to_be_found(town: Town):
    ann = await found(town)
    post = await ann.posts("Psst", visibility="unlisted")
    said = told((await town.get(f"/@ann/{post['id']}")).text)
    assert (said["og:description"], said["robots"]) == ("Psst", "noindex")


@pytest.mark.parametrize("given", [{"visibility": "private"}, {"visibility": "direct"}, {"local_only": True}])
async def test_a_post_that_is_not_for_everybody_has_no_head_even_for_those_who_see_it(town: Town, given):
    ann = await found(town)
    post = await ann.posts("Among us @ann", **given)
    page = await browser(town, ann)
    shown = (await page.get(f"/@ann/{post['id']}")).text
    assert "Among us" in shown
    assert "og:" not in shown
    assert 'rel="canonical"' not in shown
    assert (await town.get(f"/@ann/{post['id']}")).status == 404


async def test_a_warning_stands_for_the_words_and_hides_them(town: Town):
    ann = await found(town)
    post = await ann.posts("Spinach everywhere", spoiler_text="Vegetables")
    head = (await town.get(f"/@ann/{post['id']}")).text.partition("</head>")[0]
    assert told(head)["og:description"] == "Content warning: Vegetables"
    assert "Spinach" not in head.replace("<title>", "")


async def test_nobody_breaks_out_of_a_head_by_what_they_write(town: Town):
    ann = await found(town)
    hostile = '"><script>alert(1)</script><meta x="</script><script>alert(2)</script>'
    await ann.call("PATCH", PROFILE, {"display_name": hostile[:100], "note": hostile})
    post = await ann.posts(hostile)
    for path in ("/@ann", f"/@ann/{post['id']}"):
        page = (await town.get(path)).text
        assert "<script>alert" not in page
        assert page.count("</script>") == page.count("<script ")
        assert data(page)


async def test_the_page_of_somebody_elsewhere_names_their_own_and_is_not_to_be_found(town: Town, peer):
    ann = await town.person("ann")
    zoe = peer.person("zoe")
    page = await browser(town, ann)
    shown = await page.get(f"/@{zoe.handle.removeprefix('@')}")
    assert shown.status == 200
    said = told(shown.text)
    assert said["robots"] == "noindex, noarchive"
    assert "og:title" not in said
