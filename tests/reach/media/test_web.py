"""Pictures on pages: sent with the form or ahead of it, shown in posts, and sent to whoever loads them."""

import base64
import io
import re
from dataclasses import fields, replace
from typing import Any
from xml.etree import ElementTree

import pytest
from PIL import Image

from hubbub.reach.media import Media
from tests.browser import Browser, browser
from tests.reach.media.sending import attended, fills, send, sent
from tests.reach.posts.test_web import articles
from tests.reach.renditions.filming import film, recording
from tests.reach.renditions.strangers import bytes_of, gradient, moving, png_of
from tests.town import Answer, Town

PHOTO = bytes_of(gradient((900, 600)), "JPEG")
BLANK = Media(**{each.name: None for each in fields(Media)})  # type: ignore[arg-type]
FILE = ("files", ("photo.jpg", PHOTO))


async def publishes(page: Browser, *parts: Any, **more: str) -> Answer:
    return await fills(page, "/posts", [("text", "Look"), ("back", "/home"), *parts], **more)


def pictures(page: str) -> list[str]:
    return re.findall(r'<img class="media__picture[^>]*>', page)


async def test_a_form_without_script_brings_its_pictures_and_their_words(town: Town):
    page = await browser(town, await town.person("ann"))
    none = ("files", ("", b""))
    answer = await publishes(page, FILE, FILE, none, ("alts", "The sea"), ("alts", "A <gull>"), ("alts", "nothing"))
    assert (answer.status, answer.headers["location"]) == (303, "/home")
    shown = (await page.get("/home")).text
    first, second = pictures(shown)
    assert 'alt="The sea"' in first
    assert 'alt="A &lt;gull&gt;"' in second
    assert all('width="900" height="600"' in picture and 'loading="lazy"' in picture for picture in (first, second))
    assert 'class="media media--2"' in shown
    assert shown.count('<img class="media__ground" src="data:image/png;base64,') == 2


async def test_a_picture_alone_is_a_post(town: Town):
    page = await browser(town, await town.person("ann"))
    assert (await fills(page, "/posts", [("text", ""), FILE])).status == 303


async def test_words_come_back_with_a_refused_picture(town: Town):
    page = await browser(town, await town.person("ann"))
    answer = await fills(page, "/posts", [("text", "A long letter home"), ("files", ("photo.jpg", b"no picture"))])
    assert (answer.status, "A long letter home</textarea>" in answer.text) == (422, True)


async def test_a_picture_leads_to_itself_and_tells_what_is_on_it(town: Town):
    ann = await town.person("ann")
    made = await sent(ann, PHOTO, description="The sea,\nat noon")
    status = await ann.posts("Look", media_ids=[made["id"]])
    shown = (await town.get(f"/@ann/{status['id']}")).text
    assert f'href="{made["url"]}"' in shown
    assert '<p dir="auto">The sea,\nat noon</p>' in shown
    assert f'{made["url"]} 900w' in pictures(shown)[0] or f"{made['url']} 900w" in shown


async def test_sensitive_pictures_are_behind_a_door(town: Town):
    ann = await town.person("ann")
    for given in ({"sensitive": True}, {"sensitive": True, "spoiler_text": "Blood"}, {}):
        made = await sent(ann, PHOTO)
        await ann.posts("Look", media_ids=[made["id"]], **given)
    cards = (await town.get("/@ann")).text.split("<article")[1:]
    assert ["Sensitive picture" in card for card in cards] == [False, False, True]
    assert [card.index("<details") < card.index('class="media ') for card in cards] == [False, True, True]


async def test_the_script_sends_a_picture_ahead_and_the_form_names_it(town: Town):
    page = await browser(town, await town.person("ann"))
    piece = await fills(page, "/media", [FILE])
    assert piece.status == 200
    assert piece.headers["content-type"].startswith("text/html")
    found = re.search(r'name="media" value="(\d+)"', piece.text)
    assert found
    assert f'name="alt_{found[1]}"' in piece.text
    assert "<html" not in piece.text
    answer = await publishes(page, ("media", found[1]), (f"alt_{found[1]}", "Written later"), ("files", ("", b"")))
    assert answer.status == 303
    assert 'alt="Written later"' in pictures((await page.get("/home")).text)[0]


@pytest.mark.parametrize(("data", "why"), [
    (b"", "Please choose a file first."), (b"no picture", "This is not a picture"),
    (png_of(50_000, 50_000), "This picture is too large"),
])
async def test_what_cannot_be_shown_is_refused_with_a_sentence(town: Town, data: bytes, why: str):
    page = await browser(town, await town.person("ann"))
    answer = await fills(page, "/media", [("files", ("photo.jpg" if data else "", data))])
    assert answer.status == 422
    assert f'<p class="media__why">{why}' in answer.text
    assert (await publishes(page, ("files", ("photo.jpg", b"no picture")))).status == 422


async def test_a_form_that_is_shown_again_has_its_pictures_still(town: Town):
    page = await browser(town, await town.person("ann"))
    answer = await fills(page, "/posts", [("text", "x" * 5001), FILE, ("alts", "Kept words")])
    assert answer.status == 422
    assert re.search(r'name="media" value="\d+"', answer.text)
    assert "Kept words</textarea>" in answer.text


async def test_no_more_than_four_come_with_a_form(town: Town):
    page = await browser(town, await town.person("ann"))
    answer = await publishes(page, *[FILE] * 5)
    assert (answer.status, "A post has at most 4 pictures." in answer.text) == (422, True)


async def test_another_s_picture_cannot_be_named_described_or_taken_back(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    made = await sent(ann, PHOTO, description="Mine")
    page = await browser(town, bob)
    assert (await publishes(page, ("media", made["id"]), (f"alt_{made['id']}", "Bob was here"))).status == 422
    assert (await page.sends("/media/remove", id=made["id"])).status == 404
    assert (await ann.get(f"/api/v1/media/{made['id']}")).json == made


async def test_a_picture_is_taken_back_before_it_is_published(town: Town):
    ann = await town.person("ann")
    made = await sent(ann, PHOTO)
    page = await browser(town, ann)
    assert (await page.sends("/media/remove", id=made["id"])).status == 204
    assert (await ann.get(f"/api/v1/media/{made['id']}")).status == 404
    assert (await page.sends("/media/remove", id="")).status == 404


async def test_a_picture_needs_somebody_who_sends_it_and_a_form_of_ours(town: Town):
    page = await browser(town)
    await page.get("/sign-in")
    assert (await fills(page, "/media", [FILE])).headers["location"].startswith("/sign-in")
    page = await browser(town, await town.person("ann"))
    page.csrf = "0" * 64
    assert (await fills(page, "/media", [FILE])).status == 403


async def test_what_is_not_here_yet_is_a_link_to_where_it_is(town: Town):
    ann = await town.person("ann")
    made = await sent(ann, PHOTO, description="A dune")
    await ann.posts("Look", media_ids=[made["id"]])
    async with town.db.alone() as connection:
        await connection.execute("UPDATE media SET state = 'waiting', remote_url = 'https://else.example/a?b&c'")
    shown = (await town.get("/@ann")).text
    assert pictures(shown) == []
    assert 'href="https://else.example/a?b&amp;c" rel="noopener noreferrer nofollow"' in shown
    assert "A picture is on its way here" in shown
    assert "A dune" in shown


async def test_a_profile_has_a_page_of_pictures_that_its_viewer_may_see(town: Town):
    ann = await town.person("ann")
    await ann.posts("Only words")
    shown = await ann.posts("Seen", media_ids=[(await sent(ann, PHOTO))["id"]])
    hidden = await ann.posts("For some", media_ids=[(await sent(ann, PHOTO))["id"]], visibility="private")
    assert articles((await town.get("/@ann?tab=pictures")).text) == [shown["id"]]
    page = await browser(town, ann)
    assert articles((await page.get("/@ann?tab=pictures")).text) == [hidden["id"], shown["id"]]


async def test_films_and_recordings_are_played_when_asked_and_moving_pictures_by_script(town: Town):
    ann = await town.person("ann")
    for data, words in ((film(frames=3), "A wave"), (recording(seconds=0.3), "A gull")):
        answer = await send(ann, data, description=words)
        assert answer.status == 202
        await town.settle()
        await ann.posts("Look", media_ids=[answer.json["id"]])
    frames = [Image.new("RGB", (40, 30), colour) for colour in ("red", "green")]
    await ann.posts("Look", media_ids=[(await sent(ann, moving(frames, duration=100)))["id"]])
    gif, sound, wave = (await town.get("/@ann")).text.split("<article")[1:4]
    assert re.search(r'<video class="media__film" src="[^"]+\.mp4" width="320" height="180" poster="[^"]+" controls',
                     wave)
    assert 'aria-label="A wave"' in wave
    assert re.search(r'<audio controls preload="none" src="[^"]+\.mp3" aria-label="A gull">', sound)
    assert re.search(r"<hub-moving><video [^>]* controls loop muted playsinline", gif)
    assert "autoplay" not in gif + sound + wave
    assert "media-src 'self' http://here.test" in (await town.get("/@ann")).headers["content-security-policy"]


async def test_a_film_that_takes_its_time_stands_in_the_form_until_it_is_made(town: Town, monkeypatch):
    monkeypatch.setattr("hubbub.reach.media.web.PATIENCE", 0.01)
    page = await browser(town, await town.person("ann"))
    piece = await fills(page, "/media", [("files", ("film.mp4", film(frames=3)))])
    assert (piece.status, "Being made" in piece.text) == (200, True)
    number = re.search(r'name="media" value="(\d+)"', piece.text)
    assert number
    early = await publishes(page, ("media", number[1]))
    assert (early.status, "have not finished processing" in early.text) == (422, True)
    await town.settle()
    assert (await publishes(page, ("media", number[1]))).status == 303


async def test_a_film_that_comes_with_the_form_is_waited_for(town: Town):
    page = await browser(town, await town.person("ann"))
    answer = await attended(town, publishes(page, ("files", ("film.mp4", film(frames=3)))))
    assert answer.status == 303
    assert "media__film" in (await page.get("/home")).text


async def test_a_film_that_could_not_be_made_is_refused_with_its_sentence(town: Town):
    page = await browser(town, await town.person("ann"))
    answer = await attended(town, fills(page, "/media", [("files", ("film.mp4", film(frames=3)[:500]))]))
    assert (answer.status, "could not be read" in answer.text) == (422, True)


def test_a_blurhash_is_drawn_as_the_algorithm_says():
    """The example of github.com/woltapp/blurhash: reddish above, dark below; what is none draws nothing."""
    row = replace(BLANK, blurhash="LEHV6nWB2yk8pyo0adR*.7kCMdnj")
    assert row.ground
    drawn = Image.open(io.BytesIO(base64.b64decode(row.ground.partition(",")[2])))
    assert drawn.size == (10, 10)
    mean = [round(sum(drawn.tobytes()[band::3]) / 100) for band in range(3)]
    whole = [int(row.colour[at:at + 2], 16) for at in (1, 3, 5)]
    assert all(abs(a - b) < 24 for a, b in zip(mean, whole, strict=True))
    assert replace(BLANK, blurhash="no blurhash \u00fc").ground is None


async def test_the_order_the_point_that_matters_and_the_cover_are_kept(town: Town):
    ann = await town.person("ann")
    page = await browser(town, ann)
    first, second = [re.search(r'name="media" value="(\d+)"', (await fills(page, "/media", [FILE])).text)[1]  # type: ignore[index]
                     for _ in range(2)]
    await publishes(page, ("media", second), ("media", first), (f"focus_{second}", "0.8,-0.8"), ("sensitive", "on"))
    [status] = await ann.home()
    assert [each["id"] for each in status["media_attachments"]] == [second, first]
    assert status["media_attachments"][0]["meta"]["focus"] == {"x": 0.8, "y": -0.8}
    assert status["sensitive"]
    shown = (await page.get("/home")).text
    assert "media__x4 media__y0" in shown
    assert "Sensitive pictures" in shown


async def test_a_piece_of_a_page_brings_no_script_as_its_policy_would_refuse_it(town: Town):
    page = await browser(town, await town.person("ann"))
    await publishes(page, FILE)
    whole, piece = await page.get("/home"), await page.get("/home", **{"hx-request": "true"})
    assert "/static/gallery.js" in whole.text
    assert pictures(piece.text)
    assert "<script" not in piece.text


async def test_a_picture_goes_along_with_its_post_to_previews_and_readers_of_feeds(town: Town):
    page = await browser(town, await town.person("ann"))
    await publishes(page, FILE, ("alts", "The sea"))
    post = (await town.get("/@ann.feed.json")).json["items"][0]
    file = post["attachments"][0]
    assert (file["mime_type"], file["title"]) == ("image/jpeg", "The sea")
    assert f'<img src="{file["url"]}" alt="The sea">' in post["content_html"]
    item = next(ElementTree.fromstring((await town.get("/@ann.rss")).body).iter("item"))
    assert item.find("enclosure").attrib == {  # type: ignore[union-attr]
        "url": file["url"], "type": "image/jpeg", "length": str(file["size_in_bytes"])}
    head = (await town.get(post["url"].removeprefix("http://here.test"))).text
    assert f'<meta property="og:image" content="{file["url"]}">' in head
    assert '<meta property="og:image:alt" content="The sea">' in head
    assert 'content="summary_large_image"' in head


async def test_a_covered_picture_is_in_no_preview_and_called_so_in_feeds(town: Town):
    page = await browser(town, await town.person("ann"))
    await publishes(page, FILE, ("spoiler", "Wounds"))
    post = (await town.get("/@ann.feed.json")).json["items"][0]
    assert "<img" not in post["content_html"]
    head = (await town.get(post["url"].removeprefix("http://here.test"))).text
    assert "og:image" not in head
    assert b'<media:rating scheme="urn:simple">adult</media:rating>' in (await town.get("/@ann.rss")).body


async def test_a_tab_of_pictures_that_somebody_does_not_show_leads_to_their_posts(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    page, other = await browser(town, ann), await browser(town, bob)
    await publishes(page, FILE)
    words = await ann.posts("Without a picture")
    tab, given = "/@ann?tab=pictures", {"visibility": "public", "quote_policy": "public"}
    shown = (await other.get(tab)).text
    assert 'tab=pictures" aria-current="page">Pictures' in shown
    assert words["id"] not in articles(shown)
    assert 'name="shows_media" checked' in (await page.get("/settings/privacy")).text
    await page.sends("/settings/privacy", **given, shows_featured="on")
    for each in (page, other, await browser(town)):
        shown = (await each.get(tab)).text
        assert "tab=pictures" not in shown
        assert 'href="/@ann" aria-current="page">Posts' in shown
        assert words["id"] in articles(shown)
    await page.sends("/settings/privacy", **given, shows_media="on")
    assert "tab=pictures" in (await other.get("/@ann")).text


async def test_pictures_in_answers_stand_in_the_tab_if_their_author_shows_them_there(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    page = await browser(town, ann)
    await publishes(page, FILE)
    [own] = articles((await page.get("/@ann?tab=pictures")).text)
    theirs = await bob.posts("What do you see?")
    for answered in (own, theirs["id"]):
        await publishes(page, FILE, ("reply_to", answered))
    shown = articles((await page.get("/@ann?tab=pictures")).text)
    assert (len(shown), shown[-1]) == (3, own)
    await page.sends("/settings/privacy", visibility="public", quote_policy="public", shows_media="on")
    assert articles((await page.get("/@ann?tab=pictures")).text) == shown[1:]  # going on with one's own is no answer
