"""How pages look, in three widths, by day and by night, held against small pictures of how they looked when somebody
had a look at them.

`LOOKS=accept` keeps what is seen now; `LOOKS=/a/folder` puts the pictures there in their full size, to be looked at.
Fonts differ between machines, so what is compared is a tenth of the size and blurred: where things stand, how large and
how dark they are.
"""

import io
import os
from pathlib import Path
from typing import Literal

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageStat
from playwright.async_api import Page, ViewportSize

from tests.flows.sights import PAGES, here, pages, paths  # noqa: F401  fixtures
from tests.flows.windows import CHROMIUM, DESK, PHONE

pytestmark = [
    pytest.mark.browser, pytest.mark.long, pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium"),
]

ASKED = os.environ.get("LOOKS", "")
KEPT = Path(__file__).parent / "looks"
WINDOWS = (PHONE, ViewportSize(width=768, height=900), DESK)
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
TENTH = 10
# Of 255, on average over one picture; and how much of it may differ by how much.
MEAN, FAR, SHARE = 6.0, 40, 0.04

# What is never twice the same, or moves: times, the port, pictures that are still on their way.
STILL = """() => {
    for (const time of document.querySelectorAll("time")) time.textContent = "2 min";
    for (const each of document.querySelectorAll("[class*=hue--]")) {
        each.className = each.className.replace(/hue--\\d+/, "hue--4");
    }
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) walk.currentNode.data = walk.currentNode.data.replace(/localhost:\\d+/g, "hubbub.example")
        .replace(/\\d+ (second|minute)s? ago/g, "2 minutes ago")
        .replace(/\\b\\d{1,2} [A-Z][a-z]+ 20\\d\\d\\b/g, "1 May 2026");
    return Promise.all([...document.images].map((image) => image.decode().catch(() => {})));
}"""


@pytest.mark.parametrize(("who", "name", "path"), PAGES, ids=[name for _, name, _ in PAGES])
async def test_a_page_looks_as_it_did(
    pages: dict[str, Page], paths: dict[str, str], who: str, name: str, path: str,  # noqa: F811
):
    page, seen = pages[who], []
    await page.set_viewport_size(PHONE)
    await page.goto(paths.get(name, path))
    await page.evaluate(STILL)
    for window in WINDOWS:
        await page.set_viewport_size(window)
        for theme in THEMES:
            await page.emulate_media(color_scheme=theme)
            shot = Image.open(io.BytesIO(await page.screenshot(animations="disabled", caret="hide"))).convert("RGB")
            if ASKED.startswith("/"):
                shot.save(Path(ASKED) / f"{name}-{window['width']}-{theme}.png")
            seen.append(shot.resize((shot.width // TENTH, shot.height // TENTH), Image.Resampling.BOX))
    strip, kept = beside(seen), KEPT / f"{name}.png"
    if ASKED == "accept":
        strip.quantize(64).save(kept, optimize=True)
    assert kept.exists(), f"{name} has not been looked at: LOOKS=accept keeps it"
    was, at = Image.open(kept).convert("RGB"), 0
    assert was.size == strip.size
    for each, (window, theme) in zip(seen, [(window, theme) for window in WINDOWS for theme in THEMES], strict=True):
        before = was.crop((at, 0, at + each.width, each.height))
        assert difference(each, before) == "", f"{name}, {window['width']} wide, {theme}"
        at += each.width


def beside(pictures: list[Image.Image]) -> Image.Image:
    strip = Image.new("RGB", (sum(each.width for each in pictures), max(each.height for each in pictures)))
    at = 0
    for each in pictures:
        strip.paste(each, (at, 0))
        at += each.width
    return strip


def difference(one: Image.Image, other: Image.Image) -> str:
    """What is different, in words; nothing if they look the same."""
    blurred = [each.filter(ImageFilter.GaussianBlur(1.5)) for each in (one, other)]
    apart = ImageChops.difference(*blurred).convert("L")
    mean = ImageStat.Stat(apart).mean[0]
    far = sum(apart.histogram()[FAR:]) / (apart.width * apart.height)
    words = f"by {mean:.1f} of 255 on average, {far:.1%} of it much"
    print(words)
    return words if mean > MEAN or far > SHARE else ""


def test_what_moved_or_changed_its_colour_is_different():
    """The comparing itself: a picture is like itself and like itself a little aside, and like nothing else."""
    was = Image.new("RGB", (200, 90), "white")
    draw = ImageDraw.Draw(was)
    for n in range(6):
        draw.rectangle((10, 8 + 13 * n, 150, 14 + 13 * n), fill="#456")
    assert difference(was, was) == ""
    assert difference(was, ImageChops.offset(was, 1, 0)) == ""
    assert difference(was, ImageChops.offset(was, 40, 0)) != ""
    assert difference(was, ImageChops.invert(was)) != ""
