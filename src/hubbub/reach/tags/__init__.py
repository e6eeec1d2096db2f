"""Tags: the words by which posts are found that have nothing else in common."""

from .featuring import TagFeatured, TagUnfeatured, feature, list_featured, list_suggested, unfeature
from .following import follow, interests, list_followed, unfollow
from .store import Featured, Followed, Interest, Newest
from .tags import NotATag, know, list_by, list_newest, list_posts, named, tagged, weeks

__all__ = [
    "Featured",
    "Followed",
    "Interest",
    "Newest",
    "NotATag",
    "TagFeatured",
    "TagUnfeatured",
    "feature",
    "follow",
    "interests",
    "know",
    "list_by",
    "list_featured",
    "list_followed",
    "list_newest",
    "list_posts",
    "list_suggested",
    "named",
    "tagged",
    "unfeature",
    "unfollow",
    "weeks",
]
