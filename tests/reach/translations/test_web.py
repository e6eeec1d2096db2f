"""Translations on pages: offered where they make sense, shown as a piece or on a page of their own."""

from tests.browser import browser
from tests.reach.translations.test_translations import Service
from tests.reach.translations.test_translations import service as service
from tests.town import Town


async def test_a_post_in_another_language_is_translated_in_its_place_or_on_a_page(town: Town, service: Service):
    ann = await town.person("ann")
    post, mine = await ann.posts("suppe", language="de"), await ann.posts("soup", language="en")
    page = await browser(town, ann)
    shown = (await page.get("/home", **{"accept-language": "en-GB"})).text
    assert "Translate from German" in shown
    assert f"/posts/{mine['id']}/translation" not in shown
    piece = (await page.get(f"/posts/{post['id']}/translation", **{"hx-request": "true"})).text
    assert '<p>SUPPE</p>' in piece
    assert "<html" not in piece
    assert "<p>SUPPE</p>" in (await page.get(f"/posts/{post['id']}/translation")).text


async def test_what_is_not_for_everybody_goes_to_no_service(town: Town, service: Service):
    ann = await town.person("ann")
    post = await ann.posts("suppe", language="de", visibility="private")
    page = await browser(town, ann)
    assert "/translation" not in (await page.get("/home")).text
    assert (await page.get(f"/posts/{post['id']}/translation")).status == 403
    assert (await town.get(f"/posts/{post['id']}/translation")).headers["location"].startswith("/sign-in")
    assert service.asked == []


async def test_a_service_that_does_not_answer_is_said_in_a_sentence(town: Town, service: Service):
    ann = await town.person("ann")
    post = await ann.posts("suppe", language="de")
    service.broken = True
    answer = await (await browser(town, ann)).get(f"/posts/{post['id']}/translation", **{"hx-request": "true"})
    assert (answer.status, "does not answer just now" in answer.text) == (409, True)


async def test_without_a_service_nothing_is_offered(town: Town):
    ann = await town.person("ann")
    await ann.posts("suppe", language="de")
    assert "/translation" not in (await (await browser(town, ann)).get("/home")).text
