"""What cannot be made costs itself alone, and is written down."""

import logging

import pytest

from hubbub.base.apart import apart


async def halves(wanted):
    return {number: 1 / number for number in wanted}


async def test_all_are_made_together_while_nothing_fails():
    asked = []

    async def make(wanted):
        asked.append(list(wanted))
        return await halves(wanted)

    assert await apart([1, 2], make) == {1: 1.0, 2: 0.5}
    assert asked == [[1, 2]]


async def test_one_of_which_nothing_can_be_made_is_left_out_and_named(caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.ERROR):
        assert await apart([1, 0, 2], halves) == {1: 1.0, 2: 0.5}
    assert [record.getMessage() for record in caplog.records] == ["This row cannot be shown: 0"]


async def test_that_there_is_no_database_is_no_row_s_fault():
    async def make(wanted):
        raise OSError

    with pytest.raises(OSError):
        await apart([1], make)
