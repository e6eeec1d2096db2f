"""Names to addresses, ours and others'."""

from dataclasses import replace

import pytest

from hubbub.doors.fediverse.webfinger import Handle, domain_of, handle_of
from tests.town import Town


@pytest.mark.parametrize("resource", [
    "acct:ann@here.test", "acct:Ann@HERE.test", "@ann@here.test", "ann@here.test.", "http://here.test/@ann",
])
async def test_a_person_here_is_found_by_handle_and_by_page(town: Town, resource):
    ann = await town.person("ann")
    answer = await town.get(f"/.well-known/webfinger?resource={resource}")
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("application/jrd+json")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.json["subject"] == "acct:ann@here.test"
    links = {link["rel"]: link for link in answer.json["links"] if link.get("type") != "application/ld+json"}
    assert answer.json["links"][0] == {
        "rel": "self", "type": "application/activity+json", "href": f"http://here.test/users/{ann.profile}"}
    assert links["http://webfinger.net/rel/profile-page"]["href"] == "http://here.test/@ann"
    assert "{uri}" in links["http://ostatus.org/schema/1.0/subscribe"]["template"]


async def test_it_says_where_a_person_goes_to_do_something_elsewhere(town: Town):
    await town.person("ann")
    given = (await town.get("/.well-known/webfinger?resource=acct:ann@here.test")).json["links"]
    ways = {link["rel"].rpartition("/")[2]: link["template"] for link in given if "3b86" in link["rel"]}
    assert ways == {name: "http://here.test/intents?object={object}" for name in (
        "Follow", "Object", "Like", "Announce")} | {
        "Create": "http://here.test/intents?answers={inReplyTo}&text={content}"}


async def test_with_two_domains_a_name_is_at_one_and_its_pages_at_the_other(town: Town):
    was = town.db.here.settings
    town.db.here.settings = replace(was, domain="here.test", web_domain="social.here.test")
    try:
        ann = await town.person("ann")
        uri = f"http://social.here.test/users/{ann.profile}"
        for resource in ("acct:ann@here.test", "acct:ann@social.here.test", uri, "http://social.here.test/@ann"):
            found = await town.get(f"/.well-known/webfinger?resource={resource}")
            assert (found.json["subject"], found.json["links"][0]["href"]) == ("acct:ann@here.test", uri)
        actor = (await town.get(f"/users/{ann.profile}", accept="application/activity+json")).json
        assert (actor["id"], actor["webfinger"]) == (uri, "ann@here.test")
        assert "http://social.here.test/.well-known/webfinger" in (await town.get("/.well-known/host-meta")).text
    finally:
        town.db.here.settings = was


async def test_a_person_here_is_found_by_their_actor(town: Town):
    ann = await town.person("ann")
    answer = await town.get(f"/.well-known/webfinger?resource=http://here.test/users/{ann.profile}")
    assert answer.json["subject"] == "acct:ann@here.test"


@pytest.mark.parametrize("resource", [
    "", "acct:nobody@here.test", "acct:ann@elsewhere.test", "http://elsewhere.test/@ann", "ann", "acct:@here.test",
    "http://here.test/", "javascript:alert(1)", "acct:ann@here.test@there.test", "a" * 3000,
])
async def test_whoever_is_not_here_is_not_found(town: Town, resource):
    await town.person("ann")
    assert (await town.get(f"/.well-known/webfinger?resource={resource}")).status == 404


async def test_somebody_suspended_is_not_found(town: Town):
    from hubbub.people import profiles

    ann = await town.person("ann")
    async with town.db.write() as tx:
        await profiles.suspend(tx, ann.profile)
    assert (await town.get("/.well-known/webfinger?resource=acct:ann@here.test")).status == 404


async def test_host_meta_leads_to_webfinger_in_both_forms(town: Town):
    template = "http://here.test/.well-known/webfinger?resource={uri}"
    assert template in (await town.get("/.well-known/host-meta")).text
    assert (await town.get("/.well-known/host-meta.json")).json["links"][0]["template"] == template


async def test_nodeinfo_tells_what_we_are_and_how_much_is_here(town: Town):
    ann = await town.person("ann")
    await ann.posts("One")
    links = (await town.get("/.well-known/nodeinfo")).json["links"]
    for link in links[:2]:
        given = (await town.get(link["href"].removeprefix("http://here.test"))).json
        assert given["software"]["name"] == "hubbub"
        assert given["protocols"] == ["activitypub"]
        assert given["usage"]["users"]["total"] == 1
        assert given["usage"]["localPosts"] == 1


@pytest.mark.parametrize(("text", "handle"), [
    ("zoe@two.example", Handle("zoe", "two.example")), ("acct:@zoe@Two.Example.", Handle("zoe", "two.example")),
    ("zoe@zwei。example", Handle("zoe", "zwei.example")), ("zoe@ｔｗｏ.example", Handle("zoe", "two.example")),
    ("zoe@bücher.example", Handle("zoe", "xn--bcher-kva.example")),
    ("zoe@localhost:8101", Handle("zoe", "localhost:8101")),
    ("localhost:8101@localhost:8101", Handle("localhost:8101", "localhost:8101")),
])
def test_a_handle_has_one_spelling(text, handle):
    assert handle_of(text) == handle


@pytest.mark.parametrize("text", [
    "zoe", "zoe@", "@two.example", "аdmin@two.example", "zoe@two..example", "zoe@-two.example", "zo e@two.example",
    "zoe@two.example/path", "zoe@two.example:123456", "zoe\u200d@two.example", "zoe@" + "a" * 64 + ".example", "zoe.@x",
])
def test_what_is_no_handle_is_none(text):
    assert handle_of(text) is None


@pytest.mark.parametrize("text", ["EXAMPLE.com", "example.com.", "example。com", "ｅxample.com"])
def test_all_spellings_of_a_domain_are_one(text):
    assert domain_of(text) == "example.com"
