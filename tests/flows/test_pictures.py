"""Pictures through a served Hubbub: a person's browser, and a media process that dies and comes back."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from hubbub.base import sockets, workshop
from tests.flows.test_across import sent
from tests.flows.windows import CHROMIUM, complaints
from tests.reach.renditions.strangers import bytes_of, gradient
from tests.served import PASSWORD, Served, eventually

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
        page.goto(f"{here.url}/sign-in")
        page.fill("input[name=email]", "ann@mail.test")
        page.fill("input[name=password]", PASSWORD)
        page.click("main button")
        page.wait_for_url("**/home")
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
