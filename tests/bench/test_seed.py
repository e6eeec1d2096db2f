"""What `hubbub seed` makes is shaped like a server: figures of one seed are those of another."""

from hubbub.base.db import Db, Statement
from hubbub.bench.seed import seed

FOLLOWED = Statement(int, "SELECT count(*)::int FROM follows GROUP BY follower_id")
WORDS = Statement(str, "SELECT indexdef FROM pg_indexes WHERE indexname = 'search_posts_words'")
FOUND = Statement(int, "SELECT count(*)::int FROM search_posts WHERE words @@ to_tsquery('simple', 'harbour')")


async def test_how_many_one_follows_is_drawn_for_each_and_every_post_is_found_by_its_words(db: Db):
    before = await db.one(WORDS)
    made = await seed(db, 2000, 60, lambda _: None)
    followed = await db.all(FOLLOWED)
    assert (len(followed), sum(followed)) == (2000, made["follows"])
    assert max(followed) - min(followed) > 25
    assert (await db.one(WORDS), await db.one(FOUND)) == (before, 60)
