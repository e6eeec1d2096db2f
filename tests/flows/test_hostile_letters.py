"""Letters that carry what strangers write: nothing runs in them, nothing becomes a header or a second mail."""

from email.message import EmailMessage

import pytest
from playwright.async_api import Browser

from tests.flows.payloads import MARKED, PAYLOADS, PICTURE
from tests.flows.test_public_pages import nothing_ran
from tests.flows.windows import CHROMIUM
from tests.postbox import Postbox
from tests.reach.media.sending import sent
from tests.reach.newsletters.conftest import postbox as postbox
from tests.reach.newsletters.subscribing import READER, pass_by, reader, words, writer
from tests.town import Town
from tests.trust.staff import ADMIN, acts

pytestmark = [
    pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium"),
]

HEADERS = {"from", "to", "subject", "date", "message-id", "auto-submitted", "mime-version", "content-type",
           "content-language"}
LEAVING = {"list-unsubscribe", "list-unsubscribe-post"}
# What would be the end of the headers, or of the mail and the beginning of another.
ENDS = "Bcc: eve@far.test\r\n\r\n{}\n.\nMAIL FROM:<eve@far.test>\r\n.\r\nRCPT TO:<eve@far.test>\r.\rDATA".format


async def test_nothing_that_a_stranger_writes_runs_in_a_letter(chromium: Browser, town: Town, postbox: Postbox):
    bob = await writer(town, "bob")
    await reader(town, postbox, bob)
    await bob.call("PATCH", "/api/v1/accounts/update_credentials", {"display_name": ENDS(PAYLOADS[3])[:100]})
    for n in range(0, len(PAYLOADS), 5):
        some = "\n\n".join(PAYLOADS[n:n + 5])
        await bob.posts(some)
        await bob.posts(some, content_type="text/markdown")
    await bob.posts("\n\n".join(MARKED), content_type="text/markdown")
    await bob.posts("Covered", spoiler_text="".join(PAYLOADS[:5]))
    await bob.posts(ENDS(PAYLOADS[1]), media_ids=[(await sent(bob, PICTURE, description="".join(PAYLOADS[:8])))["id"]])
    await pass_by(town)
    assert [each.rcpt_tos for each in postbox.envelopes] == [[READER]]
    assert {name.lower() for name in postbox.taken[0]} == HEADERS | LEAVING
    assert "MAIL FROM:<eve@far.test>" in words(postbox)
    await opened(chromium, postbox.taken[0])


async def test_nothing_runs_in_the_letter_that_says_what_staff_have_done(
    chromium: Browser, town: Town, postbox: Postbox,
):
    ann, bob = town.people["ann"], town.people["bob"]
    ann.token = await town.token(ann.account, ann.profile, ADMIN)
    await acts(ann, bob, "none", text=ENDS("\n\n".join(PAYLOADS)))
    await town.settle()
    assert [each.rcpt_tos for each in postbox.envelopes] == [["bob@mail.test"]]
    assert {name.lower() for name in postbox.taken[0]} == HEADERS
    await opened(chromium, postbox.taken[0])


async def opened(chromium: Browser, letter: EmailMessage) -> None:
    """The letter in a program that shows whatever is in its HTML, and runs what it finds there."""
    body = letter.get_body(("html",))
    assert body is not None
    assert "window.ran" in body.get_content()
    page = await chromium.new_page()
    await page.set_content(body.get_content())
    await nothing_ran(page)
    assert await page.locator("script, style, iframe, object, embed, form, img, svg, math, link, meta").count() == 0
    await page.close()
