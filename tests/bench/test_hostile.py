"""The peer that does all it can has an answer to whatever it names itself."""

from hubbub.bench.hostile import Tarpit


def test_each_page_of_an_endless_collection_leads_to_the_next_and_to_others_that_are_endless():
    peer = Tarpit(1234, "")
    path = "/endless/notes/thread1/0"
    for _ in range(3):
        page = peer._page(path)
        assert page["next"].endswith(f"/{int(page['next'].rpartition('/')[2])}")
        assert page["next"] != page["id"]
        deeper = next(item for item in page["items"] if "/endless/" in item)
        path = deeper.removeprefix(peer.base)
    assert peer._page("/endless/notes/thread1/7")["next"].endswith("/endless/notes/thread1/8")
