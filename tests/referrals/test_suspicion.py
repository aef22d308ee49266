"""The scorer against the labelled referrals, which were written before it."""

from collections import Counter
from datetime import timedelta

import pytest

from loyalty.engine.suspicion import REFUSE, Evidence, Known, Seen, evidence
from loyalty.engine.traces import Trace, mailbox, traces_of
from tests.referrals.scenarios import FRAUD, SEED, scenarios
from tests.referrals.world import START

SEEDS = (SEED, 1, 2)


@pytest.mark.parametrize("seed", SEEDS)
def test_most_fraud_is_refused_or_held_and_hardly_anybody_honest_is_refused(seed: int) -> None:
    told = [(one, one.evidence().verdict()) for one in scenarios(seed)]
    fraud = [verdict for one, verdict in told if one.fraud]
    honest = [verdict for one, verdict in told if not one.fraud]
    assert (len(fraud), len(honest)) == (200, 100)
    missed = Counter(one.pattern for one, verdict in told if one.fraud and verdict == "passed")
    assert fraud.count("passed") <= 10, missed
    assert honest.count("refused") <= 2
    assert honest.count("held") <= 15


def test_every_pattern_of_fraud_is_seen_mostly() -> None:
    caught = Counter(one.pattern for one in scenarios() if one.fraud and one.evidence().verdict() != "passed")
    assert len(FRAUD) >= 8
    assert {rule.__name__: caught[rule.__name__] >= 16 for rule in FRAUD} == {
        rule.__name__: True for rule in FRAUD
    }


def test_the_same_world_gives_the_same_reasons_whatever_the_order_it_is_told_in() -> None:
    for one in scenarios():
        told = one.evidence()
        one.world.seen.reverse()
        one.world.brought = dict(reversed(one.world.brought.items()))
        assert one.evidence() == told


def test_a_shared_roof_network_telephone_and_browser_are_never_refused_by_themselves() -> None:
    home = frozenset(
        traces_of(
            street="1 Oak St",
            postcode="12345",
            country="US",
            phone="+1 555 1234567",
            browser="b" * 16,
            ip="::1",
        )
    )
    told = evidence(friend=2, traces=home, advocate=1, theirs=home, known=Known(), at=START)
    assert told.verdict() == "held"
    assert told.score < REFUSE


def test_a_household_that_the_shop_allowed_passes() -> None:
    home = frozenset(traces_of(street="1 Oak St", postcode="12345", browser="b" * 16, ip="::1"))
    known = Known(households=[frozenset((1, 2))])
    told = evidence(friend=2, traces=home, advocate=1, theirs=home, known=known, at=START)
    assert told == Evidence()


def test_a_network_alone_means_nothing() -> None:
    net = frozenset(traces_of(ip="10.0.0.1"))
    known = Known(
        seen=[Seen(number, trace) for number in range(3, 90) for trace in net],
        brought={number: (number + 100, START) for number in range(3, 90)},
    )
    told = evidence(friend=2, traces=net, advocate=1, theirs=net, known=known, at=START)
    assert told.verdict() == "passed"


def test_friends_of_last_month_are_no_hurry() -> None:
    known = Known(brought={number: (1, START - timedelta(days=30)) for number in range(3, 90)})
    assert evidence(friend=2, traces=(), advocate=1, theirs=(), known=known, at=START) == Evidence()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ada.B+tea@gmail.com", "adab@googlemail.com"),
        ("ADA@Mail.Example ", "ada@mail.example"),
        ("ada+x+y@mail.example", "ada@mail.example"),
    ],
)
def test_spellings_of_one_mailbox_are_one(one: str, other: str) -> None:
    assert mailbox(one) == mailbox(other) != ""


def test_dots_count_where_the_provider_counts_them() -> None:
    assert mailbox("a.b@mail.example") != mailbox("ab@mail.example")


def test_an_address_is_one_however_it_is_written() -> None:
    spellings = [("1, Oak Street", "12 345"), ("1 OAK ST.", "12345"), ("１ Oak Str", "12-345")]
    found = {next(traces_of(street=street, postcode=code, country="US")) for street, code in spellings}
    assert len(found) == 1


def test_what_says_nothing_leaves_no_trace() -> None:
    assert list(traces_of(email="@", street="Oak", phone="112", browser="x")) == []
    assert Trace("thrown_away", "mailinator.com") in set(traces_of(email="x@mailinator.com"))
