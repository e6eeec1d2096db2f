from tests.reach.media.conftest import workshop

__all__ = ["workshop"]
