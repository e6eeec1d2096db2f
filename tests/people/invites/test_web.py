"""The page of invitations, and joining by one."""

import re
from dataclasses import replace

import pytest

from tests.browser import browser
from tests.people.invites.test_invites import closed
from tests.town import Town

__all__ = ["closed"]


@pytest.mark.usefixtures("closed")
async def test_somebody_is_invited_and_joins_a_closed_server(town: Town):
    page = await browser(town, await town.person("ann"))
    assert 'href="/settings/invites"' in (await page.get("/settings")).text
    await page.get("/settings/invites")
    assert (await page.sends("/settings/invites", uses="7", life="week")).status == 422
    assert (await page.sends("/settings/invites", uses="1", life="aeon")).status == 422
    await page.sends("/settings/invites", uses="1", life="week")
    path = re.findall(r"(/invite/[\w-]+)<", (await page.get("/settings/invites")).text)[0]
    guest = await browser(town)
    assert "by invitation only" in (await guest.get("/sign-up")).text
    form = await guest.get(path)
    code = re.findall(r'name="invite" value="([\w-]+)"', form.text)[0]
    given = {"name": "zoe", "email": "zoe@mail.test", "invite": code}
    refused = await guest.sends("/sign-up", **given, password="short")
    assert (refused.status, f'value="{code}"' in refused.text) == (422, True), "the invitation is kept with the rest"
    assert (await guest.sends("/sign-up", **given, password="a good password")).headers["location"] == "/home"
    assert (await (await browser(town)).get(path)).status == 403


async def test_who_may_not_invite_sees_no_such_page(town: Town):
    await town.person("ann")
    page = await browser(town, await town.person("bob"))
    assert 'href="/settings/invites"' not in (await page.get("/settings")).text
    assert (await page.get("/settings/invites")).status == 403
    assert (await page.sends("/settings/invites", uses="1", life="week")).status == 403
    was = town.db.here.settings
    town.db.here.settings = replace(was, invites="members")
    try:
        await page.sends("/settings/invites", uses="1", life="")
        number = re.findall(r"/settings/invites/(\d+)/end", (await page.get("/settings/invites")).text)[0]
        await page.sends(f"/settings/invites/{number}/end", sure="on")
        assert "None. Make one above" in (await page.get("/settings/invites")).text
    finally:
        town.db.here.settings = was
