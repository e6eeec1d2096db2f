"""What apps are told of invites."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from hubbub.doors.mastodon import instance
from tests.town import Town


@pytest.fixture
def members_invite(town: Town) -> Iterator[None]:
    was = town.db.here.settings
    town.db.here.settings = replace(was, invites="members")
    instance.forget()
    yield
    town.db.here.settings = was
    instance.forget()


async def told(town: Town) -> bool:
    assert "invites_enabled" not in (await town.get("/api/v2/instance")).json
    enabled: bool = (await town.get("/api/v1/instance")).json["invites_enabled"]
    return enabled


@pytest.mark.usefixtures("members_invite")
async def test_apps_are_told_that_everybody_may_invite(town: Town):
    assert await told(town) is True


async def test_apps_are_told_that_only_staff_may_invite(town: Town):
    assert await told(town) is False
