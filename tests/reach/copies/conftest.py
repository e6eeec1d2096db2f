"""The media process for copies."""

from tests.reach.media.conftest import no_files, workshop

__all__ = ["no_files", "workshop"]
