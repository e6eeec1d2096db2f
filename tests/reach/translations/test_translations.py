"""Translations: by a real little service on loopback, once for each text, and of nothing that is not for everybody."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web

from hubbub.base.settings import Misconfigured, read
from tests.town import Town


@dataclass
class Service:
    """Turns words round, as a LibreTranslate with two languages would."""

    asked: list[dict[str, Any]] = field(default_factory=list)
    broken: bool = False
    says: str = ""

    async def languages(self, _: web.Request) -> web.Response:
        return web.json_response([{"code": "en", "targets": ["en", "de"]}, {"code": "de", "targets": ["en", "de"]}])

    async def translate(self, request: web.Request) -> web.Response:
        given = json.loads(await request.read())
        self.asked.append(given)
        if self.broken:
            return web.Response(status=500)
        said = [self.says or words.upper() for words in given["q"]]
        return web.json_response({
            "translatedText": said, "detectedLanguage": [{"confidence": 90, "language": "en"} for _ in said]})


@pytest_asyncio.fixture
async def service(town: Town) -> AsyncIterator[Service]:
    """The town's server has it named, with a key."""
    made, here = Service(), town.db.here
    application = web.Application()
    application.router.add_get("/languages", made.languages)
    application.router.add_post("/translate", made.translate)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    was = here.settings
    object.__setattr__(here, "settings", read({
        "HUBBUB_DATA": str(was.data), "HUBBUB_DOMAIN": "here.test", "HUBBUB_DEVELOPMENT": "1",
        "HUBBUB_RATE_LIMITS": "off", "HUBBUB_ALLOWED_NETWORKS": "127.0.0.0/8",
        "HUBBUB_TRANSLATE_URL": f"http://127.0.0.1:{runner.addresses[0][1]}/", "HUBBUB_TRANSLATE_KEY": "sesame",
    }))
    yield made
    object.__setattr__(here, "settings", was)
    await runner.cleanup()


async def test_a_post_is_translated_once_and_kept(town: Town, service: Service):
    ann, bob = await town.person("ann"), await town.person("bob")
    post = await ann.posts("soup", spoiler_text="food", language="en")
    for who in (ann, bob):
        made = (await who.post(f"/api/v1/statuses/{post['id']}/translate", lang="de-AT")).json
        assert (made["content"], made["spoiler_text"]) == ("<p>SOUP</p>", "FOOD")
        assert (made["language"], made["detected_source_language"]) == ("de", "en")
        assert (made["provider"], made["media_attachments"], made["poll"]) == ("LibreTranslate", [], None)
    [asked] = service.asked
    assert (asked["source"], asked["target"], asked["format"], asked["api_key"]) == ("en", "de", "html", "sesame")


async def test_the_choices_of_a_poll_are_translated_too(town: Town, service: Service):
    ann = await town.person("ann")
    post = await ann.posts("which", language="en", poll={"options": ["soup", "stew"], "expires_in": 3600})
    made = (await ann.post(f"/api/v1/statuses/{post['id']}/translate", lang="de")).json
    assert made["poll"] == {"id": post["poll"]["id"], "options": [{"title": "SOUP"}, {"title": "STEW"}]}


@pytest.mark.parametrize(("visibility", "code"), [
    ("public", 200), ("unlisted", 200), ("private", 403), ("direct", 403)])
async def test_only_what_is_for_everybody_leaves_the_house(town: Town, service: Service, visibility: str, code: int):
    ann, bob = await town.person("ann"), await town.person("bob")
    post = await ann.posts("soup", visibility=visibility, language="en")
    assert (await ann.post(f"/api/v1/statuses/{post['id']}/translate", lang="de")).status == code
    assert len(service.asked) == (1 if code == 200 else 0)
    if code == 403:
        assert (await bob.post(f"/api/v1/statuses/{post['id']}/translate", lang="de")).status == 404


async def test_what_the_service_says_is_cleaned(town: Town, service: Service):
    ann = await town.person("ann")
    post = await ann.posts("soup", language="en")
    service.says = "<script>alert(1)</script><p onclick=x>Suppe</p>"
    made = (await ann.post(f"/api/v1/statuses/{post['id']}/translate", lang="de")).json
    assert made["content"] == "<p>Suppe</p>"


async def test_a_service_that_fails_is_said_to_and_nothing_is_kept(town: Town, service: Service):
    ann = await town.person("ann")
    post = await ann.posts("soup", language="en")
    service.broken = True
    answer = await ann.post(f"/api/v1/statuses/{post['id']}/translate", lang="de")
    assert (answer.status, "does not answer" in answer.error) == (503, True)
    service.broken = False
    assert (await ann.post(f"/api/v1/statuses/{post['id']}/translate", lang="de")).status == 200


@pytest.mark.parametrize("lang", ["en", "xx", "no such language"])
async def test_a_language_that_it_does_not_have_is_refused(town: Town, service: Service, lang: str):
    ann = await town.person("ann")
    post = await ann.posts("soup", language="en")
    assert (await ann.post(f"/api/v1/statuses/{post['id']}/translate", lang=lang)).status == 422
    assert service.asked == []


def test_a_service_has_an_address():
    with pytest.raises(Misconfigured, match="HUBBUB_TRANSLATE_URL"):
        read({"HUBBUB_TRANSLATE_URL": "translate.example"})
