"""Blocked and allowed servers in the client API."""

import pytest

from tests.town import Town
from tests.trust.staff import moderator, owner

PATH = "/api/v1/admin/domain_blocks"


async def test_a_block_is_made_shown_changed_and_lifted(town: Town):
    ann = await owner(town)
    made = (await ann.post(f"{PATH}/", domain="Bad.test", severity="suspend", reject_media=True, obfuscate=True,
                           private_comment="Spam", public_comment="Be careful")).json
    assert (made["domain"], made["severity"], made["reject_media"], made["reject_reports"]) == (
        "bad.test", "suspend", True, False)
    assert (made["private_comment"], made["public_comment"], made["obfuscate"]) == ("Spam", "Be careful", True)
    assert set(made) == {"id", "domain", "digest", "created_at", "severity", "reject_media", "reject_reports",
                         "private_comment", "public_comment", "obfuscate"}
    changed = (await ann.call("PUT", f"{PATH}/{made['id']}", {"severity": "silence"})).json
    assert changed == made | {"severity": "silence"}
    assert (await ann.get(f"{PATH}/{made['id']}")).json == changed
    assert (await ann.get(PATH)).json == [changed]
    assert (await ann.call("DELETE", f"{PATH}/{made['id']}")).json == {}
    assert (await ann.get(f"{PATH}/{made['id']}")).status == 404


async def test_what_everybody_may_know_has_no_private_word_and_hides_a_name_half(town: Town):
    ann = await owner(town)
    await ann.post(PATH, domain="bad.example.test", severity="suspend", obfuscate=True, private_comment="Spam")
    await ann.post(PATH, domain="quiet.test", severity="silence", public_comment="Loud")
    await ann.post(PATH, domain="watched.test", severity="noop")
    told = (await town.get("/api/v1/instance/domain_blocks")).json
    assert [(each["domain"], each["severity"], each["comment"]) for each in told] == [
        ("bad.e******.test", "suspend", ""), ("quiet.test", "silence", "Loud")]
    assert "Spam" not in str(told)


async def test_allowed_servers_are_kept_once(town: Town):
    ann = await owner(town)
    made = (await ann.post("/api/v1/admin/domain_allows", domain="good.test")).json
    again = (await ann.post("/api/v1/admin/domain_allows", domain="good.test")).json
    assert made == again
    assert (await ann.get(f"/api/v1/admin/domain_allows/{made['id']}")).json == made
    assert (await ann.get("/api/v1/admin/domain_allows")).json == [made]
    assert (await ann.call("DELETE", f"/api/v1/admin/domain_allows/{made['id']}")).json == {}
    assert (await ann.get("/api/v1/admin/domain_allows")).json == []


@pytest.mark.parametrize("given", [{}, {"domain": "a b"}, {"domain": "bad.test", "severity": "much"}])
async def test_what_is_wrong_is_refused(town: Town, given: dict[str, str]):
    assert (await (await owner(town)).post(PATH, **given)).status == 422


async def test_moderators_and_members_decide_about_no_server(town: Town):
    await owner(town)
    mod = await moderator(town)
    bob = await town.person("bob", "read write admin:read admin:write")
    for who in (mod, bob):
        assert (await who.get(PATH)).status == 403
        assert (await who.post(PATH, domain="bad.test")).status == 403
        assert (await who.get("/api/v1/admin/domain_allows")).status == 403
