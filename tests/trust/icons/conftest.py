"""Pictures of the server are made anew in the workshop."""

from tests.reach.media.conftest import workshop

__all__ = ["workshop"]
