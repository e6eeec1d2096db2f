"""Pictures of pages are made anew in the workshop."""

from tests.reach.media.conftest import workshop as workshop
