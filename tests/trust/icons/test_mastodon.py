"""The server's picture as apps get it."""

import io

from PIL import Image

from hubbub.trust import icons
from tests.town import Town

from .test_web import PICTURE


async def test_apps_find_the_icon_in_each_size_and_as_thumbnail(town: Town):
    told = (await town.get("/api/v2/instance")).json
    assert [each["size"] for each in told["icon"]] == ["32x32", "180x180", "192x192", "512x512"]
    for each in told["icon"]:
        picture = await town.get(each["src"].removeprefix("http://here.test"))
        assert picture.headers["content-type"] == "image/png"
        assert "x".join(map(str, Image.open(io.BytesIO(picture.body)).size)) == each["size"]
    assert told["thumbnail"]["url"] == told["icon"][-1]["src"]
    assert (await town.get("/api/v1/instance")).json["thumbnail"] == told["thumbnail"]["url"]


async def test_another_icon_has_another_address(town: Town):
    before = (await town.get("/api/v2/instance")).json["thumbnail"]["url"]
    await icons.choose(town.db, io.BytesIO(PICTURE[1][1]))
    assert (await town.get("/api/v2/instance")).json["thumbnail"]["url"] != before
