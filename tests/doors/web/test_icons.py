"""Icons: each that a page or a script names is drawn in the sheet of styles, as an image that a browser can read."""

import re
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest

from hubbub.doors.web.icons import icon, sheet
from hubbub.doors.web.templates import ROOMS, STATIC, static

RULE = re.compile(r'\.icon--([\w-]+) \{ (.*) \}')
IMAGE = re.compile(r'--(\w+): url\("data:image/svg\+xml,([^"]*)"\);')


def drawings() -> dict[str, dict[str, str]]:
    """The images of each, by what they are for."""
    return {name: {kind: unquote(image) for kind, image in IMAGE.findall(rule)} for name, rule in RULE.findall(sheet())}


def test_each_is_an_image_that_can_be_read():
    for name, images in drawings().items():
        for image in images.values():
            read = ElementTree.fromstring(image)
            assert read.tag == "{http://www.w3.org/2000/svg}svg", name
            assert len(read) > 0, name


def test_they_stand_in_the_sheet_below_what_rooms_say():
    style = static("app.css").decode()
    assert sheet() in style
    assert style.index(sheet()) < style.index("@layer rooms {")


def test_what_can_be_pressed_is_drawn_filled_as_well():
    assert {name for name, images in drawings().items() if "filled" in images} == {"boost", "heart", "star", "bookmark"}
    assert "fill-opacity='.3'" in drawings()["heart"]["filled"]
    assert "fill='none'" in drawings()["heart"]["drawn"]


def test_whatever_is_named_is_drawn():
    templates = [path.read_text() for path in (*ROOMS.glob("*/*/pages/*.html"), *ROOMS.glob("doors/web/layout/*.html"))]
    scripts = [path.read_text() for path in (*STATIC.glob("*.js"), *ROOMS.glob("*/*/element.js"))]
    calls = [call for text in templates for call in re.findall(r"icon\(([^)]*)\)", text)]
    named = {name for call in calls for name in re.findall('"([^"]*)"', call)}
    named |= {name for text in scripts for name in re.findall(r"icon--([\w-]+)", text)} - {"turns"}
    assert len(named) > 40
    assert named <= set(drawings())


def test_one_that_is_not_drawn_is_refused():
    with pytest.raises(KeyError):
        icon("unicorn")


def test_arrows_say_that_they_turn():
    assert icon("back", True) == '<i class="icon icon--back icon--turns"></i>'
    assert icon("heart") == '<i class="icon icon--heart"></i>'
