"""Programmes and orders drawn at random, with something of everything a document can say; seeded."""

import random
from datetime import timedelta
from typing import Any

from msgspec.structs import replace

from loyalty.engine.about import About
from loyalty.engine.conditions import COMPARING, FIELDS, WEEKDAYS
from loyalty.engine.facts import Header, Line, OrderTold, Refund, RefundLine
from loyalty.engine.goods import ProductFacts
from tests.laws.world import START

Json = dict[str, Any]
TEXTS: dict[str, tuple[str, ...]] = {
    "order.source": ("web", "pos", "iphone"),
    "order.gateway": ("shopify_payments", "cash", "gift_card"),
    "order.tag": ("vip", "wholesale"),
    "order.discount_code": ("SPRING", "TEA10"),
    "order.weekday": WEEKDAYS,
    "line.product": tuple(str(n) for n in range(1, 6)),
    "line.variant": tuple(str(n) for n in range(11, 16)),
    "line.sku": ("SKU1", "SKU2", "SKU3"),
    "line.title": ("Tea 1", "Tea 2"),
    "line.vendor": ("Leaf & Co", "Clay"),
    "line.type": ("tea", "pot"),
    "line.tag": ("organic", "new"),
    "line.collection": ("901", "902"),
    "member.tier": ("base", "silver", "gold"),
    "member.plan": ("club",),
    "member.badge": ("early-bird",),
}
GOODS = {
    str(n): ProductFacts(
        type=("tea", "pot")[n % 2],
        tags=("organic",) if n % 3 else ("new", "organic"),
        collections=("901",) if n % 2 else ("902",),
        on_sale=(str(10 + n),) if n % 2 else (),
    )
    for n in range(1, 6)
}


def condition(dice: random.Random, depth: int = 2, *, lines: bool = False) -> Json:
    """A tree of up to `depth`; of fields of the lines alone where it is to choose lines."""
    kind = dice.choice(["ask", "ask", "not", "all", "any"]) if depth else "ask"
    if kind == "ask":
        return _ask(dice, dice.choice([one for one in FIELDS if not lines or one.startswith("line.")]))
    if kind == "not":
        return {"not": condition(dice, depth - 1, lines=lines)}
    return {kind: [condition(dice, depth - 1, lines=lines) for _ in range(dice.randrange(1, 4))]}


def _ask(dice: random.Random, field: str) -> Json:
    kind = FIELDS[field]
    if kind == "flag":
        return {"field": field, "is": dice.random() < 0.5}
    if kind == "text":
        known = TEXTS[field]
        if dice.random() < 0.5:
            return {"field": field, "is": dice.choice(known)}
        return {"field": field, "in": dice.sample(known, dice.randrange(1, len(known) + 1))}
    if kind == "money":
        return {"field": field, dice.choice(COMPARING): f"{dice.randrange(1, 200)}.50"}
    return {"field": field, dice.choice(COMPARING): str(dice.randrange(1, 24))}


def document(dice: random.Random) -> Json:
    """A programme with a dozen rules, campaigns with and without budgets, caps, limits, tiers, several currencies."""
    rules = [rule(dice, number) for number in range(8)]
    rules += [{"id": "first", "on": "first_order", "award": {"points": 50}}]
    rules += [
        {"id": "first-if", "on": "first_order", "award": {"badge": "early-bird"}, "when": condition(dice)}
    ]
    rules += [{"id": "welcome", "on": "joined", "award": {"points": 25}}]
    points = [one["id"] for one in rules if one["on"] == "order_paid" and multiplied(one)]
    made = [campaign(dice, number, points) for number in range(5)]
    return {
        "schema": 2,
        "name": "Corpus",
        "points": {"one": "point", "many": "points", "rounding": dice.choice(["down", "half_up", "up"])},
        "currencies": [{"id": "stamps", "one": "stamp", "many": "stamps"}],
        "badges": [{"id": "early-bird", "title": "Early bird"}],
        "rewards": [{"id": "socks", "title": "Free socks", "kind": "custom"}],
        "memberships": [
            {"id": "club", "title": "Club", "sku": "CLUB", "period": "year", "multiplier": "1.25"}
        ],
        "tiers": {
            "by": "spend",
            "window": {"lifetime": True},
            "levels": [
                {"id": "base", "at": "0"},
                {"id": "silver", "at": "200.00", "multiplier": "1.5", "entry_reward": "socks"},
                {"id": "gold", "at": "900.00", "multiplier": "2"},
            ],
        },
        "earning": rules,
        "campaigns": made,
        "stacking": dice.choice(["best", "sum", "multiply"]),
        "caps": caps(dice, [one["id"] for one in rules if one["on"] == "order_paid"]),
        "missions": [
            {
                "id": "card",
                "title": "Card",
                "goals": [{"count": "stamps", "reach": 7}],
                "award": {"reward": "socks"},
            },
            {
                "id": "keen",
                "title": "Keen",
                "times": 1,
                "goals": [{"count": "points", "reach": 500}],
                "award": {"badge": "early-bird"},
            },
        ],
        "referral": {"advocate": {"points": 70}, "friend": {"points": 30}},
    }


def rule(dice: random.Random, number: int) -> Json:
    award: Json = dice.choice(
        [
            {"points": dice.randrange(1, 9), "per": dice.choice(["1.00", "0.50", "3.00"])},
            {"points": dice.randrange(1, 9), "per": "1.00"},
            {"points": dice.randrange(1, 4), "per_item": dice.randrange(1, 4)},
            {"points": dice.randrange(1, 90)},
            {"reward": "socks"},
        ]
    )
    made: Json = {"id": f"rule-{number}", "on": "order_paid", "award": award}
    if "points" in award and dice.random() < 0.25:
        made["currency"] = "stamps"
    if dice.random() < 0.6:
        made["when"] = condition(dice)
    if dice.random() < 0.4:
        made["lines"] = condition(dice, lines=True)
    if dice.random() < 0.3:
        made["limit"] = {"times": dice.randrange(1, 4), "per": dice.choice(["life", "month", "day"])}
    if dice.random() < 0.3:
        made["counts"] = {name: dice.random() < 0.5 for name in ("tax", "shipping", "tips", "gift_cards")}
    if dice.random() < 0.2:
        made["from"] = "2026-03-05T00:00:00"
    if dice.random() < 0.2:
        made["until"] = "2026-03-20T00:00:00"
    if dice.random() < 0.2:
        made |= {"sponsor": "Leaf & Co", "hold_days": 14}
    return made


def multiplied(rule: Json) -> bool:
    """Whether campaigns may multiply it: points by amount or by piece."""
    return "currency" not in rule and bool({"per", "per_item"} & set(rule["award"]))


def campaign(dice: random.Random, number: int, rules: list[str]) -> Json:
    made: Json = {"id": f"campaign-{number}"}
    if dice.random() < 0.25:
        made["bonus"] = dice.randrange(1, 80)
    else:
        made["multiplier"] = dice.choice(["2", "3", "1.5", "0.5"])
        if dice.random() < 0.4:
            made["lines"] = condition(dice, 1, lines=True)
        if rules and dice.random() < 0.3:
            made["rules"] = dice.sample(rules, 1)
    if dice.random() < 0.5:
        made["when"] = condition(dice, 1)
    if dice.random() < 0.5:
        made["budget"] = dice.choice([30, 500, 20_000])
    if dice.random() < 0.3:
        made["until"] = "2026-03-25T00:00:00"
    return made


def caps(dice: random.Random, rules: list[str]) -> list[Json]:
    made: list[Json] = [{"id": "an-order", "points": 600, "per": "order"}]
    if dice.random() < 0.6:
        made.append({"id": "a-week", "points": 900, "per": "week"})
    if dice.random() < 0.4:
        made.append({"id": "all", "points": 20_000, "per": "month", "of": "programme"})
    if dice.random() < 0.4:
        made.append({"id": "some", "points": 40, "per": "day", "rules": dice.sample(rules, 2)})
    return made


def about(dice: random.Random) -> About:
    """A member as an order finds them."""
    return About(
        tier=dice.choice(["", "base", "silver", "gold"]),
        plans=("club",) if dice.random() < 0.3 else (),
        badges=("early-bird",) if dice.random() < 0.3 else (),
        orders_before=dice.randrange(6),
        joined_at=START - timedelta(days=dice.randrange(60)) if dice.random() < 0.7 else None,
        birthday_month=dice.randrange(13),
        goods=GOODS,
        cycles={str(dice.randrange(1, 6)): dice.randrange(1, 5)},
    )


def _header(dice: random.Random, number: int) -> Header:
    at = START + timedelta(minutes=dice.randrange(60 * 24 * 40))
    lines = tuple(_line(dice, f"{number}-{n}") for n in range(dice.randrange(1, 4)))
    return Header(
        id=str(number),
        name=f"#{number}",
        updated_at=at,
        processed_at=at,
        currency="USD",
        lines=lines,
        paid=dice.random() < 0.97,
        test=dice.random() < 0.01,
        confirmed=dice.random() < 0.99,
        customer=str(dice.randrange(1, 80)) if dice.random() < 0.9 else "",
        source=dice.choice([*TEXTS["order.source"], ""]),
        gateways=(dice.choice(TEXTS["order.gateway"]),),
        tags=tuple(sorted(dice.sample(TEXTS["order.tag"], dice.randrange(3)))),
        discount_codes=tuple(dice.sample(TEXTS["order.discount_code"], dice.randrange(2))),
        subscription=dice.random() < 0.2,
        tax=dice.randrange(900),
        shipping=dice.choice([0, 490]),
        tip=dice.choice([0, 0, 300]),
    )


def _line(dice: random.Random, name: str) -> Line:
    product, quantity = dice.randrange(1, 6), dice.randrange(1, 4)
    net = dice.choice([0, dice.randrange(1, 300), dice.randrange(1, 30_000)])
    return Line(
        id=name,
        title=f"Tea {product}",
        quantity=quantity,
        current=quantity,
        net=net,
        tax=net // 10,
        gift_card=dice.random() < 0.05,
        product=str(product),
        variant=str(10 + product),
        vendor=dice.choice(TEXTS["line.vendor"]),
        sku=dice.choice(TEXTS["line.sku"]),
    )


def story(dice: random.Random, number: int) -> list[OrderTold]:
    """What the platform says of one order: the order, then refunds, edits, a cancellation, a coming back."""
    header = _header(dice, number)
    plans = tuple(sorted(one.id for one in header.lines if dice.random() < 0.2))
    email = "" if header.customer else f"guest{dice.randrange(20)}@example.com" * (dice.random() < 0.7)
    told = [OrderTold(order=header.id, header=header, email=email, plans=plans)]
    refunds: tuple[Refund, ...] = ()
    for step in range(dice.choice([0, 0, 0, 1, 1, 2, 3])):
        header, refunds = _later(dice, header, refunds, step)
        told.append(OrderTold(order=header.id, header=header, refunds=refunds, email=email, plans=plans))
    return told


def _later(
    dice: random.Random, header: Header, refunds: tuple[Refund, ...], step: int
) -> tuple[Header, tuple[Refund, ...]]:
    at = header.updated_at + timedelta(hours=step + 1)
    deed = dice.choice(["line", "line", "amount", "edit", "cancel", "back", "tag", "pay"])
    header = replace(header, updated_at=at)
    if deed == "cancel" or deed == "back":
        return replace(header, cancelled=deed == "cancel"), refunds
    if deed == "tag":
        return replace(header, tags=("vip",)), refunds
    if deed == "pay":
        return replace(header, paid=True), refunds
    if deed == "amount":
        made = Refund(id=f"{header.id}-{step}", at=at, other=dice.randrange(1, 5000))
        return header, (*refunds, made)
    place = dice.randrange(len(header.lines))
    line = header.lines[place]
    if not line.current:
        return header, refunds
    lines = list(header.lines)
    lines[place] = replace(line, current=line.current - 1)
    header = replace(header, lines=tuple(lines))
    if deed == "edit":
        return header, refunds
    share, tax = line.net // line.quantity, line.tax // line.quantity
    back = RefundLine(line=line.id, quantity=1, amount=share, tax=tax)
    return header, (*refunds, Refund(id=f"{header.id}-{step}", at=at, lines=(back,)))
