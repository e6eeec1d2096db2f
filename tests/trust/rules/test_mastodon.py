"""What the server says of itself, for apps."""

from datetime import timedelta

from hubbub.base.clock import now
from hubbub.trust import rules
from tests.town import Town


async def write(town: Town, **papers: str) -> None:
    async with town.db.write() as tx:
        for kind, text in papers.items():
            await rules.write(tx, kind, text)


async def test_the_document_says_what_the_owner_has_written_at_once(town: Town):
    assert (await town.get("/api/v2/instance")).json["title"] == "here.test"
    async with town.db.write() as tx:
        await rules.add_rule(tx, "Be kind", "To all")
    await write(town, title="Our place", summary="For us", contact="us@here.test")
    told = (await town.get("/api/v2/instance")).json
    assert (told["title"], told["description"], told["contact"]["email"]) == ("Our place", "For us", "us@here.test")
    assert [(rule["text"], rule["hint"]) for rule in told["rules"]] == [("Be kind", "To all")]
    assert told["configuration"]["urls"]["about"] == "http://here.test/about"
    assert told["configuration"]["urls"]["terms_of_service"] is None
    assert (await town.get("/api/v1/instance/rules")).json == told["rules"]
    assert (await town.get("/api/v1/instance")).json["email"] == "us@here.test"


async def test_papers_are_given_as_html_in_which_nothing_runs(town: Town):
    assert "kept as a hash" in (await town.get("/api/v1/instance/privacy_policy")).json["content"]
    await write(town, about="At <script>alert(1)</script> length", privacy="Nothing")
    about = (await town.get("/api/v1/instance/extended_description")).json
    assert about["content"] == "<p>At &lt;script&gt;alert(1)&lt;/script&gt; length</p>"
    assert about["updated_at"].endswith("Z")
    assert (await town.get("/api/v1/instance/privacy_policy")).json["content"] == "<p>Nothing</p>"


async def test_terms_are_there_once_written_with_each_of_their_versions(town: Town):
    assert (await town.get("/api/v1/instance/terms_of_service")).status == 404
    await write(town, terms="First")
    today, later = now().date(), now().date() + timedelta(days=7)
    async with town.db.write() as tx:
        await rules.write(tx, "terms", "Second", later)
    told = (await town.get("/api/v1/instance/terms_of_service")).json
    assert told == {"effective_date": today.isoformat(), "effective": True, "content": "<p>First</p>",
                    "succeeded_by": later.isoformat()}
    second = (await town.get(f"/api/v1/instance/terms_of_service/{later}")).json
    assert (second["effective"], second["content"], second["succeeded_by"]) == (False, "<p>Second</p>", None)
    for day in ("1999-01-01", "someday"):
        assert (await town.get(f"/api/v1/instance/terms_of_service/{day}")).status == 404
