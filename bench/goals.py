"""The ratios that matter, each inside one round, and what they should be."""

import dataclasses
import statistics
from collections.abc import Callable


@dataclasses.dataclass
class Goal:
    """A ratio of one scenario: of two of its variants, or of two figures of one."""
    text: str
    scenario: str
    above: tuple[str, Callable]
    below: tuple[str, Callable]
    goal: float
    atMost: bool = False
    only: str = ""

    def per_round(self, runs):
        ratios = []
        for number in sorted({run["round"] for run in runs}):
            above, below = ([figure(run) for run in runs if run["round"] == number and run["variant"] == variant and run.get("soldOut", True)]
                            for variant, figure in (self.above, self.below))
            if sum(above) > 0 and sum(below) > 0:
                ratios.append(statistics.fmean(above) / statistics.fmean(below))
        return ratios

    def met(self, ratio):
        return ratio <= self.goal if self.atMost else ratio >= self.goal


def rate(run):
    return run["perSecond"]


def of(name):
    return lambda run: run[name]


def answered(status, percentile):
    return lambda run: run["answers"].get(status, {}).get(percentile, 0)


GOALS = [
    Goal("hot SKU, 256 connections ÷ HTTP ceiling", "hot", ("256 connections", rate), ("http ceiling", rate), 0.65),
    Goal("hot SKU, 256 connections ÷ bare hot row of pgbench", "hot", ("256 connections", rate), ("bare row", rate), 10,
         only="where a flush takes 1 ms or more"),
    Goal("hot SKU, 1000 connections ÷ 64", "hot", ("1000 connections", rate), ("64 connections", rate), 1.2),
    Goal("`combining` ÷ `pessimistic`, both at 64", "strategies", ("combining", rate), ("pessimistic", rate), 40),
    Goal("`combining` ÷ `optimistic`, both at 64", "strategies", ("combining", rate), ("optimistic", rate), 60),
    Goal("even over 10 000 SKUs ÷ hot SKU", "spread", ("even", rate), ("hot SKU", rate), 0.8),
    Goal("even over 10 000 SKUs ÷ whole orders of pgbench", "spread", ("even", rate), ("pgbench, whole order", rate), 2),
    Goal("refusals after the last unit ÷ sales before", "sell-out", ("sale", of("refusalsPerSecond")), ("sale", rate), 1.5),
    Goal("two instances ÷ one", "two-instances", ("two", rate), ("one", rate), 0.85),
    Goal("a token from every caller ÷ none", "authentication", ("a token each", rate), ("nobody is asked", rate), 0.85),
    Goal("full tables ÷ empty ones, even", "big-tables", ("even, full tables", rate), ("even, empty tables", rate), 0.9),
    Goal("full tables ÷ empty ones, hot SKU", "big-tables", ("hot, full tables", rate), ("hot, empty tables", rate), 0.9),
    Goal("p99 at 80 % of the maximum ÷ mean time of a batch", "open-loop", ("open loop, 80 %", answered("201", "p99ms")),
         ("open loop, 80 %", of("batchMs")), 4, atMost=True),
    Goal("p50 of a lone order ÷ its bare SQL", "lone", ("over HTTP", of("p50ms")), ("bare SQL", of("p50ms")), 1.5, atMost=True),
    Goal("goodput at three times the maximum ÷ maximum, where the database is the limit", "admission", ("three times the maximum", rate),
         ("closed loop, 256", rate), 0.9),
    Goal("goodput at three times the maximum ÷ maximum", "overload", ("three times the maximum", rate),
         ("closed loop, 1000", rate), 0.9),
]
