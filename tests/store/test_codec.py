"""Whatever the core can hold comes back from its bytes as it was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.circle import Circle
from bot.store.codec import Passing, Saying, decode, encode, joined, split
from bot.store.sealing import SealBroken
from tests.store.values import running


@given(st.from_type(Circle))
def test_every_circle_comes_back_from_its_two_parts(circle: Circle) -> None:
    standing, passing = split(circle)
    read_standing = decode(Circle, encode(standing))
    read_passing = decode(Passing, encode(passing)) if passing else None
    assert joined(read_standing, read_passing) == circle


@given(st.from_type(Saying))
def test_every_effect_comes_back(saying: Saying) -> None:
    assert decode(Saying, encode(saying)) == saying


def test_of_an_empty_circle_nothing_passes() -> None:
    circle = Circle(running().room, "en")
    assert split(circle)[1] is None


@given(st.binary())
def test_bytes_that_hold_no_value_count_as_gone(data: bytes) -> None:
    with pytest.raises(SealBroken):
        decode(Passing, data)
