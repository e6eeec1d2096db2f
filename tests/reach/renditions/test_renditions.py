"""What a file is taken for, by how it begins."""

import pytest

from hubbub.reach import renditions
from tests.reach.renditions.strangers import NOT_SHOWN, bytes_of, gradient


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF", "AVIF", "HEIF"])
def test_a_picture_is_taken_for_one(form):
    assert renditions.is_picture(bytes_of(gradient((20, 20)), form)[:64])


@pytest.mark.parametrize("name", NOT_SHOWN)
def test_what_is_nothing_we_know_is_left_to_be_refused_as_a_picture(name):
    assert renditions.is_picture(NOT_SHOWN[name][:64])
