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
    "redeem": {"offers": []},
    "mine": [],
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


def offer(name: str, title: str, price: str, **more: Any) -> Data:
    """A reward in the list; one that can be had unless `why` says otherwise."""
    no = {"can": "why" not in more, "code": "missing" if "why" in more else "", "why": "", "progress": 100}
    told = {"id": name, "title": title, "price_text": price, "text": "", "free": False}
    return told | no | {"missing": 0, "slider": None, "sessions": []} | more


def had(name: str, title: str, state: str, state_text: str, **more: Any) -> Data:
    """A reward the member took."""
    told = {"id": name, "title": title, "state": state, "state_text": state_text, "next_text": "", "code": ""}
    told |= {"points_text": "500 points", "at_text": "21 November 2026", "seat_text": "", "ends_text": ""}
    return told | {"can_undo": False, "waits": False, "apply": ""} | more


def plain(before: str, after: str, digits: int = 0) -> Data:
    return {"before": before, "after": after, "group": ",", "point": "." if digits else "", "digits": digits}


SLIDER = {
    "min": 100,
    "max": 1200,
    "step": 50,
    "cost": 100,
    "worth": 100,
    "least": 100,
    "points": [plain("", " point"), plain("", " points")],
    "amount": plain("$", "", 2),
}
SESSIONS = [
    {"id": "may", "text": "May 2, 2027, 10:00 AM, at the shop", "left": 3, "left_text": "3 seats left"},
    {"id": "june", "text": "June 6, 2027, 10:00 AM, at the shop", "left": 0, "left_text": "No seat is left"},
    {"id": "july", "text": "July 4, 2027, 10:00 AM, at the shop", "left": 1, "left_text": "1 seat left"},
]
OFFERS = [
    offer("five", "$5.00 off", "500 points", text="On everything in the shop."),
    offer("some", "Money off, as much as you like", "from 100 points", slider=SLIDER),
    offer("class", "An hour of tea", "800 points", sessions=SESSIONS),
    offer("cake", "A slice of cake", "Free: you were given one", free=True),
    offer("pot", "A cast-iron teapot", "2,000 points", why="760 points to go", progress=62, missing=760),
    offer("gold", "First flush, early", "300 points", why="For Gold members", code="condition"),
]
CODE = "K7QP2M9XW4TBN6RYD"  # pragma: allowlist secret
READY = had(
    "r1",
    "$5.00 off",
    "issued",
    "Ready to use",
    code=CODE,
    ends_text="Until 20 December 2026",
    can_undo=True,
    apply=f"/discount/{CODE}?redirect=/cart",
    next_text="Apply it to your cart, or enter the code at checkout.",
)
COMING = had(
    "r1",
    "$5.00 off",
    "reserved",
    "On its way",
    can_undo=True,
    waits=True,
    next_text="Your code comes by itself, usually within seconds.",
)
UNDONE = had("r0", "Free shipping", "released", "Undone", next_text="Your points are back.")
PERMITS = {"nonce": "for-redeeming", "undo_nonce": "for-undoing"}
REWARDS = MEMBER | {"redeem": {"offers": OFFERS} | PERMITS, "mine": [READY, UNDONE]}
GREETED = [one | {"can": False, "code": "join", "why": "Join to use this"} for one in OFFERS[:3]]
LOOKING = NOBODY | {"redeem": {"offers": GREETED}}
STATES: dict[str, Data] = {
    "visitor": NOBODY,
    "newcomer": NEWCOMER,
    "guest": GUEST,
    "member": MEMBER,
    "empty": EMPTY,
    "debt": DEBT,
    "not live": NOT_LIVE,
    "rewards": REWARDS,
    "looking": LOOKING,
}
