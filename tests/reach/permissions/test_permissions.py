"""Permissions: what is asked before somebody likes or boosts."""

from hubbub.base.ids import PostId
from hubbub.reach import permissions, posts, reactions
from tests.outside import PUBLIC, Peer
from tests.reach.posts.befriending import shown
from tests.town import Town

from .test_activitypub import kept, only


async def test_what_is_asked_for_is_asked_once_however_often_it_is_pressed(town: Town, peer: Peer):
    ann = await town.person("ann")
    status = await kept(town, ann, peer.person("zoe"), canLike=only(manual=(PUBLIC,)))
    for _ in range(2):
        await ann.post(f"/api/v1/statuses/{status['id']}/favourite")
        await town.settle()
    assert len(peer.received("LikeRequest")) == 1


async def test_what_was_agreed_to_is_done_once(town: Town, peer: Peer):
    ann = await town.person("ann")
    status = await kept(town, ann, peer.person("zoe"), canLike=only(manual=(PUBLIC,)))
    post = PostId(int(status["id"]))
    await ann.post(f"/api/v1/statuses/{post}/favourite")
    for _ in range(2):
        async with town.db.write() as tx:
            row = await permissions.find_like(tx, ann.profile, post)
            assert row
            await permissions.agree(tx, row, "https://there.example/stamps/1")
    assert (await posts.counts_of(town.db, [post]))[post].favourites == 1


async def test_whoever_is_elsewhere_likes_what_others_write_only_where_anybody_may(
    town: Town, peer: Peer, third: Peer
):
    ann, zoe, far = await town.person("ann"), peer.person("zoe"), third.person("far")
    await kept(town, ann, zoe)
    for may, count in ((only(PUBLIC), 1), (only(zoe.followers), 0), (only(far.uri), 1)):
        note = zoe.note("Hello", interactionPolicy={"canLike": may})
        await zoe.sends(town, zoe.create(note))
        await far.sends(town, far.activity("Like", note["id"]))
        status = await shown(town, note, ann)
        assert status
        assert status["favourites_count"] == count


async def test_authors_like_and_boost_what_is_theirs_whatever_they_say(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    status = await kept(town, ann, zoe, canLike=only(), canAnnounce=only())
    for type in ("Like", "Announce"):
        await zoe.sends(town, zoe.activity(type, status["uri"], to=[PUBLIC]))
    row = (await posts.get(town.db, [PostId(int(status["id"]))]))[0]
    counts = (await posts.counts_of(town.db, [row.id]))[row.id]
    assert (counts.favourites, counts.boosts) == (1, 1)
    assert await reactions.may(town.db, row.author, row, "boost")
