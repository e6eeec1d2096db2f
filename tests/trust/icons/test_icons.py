"""The icon of a server, in every size."""

import io

import pytest
from PIL import Image

from hubbub.base.errors import Invalid, NotFound
from hubbub.trust import icons
from hubbub.trust.icons import drawing
from tests.reach.renditions.strangers import bytes_of
from tests.town import Town

BLUE = (20, 40, 220)


def blue() -> io.BytesIO:
    return io.BytesIO(bytes_of(Image.new("RGB", (800, 600), BLUE), "PNG"))


async def drawn(town: Town, shape: str) -> Image.Image:
    return Image.open(io.BytesIO(await icons.get(town.db, shape)))


@pytest.mark.parametrize("size", drawing.SIZES)
async def test_a_server_has_our_icon_in_every_size(town: Town, size):
    image = await drawn(town, str(size))
    assert (image.format, image.size, image.mode) == ("PNG", (size, size), "RGBA")
    assert image.getpixel((0, size - 1))[3] == 0  # type: ignore[index]
    assert image.getpixel((size * 13 // 32, size * 24 // 32))[:3] == drawing.ORANGE  # type: ignore[index]


async def test_what_may_be_cut_fills_its_square_and_keeps_away_from_its_edges(town: Town):
    image = await drawn(town, "maskable")
    assert (image.size, image.mode) == ((512, 512), "RGB")
    assert {image.getpixel(at) for at in ((0, 0), (511, 511), (30, 256), (256, 30))} == {drawing.GROUND}


async def test_a_favicon_has_three_sizes(town: Town):
    assert (await drawn(town, "favicon")).info["sizes"] == set(drawing.FAVICON)


async def test_the_owner_s_picture_stands_for_it_until_it_is_taken_away(town: Town):
    before = await icons.version(town.db)
    await icons.choose(town.db, blue())
    assert await icons.version(town.db) != before
    assert (await drawn(town, "192")).getpixel((96, 96))[:3] == BLUE  # type: ignore[index]
    await icons.choose(town.db, blue())
    async with town.db.write() as tx:
        await icons.drop(tx)
    assert not await icons.is_chosen(town.db)
    assert (await drawn(town, "192")).getpixel((0, 191))[3] == 0  # type: ignore[index]


async def test_what_is_no_picture_is_refused_and_changes_nothing(town: Town):
    with pytest.raises(Invalid):
        await icons.choose(town.db, io.BytesIO(b"<svg onload=alert(1)>"))
    assert not await icons.is_chosen(town.db)


async def test_there_is_no_icon_of_any_other_size(town: Town):
    for shape in ("7", "99999", "", "../x"):
        with pytest.raises(NotFound):
            await icons.get(town.db, shape)
