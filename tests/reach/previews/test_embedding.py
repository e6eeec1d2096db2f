"""What is shown of a page besides its words: its picture, what its site offers, and who has written it."""

from typing import Any

import pytest
from aiohttp import web

from hubbub.people import profiles
from hubbub.reach import previews
from hubbub.reach.previews.embedding import LARGEST
from tests.outside import Peer, document
from tests.reach.renditions.filming import recording
from tests.reach.renditions.strangers import TELLTALES, bytes_of, gradient, personal_exif
from tests.town import Person, Town

from .test_previews import card
from .test_previews import page as html

PHOTO = bytes_of(gradient((900, 600)), "JPEG", exif=personal_exif())
HEAD = ('<html lang="de-AT"><title>Bread</title><meta property="og:image" content="/loaf.jpg">'
        '<meta property="og:image:alt" content="A loaf">')


def offers(peer: Peer, **said: Any) -> None:
    """The page of bread says more of itself by oEmbed."""
    link = '<link rel="alternate" type="application/json+oembed" href="/oembed?a=1&amp;b=2">'
    peer.answers["/bread"] = html(HEAD + link)
    peer.answers["/oembed"] = document({"version": "1.0"} | said, "application/json")
    peer.answers["/loaf.jpg"] = lambda _: web.Response(body=PHOTO)


async def shown(town: Town, peer: Peer) -> Any:
    ann = await town.person("ann")
    return await card(ann, await ann.posts(f"{peer.url}/bread"))


async def test_a_card_has_the_picture_of_its_page_made_anew_and_kept_here(town: Town, peer: Peer):
    peer.answers["/bread"], peer.answers["/loaf.jpg"] = html(HEAD), lambda _: web.Response(body=PHOTO)
    made = await shown(town, peer)
    assert (made["width"], made["height"], len(made["blurhash"])) == (587, 391, 28)
    assert (made["image_description"], made["language"], made["type"]) == ("A loaf", "de", "link")
    assert made["image"].startswith("http://here.test/copies/small/")
    picture = await town.get(made["image"].removeprefix("http://here.test"))
    assert picture.headers["content-type"] == "image/jpeg"
    assert not [telltale for telltale in TELLTALES if telltale in picture.body]
    assert peer.asked.count("/loaf.jpg") == 1


@pytest.mark.parametrize("answer", [
    web.Response(status=404), web.Response(body=b"no picture"), web.Response(body=recording(seconds=0.3)),
])
async def test_what_is_no_picture_is_not_shown_and_the_card_stays(town: Town, peer: Peer, answer: web.Response):
    peer.answers["/bread"], peer.answers["/loaf.jpg"] = html(HEAD), answer
    made = await shown(town, peer)
    assert (made["title"], made["image"], made["width"], made["blurhash"]) == ("Bread", None, 0, None)


async def test_no_picture_is_fetched_from_a_network_that_is_not_open(town: Town, peer: Peer):
    peer.answers["/bread"] = html('<title>Bread</title><meta property="og:image" content="http://10.0.0.1/a.jpg">')
    assert (await shown(town, peer))["image"] is None


async def test_a_site_says_by_oembed_who_wrote_the_page_and_of_whom_it_is(town: Town, peer: Peer):
    offers(peer, type="link", author_name="Zoe", author_url=f"{peer.url}/zoe", provider_name="Kitchen",
           provider_url=peer.url)
    made = await shown(town, peer)
    assert (made["author_name"], made["author_url"]) == ("Zoe", f"{peer.url}/zoe")
    assert (made["provider_name"], made["provider_url"]) == ("Kitchen", peer.url)
    assert made["authors"] == [{"name": "Zoe", "url": f"{peer.url}/zoe", "account": None}]
    assert "/oembed?a=1&b=2" in peer.asked


async def test_a_photo_is_shown_as_our_copy_of_it(town: Town, peer: Peer):
    offers(peer, type="photo", url="/loaf.jpg", width=900, height=600)
    made = await shown(town, peer)
    assert made["type"] == "photo"
    assert made["embed_url"].startswith("http://here.test/copies/file/")


async def test_what_is_rich_is_cleaned_like_everything_of_strangers(town: Town, peer: Peer):
    offers(peer, type="rich", html='<blockquote onclick="x()">Said <b>so</b></blockquote><script src="https://e.test/x">'
                                   "</script><iframe src='https://e.test'></iframe><img src=x onerror=y>")
    made = await shown(town, peer)
    assert (made["type"], made["html"]) == ("rich", "<blockquote>Said <b>so</b></blockquote>")


@pytest.mark.parametrize("kind", ["video", "rich"])
async def test_a_frame_with_somebody_s_page_is_not_handed_on_and_the_card_is_a_link(town: Town, peer: Peer, kind: str):
    offers(peer, type=kind, html='<iframe src="https://films.example/1" width="480" height="270"></iframe>')
    made = await shown(town, peer)
    assert (made["type"], made["html"], made["embed_url"]) == ("link", "", "")
    assert made["image"]


@pytest.mark.parametrize("answer", [
    web.Response(body=b"{"), web.Response(body=b"[" * 100_000), web.Response(body=b"[]"), web.Response(status=500),
    web.Response(body=b" " * (LARGEST + 1)), 
    web.Response(body=b'{"type": {}, "html": 1, "url": [], "author_name": {}}'),
    web.Response(body=b"\xff"), web.Response(body=b'{"type":"photo","url":"javascript:alert(1)"}'),
])
async def test_an_offer_that_is_none_leaves_the_card_as_the_page_says(town: Town, peer: Peer, answer: web.Response):
    offers(peer)
    peer.answers["/oembed"] = answer
    made = await shown(town, peer)
    assert (made["title"], made["type"], made["html"]) == ("Bread", "link", "")


async def test_whoever_a_page_names_is_its_author_if_they_name_its_site(town: Town, peer: Peer):
    ann, bob = await town.person("ann"), await town.person("bob")
    peer.answers["/bread"] = html('<title>Bread</title><meta name="fediverse:creator" content="@bob@here.test">')
    status = await ann.posts(f"{peer.url}/bread")
    assert (await card(ann, status))["authors"] == [], "the page alone is not believed"
    async with town.db.alone() as connection:  # nobody can name the host that the peer really has
        await connection.execute("UPDATE previews SET host = 'blog.bread.example'")
    await _names(bob, "elsewhere.example", "ad.example", "a.blog.bread.example")
    assert (await card(ann, status))["authors"] == []
    await _names(bob, "bread.example")
    (author,) = (await card(ann, status))["authors"]
    assert author["account"]["acct"] == "bob"
    await bob.call("PATCH", "/api/v1/accounts/update_credentials", {"display_name": "Bobby"})
    (author,) = (await card(ann, status))["authors"]
    assert author["account"]["display_name"] == "Bobby", "as they are called now"
    await _names(bob)
    assert (await card(ann, status))["authors"] == []


async def _names(person: Person, *domains: str) -> None:
    answer = await person.call(
        "PATCH", "/api/v1/accounts/update_credentials", {"attribution_domains": list(domains)})
    assert answer.status == 200, answer.text


async def test_somebody_elsewhere_is_an_author_too(town: Town, peer: Peer):
    peer.person("zoe", attributionDomains=["localhost", "not a host", {"id": "https://a.example"}])
    peer.answers["/bread"] = html(
        f'<title>Bread</title><meta name="fediverse:creator" content="@zoe@{peer.host}">')
    (author,) = (await shown(town, peer))["authors"]
    assert author["account"]["acct"] == f"zoe@{peer.host}"
    zoe = await profiles.known(town.db, f"@zoe@{peer.host}")
    assert zoe
    assert (await profiles.get(town.db, zoe)).attribution_domains == ["localhost"]


async def test_a_picture_that_is_another_now_is_fetched_again(town: Town, peer: Peer):
    offers(peer)
    first = await shown(town, peer)
    peer.answers["/bread"] = html("<title>Bread</title>")
    town.forward(days=15)
    assert first["image"]
    assert (await shown(town, peer))["image"] is None
    assert (await previews.find(town.db, f"{peer.url}/bread")) is not None
