"""The map is drawn from the code: what is hung somewhere stands on it."""

from pathlib import Path

from hubbub import map as chart

from .house.source import plant

HEART = '''
@dataclass
class PollShut:
    post: PostId
    votes: int


async def end(tx, post):
    await tell(tx, PollShut(post, 1))
    await tell(tx, PollShut(post, 2))


posts.joins(posts.Part("poll", of=_of))


@every(timedelta(minutes=1))
async def tidy(tx): ...
'''


def small(house: Path) -> str:
    plant(house, {
        "reach/posts/posts.py": "", "reach/polls/polls.py": HEART,
        "reach/polls/web.py": 'from hubbub.reach import posts\n\npanel("post.body", "polls/poll.html")',
        "reach/polls/activitypub.py": '@receives("Question")\nasync def arrive(tx, activity): ...',
        "reach/polls/migrations/1.sql": "CREATE TABLE polls (id bigint);\nCREATE UNLOGGED TABLE votes (id bigint);",
    })
    (house / "reach/polls/__init__.py").write_text('"""A post that asks."""')
    return chart.drawn(("reach.posts", "reach.polls"), house)


def test_a_fact_stands_with_its_fields_who_tells_it_and_that_nobody_hears(tmp_path):
    assert "| `PollShut(post, votes)` | `polls.end` | nobody yet |\n" in small(tmp_path)


def test_a_room_stands_with_its_tables_and_what_it_stands_on(tmp_path):
    assert "| `reach.polls` | A post that asks. | polls, votes | reach.posts |\n" in small(tmp_path)


def test_what_hangs_on_a_seam_stands_under_it(tmp_path):
    drawn = small(tmp_path)
    for title, what in (("Parts of a post", "poll"), ("Slots of pages", "post.body"), ("By the clock", "tidy"),
                        ("Activities taken", "Question")):
        assert f"### {title}\n\n| what | room |\n|---|---|\n| `{what}` | reach.polls |\n" in drawn


def test_every_address_stands_with_its_scope():
    listed = chart.addresses()
    assert "| /api/v1/statuses | POST | write:statuses |\n" in listed
    assert "| /api/v1/statuses | GET | anybody |\n" in listed
    assert "| /sign-up | GET POST |\n" in listed
    assert "| /inbox | POST |  |\n" in listed


async def test_a_schema_is_the_same_each_time_it_is_dumped(postgres, template):
    address = postgres.address | {"database": template}
    dumped = chart.dumped(address)
    assert dumped == chart.dumped(address)
    assert dumped.startswith("CREATE ")
    assert "\\restrict" not in dumped
