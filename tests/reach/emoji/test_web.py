"""Emoji on pages: pictures in words and names, and the page of whoever runs the server."""

import io

from hubbub.reach import emoji
from tests.browser import browser
from tests.town import Town

from .pictures import a_picture, adds


async def test_the_owner_adds_and_removes_emoji(town: Town):
    ann = await town.person("ann")
    page = await browser(town, ann)
    assert "There are none yet" in (await page.get("/settings/emoji")).text
    assert (await adds(page, "soup", category="Food")).status == 303
    shown = (await page.get("/settings/emoji")).text
    assert ":soup:" in shown
    assert (await adds(page, "soup")).status == 422
    assert (await adds(page, "stew", b"")).status == 422
    [made] = await emoji.list_here(town.db)
    assert (await page.sends(f"/settings/emoji/{made.id}/remove", sure="on")).status == 303
    assert await emoji.list_here(town.db) == []
    assert (await page.sends(f"/settings/emoji/{made.id}/remove", sure="on")).status == 404


async def test_nobody_else_does(town: Town):
    await town.person("ann")
    page = await browser(town, await town.person("bob"))
    assert (await page.get("/settings/emoji")).status == 403
    assert (await adds(page, "soup")).status == 403
    assert "/settings/emoji" not in (await page.get("/settings")).text
    assert (await (await browser(town)).get("/settings/emoji")).status == 303


async def test_words_and_names_have_their_pictures_and_addresses_do_not(town: Town):
    ann = await town.person("ann")
    await emoji.add(town.db, "soup", io.BytesIO(a_picture()))
    await ann.call("PATCH", "/api/v1/accounts/update_credentials", {"display_name": "Ann <i> :soup:"})
    post = await ann.posts("Good :soup: at https://there.test/x/:soup:/y")
    shown = (await town.get(f"/@ann/{post['id']}")).text
    [made] = await emoji.list_here(town.db)
    image = f'<img class="emoji" src="{made.address}" alt=":soup:"'
    assert f"Good {image}" in shown
    assert f"Ann &lt;i&gt; {image}" in shown
    assert 'href="https://there.test/x/:soup:/y"' in shown
    assert image in (await town.get("/@ann")).text
    assert (await town.get(f"/emoji/{made.id}")).headers["location"] == made.address
    assert (await town.get("/emoji/1")).status == 404
