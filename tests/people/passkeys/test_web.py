"""The pages of passkeys; a device signs what they ask."""

import re

from hubbub.people import passkeys
from tests.browser import Browser, browser
from tests.people.passkeys.device import Device, raw
from tests.people.passkeys.test_passkeys import added
from tests.town import Answer, Town

WORD = "a good password"


async def signs_in(page: Browser, device: Device, where: str = "/home") -> Answer:
    await page.get("/sign-in")
    options = (await page.sends("/sign-in/passkey/challenge")).json
    return await page.sends("/sign-in/passkey", answer=device.uses(raw(options["challenge"])), next=where)


async def test_somebody_adds_a_passkey_names_it_and_signs_in_with_it(town: Town):
    ann, device = await town.person("ann"), Device()
    page = await browser(town, ann)
    assert "You have none yet" in (await page.get("/settings/passkeys")).text
    refused = await page.sends("/settings/passkeys/challenge", password="wrong")
    assert (refused.status, "not your present" in refused.json["error"]) == (422, True)
    options = (await page.sends("/settings/passkeys/challenge", password=WORD)).json
    assert (options["rp"]["id"], options["authenticatorSelection"]["userVerification"]) == ("here.test", "required")
    made = await page.sends("/settings/passkeys", answer=device.makes(raw(options["challenge"])), name="My phone")
    assert made.headers["location"] == "/settings/passkeys?done=added"
    shown = await page.get("/settings/passkeys")
    assert "My phone" in shown.text
    number = re.findall(r"/settings/passkeys/(\d+)/rename", shown.text)[0]
    await page.sends(f"/settings/passkeys/{number}/rename", name="<b>Old</b> phone")
    assert "&lt;b&gt;Old&lt;/b&gt; phone" in (await page.get("/settings/passkeys")).text
    other = await browser(town)
    done = await signs_in(other, device, "/ties")
    assert (done.status, done.headers["location"]) == (303, "/ties")
    assert (await other.get("/home")).status == 200
    assert (await page.sends(f"/settings/passkeys/{number}/remove", password="no")).status == 422
    assert (await page.sends(f"/settings/passkeys/{number}/remove", password=WORD)).status == 303
    refused = await signs_in(await browser(town), device, "/ties")
    assert (refused.status, "belongs to no account here" in refused.text) == (422, True)
    assert 'name="next" value="/ties"' in refused.text, "the password leads there too"


async def test_a_passkey_is_asked_for_besides_the_password_if_one_wants_it(town: Town):
    ann, device = await town.person("ann"), Device()
    page = await browser(town, ann)
    await page.get("/settings/second-step")
    assert (await page.sends("/settings/passkeys/ask", asks="1", password=WORD)).status == 403
    await added(town, ann, device)
    refused = await page.sends("/settings/passkeys/ask", asks="1", password="no")
    assert (refused.status, 'aria-describedby="ask-error"' in refused.text) == (422, True)
    made = await page.sends("/settings/passkeys/ask", asks="1", password=WORD)
    assert "Write these codes down" in made.text
    other = await browser(town)
    await other.get("/sign-in")
    half = await other.sends("/sign-in", email="ann@mail.test", password=WORD)
    assert "Sign in with a passkey" in half.text
    assert "Recovery code" in half.text
    assert (await signs_in(other, device)).status == 303


async def test_what_the_pages_ask_for_says_nothing_about_who_is_here(town: Town):
    ann = await town.person("ann")
    await added(town, ann, Device())
    page = await browser(town)
    await page.get("/sign-in")
    assert set((await page.sends("/sign-in/passkey/challenge")).json) == {
        "challenge", "rpId", "userVerification", "timeout"}
    assert len(await passkeys.list_own(town.db, ann.account)) == 1


async def test_the_name_that_is_suggested_is_in_the_language_of_the_page(town: Town):
    page = await browser(town, await town.person("ann"), speaks="de")
    shown = await page.get("/settings/passkeys", **{"user-agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"})
    assert 'value="Firefox auf Linux"' in shown.text
