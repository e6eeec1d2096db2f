"""What apps are told of translating, with and without a service."""

from tests.reach.translations.test_translations import Service
from tests.reach.translations.test_translations import service as service
from tests.town import Town


async def test_without_a_service_nothing_is_offered_and_it_is_said(town: Town):
    ann = await town.person("ann")
    post = await ann.posts("soup")
    assert (await town.get("/api/v1/instance/translation_languages")).json == {}
    answer = await ann.post(f"/api/v1/statuses/{post['id']}/translate", lang="de")
    assert (answer.status, "named no service" in answer.error) == (404, True)


async def test_with_one_its_languages_are_listed(town: Town, service: Service):
    assert (await town.get("/api/v1/instance/translation_languages")).json == {"en": ["de"], "de": ["en"]}


async def test_the_language_of_the_person_is_the_usual_one(town: Town, service: Service):
    ann = await town.person("ann")
    post = await ann.posts("suppe", language="de")
    made = (await ann.post(f"/api/v1/statuses/{post['id']}/translate")).json
    assert made["language"] == "en"
