"""A page as those read it who do not see it as we do: axe, at all widths, by day and by night."""

from typing import Any, Literal

from playwright.async_api import Page, ViewportSize

from tests.flows.windows import AXE, DESK, PHONE

# Everything is looked at on a phone by day. A change of theme changes nothing but colours, a change of width nothing
# but where things stand and whether they fit.
PLACED = ["color-contrast", "scrollable-region-focusable", "target-size", "link-in-text-block"]
VIEWS: list[tuple[Literal["light", "dark"], ViewportSize, list[str] | None]] = [
    ("dark", DESK, PLACED), ("dark", PHONE, PLACED), ("light", DESK, None)]
WIDTHS = (320, 390, 768, 1280)


async def looked_at(page: Page, path: str, wide: bool = False, status: int = 200) -> list[Any]:
    """What axe finds, and by how much it is wider than which window."""
    await page.set_viewport_size(PHONE)
    await page.emulate_media(color_scheme="light")
    answer = await page.goto(path)
    assert answer is not None
    assert answer.status == status, path
    await page.evaluate(AXE.read_text())
    problems = await page.evaluate(LOOK, None)
    for theme, size, rules in VIEWS if wide else VIEWS[:1]:
        await page.set_viewport_size(size)
        await page.emulate_media(color_scheme=theme)
        problems += await page.evaluate(LOOK, rules)
    for width in WIDTHS:
        await page.set_viewport_size(ViewportSize(width=width, height=800))
        wider = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
        problems += [["too wide", width, wider]] if wider > 0 else []
    return list(problems)


# Looked at a second time, of many posts the first few stand for all.
LOOK = """async (rules) => {
    const asked = { resultTypes: ["violations"], ...(rules ? { runOnly: rules } : {}) };
    const exclude = rules ? [["article ~ article ~ article ~ article"]] : [];
    const { violations } = await axe.run({ include: [["html"]], exclude }, asked);
    return violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 200))]);
}"""
