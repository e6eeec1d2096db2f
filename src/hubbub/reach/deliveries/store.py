"""Tables: deliveries."""

from dataclasses import dataclass

from hubbub.base.db import Statement
from hubbub.base.ids import PostId, ProfileId


@dataclass(frozen=True, slots=True)
class Reached:
    """How many servers have the post, of how many that it was sent to."""

    post: PostId
    author: ProfileId
    delivered: int
    promised: int


PROMISE = Statement(None, """
    INSERT INTO deliveries AS d (post_id, host, inboxes, promised_at)
    SELECT :post, host, array_agg(inbox), :now FROM unnest(:hosts::text[], :inboxes::text[]) AS g(host, inbox)
    GROUP BY host
    ON CONFLICT (post_id, host) DO UPDATE
        SET inboxes = ARRAY(SELECT DISTINCT unnest(d.inboxes || excluded.inboxes))
""")
ARRIVE = Statement(None, """
    UPDATE deliveries d SET delivered_at = :now, gave_up_at = NULL
    FROM unnest(:posts::bigint[], :hosts::text[]) AS g(post, host)
    WHERE d.post_id = g.post AND d.host = g.host AND d.delivered_at IS NULL
""")
GIVE_UP = Statement(None, """
    UPDATE deliveries SET gave_up_at = :now WHERE post_id = :post AND host = :host AND delivered_at IS NULL
""")
GIVE_UP_OLD = Statement(None, """
    UPDATE deliveries SET gave_up_at = :now
    WHERE promised_at < :before AND delivered_at IS NULL AND gave_up_at IS NULL
""")
GIVE_UP_HOST = Statement(None, """
    UPDATE deliveries SET gave_up_at = :now WHERE host = :host AND delivered_at IS NULL AND gave_up_at IS NULL
""")
INBOXES = Statement(str, "SELECT unnest(inboxes) FROM deliveries WHERE post_id = :post")
INBOXES_OF_ALL = Statement(str, """
    SELECT DISTINCT inbox FROM deliveries d JOIN posts p ON p.id = d.post_id CROSS JOIN unnest(d.inboxes) AS inbox
    WHERE p.author_id = :author
""")
# Of posts and who looks at each.
REACHED = Statement(Reached, """
    SELECT p.id, p.author_id, (count(*) FILTER (WHERE d.delivered_at IS NOT NULL))::int, count(*)::int
    FROM unnest(:ids::bigint[], :viewers::bigint[]) AS asked (post, viewer)
    JOIN posts p ON p.id = asked.post AND p.author_id = asked.viewer AND can_see(asked.viewer, p)
    JOIN deliveries d ON d.post_id = p.id
    GROUP BY p.id
""", steady=True)
