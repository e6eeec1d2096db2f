"""Passkeys in a real browser, with its own virtual devices; in tests of the room one of ours stands for them."""

from itertools import count
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import CDPSession, Page, expect

from tests.flows.windows import CHROMIUM, PHONE, complaints, sign_in
from tests.served import PASSWORD, Served

pytestmark = [
    pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium"),
]

_people = count(1)
DEVICE = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
          "isUserVerified": True, "automaticPresenceSimulation": True}


@pytest.fixture(scope="module")
def here(folder):
    server = Served(folder / "passkeys").start()
    yield server
    server.stop()


@pytest_asyncio.fixture
async def page(chromium, here):
    context = await chromium.new_context(base_url=here.url, service_workers="block", viewport=PHONE)
    tab = await context.new_page()
    problems = complaints(tab, "422")
    yield tab
    await context.close()
    assert problems == []


class Devices:
    """What the browser finds when it looks for a device: one at a time."""

    def __init__(self, session: CDPSession) -> None:
        self.session, self.here = session, ""

    async def put(self, *keys: dict[str, Any]) -> None:
        """Another device in the place of the one before, with these keys on it."""
        if self.here:
            await self.session.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": self.here})
        made = await self.session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
        self.here = made["authenticatorId"]
        for key in keys:
            await self.session.send("WebAuthn.addCredential", {"authenticatorId": self.here, "credential": key})

    async def keys(self) -> list[dict[str, Any]]:
        found = await self.session.send("WebAuthn.getCredentials", {"authenticatorId": self.here})
        return list(found["credentials"])

    async def know_their_person(self, known: bool) -> None:
        """Whether finger or face is the right one; where it is not, the browser tells pages what it tells them of a
        dialog that was closed."""
        await self.session.send("WebAuthn.setUserVerified", {"authenticatorId": self.here, "isUserVerified": known})


@pytest_asyncio.fixture
async def devices(page: Page) -> Devices:
    session = await page.context.new_cdp_session(page)
    await session.send("WebAuthn.enable")
    made = Devices(session)
    await made.put()
    return made


def a_person(here: Served) -> str:
    """Somebody new, without passkeys of another try."""
    name = f"pia{next(_people)}"
    here.person(name)
    return name


async def add(page: Page, name: str) -> None:
    await page.goto("/settings/passkeys")
    await page.get_by_label("What you call it").fill(name)
    await page.locator("hub-passkey").get_by_label("Your password").fill(PASSWORD)
    await page.get_by_role("button", name="Add a passkey").click()


async def use(page: Page) -> None:
    await page.context.clear_cookies()
    await page.goto("/sign-in?next=/ties")
    await page.get_by_role("button", name="Sign in with a passkey").click()


async def test_two_devices_each_sign_in_and_one_that_is_removed_no_more(page, devices, here):
    pia = a_person(here)
    await sign_in(page, pia)
    await add(page, "My phone")
    await expect(page.locator(".notice")).to_have_text("The passkey is added. You can sign in with it from now on.")
    await add(page, "My phone again")
    await expect(page.locator("hub-passkey [role=alert]")).to_have_text(
        "This device has a passkey for this account already.")
    phone = await devices.keys()
    await devices.put()
    await add(page, "Keyring")
    await expect(page.locator(".list__name")).to_have_text(["My phone", "Keyring"])
    for keys in (phone, await devices.keys()):
        await devices.put(*keys)
        await use(page)
        await page.wait_for_url(f"{here.url}/ties")

    await page.goto("/settings/passkeys")
    for note in await page.locator(".list__note").all():
        assert await note.evaluate("(each) => each.scrollWidth <= each.clientWidth"), "nothing of it is cut off"
    row = page.locator(".list__item", has_text="Keyring")
    await row.locator("summary").click()
    await row.get_by_label("Your password").fill("not this one")
    await row.get_by_role("button", name="Remove").click()
    await expect(row.get_by_role("alert")).to_have_text("This is not your present password.")
    await expect(row.get_by_role("alert")).to_be_visible()
    await row.get_by_label("Your password").fill(PASSWORD)
    await row.get_by_role("button", name="Remove").click()
    await expect(page.locator(".notice")).to_contain_text("The passkey is removed")
    await expect(page.locator(".list__name")).to_have_text(["My phone"])
    await use(page)
    await expect(page.get_by_role("alert").first).to_contain_text("This passkey belongs to no account here.")
    await page.get_by_label("E-mail").fill(f"{pia}@mail.test")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Sign in", exact=True).click()
    await page.wait_for_url(f"{here.url}/ties")


async def test_a_dialog_that_was_closed_is_no_end_and_a_name_of_nothing_is_refused_in_its_place(page, devices, here):
    await sign_in(page, a_person(here))
    await devices.know_their_person(False)
    await add(page, "My phone")
    again = "Your device has not given its word. You can try again."
    await expect(page.locator("hub-passkey [role=alert]")).to_have_text(again)
    await devices.know_their_person(True)
    await page.get_by_role("button", name="Add a passkey").click()
    await expect(page.locator(".notice")).to_be_visible()
    row = page.locator(".list__item")
    await row.locator("summary").click()
    await row.get_by_label("Name").fill("   ")
    await row.get_by_role("button", name="Rename").click()
    await expect(row.get_by_role("alert")).to_be_visible()
    await expect(page.locator(".tabs [aria-current]")).to_contain_text("Passkeys")
    await row.get_by_label("Name").fill("The old phone")
    await row.get_by_role("button", name="Rename").click()
    await expect(page.locator(".notice")).to_have_text("Saved.")
    await expect(row.locator(".list__name")).to_have_text("The old phone")

    await devices.know_their_person(False)
    await use(page)
    await expect(page.locator("hub-passkey [role=alert]")).to_have_text(again)
    await devices.know_their_person(True)
    await page.get_by_role("button", name="Sign in with a passkey").click()
    await page.wait_for_url(f"{here.url}/ties")
