"""What the shop's server answers in each state, as the widget sees it."""

from typing import Any

from storefront_widget import source_files

Data = dict[str, Any]

EARN = [
    {"id": "order", "title": "Place an order", "text": "5 points per $1 of goods"},
    {"id": "welcome", "title": "Join", "text": "100 points, once"},
]


def line(
    number: int, day: str, points: int, title: str, why: str, steps: tuple[str, ...] = (), **more: Any
) -> Data:
    """One line of the history, as of `day` ("2026-11-21 21 November 2026")."""
    at, _, at_text = day.partition(" ")
    sign = "+" if points > 0 else "−" if points < 0 else ""
    given = {"id": str(number), "at": f"{at}T10:05:00Z", "at_text": at_text, "points": points}
    told = {"points_text": f"{sign}{abs(points)}", "title": title, "why": why, "steps": list(steps)}
    return given | told | {"state": "available", "until_text": None} | more


HISTORY = [
    line(
        9,
        "2026-11-21 21 November 2026",
        324,
        "Order #1042",
        "5 points per $1 on $64.90 of goods; tax and shipping don't earn.",
        (
            "Sencha, first flush: 2 × $14.50 = $29.00",
            "Cast-iron teapot: $35.90",
            "Goods together: $64.90",
            "$64.90 × 5 points per $1 = 324.5, rounded down to 324 points",
        ),
        state="pending",
        until_text="5 December 2026",
    ),
    line(
        8,
        "2026-10-30 30 October 2026",
        -72,
        "Refund on order #1017",
        "The bamboo whisk went back, so its points did too.",
        ("Goods you kept: $28.00", "$28.00 × 5 points per $1 = 140 points", "140 − 212 = −72 points"),
        state="taken",
    ),
    line(
        7,
        "2026-10-21 21 October 2026",
        212,
        "Order #1017",
        "5 points per $1 on $42.40 of goods; tax and shipping don't earn.",
        ("Goods together: $42.40", "$42.40 × 5 points per $1 = 212 points"),
    ),
    line(
        6,
        "2026-10-20 20 October 2026",
        0,
        "Order #1009",
        "A gift card earns nothing until it is spent.",
        state="none",
    ),
    line(5, "2026-10-20 20 October 2026", 100, "Welcome", "100 points for joining."),
]
NOBODY: Data = {
    "shop": {"name": "Leaf & Ladle", "currency": "USD"},
    "programme": {"name": "Leaf & Ladle rewards", "live": True, "one": "point", "many": "points"},
    "member": None,
    "earn": EARN,
    "history": [],
    "nonce": None,
    "links": {
        "login": "/account/login?return_url=%2Fapps%2Frewards%2Fpage",
        "register": "/account/register?return_url=%2Fapps%2Frewards%2Fpage",
    },
    "texts": source_files.texts(),
}


def person(state: str, available: int, **more: Any) -> Data:
    """`member` of the answer."""
    debt = more.pop("debt", 0)
    given = {"state": state, "available": available, "available_text": f"{available:,} points"}
    told = {
        "pending": 0,
        "pending_text": "0 points",
        "next": None,
        "ending_text": "",
        "notes": [],
        "debt": debt,
        "debt_text": f"{debt} points",
    }
    return given | told | more


SOON = {
    "pending": 324,
    "pending_text": "324 points",
    "next": {"points_text": "324 points", "at_text": "5 December 2026"},
    "notes": ["324 points on the way, ready on 5 December 2026"],
}
MEMBER = NOBODY | {"member": person("joined", 1240, **SOON), "history": HISTORY}
EMPTY = NOBODY | {"member": person("joined", 0)}
GUEST = NOBODY | {
    "nonce": "n0nce",
    "member": person("guest", 324),
    "history": [HISTORY[0] | {"state": "available"}],
}
NEWCOMER = NOBODY | {"nonce": "n0nce", "member": person("guest", 0)}
DEBT = NOBODY | {"member": person("joined", 0, debt=40), "history": HISTORY[1:]}
NOT_LIVE = NOBODY | {"earn": [], "programme": NOBODY["programme"] | {"live": False}}
STATES: dict[str, Data] = {
    "visitor": NOBODY,
    "newcomer": NEWCOMER,
    "guest": GUEST,
    "member": MEMBER,
    "empty": EMPTY,
    "debt": DEBT,
    "not live": NOT_LIVE,
}
