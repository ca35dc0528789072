"""Budgets, at explicit times."""

import pytest

from botbridge.render.pace import Budget


def test_a_burst_goes_out_at_once_and_then_the_rate_holds() -> None:
    budget = Budget(rate=2, burst=3)
    for _ in range(3):
        assert budget.ready_at(10.0) == 10.0
        budget.take(10.0)
    assert budget.ready_at(10.0) == 10.5
    budget.take(10.5)
    assert budget.ready_at(10.5) == 11.0
    assert budget.ready_at(100.0) == 100.0


def test_a_pause_refills_no_more_than_the_burst() -> None:
    budget = Budget(rate=1, burst=2)
    budget.take(0.0)
    for _ in range(2):
        assert budget.ready_at(1000.0) == 1000.0
        budget.take(1000.0)
    assert budget.ready_at(1000.0) == 1001.0


def test_calls_sent_too_early_delay_the_next() -> None:
    budget = Budget(rate=1)
    budget.take(0.0)
    budget.take(0.0)
    assert budget.ready_at(0.0) == 2.0


def test_retry_after_blocks_and_is_never_shortened() -> None:
    budget = Budget(rate=10, burst=10)
    budget.block_until(30.0)
    budget.block_until(20.0)
    assert budget.ready_at(0.0) == 30.0
    assert budget.ready_at(31.0) == 31.0


def test_the_servers_window_is_believed() -> None:
    budget = Budget(rate=100, burst=100)
    budget.learn(remaining=2, reset_at=60.0, now=1.0)
    budget.take(1.0)
    assert budget.ready_at(1.0) == 1.0
    budget.take(1.0)
    assert budget.ready_at(1.0) == 60.0
    assert budget.ready_at(60.0) == 60.0


def test_an_overtaken_answer_does_not_give_calls_back() -> None:
    budget = Budget(rate=100, burst=100)
    budget.learn(remaining=1, reset_at=60.0, now=1.0)
    budget.learn(remaining=5, reset_at=60.2, now=1.1)
    budget.take(1.2)
    assert budget.ready_at(1.2) == pytest.approx(60.2)


def test_a_new_window_and_a_past_one() -> None:
    budget = Budget(rate=100, burst=100)
    budget.learn(remaining=0, reset_at=5.0, now=1.0)
    budget.learn(remaining=3, reset_at=10.0, now=5.0)
    assert budget.ready_at(5.0) == 5.0
    budget.learn(remaining=0, reset_at=4.0, now=5.0)
    assert budget.ready_at(5.0) == 5.0


def test_a_clock_that_steps_back_is_survived() -> None:
    budget = Budget(rate=1)
    budget.take(10.0)
    assert budget.ready_at(9.0) == 11.0


@pytest.mark.parametrize(("rate", "burst"), [(0, 1), (-1, 1), (1, 0.5), (float("nan"), 1)])
def test_a_budget_must_allow_something(rate: float, burst: float) -> None:
    with pytest.raises(ValueError, match="must allow something"):
        Budget(rate, burst)
