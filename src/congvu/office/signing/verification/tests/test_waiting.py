"""Verification runs wherever it is called, also inside somebody's event loop."""

from __future__ import annotations

import asyncio

import pytest

from congvu.office.signing.verification.waiting import result_of


async def answer() -> int:
    await asyncio.sleep(0)
    return 42


async def failure() -> int:
    raise ValueError("broken")


def test_an_error_comes_up_with_and_without_a_loop() -> None:
    async def inside() -> None:
        with pytest.raises(ValueError, match="broken"):
            result_of(failure())

    with pytest.raises(ValueError, match="broken"):
        result_of(failure())
    asyncio.run(inside())


def test_the_result_comes_with_and_without_a_loop() -> None:
    async def inside() -> int:
        return result_of(answer())

    assert result_of(answer()) == 42
    assert asyncio.run(inside()) == 42
