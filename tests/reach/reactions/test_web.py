"""The buttons under a post, with script and without."""

from tests.browser import browser
from tests.town import Town


async def test_a_form_without_script_favours_and_leads_back(town: Town):
    ann = await town.person("ann")
    post = (await ann.posts("Press me"))["id"]
    page = await browser(town, ann)
    answer = await page.sends(f"/posts/{post}/favourite", back=f"/home#post-{post}")
    assert (answer.status, answer.headers["location"]) == (303, f"/home#post-{post}")
    shown = (await page.get("/home")).text
    assert f'action="/posts/{post}/unfavourite"' in shown
    assert f'name="back" value="/home#post-{post}"' in shown
    assert 'aria-pressed="true"' in shown


async def test_a_pressed_button_gives_the_buttons_anew_and_nothing_else(town: Town):
    ann = await town.person("ann")
    post = (await ann.posts("Press me"))["id"]
    page = await browser(town, ann)
    answer = await page.presses(f"/posts/{post}/boost", back=f"/home#post-{post}")
    assert answer.status == 200
    assert answer.text.lstrip().startswith('<div class="reactions">')
    assert f'action="/posts/{post}/unboost"' in answer.text
    assert "<input" not in answer.text
    assert "<html" not in answer.text


async def test_a_button_leads_nowhere_off_the_site(town: Town):
    ann = await town.person("ann")
    post = (await ann.posts("Press me"))["id"]
    page = await browser(town, ann)
    answer = await page.sends(f"/posts/{post}/bookmark", back="//evil.example/")
    assert answer.headers["location"] == "/"


async def test_a_stranger_who_presses_is_asked_to_sign_in(town: Town):
    ann = await town.person("ann")
    post = (await ann.posts("Press me"))["id"]
    page = await browser(town)
    await page.get(f"/@ann/{post}")
    answer = await page.sends(f"/posts/{post}/favourite")
    assert (answer.status, answer.headers["location"].partition("?")[0]) == (303, "/sign-in")
    assert (await ann.get(f"/api/v1/statuses/{post}")).json["favourites_count"] == 0


async def test_a_form_without_its_token_does_nothing(town: Town):
    ann = await town.person("ann")
    post = (await ann.posts("Press me"))["id"]
    page = await browser(town, ann)
    page.csrf = "0" * 64
    assert (await page.sends(f"/posts/{post}/favourite")).status == 403
    assert (await ann.get(f"/api/v1/statuses/{post}")).json["favourites_count"] == 0


async def test_what_was_kept_is_on_its_page_and_an_empty_page_says_so(town: Town):
    ann = await town.person("ann")
    page = await browser(town, ann)
    assert "Nothing here yet" in (await page.get("/bookmarks")).text
    post = (await ann.posts("Worth keeping"))["id"]
    await page.sends(f"/posts/{post}/bookmark")
    await page.sends(f"/posts/{post}/favourite")
    assert "Worth keeping" in (await page.get("/bookmarks")).text
    assert "Worth keeping" in (await page.get("/favourites")).text
