"""Copies are files."""

from tests.reach.media.conftest import no_files

__all__ = ["no_files"]
