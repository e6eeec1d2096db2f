"""Every page is read by axe, fits all widths, and whatever is pressed on a phone is as large as a fingertip: 44 by 44,
but for links within sentences."""

import pytest
from playwright.async_api import Page

from tests.flows.reading import looked_at
from tests.flows.sights import PAGES, here, pages, paths  # noqa: F401  fixtures
from tests.flows.windows import CHROMIUM, PHONE

pytestmark = [
    pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium"),
]

# A label is pressed for its field; what lies over a sign to be pressed is as good as the sign.
SMALL = """() => {
    const pressed = "button, summary, select, textarea, input:not([type=hidden]), label:has(input), a.press, a.button, "
        + "nav a, .tabs a, .menu__list a, .list__item > a";
    const size = (each) => {
        const over = getComputedStyle(each, "::after"), { width, height } = each.getBoundingClientRect();
        if (over.position !== "absolute" || over.content === "none") return [width, height];
        return [Math.max(width, parseFloat(over.width) || 0), Math.max(height, parseFloat(over.height) || 0)];
    };
    return [...document.querySelectorAll(pressed)].filter((each) => {
        if (!each.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return false;
        const [width, height] = size(each);
        if (width <= 1 || height <= 1) return false; // for those who hear the page
        const own = [...each.labels ?? []].some((label) => Math.min(...size(label)) >= 43.5);
        return !own && Math.min(width, height) < 43.5;
    }).map((each) => `${each.outerHTML.slice(0, 90)} is ${size(each).map(Math.round).join(" by ")}`);
}"""


@pytest.mark.parametrize(("who", "name", "path"), PAGES, ids=[name for _, name, _ in PAGES])
async def test_every_page_is_for_everybody_and_for_fingers(
    pages: dict[str, Page], paths: dict[str, str], who: str, name: str, path: str,  # noqa: F811
):
    page = pages[who]
    found = await looked_at(page, paths.get(name, path), status=404 if name == "not-found" else 200)
    await page.set_viewport_size(PHONE)
    assert found + await page.evaluate(SMALL) == []


# Where the focus is: within which post, from where to where, how far along; and whether anything shows it.
FOCUS = """() => {
    const each = document.activeElement, { top, bottom, left } = each.getBoundingClientRect();
    let along = left; // in rows that move sideways: where in them
    for (let over = each.parentElement; over; over = over.parentElement) along += over.scrollLeft;
    const part = each.closest(".media__item, article, form, header, section, nav");
    window.parts ??= [];
    if (!parts.includes(part)) parts.push(part);
    const drawn = (style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0
        || style.boxShadow !== "none" && !style.boxShadow.includes(" inset");
    const around = [each, ...each.labels ?? [], each.closest(".composer__form") ?? each];
    const shown = around.some((one) => ["", "::before", "::after"].some((part) => drawn(getComputedStyle(one, part))));
    return [parts.indexOf(part), Math.round(top + scrollY), Math.round(bottom + scrollY), Math.round(along),
        shown ? "" : each.outerHTML.slice(0, 90)];
}"""


@pytest.mark.parametrize("name", ["home", "thread", "public-links", "studio-inbox", "settings-profile", "owner-people"])
async def test_keys_go_where_eyes_go_and_are_seen(pages: dict[str, Page], paths: dict[str, str], name: str):  # noqa: F811
    page = pages["" if name == "public-links" else "ann"]
    await page.set_viewport_size(PHONE)
    await page.goto(paths.get(name, {page: path for _, page, path in PAGES}[name]))
    before, steps = (-1, 0, 0, 0), 0
    for _ in range(60):
        await page.keyboard.press("Tab")
        if await page.evaluate("document.activeElement === document.body"):
            break
        part, top, bottom, along, unseen = await page.evaluate(FOCUS)
        assert unseen == ""
        if part == before[0]:  # further down, or in the same row and further along
            assert bottom > before[1] + 2, (part, top, bottom, along, before)
            assert top >= before[2] - 2 or along > before[3], (part, top, bottom, along, before)
        before, steps = (part, top, bottom, along), steps + 1
    assert steps > 12
