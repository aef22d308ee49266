"""What the shop's server answers in each state, as the widget sees it."""

from copy import deepcopy
from typing import Any

TEXTS = {
    "close": "Close",
    "retry": "Try again",
    "stale": "We could not refresh just now.",
    "title": "Every order earns you points",
    "intro": "Join for free. You get 5 points for every $1, and 100 points to start with.",
    "join": "Join for free",
    "sign_in": "Sign in",
    "join_failed": "That did not work. Nothing was changed; please try again.",
    "balance_label": "Your points",
    "unit": "points",
    "pending": "",
    "announce": "",
    "earn_heading": "Ways to earn",
    "earn_empty": "There is nothing to earn just now.",
    "history_heading": "Your history",
    "history_empty": "Nothing here yet. After your first order you will see its points, and how they add up.",
    "show_sum": "How it adds up",
    "debt_title": "",
    "debt_text": "",
}

EARN = [
    {"id": "order", "icon": "order_paid", "title": "Place an order", "text": "5 points per $1 of goods"},
    {"id": "welcome", "icon": "joined", "title": "Join", "text": "100 points, once"},
]

HISTORY = [
    {
        "id": "9",
        "at": "2026-11-21T10:05:00Z",
        "points": 324,
        "title": "Order #1042",
        "why": "5 points per $1 on $64.90 of goods; tax and shipping don't earn",
        "steps": [
            "Sencha, first flush: 2 × $14.50 = $29.00",
            "Cast-iron teapot: $35.90",
            "Goods together: $64.90",
            "$64.90 × 5 points per $1 = 324.5, rounded down to 324 points",
        ],
        "state": "Ready on {date}",
        "until": "2026-12-05T10:05:00Z",
    },
    {
        "id": "8",
        "at": "2026-10-30T16:40:00Z",
        "points": -72,
        "title": "Refund on order #1017",
        "why": "Bamboo whisk went back, so its points did too",
        "steps": ["Kept goods: $28.00", "$28.00 × 5 points per $1 = 140 points", "140 − 212 = −72 points"],
        "state": "",
        "until": None,
    },
    {
        "id": "7",
        "at": "2026-10-21T09:12:00Z",
        "points": 212,
        "title": "Order #1017",
        "why": "5 points per $1 on $42.40 of goods; tax and shipping don't earn",
        "steps": ["Goods together: $42.40", "$42.40 × 5 points per $1 = 212 points"],
        "state": "",
        "until": None,
    },
    {
        "id": "6",
        "at": "2026-10-20T09:00:00Z",
        "points": 100,
        "title": "Welcome",
        "why": "100 points for joining",
        "steps": [],
        "state": "",
        "until": None,
    },
]

VISITOR: dict[str, Any] = {
    "locale": "en",
    "shop": {"name": "Kettle & Leaf", "currency": "USD"},
    "programme": {"name": "Kettle & Leaf rewards", "live": True, "one": "point", "many": "points"},
    "signed_in": False,
    "member": None,
    "earn": EARN,
    "history": [],
    "nonce": None,
    "links": {"login": "/account/login", "register": "/account/register"},
    "texts": TEXTS,
}


def _state(texts: dict[str, str], **parts: Any) -> dict[str, Any]:
    return deepcopy(VISITOR) | parts | {"texts": TEXTS | texts}


MEMBER = _state(
    {"intro": "", "pending": "324 points ready on {date}", "announce": "You now have 1,240 points."},
    signed_in=True,
    member={
        "state": "joined",
        "available": 1240,
        "pending": 324,
        "next": {"points": 324, "at": "2026-12-05T10:05:00Z"},
        "debt": 0,
    },
    history=HISTORY,
)
EMPTY = _state(
    {"intro": "Welcome! Your first order gets you going.", "announce": "You now have 0 points."},
    signed_in=True,
    member={"state": "joined", "available": 0, "pending": 0, "next": None, "debt": 0},
)
GUEST = _state(
    {
        "balance_label": "Waiting for you",
        "intro": "These points are from your past orders. Join to make them yours.",
        "join": "Join and claim them",
    },
    signed_in=True,
    nonce="nonce",
    member={"state": "guest", "available": 324, "pending": 0, "next": None, "debt": 0},
    history=HISTORY[:1],
)
NEWCOMER = _state({}, signed_in=True, nonce="nonce")
DEBT = _state(
    {
        "intro": "",
        "debt_title": "40 points to make up for",
        "debt_text": "You returned something after its points were spent. The next points you earn settle this first.",
    },
    signed_in=True,
    member={"state": "joined", "available": 0, "pending": 0, "next": None, "debt": 40},
    history=HISTORY[1:],
)
CHINESE = MEMBER | {
    "locale": "zh-Hans",
    "programme": {"name": "壶与叶 会员积分", "live": True, "one": "积分", "many": "积分"},
    "earn": [
        {"id": "order", "icon": "order_paid", "title": "下单", "text": "每消费 $1 商品得 5 积分"},
        {"id": "welcome", "icon": "joined", "title": "加入会员", "text": "一次性获得 100 积分"},
    ],
    "history": [
        HISTORY[0]
        | {
            "title": "订单 #1042",
            "why": "商品金额 $64.90，每 $1 得 5 积分；税费和运费不计积分",
            "state": "{date}到账",
        },
        HISTORY[3] | {"title": "欢迎", "why": "加入会员获得 100 积分"},
    ],
    "texts": TEXTS
    | {
        "close": "关闭",
        "balance_label": "您的积分",
        "unit": "积分",
        "pending": "324 积分将于{date}到账",
        "intro": "",
        "earn_heading": "赚取积分的方式",
        "history_heading": "积分记录",
        "show_sum": "计算过程",
    },
}
STATES = {
    "visitor": VISITOR,
    "newcomer": NEWCOMER,
    "guest": GUEST,
    "member": MEMBER,
    "empty": EMPTY,
    "debt": DEBT,
    "chinese": CHINESE,
}
