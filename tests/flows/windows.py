"""The browser that pages are looked at with, the sizes of its windows, and who sits before one."""

import shutil
from pathlib import Path

from playwright.async_api import BrowserContext, Page, ViewportSize
from playwright.sync_api import Page as HeldPage

from tests.served import PASSWORD

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--no-first-run"]
AXE = Path(__file__).parents[1] / "assets" / "axe.min.js"
PHONE, DESK = ViewportSize(width=390, height=844), ViewportSize(width=1280, height=800)

# Whoever leaves a page while it is still coming in has the browser say so.
_NO_COMPLAINT = ("ViewTransition", "Transition was aborted", "Service Worker registration blocked")


def complaints(page: Page | HeldPage, *expected: str) -> list[str]:
    """What the browser complains of in this tab, as it comes, but for what contains one of these words."""
    heard: list[str] = []

    def hear(words: str) -> None:
        if not any(each in words for each in _NO_COMPLAINT + expected):
            heard.append(words)

    page.on("console", lambda message: hear(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda problem: hear(str(problem)))
    return heard


async def signed_in(context: BrowserContext, name: str) -> Page:
    """A tab at home, of somebody with the usual password."""
    page = await context.new_page()
    await sign_in(page, name)
    return page


async def sign_in(page: Page, name: str) -> None:
    await page.goto("/sign-in")
    await page.fill("input[name=email]", f"{name}@mail.test")
    await page.fill("input[name=password]", PASSWORD)
    await page.click("main form button.button")
    await page.wait_for_url("**/home")


def sign_in_held(page: HeldPage, url: str, name: str) -> None:
    """The same in a tab that is waited for."""
    page.goto(f"{url}/sign-in")
    page.fill("input[name=email]", f"{name}@mail.test")
    page.fill("input[name=password]", PASSWORD)
    page.click("main form button.button")
    page.wait_for_url("**/home")
