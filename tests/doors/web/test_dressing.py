"""What every answer of the pages says beside its words."""

import re
from dataclasses import replace

import pytest

from tests.town import Town

STYLE_AND_SCRIPT = "default-src 'none'; script-src 'nonce-{}' 'strict-dynamic'; style-src 'self'; "


async def test_a_page_is_nobodys_to_keep_and_runs_what_carries_its_nonce(town: Town):
    first, again = await town.get("/sign-up"), await town.get("/sign-up")
    assert first.headers["cache-control"] == "private, no-store"
    assert first.headers["x-content-type-options"] == "nosniff"
    assert first.headers["referrer-policy"] == "same-origin"
    assert first.headers["cross-origin-resource-policy"] == "same-origin"
    assert "camera=()" in first.headers["permissions-policy"]
    assert "Cookie" in first.headers["vary"]
    nonces = [re.findall(r"'nonce-([^']+)'", answer.headers["content-security-policy"])[0] for answer in (first, again)]
    assert nonces[0] != nonces[1]
    assert first.headers["content-security-policy"].startswith(STYLE_AND_SCRIPT.format(nonces[0]))
    assert f'nonce="{nonces[0]}"' in first.text


async def test_what_the_page_says_itself_is_said_once(town: Town):
    """The worker's own policy and how long it may be kept are not overwritten; nobody's cookie goes along."""
    raw = (await town.get("/sw.js")).headers
    assert raw["cache-control"] == "public, no-cache"
    assert raw["content-security-policy"].startswith("default-src 'none'; connect-src")
    assert "set-cookie" not in raw
    assert "set-cookie" in (await town.get("/sign-up")).headers


async def test_a_server_on_the_web_is_asked_by_https_alone(town: Town, monkeypatch: pytest.MonkeyPatch):
    assert "strict-transport-security" not in (await town.get("/sign-up")).headers
    monkeypatch.setattr(town.db.here, "settings", replace(town.db.here.settings, development=False))
    assert (await town.get("/sign-up")).headers["strict-transport-security"] == "max-age=31536000"
