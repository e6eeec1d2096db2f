"""Pictures through a served Hubbub: a person's browser, and a media process that dies and comes back."""

import io
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest
from PIL import Image

from hubbub.base import sockets, workshop
from tests.flows.test_across import sent
from tests.flows.windows import CHROMIUM, complaints, sign_in_held
from tests.reach.renditions.strangers import bytes_of, gradient
from tests.served import Served, eventually

PHOTO = bytes_of(gradient((900, 600)), "JPEG")


def test_pictures_are_taken_again_after_the_media_process_was_killed_and_it_dies_with_the_server(
    served: Callable[..., Served]
):
    here = served()
    ann = here.person("ann")
    sent(here, ann, PHOTO, "Before")
    (first,) = here.pids("media")
    os.kill(first, signal.SIGKILL)
    eventually(lambda: first not in here.pids("media"))
    sent(here, ann, PHOTO, "While it is away")
    (second,) = here.pids("media")
    assert second != first
    left = psutil.Process(second)
    os.kill(here.pid, signal.SIGKILL)
    eventually(lambda: not left.is_running() or left.status() == psutil.STATUS_ZOMBIE)


# A process that has a workshop for a child.
PARENT = """
import os, sys, time
from pathlib import Path
from hubbub.base.workshop import serve

if os.fork() == 0:
    serve(Path(sys.argv[1]), lambda: print(os.getpid(), flush=True))
else:
    time.sleep(60)
"""


def test_a_workshop_ends_with_its_parent_whoever_that_is(tmp_path: Path):
    parent = subprocess.Popen([sys.executable, "-c", PARENT, str(tmp_path / "workshop")], stdout=subprocess.PIPE)
    assert parent.stdout is not None
    child = psutil.Process(int(parent.stdout.readline()))
    parent.kill()
    parent.wait()
    eventually(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE)
    parent.communicate()


async def test_a_data_folder_that_lies_deep_has_its_workshop_all_the_same(tmp_path: Path):
    deep = tmp_path / ("a" * 60) / ("b" * 60)
    deep.mkdir(parents=True)
    place = workshop.place(deep)
    assert len(os.fsencode(place)) < 108
    assert place.parent.stat().st_mode & 0o777 == 0o700
    process = subprocess.Popen(
        [sys.executable, "-m", "hubbub", "media-process", "--data", str(deep)], stdout=subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        assert "no_calls" in await workshop.Workshop(place).do("hubbub.base.workshop:status")
    finally:
        process.terminate()
        process.communicate()
        shutil.rmtree(sockets.near(deep))


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium")
def test_a_person_adds_describes_drops_and_publishes_pictures(served: Callable[..., Served], tmp_path: Path):
    from playwright.sync_api import expect, sync_playwright

    (tmp_path / "sea.jpg").write_bytes(PHOTO)
    (tmp_path / "none.jpg").write_bytes(b"no picture")
    sea, none = str(tmp_path / "sea.jpg"), str(tmp_path / "none.jpg")
    here = served()
    here.account("ann")
    with sync_playwright() as browsers:
        chromium = browsers.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = chromium.new_page()
        problems = complaints(page, "422")
        sign_in_held(page, here.url, "ann")
        choose, waiting = page.locator("input[name=files]"), page.locator(".media__upload img")
        choose.set_input_files([sea, sea, sea])
        expect(waiting).to_have_count(3)
        page.locator("[data-remove]").last.click()
        expect(waiting).to_have_count(2)
        choose.set_input_files(none)
        expect(page.locator(".media__problem")).to_contain_text("This is not a picture")
        expect(page.locator(".media__upload")).to_have_count(2)
        page.locator(".media__description").first.fill("The sea")
        page.fill("textarea[name=text]", "At the shore")
        page.click(".composer__send")
        expect(page.locator(".media__problem")).to_contain_text("Would you say what is to be seen")
        page.click(".composer__send")
        shown = page.locator("#posts .media__picture")
        expect(shown).to_have_count(2)
        expect(shown.first).to_have_attribute("alt", "The sea")
        expect(waiting).to_have_count(0)
        assert page.evaluate("[...document.querySelectorAll('#posts img')].every((image) => image.naturalWidth > 0)")
        assert problems == []
        chromium.close()


def turned(size: tuple[int, int]) -> bytes:
    """A photo that lies on its side and says so: shown it is as high as it was wide."""
    exif = Image.Exif()
    exif[0x0112] = 6
    file = io.BytesIO()
    gradient(size).save(file, "JPEG", exif=exif)
    return file.getvalue()


@contextmanager
def composing(here: Served, *files: Path) -> Iterator[Any]:
    """A tab at home with these files in the composer; the browser may not complain of anything in it."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as browsers:
        chromium = browsers.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = chromium.new_page()
        problems = complaints(page)
        sign_in_held(page, here.url, "ann")
        page.locator("input[name=files]").set_input_files(files)
        page.locator(".media__upload [data-crop]").nth(len(files) - 1).wait_for()
        yield page
        assert problems == []
        chromium.close()


def published(page: Any) -> list[tuple[int, int, int]]:
    """How wide and high each picture of the post is served, and how solid the middle of it is, to 255."""
    measured = page.locator("article .media__link").evaluate_all("""(links) => Promise.all(links.map(async (link) => {
        const image = await createImageBitmap(await (await fetch(link.href)).blob());
        const canvas = new OffscreenCanvas(1, 1).getContext("2d");
        canvas.drawImage(image, -image.width / 2, -image.height / 2);
        return [image.width, image.height, canvas.getImageData(0, 0, 1, 1).data[3]];
    }))""")
    return [(width, height, solid) for width, height, solid in measured]


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium")
def test_a_picture_is_cropped_by_keys_and_by_hand_before_it_is_published(served: Callable[..., Served], tmp_path: Path):
    from playwright.sync_api import expect

    (tmp_path / "sea.jpg").write_bytes(turned((900, 600)))
    here = served()
    here.account("ann")
    with composing(here, tmp_path / "sea.jpg") as page:
        item, size, dialog = page.locator(".media__upload"), page.locator(".crop__size"), page.locator("dialog.crop")
        item.locator(".media__description").fill("The sea")
        item.locator("select").select_option("0,0.8")
        assert not page.evaluate("performance.getEntriesByType('resource').some(each => each.name.includes('crop.js'))")
        item.locator("[data-crop]").click()
        expect(size).to_have_text("600 by 900 pixels")  # upright
        page.keyboard.press("Escape")
        expect(dialog).to_have_count(0)
        expect(item.locator("[data-crop]")).to_be_focused()
        item.locator("[data-crop]").press("Enter")
        page.get_by_label("Square").check()
        expect(size).to_have_text("600 by 600 pixels")
        page.locator(".crop__frame").press("Shift+ArrowLeft")
        expect(size).to_have_text("591 by 591 pixels")
        page.keyboard.press("ArrowDown")
        page.get_by_label("Free").check()
        corner = page.locator("[data-corner='1,1']").bounding_box()
        page.mouse.move(corner["x"] + 22, corner["y"] + 22)
        page.mouse.down()
        page.mouse.move(corner["x"] - 60, corner["y"] - 120)
        page.mouse.up()
        words = str(size.text_content())
        width, height = int(words.split()[0]), int(words.split()[2])
        assert height < width < 580
        dialog.get_by_role("button", name="Apply").click()
        expect(item.locator("[data-uncrop]")).to_be_focused()
        expect(item.locator(".media__description")).to_have_value("The sea")
        expect(item.locator("select")).to_have_value("0,0")
        item.locator("[data-crop]").click()  # goes on with the same frame on the whole picture
        expect(size).to_have_text(words)
        dialog.get_by_role("button", name="Cancel").click()
        page.fill("textarea[name=text]", "At the shore")
        page.click(".composer__send")
        expect(page.locator("article .media__picture")).to_have_attribute("alt", "The sea")
        assert published(page) == [(width, height, 255)]


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium")
def test_a_piece_of_a_picture_is_given_up_again_and_the_one_that_is_left_is_kept_with_the_draft(
    served: Callable[..., Served], tmp_path: Path
):
    from playwright.sync_api import expect

    Image.new("RGBA", (400, 300)).save(tmp_path / "sign.png")  # one looks through it
    here = served()
    here.account("ann")
    with composing(here, tmp_path / "sign.png") as page:
        item, dialog = page.locator(".media__upload"), page.locator("dialog.crop")
        chosen = item.locator("input[name=media]")
        whole = chosen.input_value()

        def cut(shape: str) -> None:
            item.locator("[data-crop]").click()
            page.get_by_label(shape).check()
            dialog.get_by_role("button", name="Apply").click()
            expect(item.locator("[data-uncrop]")).to_be_visible()

        cut("Square")
        item.locator("[data-uncrop]").click()
        expect(item.locator("[data-uncrop]")).to_be_hidden()
        assert chosen.input_value() == whole
        cut("Square")
        item.locator("[data-crop]").click()  # the whole of it is what it was
        dialog.get_by_role("button", name="Whole picture").click()
        dialog.get_by_role("button", name="Apply").click()
        expect(item.locator("[data-uncrop]")).to_be_hidden()
        assert chosen.input_value() == whole
        cut("16:9")
        item.locator(".media__description").fill("A sign")
        with page.expect_response("**/drafts/typed") as kept:
            page.fill("textarea[name=text]", "At the shore")
        draft, piece = kept.value.text(), chosen.input_value()
        assert piece != whole
        page.goto(f"{here.url}/compose?draft={draft}")
        assert chosen.input_value() == piece
        page.click(".composer__send")
        expect(page.locator("article .media__picture")).to_have_attribute("alt", "A sign")
        assert published(page) == [(400, 225, 0)]


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium")
def test_a_picture_that_moves_is_not_cropped(served: Callable[..., Served], tmp_path: Path):
    frames = [gradient((64, 48)), gradient((64, 48)).transpose(Image.Transpose.FLIP_LEFT_RIGHT)]
    frames[0].save(tmp_path / "moves.gif", save_all=True, append_images=frames[1:], duration=100, loop=0)
    (tmp_path / "sea.jpg").write_bytes(PHOTO)
    here = served()
    here.account("ann")
    with composing(here, tmp_path / "sea.jpg") as page:
        page.locator("input[name=files]").set_input_files(tmp_path / "moves.gif")
        page.locator(".media__upload").nth(1).locator("[data-remove]").wait_for()
        assert page.locator("[data-crop]").count() == 1
