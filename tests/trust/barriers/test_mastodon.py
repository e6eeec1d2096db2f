"""Barriers in the admin API."""

import pytest

from tests.people.apps.test_mastodon import joins
from tests.town import Town
from tests.trust.staff import moderator, owner

DOMAINS = "/api/v1/admin/email_domain_blocks"
EMAILS = "/api/v1/admin/canonical_email_blocks"
NETWORKS = "/api/v1/admin/ip_blocks"


@pytest.mark.parametrize(("path", "given", "names"), [
    (DOMAINS, {"domain": "bad.test"}, {"id", "domain", "created_at", "allow_with_approval", "history"}),
    (EMAILS, {"email": "eve@mail.test"}, {"id", "canonical_email_hash"}),
    (NETWORKS, {"ip": "192.0.2.9/24", "severity": "sign_up_block", "comment": "Spam"},
     {"id", "ip", "severity", "comment", "created_at", "expires_at"}),
])
async def test_each_kind_is_made_shown_listed_and_lifted(
    town: Town, path: str, given: dict[str, str], names: set[str]
):
    ann = await owner(town)
    made = (await ann.post(path, **given)).json
    assert set(made) == names
    assert (await ann.get(f"{path}/{made['id']}")).json == made
    assert (await ann.get(path)).json == [made]
    assert (await ann.call("DELETE", f"{path}/{made['id']}")).json == {}
    assert (await ann.get(path)).json == []
    for method in ("GET", "DELETE"):
        assert (await ann.call(method, f"{path}/{made['id']}")).status == 404


async def test_a_network_is_changed(town: Town):
    ann = await owner(town)
    made = (await ann.post(NETWORKS, ip="192.0.2.9/24", severity="no_access", expires_in=60)).json
    assert (made["ip"], made["expires_at"] is not None) == ("192.0.2.0/24", True)
    changed = (await ann.call("PUT", f"{NETWORKS}/{made['id']}", {"severity": "sign_up_block", "comment": "x"})).json
    assert changed == made | {"severity": "sign_up_block", "comment": "x"}
    assert (await ann.call("PUT", f"{NETWORKS}/{made['id']}", {"ip": "x"})).status == 422
    assert (await ann.call("PUT", f"{NETWORKS}/7", {"ip": "192.0.2.0/24"})).status == 404


async def test_an_address_is_tried_against_the_blocks(town: Town):
    ann = await owner(town)
    made = (await ann.post(EMAILS, email="eve@mail.test")).json
    assert (await ann.post(f"{EMAILS}/test", email="E.ve+1@mail.test")).json == [made]
    assert (await ann.post(f"{EMAILS}/test", email="bob@mail.test")).json == []
    assert (await ann.post(EMAILS, canonical_email_hash=made["canonical_email_hash"])).json == made


async def test_an_app_that_signs_somebody_up_is_told_what_is_blocked(town: Town):
    ann = await owner(town)
    await ann.post(DOMAINS, domain="bad.test")
    answer = await joins(town, email="zoe@bad.test")
    # On a machine of one's own apps make accounts that need nobody's leave, and no barrier either.
    assert answer.status == 200


@pytest.mark.parametrize(("path", "given"), [
    (DOMAINS, {}), (DOMAINS, {"domain": "a b"}), (EMAILS, {}), (EMAILS, {"canonical_email_hash": "x"}),
    (NETWORKS, {"ip": "x", "severity": "no_access"}), (NETWORKS, {"ip": "192.0.2.1", "severity": "x"}),
])
async def test_what_is_wrong_is_refused(town: Town, path: str, given: dict[str, str]):
    assert (await (await owner(town)).post(path, **given)).status == 422


async def test_moderators_may_not(town: Town):
    await owner(town)
    mod = await moderator(town)
    for path in (DOMAINS, EMAILS, NETWORKS):
        assert (await mod.get(path)).status == 403
        assert (await mod.post(path, domain="bad.test")).status == 403
