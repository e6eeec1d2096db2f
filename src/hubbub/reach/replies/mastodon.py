"""Who may answer, in the client API: a word of our own, or GoToSocial's `interaction_policy`."""

from hubbub.base.db import Read
from hubbub.doors.mastodon.params import Params
from hubbub.reach import replies
from hubbub.reach.posts.mastodon import takes
from hubbub.reach.posts.rendering import carries


def read(given: Params) -> str | None:
    """One of the policies; whoever says `interaction_policy[can_reply][always]` lists who may."""
    if policy := given.text("reply_policy"):
        return _known(policy)
    said = given.sub("interaction_policy")
    may = said.sub("can_reply") if said is not None else None
    if may is None:
        return None
    named = may.texts("always")
    return next((word for word in replies.POLICIES if word in named), None) or (
        "mentioned" if {*named} <= {"author", "me"} else _known(named[0]))


def _known(policy: str) -> str:
    if policy not in replies.POLICIES:
        raise replies.NoPolicy(field="reply_policy")
    return policy


def shape(db: Read, policy: replies.Policy) -> str:
    """The widest of them."""
    return next((word for word in replies.POLICIES if word in policy.automatic), "mentioned")


takes("reply_policy", read, lambda given: given)
carries("reply_policy", "reply_policy", shape, "public")
