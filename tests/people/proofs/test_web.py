"""The pages of links in mail, without script."""

from hubbub.people import accounts
from tests.browser import browser
from tests.postbox import Postbox
from tests.town import Town

WORD, OTHER = "a good password", "another good password"


async def test_somebody_signs_up_confirms_and_signs_in(town: Town, postbox: Postbox):
    page = await browser(town)
    await page.get("/sign-up")
    waits = await page.sends("/sign-up", name="zoe", email="zoe@mail.test", password=WORD)
    assert "look into your mail" in waits.text
    refused = await page.sends("/sign-in", email="zoe@mail.test", password=WORD)
    assert 'href="/confirm"' in refused.text
    await town.settle()
    link = postbox.link()
    assert "Is this address yours?" in (await page.get(link)).text
    refused = await page.sends("/sign-in", email="zoe@mail.test", password=WORD)
    assert refused.status == 422, "a link that is only looked at confirms nothing: mail programs open them all"
    await page.get(link)
    assert "is confirmed" in (await page.sends(link)).text
    assert (await page.sends("/sign-in", email="zoe@mail.test", password=WORD)).status == 303


async def test_a_forgotten_password_is_changed(town: Town, postbox: Postbox):
    page = await browser(town)
    assert 'href="/password"' in (await page.get("/sign-in")).text
    await page.get("/password")
    known = await page.sends("/password", email="ann@mail.test")
    await page.get("/password")
    unknown = await page.sends("/password", email="nobody@mail.test")
    assert (known.status, known.text.count("is on its way")) == (unknown.status, unknown.text.count("is on its way"))
    await town.settle()
    link = postbox.link()
    await page.get(link)
    assert (await page.sends(link, password="short")).status == 422
    assert "is changed" in (await page.sends(link, password=OTHER)).text
    assert (await page.get(link)).status == 404
    await page.get("/sign-in")
    assert (await page.sends("/sign-in", email="ann@mail.test", password=OTHER)).status == 303


async def test_the_link_leads_to_the_configured_name_whatever_the_request_says(town: Town, postbox: Postbox):
    page = await browser(town)
    await page.get("/confirm")
    await page.sends("/password", email="ann@mail.test")
    await town.settle()
    body = postbox.taken[0].get_body(("plain",))
    assert body is not None
    assert "http://here.test/password/" in body.get_content()


async def test_a_server_that_sends_no_mail_says_so(town: Town):
    await town.person("ann")
    page = await browser(town)
    answer = await page.get("/password")
    assert (answer.status, "sends no mail" in answer.text) == (404, True)
    assert 'href="/password"' not in (await page.get("/sign-in")).text


async def test_another_address_is_used_once_its_mail_is_answered_and_the_old_one_is_told(town: Town, postbox: Postbox):
    ann, bob = await town.person("ann"), await town.person("bob")
    await town.settle()
    page = await browser(town, ann)
    await page.get("/settings/account")
    assert (await page.sends("/settings/account/email", email="new@mail.test", password="wrong")).status == 422
    taken = await page.sends("/settings/account/email", email="bob@mail.test", password=WORD)
    assert (taken.status, "bob@mail.test" in taken.text) == (422, True), "what was typed stays"
    assert (await page.sends("/settings/account/email", email="a b@mail.test", password=WORD)).status == 422
    assert (await page.sends("/settings/account/email", email="new@mail.test", password=WORD)).status == 303
    assert "new@mail.test" in (await page.get("/settings/account")).text
    await town.settle()
    assert (postbox.taken[-1]["to"], (await accounts.get(town.db, ann.account)).email) == (
        "new@mail.test", "ann@mail.test")
    link = postbox.link()
    await page.get(link)
    assert (await accounts.get(town.db, ann.account)).email == "ann@mail.test", "a link that is looked at does nothing"
    assert "in use" in (await page.sends(link)).text
    await town.settle()
    assert (postbox.taken[-1]["to"], (await accounts.get(town.db, ann.account)).email) == (
        "ann@mail.test", "new@mail.test")
    assert (await page.sends(link)).status == 404
    assert (await accounts.get(town.db, bob.account)).email == "bob@mail.test"


async def test_where_no_mail_is_sent_another_address_is_used_at_once(town: Town):
    ann = await town.person("ann")
    page = await browser(town, ann)
    await page.get("/settings/account")
    await page.sends("/settings/account/email", email="new@mail.test", password=WORD)
    assert (await accounts.get(town.db, ann.account)).email == "new@mail.test"
