"""The pages in German, in a real browser: as a visitor whose browser asks for it, and as a member who has chosen it."""

import pytest
from playwright.async_api import expect

from hubbub.base import po
from hubbub.base.words import FILES, languages
from tests.flows.windows import CHROMIUM
from tests.served import PASSWORD, Served

pytestmark = [
    pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium"),
]

# What is shown and what is read out.
SHOWN = """() => {
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    if (node.nodeType === Node.TEXT_NODE) found.push(node.data);
    else for (const name of ["aria-label", "placeholder", "title", "alt"]) found.push(node.getAttribute(name) ?? "");
  }
  return found.map((words) => words.trim().replace(/\\s+/g, " ")).filter((words) => words);
}"""


@pytest.fixture(scope="module")
def here(folder):
    server = Served(folder / "languages").start()
    server.person("ann")
    yield server
    server.stop()


def english() -> set[str]:
    """The sentences of the source that German says otherwise."""
    known = po.read(FILES / "de.po")[1:]
    return {entry.one for entry in known} - {said for entry in known for said in entry.said} - set(languages().values())


async def test_a_visitor_signs_up_in_german_and_stays_in_it(chromium, here):
    context = await chromium.new_context(base_url=here.url, locale="de-DE", service_workers="block")
    page = await context.new_page()
    await page.goto("/sign-up")
    await expect(page.locator("html")).to_have_attribute("lang", "de")
    await page.get_by_label("Name").fill("uwe")
    await page.get_by_label("E-Mail").fill("uwe@mail.test")
    await page.get_by_label("Passwort").fill(PASSWORD)
    await page.get_by_role("button", name="Registrieren").click()
    await expect(page.get_by_role("heading", name="Hier ist es still")).to_be_visible()
    await expect(page.get_by_label("Was möchtest du sagen?")).to_be_visible()
    await context.close()


async def test_a_member_chooses_german_and_finds_it_wherever_they_go(chromium, here):
    context = await chromium.new_context(base_url=here.url, locale="en-GB", service_workers="block")
    page = await context.new_page()
    await page.goto("/sign-in?next=/settings/appearance")
    await page.get_by_label("E-mail").fill("ann@mail.test")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Sign in", exact=True).click()
    await page.get_by_label("Language of the pages").select_option("Deutsch")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Gespeichert.")).to_be_visible()

    await page.goto("/home")
    words = page.get_by_label("Was möchtest du sagen?")
    await words.fill("   ")
    await page.get_by_role("button", name="Veröffentlichen").click()
    await expect(page.locator("#composer-problem [role=alert]")).to_have_text("Der Text darf nicht leer sein")
    await words.fill("Guten Morgen")
    await page.get_by_role("button", name="Veröffentlichen").click()
    post = page.locator("article.post", has_text="Guten Morgen")
    await expect(post.locator("time")).to_have_text("jetzt")
    await post.locator(".reactions__boosts summary").click()
    await post.get_by_role("button", name="Teilen").click()
    await expect(page.locator("#toasts")).to_contain_text("Geteilt.")
    await expect(page.locator("#toasts")).to_contain_text("Rückgängig")

    for path in ("/home", "/settings", "/studio/report", "/notifications"):
        await page.goto(path)
        assert english() & set(await page.evaluate(SHOWN)) == set(), path
    await context.close()
