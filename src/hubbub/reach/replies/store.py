"""Tables: reply_policies, reply_stamps, reply_approvals, reply_refusals."""

from dataclasses import dataclass

from hubbub.base.db import Statement
from hubbub.base.ids import PostId, ProfileId


@dataclass(frozen=True, slots=True)
class Policy:
    """Who may answer a post at once, and who if its author agrees: `public`, `followers`, `following`, or by their ids.

    Whoever is mentioned in it may always. A post without one may be answered by whoever sees it.
    """

    post: PostId
    author: ProfileId
    here: bool
    automatic: list[str]
    manual: list[str]

    @property
    def names(self) -> bool:
        """Whether some may by name, as people elsewhere can say."""
        return any("/" in word for word in self.automatic)


@dataclass(frozen=True, slots=True)
class Consent:
    """The consent of an author here to one answer from elsewhere."""

    id: int
    post: PostId
    answer_uri: str


@dataclass(frozen=True, slots=True)
class Approval:
    """Where an author elsewhere has written that an answer of ours is welcome."""

    post: PostId
    stamp: str


# When a post `p` carries one, and the others.
CARRIED = "EXISTS (SELECT 1 FROM reply_policies x WHERE x.post_id = p.id)"
APPROVED = "EXISTS (SELECT 1 FROM reply_approvals x WHERE x.post_id = p.id)"
REFUSED = "EXISTS (SELECT 1 FROM reply_refusals x WHERE x.post_id = p.id)"
POLICIES = Statement(Policy, """
    SELECT r.post_id, p.author_id, a.domain IS NULL, r.automatic, r.manual
    FROM reply_policies r JOIN posts p ON p.id = r.post_id JOIN profiles a ON a.id = p.author_id
    WHERE r.post_id = ANY(:posts::bigint[])
""", steady=True)
SET_POLICY = Statement(None, """
    INSERT INTO reply_policies (post_id, automatic, manual) VALUES (:post, :automatic, :manual)
    ON CONFLICT (post_id) DO UPDATE SET automatic = excluded.automatic, manual = excluded.manual
""")
DROP_POLICY = Statement(None, "DELETE FROM reply_policies WHERE post_id = :post")
AGREE = Statement(Consent, """
    INSERT INTO reply_stamps AS s (id, post_id, answer_uri, made_at) VALUES (:id, :post, :uri, :now)
    ON CONFLICT (post_id, answer_uri) DO UPDATE SET id = s.id RETURNING id, post_id, answer_uri
""")
CONSENT = Statement(Consent, "SELECT id, post_id, answer_uri FROM reply_stamps WHERE id = :id")
AGREED = Statement(bool, """
    SELECT EXISTS (SELECT 1 FROM reply_stamps WHERE post_id = :post AND answer_uri = :uri)
""")
APPROVE = Statement(int, """
    WITH welcome AS (DELETE FROM reply_refusals WHERE post_id = :post)
    INSERT INTO reply_approvals AS a (post_id, stamp_uri) VALUES (:post, :stamp)
    ON CONFLICT (post_id) DO UPDATE SET stamp_uri = excluded.stamp_uri WHERE a.stamp_uri <> excluded.stamp_uri
    RETURNING post_id
""")
DISAPPROVE = Statement(int, "DELETE FROM reply_approvals WHERE post_id = :post RETURNING post_id")
REFUSE = Statement(None, """
    INSERT INTO reply_refusals (post_id, refused_at) VALUES (:post, :now) ON CONFLICT DO NOTHING
""")
REFUSALS = Statement(int, "SELECT post_id FROM reply_refusals WHERE post_id = ANY(:posts::bigint[])")
APPROVALS = Statement(Approval, "SELECT post_id, stamp_uri FROM reply_approvals WHERE post_id = ANY(:posts::bigint[])")
