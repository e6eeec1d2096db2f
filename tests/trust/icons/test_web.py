"""The icon where browsers look for it, and the manifest by which the server is installed."""

import io

from PIL import Image

from tests.browser import browser
from tests.reach.media.sending import fills
from tests.reach.renditions.strangers import bytes_of
from tests.town import Town

PICTURE = ("picture", ("icon.png", bytes_of(Image.new("RGB", (600, 600), (20, 40, 220)), "PNG")))


async def test_every_page_says_where_icon_and_manifest_are(town: Town):
    await town.person("ann")
    page = (await town.get("/")).text
    for address in ("/icons/32.png", "/icons/180.png", "/manifest.webmanifest"):
        assert f'href="{address}"' in page
        assert (await town.get(address)).status == 200
    for address in ("/favicon.ico", "/apple-touch-icon.png", "/icons/maskable.png"):
        assert (await town.get(address)).headers["cache-control"] == "public, max-age=3600"
    assert (await town.get("/icons/favicon.png")).status == 404


async def test_the_manifest_says_all_that_makes_an_app(town: Town):
    page = await browser(town, await town.person("ann"))
    await page.get("/settings/server")
    await page.sends("/settings/server", title="Our little place", summary="For us")
    answer = await town.get("/manifest.webmanifest")
    assert answer.headers["content-type"] == "application/manifest+json"
    made = answer.json
    assert (made["name"], made["short_name"], made["description"]) == ("Our little place", "Our", "For us")
    assert (made["start_url"], made["scope"], made["display"]) == ("/home", "/", "standalone")
    for icon in made["icons"]:
        image = Image.open(io.BytesIO((await town.get(icon["src"])).body))
        assert f"{image.width}x{image.height}" == icon["sizes"]
    assert {icon["purpose"] for icon in made["icons"]} == {"any", "maskable"}
    for shortcut in made["shortcuts"]:
        assert (await page.get(shortcut["url"])).status == 200
    assert made["share_target"]["action"] == "/share"


async def test_the_owner_chooses_the_icon_and_takes_it_back(town: Town):
    page = await browser(town, await town.person("ann"))
    own = (await town.get("/icons/192.png")).body
    await page.get("/settings/icon")
    answer = await fills(page, "/settings/icon", [PICTURE])
    assert (answer.status, answer.headers["location"]) == (303, "/settings/icon?saved=1")
    assert (await town.get("/icons/192.png")).body != own
    shown = (await page.get("/settings/icon?saved=1")).text
    assert "Saved." in shown
    await page.sends("/settings/icon/remove", sure="on")
    assert (await town.get("/icons/192.png")).body == own


async def test_what_is_no_picture_is_said_on_the_page(town: Town):
    page = await browser(town, await town.person("ann"))
    await page.get("/settings/icon")
    answer = await fills(page, "/settings/icon", [("picture", ("a.png", b"<svg onload=alert(1)>"))])
    assert answer.status == 422
    assert 'aria-invalid="true"' in answer.text
    assert "choose a picture first" in (await fills(page, "/settings/icon", [("picture", ("", b""))])).text


async def test_nobody_else_sees_or_changes_it(town: Town):
    await town.person("ann")
    page = await browser(town, await town.person("bob"))
    assert (await page.get("/settings/icon")).status == 404
    assert (await fills(page, "/settings/icon", [PICTURE])).status == 404
    assert (await page.sends("/settings/icon/remove", sure="on")).status == 404
