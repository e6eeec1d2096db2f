"""The entity PreviewCard."""

from hubbub.reach.previews.mastodon import shape
from hubbub.reach.previews.store import Preview
from tests.town import Town


async def test_a_card_has_every_field_that_apps_read(town: Town):
    made = shape(town.db, Preview(1, "https://b.example/x", "T", "", "", "", "", None))  # type: ignore[arg-type]
    assert made.keys() >= {
        "author_name", "author_url", "authors", "description", "embed_url", "height", "html", "provider_name",
        "provider_url", "title", "type", "url", "width", "blurhash", "image", "published_at"}
    assert (made["provider_name"], made["provider_url"], made["authors"]) == ("b.example", "https://b.example", [])
