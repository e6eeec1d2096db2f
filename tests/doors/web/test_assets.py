"""Static files: what is vendored is what was published, and a page's script stays small."""

import gzip
import hashlib
import re
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from hubbub.doors.web import templates
from tests.browser import browser
from tests.town import Town, ask

VENDORED = [templates.STATIC / "vendor", Path(__file__).parents[2] / "assets"]
MOST_SCRIPT = 60 * 1024


@pytest.mark.parametrize("folder", VENDORED, ids=lambda folder: folder.name)
def test_every_vendored_file_is_the_one_that_was_published(folder: Path):
    lines = [line for line in (folder / "SHA256SUMS").read_text().splitlines() if not line.startswith("#")]
    known = {name: digest for digest, name in (line.split() for line in lines)}
    assert set(known) == {path.name for path in folder.glob("*.js")}
    for name, digest in known.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest


async def test_a_hashed_address_is_kept_for_ever_and_any_origin_may_load_it(town: Town):
    answer = await town.get(templates.asset("app.css"))
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["content-type"].startswith("text/css")
    plain = await town.get("/static/app.css")
    assert plain.headers["cache-control"] == "public, max-age=300"


@pytest.mark.parametrize("name", [
    "../templates.py", "..%2ftemplates.py", "vendor/../../templates.py", "/etc/passwd", "vendor",
])
async def test_nothing_but_static_files_is_served(town: Town, name):
    assert (await town.get(f"/static/{name}")).status == 404


def test_rooms_add_to_the_look_without_a_fight_over_order():
    css = templates.static("app.css").decode()
    assert css.startswith("/* Hubbub's look")
    assert css.index("@layer reset, base, parts, rooms, utilities;") < css.index("@layer rooms {")
    assert css.count("{") == css.count("}")


def test_rooms_use_the_tokens_and_no_colours_of_their_own():
    for sheet in templates.ROOMS.glob("*/*/style.css"):
        assert not re.search(r"#[0-9a-fA-F]{3,8}\b(?![^{]*\{)|\brgba?\(|\bhsla?\(", sheet.read_text()), sheet


@pytest.mark.parametrize(("name", "size"), [("avatar.png", (400, 400)), ("banner.png", (1500, 500))])
async def test_apps_find_a_picture_for_whoever_has_none(town: Town, name, size):
    answer = await town.get(f"/static/{name}")
    assert answer.headers["content-type"] == "image/png"
    with Image.open(BytesIO(answer.body)) as picture:
        assert picture.size == size


async def test_the_script_of_home_is_small(town: Town):
    ann = await town.person("ann")
    home = await (await browser(town, ann)).get("/home")
    sources = set(re.findall(r'<script[^>]*src="([^"]+)"', home.text))
    assert len(sources) >= 4
    sizes = {}
    for source in sources:
        answer = await ask(town.app, "GET", source, headers={"accept-encoding": "gzip"})
        assert answer.status == 200, source
        sizes[source] = len(answer.body)
        if answer.headers.get("content-encoding") == "gzip":
            gzip.decompress(answer.body)
    assert sum(sizes.values()) <= MOST_SCRIPT, sizes


async def test_every_script_of_a_page_carries_the_nonce(town: Town):
    ann = await town.person("ann")
    home = await (await browser(town, ann)).get("/home")
    nonce = re.search(r"'nonce-([^']+)'", home.headers["content-security-policy"])[1]  # type: ignore[index]
    scripts = re.findall(r"<script[^>]*>", home.text)
    assert scripts
    assert all(f'nonce="{nonce}"' in script for script in scripts)


def test_no_transition_between_pages_stands_in_a_condition():
    """With one, WebKit keeps half of a page as it was when its window gets another width."""
    style = templates.static("app.css").decode().splitlines()
    lines = [line for line in style if "@view-transition" in line and "/*" not in line]
    assert lines == ["@view-transition { navigation: auto; }"]
