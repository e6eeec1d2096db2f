"""The page where people say who they are."""

import io
import re

from PIL import Image

from hubbub.base.db import Statement
from hubbub.people import profiles
from tests.browser import Browser, browser
from tests.outside import Peer
from tests.town import Answer, Town, ask

BROUGHT = Statement(None, """
    UPDATE profiles SET note_html = :bad, fields = jsonb_build_array(jsonb_build_object(
        'name', 'Web', 'value', :bad::text, 'source', '', 'verified_at', null))
    WHERE id = :id
""")
BASE = {"display_name": "Ann A.", "note": "Hello", "avatar_description": "", "banner_description": ""}


async def uploads(page: Browser, given: dict[str, str], files: dict[str, bytes], to: str = "") -> Answer:
    """The form as a browser sends it: an empty file where none was chosen."""
    pieces = [
        f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in ({"csrf": page.csrf} | given).items()
    ]
    pieces += [
        f'--b\r\nContent-Disposition: form-data; name="{name}"; filename="{"x.png" if file else ""}"\r\n'
        f"Content-Type: application/octet-stream\r\n\r\n".encode() + file + b"\r\n"
        for name, file in ({"avatar": b"", "banner": b""} | files).items()
    ]
    cookie = "; ".join(f"{name}={value}" for name, value in page.cookies.items())
    return await ask(page.town.app, "POST", f"/settings/profile{to}", body=b"".join(pieces) + b"--b--\r\n", headers={
        "content-type": "multipart/form-data; boundary=b", "cookie": cookie,
    })


def a_picture() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (30, 20), "teal").save(file, "PNG")
    return file.getvalue()


async def test_the_profile_stands_among_the_settings(town: Town):
    page = await browser(town, await town.person("ann"))
    assert 'href="/settings/profile"' in (await page.get("/settings")).text


async def test_a_person_says_who_they_are(town: Town):
    ann = await town.person("ann")
    page = await browser(town, ann)
    answer = await uploads(page, BASE | {"field_name": "Web", "field_value": "https://ann.example"}, {})
    assert answer.headers["location"] == "/settings/profile?saved=1"
    who = await profiles.get(town.db, ann.profile)
    assert (who.display_name, who.note) == ("Ann A.", "Hello")
    assert (who.locked, who.discoverable) == (False, True), "what stands on a page of its own stays"
    assert [(field["name"], field["source"]) for field in who.fields] == [("Web", "https://ann.example")]
    shown = await page.get("/settings/profile?saved=1")
    assert "Saved." in shown.text
    assert 'value="https://ann.example"' in shown.text


async def test_a_tab_tells_all_of_somebody_and_lists_no_posts(town: Town):
    ann = await town.person("ann")
    page = await browser(town, ann)
    await uploads(page, BASE | {"note": "I bake", "field_name": "Pronouns", "field_value": "she/her"}, {})
    await ann.posts("Bread at seven")
    made = (await profiles.get(town.db, ann.profile)).made_at
    for who in (page, await browser(town)):
        answer = await who.get("/@ann?tab=about")
        head, about = answer.text.split('class="profiles__about"')
        for words in ("I bake", "she/her", "@ann@here.test", "Here since", f">{made:%d %B %Y}<", "Last post",
                      "/@ann.rss"):
            assert words in about, words
        assert "I bake" not in head.partition("<main")[2], "nothing is said twice"
        assert re.search(r'tab=about" aria-current="page">\s*About', head)
        assert "<article" not in answer.text
    assert "I bake" in (await page.get("/@ann")).text


async def test_what_is_told_of_somebody_elsewhere_is_what_their_server_says(town: Town, peer: Peer):
    ann = await town.person("ann")
    zoe = peer.person("zoe", summary="<p>I fish</p>", published="2019-03-04T05:06:07Z", manuallyApprovesFollowers=True,
                      attachment=[{"type": "PropertyValue", "name": "Boat", "value": "<b>Blue</b> <script>x</script>"}])
    about = (await (await browser(town, ann)).get(f"/@{zoe.handle}?tab=about")).text.partition("profiles__about")[2]
    for words in ("I fish", "Boat", "Blue", "There since", ">04 March 2019<", "answers each of them", f"@{zoe.handle}"):
        assert words in about, words
    for words in ("<script>x", ".rss", "Last post"):
        assert words not in about, words


async def test_what_was_typed_comes_back_with_what_is_wrong(town: Town):
    ann = await town.person("ann")
    page = await browser(town, ann)
    answer = await uploads(page, BASE | {"display_name": "x" * 101, "note": "Kept <b>"}, {})
    assert answer.status == 422
    assert 'id="display_name-error"' in answer.text
    assert "Kept &lt;b&gt;" in answer.text
    assert (await profiles.get(town.db, ann.profile)).note == ""


async def test_a_picture_is_chosen_described_and_removed_again(town: Town):
    ann = await town.person("ann")
    page = await browser(town, ann)
    await uploads(page, BASE | {"avatar_description": "A teal square"}, {"avatar": a_picture()})
    who = await profiles.get(town.db, ann.profile)
    assert who.avatar is not None
    assert who.avatar.startswith("profiles/")
    assert (who.avatar_description, who.banner) == ("A teal square", None)
    await uploads(page, BASE, {})
    assert (await profiles.get(town.db, ann.profile)).avatar == who.avatar
    await uploads(page, BASE | {"remove_avatar": "on"}, {})
    assert (await profiles.get(town.db, ann.profile)).avatar is None


async def test_what_is_no_picture_is_said_beside_the_field(town: Town):
    page = await browser(town, await town.person("ann"))
    answer = await uploads(page, BASE, {"banner": b"<svg onload=alert(1)>"})
    assert answer.status == 422
    assert re.search(r'id="banner-error"[^>]*>This is not a picture', answer.text)


async def test_a_preview_shows_what_would_be_and_changes_nothing(town: Town):
    ann = await town.person("ann")
    page = await browser(town, ann)
    before = await profiles.get(town.db, ann.profile)
    media = town.db.here.settings.data / "media"
    files = set(media.rglob("*"))
    given = BASE | {"note": "I cook #soup, see https://ann.example", "field_name": "Web", "field_value": "ann.example"}
    answer = await uploads(page, given, {"avatar": a_picture()}, "/preview")
    shown = answer.text.split('class="profiles__preview"')[1].split("<form")[0]
    assert ">Ann A.</bdi>" in shown
    for words in ('href="https://ann.example"', "/tags/soup", 'src="data:image/', "ann.example</dd>"):
        assert words in shown
    assert 'value="Ann A."' in answer.text, "the form has it still"
    assert await profiles.get(town.db, ann.profile) == before
    assert set(media.rglob("*")) == files


async def test_what_a_preview_has_shown_is_saved_with_its_picture(town: Town):
    ann = await town.person("ann")
    page = await browser(town, ann)
    answer = await uploads(page, BASE, {"avatar": a_picture()}, "/preview")
    carried = re.search(r'name="carried_avatar" value="([^"]+)"', answer.text)
    assert carried is not None
    await uploads(page, BASE | {"carried_avatar": carried[1]}, {})
    who = await profiles.get(town.db, ann.profile)
    assert who.display_name == "Ann A."
    assert who.avatar is not None
    answer = await uploads(page, BASE | {"carried_avatar": carried[1], "remove_avatar": "on"}, {}, "/preview")
    assert 'avatar--large" src' not in answer.text.split('class="profiles__preview"')[1].split("<form")[0]
    answer = await uploads(page, BASE | {"carried_avatar": "data:text/html;base64,PGI+"}, {})
    assert answer.status == 422, "what is carried is no more trusted than a file"


async def test_a_preview_refuses_what_saving_refuses(town: Town):
    page = await browser(town, await town.person("ann"))
    answer = await uploads(page, BASE | {"display_name": "x" * 101}, {}, "/preview")
    assert answer.status == 422
    assert "at most 100 characters" in answer.text
    assert "profiles__preview" not in answer.text


async def test_nothing_in_a_preview_is_more_than_words(town: Town):
    page = await browser(town, await town.person("ann"))
    bad = '"><img src=x onerror=ran()><script>ran()</script> javascript:ran()'
    texts = {name: bad for name in ("display_name", "note", "avatar_description", "banner_description")}
    texts |= {"field_name": bad, "field_value": bad, "carried_avatar": bad}
    answer = await uploads(page, texts | {"remove_avatar": "on"}, {"banner": a_picture()}, "/preview")
    assert answer.status == 200
    assert "profiles__preview" in answer.text
    for live in ("<img src=x", "<script>ran", 'href="javascript'):
        assert live not in answer.text


async def test_what_stands_in_a_row_is_taken_out_once_more_before_it_is_shown(town: Town):
    ann = await town.person("ann")
    bad = 'Hi <img src="x" onerror="ran()"><script>ran()</script>'
    async with town.db.write() as tx:
        await tx.run(BROUGHT, id=ann.profile, bad=bad)
    for path in ("/@ann", "/@ann?tab=about"):
        shown = (await town.get(path)).text.partition("<main")[2]
        assert shown.count("Hi ") == 2, path
        assert "ran()" not in shown, path
