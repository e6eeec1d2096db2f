"""The banner at home, and the page of those who write."""

from hubbub.relations import announcements
from tests.browser import browser
from tests.town import Town


async def test_the_owner_writes_publishes_changes_and_deletes_without_script(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    page, other = await browser(town, ann), await browser(town, bob)
    assert "Nothing yet" in (await page.get("/settings/announcements")).text
    assert (await page.sends("/settings/announcements", text="We move house")).status == 303
    assert "Not published" in (await page.get("/settings/announcements")).text
    assert "We move house" not in (await other.get("/home")).text
    [row] = await announcements.list_all(town.db)
    assert (await page.sends(f"/settings/announcements/{row.id}/publish")).status == 303
    assert "We move house" in (await other.get("/home")).text
    form = (await page.get(f"/settings/announcements/{row.id}")).text
    assert "We move house</textarea>" in form
    await page.sends(f"/settings/announcements/{row.id}", text="We move house soon", starts_at="2099-01-02T03:04",
                     ends_at="2099-01-03T03:04", all_day="on")
    home = (await other.get("/home")).text
    assert "We move house soon" in home
    assert "02 January 2099" in home
    assert "2099</time> to <time" in home
    assert ", 03:04" not in home
    assert (await page.sends(f"/settings/announcements/{row.id}/delete", sure="on")).status == 303
    assert "We move house" not in (await other.get("/home")).text


async def test_the_banner_can_be_closed_by_each_for_themselves(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    page, other = await browser(town, ann), await browser(town, bob)
    await page.sends("/settings/announcements", text="Hello <script>alert(1)</script>", publish="1")
    [row] = await announcements.list_all(town.db)
    home = (await other.get("/home")).text
    assert 'aria-label="Close this announcement"' in home
    assert "<script>alert" not in home
    assert (await other.sends(f"/announcements/{row.id}/dismiss")).headers["location"] == "/home"
    assert (await other.presses(f"/announcements/{row.id}/dismiss")).status == 200
    assert "Close this announcement" not in (await other.get("/home")).text
    assert "Close this announcement" in (await page.get("/home")).text


async def test_a_refusal_shows_the_form_with_what_was_typed(town: Town):
    page = await browser(town, await town.person("ann"))
    for given in ({"starts_at": "soon"}, {"starts_at": "2030-01-02T00:00", "ends_at": "2030-01-01T00:00"}):
        answer = await page.sends("/settings/announcements", text="Hello there", **given)
        assert (answer.status, "Hello there</textarea>" in answer.text) == (422, True)
        assert 'role="alert"' in answer.text
    assert await announcements.list_all(town.db) == []


async def test_nobody_else_writes_or_finds_the_page(town: Town):
    await town.person("ann")
    page = await browser(town, await town.person("bob"))
    assert "/settings/announcements" not in (await page.get("/settings/account")).text
    assert (await page.get("/settings/announcements")).status == 404
    await page.get("/home")
    for path in ("", "/7", "/7/publish", "/7/delete"):
        await page.get("/home")
        assert (await page.sends(f"/settings/announcements{path}", text="Hello")).status == 404
    assert (await town.get("/settings/announcements")).status == 303
