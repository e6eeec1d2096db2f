"""The strip under a post, with script and without."""

from tests.browser import browser
from tests.town import Town


async def test_a_form_without_script_reacts_and_leads_back(town: Town):
    ann = await town.person("ann")
    post = (await ann.posts("Press me"))["id"]
    page = await browser(town, ann)
    answer = await page.sends(f"/posts/{post}/react", sign="🎉", back=f"/home#post-{post}")
    assert (answer.status, answer.headers["location"]) == (303, f"/home#post-{post}")
    shown = (await page.get("/home")).text
    assert f'action="/posts/{post}/unreact"' in shown
    assert 'aria-label="React with party popper, 1 reaction so far"' in shown


async def test_a_pressed_button_gives_what_the_post_wears_anew_and_nothing_else(town: Town):
    ann = await town.person("ann")
    post = (await ann.posts("Press me"))["id"]
    page = await browser(town, ann)
    answer = await page.presses(f"/posts/{post}/react", sign="🎉", back=f"/home#post-{post}")
    assert answer.text.lstrip().startswith('<div class="feelings__worn">')
    assert 'aria-pressed="true"' in answer.text
    assert "<html" not in answer.text


async def test_each_choice_has_a_name_for_whoever_does_not_see_it(town: Town):
    ann = await town.person("ann")
    await ann.posts("Look")
    shown = (await (await browser(town, ann)).get("/home")).text
    assert 'value="👍" aria-label="thumbs up sign"' in shown


async def test_a_page_has_all_choices_and_says_who_said_what(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    post = (await ann.posts("Look"))["id"]
    page = await browser(town, bob)
    await page.sends(f"/posts/{post}/react", sign="🔥")
    shown = (await page.get(f"/posts/{post}/reactions")).text
    assert 'href="/@bob"' in shown
    assert 'value="🐕"' in shown
    assert (await page.sends(f"/posts/{post}/react", sign="no emoji")).status == 422


async def test_a_stranger_sees_the_count_and_is_asked_to_sign_in(town: Town):
    ann = await town.person("ann")
    post = (await ann.posts("Press me"))["id"]
    await (await browser(town, ann)).sends(f"/posts/{post}/react", sign="🎉")
    page = await browser(town)
    shown = (await page.get(f"/@ann/{post}")).text
    assert "party popper" in shown
    assert "feelings__picker" not in shown
    answer = await page.sends(f"/posts/{post}/react", sign="🎉")
    assert answer.headers["location"].partition("?")[0] == "/sign-in"


async def test_nobody_looks_at_what_they_may_not_see(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    post = (await ann.posts("Mine", visibility="private"))["id"]
    page = await browser(town, bob)
    assert (await page.get(f"/posts/{post}/reactions")).status == 404
