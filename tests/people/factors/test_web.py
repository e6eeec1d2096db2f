"""Signing in with a second step, and setting it up, without script."""

import re

from hubbub.people import apps, factors
from tests.browser import Browser, browser
from tests.people.factors.test_factors import WORD, code_now, guarded
from tests.postbox import Postbox
from tests.town import Answer, Town, ask


def ticket_of(answer: Answer) -> str:
    return str(re.findall(r'name="ticket" value="([^"]+)"', answer.text)[0])


async def password(page: Browser, email: str = "ann@mail.test", word: str = WORD, **more: str) -> Answer:
    await page.get("/sign-in")
    return await page.sends("/sign-in", email=email, password=word, **more)


async def test_somebody_sets_up_an_app_and_signs_in_with_its_code(town: Town, postbox: Postbox):
    ann = await town.person("ann")
    page = await browser(town, ann)
    await page.get("/settings/second-step")
    assert (await page.sends("/settings/second-step/app", password="wrong")).status == 422
    assert (await page.sends("/settings/second-step/app", password=WORD)).status == 303
    shown = await page.get("/settings/second-step/app")
    assert shown.status == 200, shown.text
    words = re.findall(r'factors__code">([A-Z2-7 ]+)<', shown.text)[0]
    assert "<svg" in shown.text
    assert f"secret={words.replace(' ', '')}" in shown.text
    assert (await page.sends("/settings/second-step/app/confirm", code="000000")).status == 422
    async with town.db.read() as db:
        secret = await factors.factors.pending(db, ann.account)
    written = re.findall(r"<li>([a-z0-9-]{14})</li>",
                         (await page.sends("/settings/second-step/app/confirm", code=code_now(secret))).text)
    assert len(written) == 10
    assert (await page.get("/settings/second-step/app")).status == 404, "the secret is shown only until it is in use"
    await town.settle()
    assert "second step was added" in str(postbox.taken[-1]["subject"])
    town.forward(seconds=60)
    other = await browser(town)
    half = await password(other, next="/ties")
    assert "One more step" in half.text
    assert (await other.get("/home")).status == 303, "half a sign-in is none"
    wrong = await other.sends("/sign-in/second", ticket=ticket_of(half), code="123", next="/ties")
    assert (wrong.status, "is not right" in wrong.text) == (422, True)
    done = await other.sends("/sign-in/second", ticket=ticket_of(wrong), code=code_now(secret), next="/ties")
    assert (done.status, done.headers["location"]) == (303, "/ties")
    assert (await other.get("/home")).status == 200


async def test_the_ticket_of_one_browser_is_nothing_in_another(town: Town):
    ann = await town.person("ann")
    _, written = await guarded(town, ann)
    mine, thief = await browser(town), await browser(town)
    ticket = ticket_of(await password(mine))
    await thief.get("/sign-in")
    assert (await thief.sends("/sign-in/second", ticket=ticket, code=written[0])).status == 404


async def test_a_forgotten_password_does_not_pass_by_the_second_step(town: Town, postbox: Postbox):
    ann = await town.person("ann")
    await guarded(town, ann)
    page = await browser(town)
    await page.get("/password")
    await page.sends("/password", email="ann@mail.test")
    await town.settle()
    link = postbox.link()
    await page.get(link)
    await page.sends(link, password="another good password")
    assert (await page.get("/home")).status == 303
    assert "One more step" in (await password(page, word="another good password")).text
    assert (await page.get("/home")).status == 303


async def test_the_last_recovery_codes_lead_to_where_new_ones_are_made(town: Town):
    ann = await town.person("ann")
    _, written = await guarded(town, ann)
    for code in written[:7]:
        await factors.prove(town.db, ann.account, code)
    page = await browser(town)
    done = await page.sends("/sign-in/second", ticket=ticket_of(await password(page)), code=written[7])
    assert done.headers["location"] == "/settings/second-step?left=2"
    assert "2 left" in (await page.get(done.headers["location"])).text
    assert (await page.sends("/settings/second-step/codes", password="no")).status == 422
    made = await page.sends("/settings/second-step/codes", password=WORD)
    assert made.text.count("<li>") >= 10
    assert written[8] not in made.text


async def test_the_second_step_is_turned_off_with_the_password_alone_known_to_its_person(town: Town):
    ann = await town.person("ann")
    await guarded(town, ann)
    page = await browser(town, ann)
    await page.get("/settings/second-step")
    assert (await page.sends("/settings/second-step/remove", password="no")).status == 422
    assert (await page.sends("/settings/second-step/remove", password=WORD)).status == 303
    other = await browser(town)
    assert (await password(other)).status == 303


async def test_an_app_gets_no_token_for_a_password_alone(town: Town):
    ann = await town.person("ann")
    async with town.db.write() as tx:
        app = await apps.register(tx, "Ours", [apps.OUT_OF_BAND], "read", first_party=True)
    given = {"client_id": app.client_id, "client_secret": app.client_secret, "grant_type": "password",
             "username": "ann@mail.test", "password": WORD, "scope": "read"}
    assert (await town.sends("/oauth/token", given)).status == 200
    await guarded(town, ann)
    refused = await town.sends("/oauth/token", given)
    assert (refused.status, refused.json["error"]) == (400, "invalid_grant")


async def test_nobody_reaches_the_pages_who_is_not_signed_in(town: Town):
    await town.person("ann")
    for path in ("/settings/second-step", "/settings/second-step/app"):
        assert (await ask(town.app, "GET", path)).status == 303
