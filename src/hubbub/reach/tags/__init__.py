"""Tags: the words by which posts are found that have nothing else in common."""

from .featuring import TagFeatured, TagUnfeatured, feature, list_featured, list_suggested, unfeature
from .following import follow, interests, list_followed, unfollow
from .ruling import NotThisTag, known, list_known, rule
from .store import Featured, Followed, Interest, Known, Newest
from .tags import NotATag, NotUsable, know, list_by, list_newest, list_posts, named, tagged, weeks

__all__ = [
    "Featured",
    "Followed",
    "Interest",
    "Known",
    "Newest",
    "NotATag",
    "NotThisTag",
    "NotUsable",
    "TagFeatured",
    "TagUnfeatured",
    "feature",
    "follow",
    "interests",
    "know",
    "known",
    "list_by",
    "list_featured",
    "list_followed",
    "list_known",
    "list_newest",
    "list_posts",
    "list_suggested",
    "named",
    "rule",
    "tagged",
    "unfeature",
    "unfollow",
    "weeks",
]
