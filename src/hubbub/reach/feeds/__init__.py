"""Feeds: what somebody publishes, or what has a tag, for readers of feeds that need no account anywhere."""

from .feeds import Feed, of_profile, of_tag

__all__ = ["Feed", "of_profile", "of_tag"]
