"""What answers look like in the schema and on its page: one made-up member of one made-up shop."""

from typing import Any

Example = dict[str, Any]

_POINTS = {
    "currency": "points",
    "name": "points",
    "available": 384,
    "pending": 120,
    "reserved": 0,
    "debt": 0,
    "next_available": {"points": 120, "at": "2026-03-15T10:00:00Z"},
    "ending": None,
}
_MEMBER = {
    "id": "mem_mzxw6ytboi5gk3tdmnuxizltmu",
    "external_ids": ["7001"],
    "joined_at": "2026-01-20T09:30:00Z",
    "first_seen_at": "2025-11-02T18:12:45Z",
    "tier": {"id": "gold", "title": "Gold"},
    "balances": [_POINTS],
}
_LINE = {
    "id": "line_nzswk43pojsw43djnztsa5dpmu",
    "at": "2026-03-01T10:00:00Z",
    "posted_at": "2026-03-01T10:00:04Z",
    "kind": "adjustment",
    "currency": "points",
    "points": 50,
    "held_until": None,
    "title": "Adjusted by the shop",
    "why": "For your patience",
    "steps": [],
    "reason": {"code": "adjustment", "points": 50, "why": "For your patience"},
    "source": {"kind": "adjust", "order": None},
    "version": 3,
    "actor": "API key “Till” of ann@tea.example",
}

_REDEMPTION = {
    "id": "V2a9Yw0TzqkD1mXf3LbQ8g",
    "member": _MEMBER["id"],
    "reward": "five-off",
    "kind": "amount_off",
    "state": "reserved",
    "ending": None,
    "points": 500,
    "returned": 0,
    "currency": "points",
    "amount": "5.00",
    "session": None,
    "code": None,
    "order": None,
    "made_at": "2026-03-01T10:00:00Z",
    "issued_at": None,
    "ends_at": "2026-05-30T10:00:00Z",
    "ended_at": None,
    "why": None,
    "steps": [
        {"what": "reserved", "at": "2026-03-01T10:00:00Z", "actor": "API key “Till” of ann@tea.example"}
    ],
}

_ACTIVITY = {
    "id": "act_nzswk43pojsw43djnztsa5dpmu",
    "member": _MEMBER["id"],
    "key": "ride-2026-03-01-7001",
    "type": "ride",
    "at": "2026-03-01T09:12:00Z",
    "told_at": "2026-03-01T10:00:00Z",
    "told_by": "API key “App” of ann@tea.example",
    "quantity": "123.4",
    "unit": "km",
    "place": None,
    "grade": None,
    "proof": "verified",
    "state": "done",
    "why": None,
    "data": {"bike": "Blue"},
    "awards": [
        {
            "rule": "km",
            "currency": "points",
            "points": 12,
            "pending_until": None,
            "outcome": "awarded",
            "why": None,
        }
    ],
}

# By component of the schema: answers, and what is sent.
EXAMPLES: dict[str, Example] = {
    "ShopShape": {
        "name": "The tea shop",
        "domain": "tea.myshopify.com",
        "platform": "shopify",
        "currency": "USD",
        "timezone": "Europe/Vienna",
        "installed_at": "2025-11-01T08:00:00Z",
        "points": {"one": "leaf", "many": "leaves"},
        "key": {"name": "Till", "scopes": ["read_members", "write_points"]},
    },
    "ProgrammeShape": {
        "name": "Tea points",
        "version": 3,
        "published_at": "2026-02-01T08:00:00Z",
        "document": {"schema": 2, "name": "Tea points", "earning": []},
    },
    "MemberShape": _MEMBER,
    "MembersShape": {"data": [_MEMBER], "next_cursor": "memcur_pfxxk4tdn5wwk5dpmvxgiyltmu"},
    "HistoryShape": {"data": [_LINE], "next_cursor": None},
    "RewardsShape": {
        "version": 3,
        "data": [
            {
                "id": "five-off",
                "title": "$5.00 off",
                "text": None,
                "kind": "amount_off",
                "cost": 500,
                "currency": "points",
                "tier_costs": {"gold": 450},
                "amount": "5.00",
                "percent": None,
                "slider": None,
                "sessions": [],
                "stock": None,
                "left": None,
                "automatic": False,
            }
        ],
    },
    "OffersShape": {
        "data": [
            {
                "reward": "five-off",
                "title": "$5.00 off",
                "kind": "amount_off",
                "points": 450,
                "currency": "points",
                "amount": "5.00",
                "available": False,
                "refusal": {"code": "missing", "detail": "66 points to go", "missing": 66},
            }
        ]
    },
    "RedeemForm": {"member": _MEMBER["id"], "reward": "five-off"},
    "CancelForm": {"reason": "Ordered by mistake"},
    "RedemptionShape": _REDEMPTION,
    "RedemptionsShape": {"data": [_REDEMPTION], "next_cursor": None},
    "ActivitiesForm": {
        "activities": [
            {
                "member": _MEMBER["id"],
                "type": "ride",
                "key": "ride-2026-03-01-7001",
                "at": "2026-03-01T09:12:00Z",
                "quantity": "123.4",
                "unit": "km",
                "data": {"bike": "Blue"},
            },
            {
                "external_id": "7002",
                "type": "ride",
                "key": "ride-2026-03-01-7002",
                "quantity": "-5",
                "unit": "km",
            },
        ]
    },
    "ToldShape": {
        "data": [
            {"key": "ride-2026-03-01-7001", "result": "kept", "activity": _ACTIVITY, "error": None},
            {
                "key": "ride-2026-03-01-7002",
                "result": "refused",
                "activity": None,
                "error": {
                    "code": "bad_quantity",
                    "detail": "write a plain number such as 12.5, with six decimals at most",
                    "attr": "activities.1.quantity",
                },
            },
        ]
    },
    "WithdrawForm": {"reason": "The ride was told twice"},
    "ActivityShape": _ACTIVITY,
    "ActivitiesShape": {"data": [_ACTIVITY], "next_cursor": None},
    "AdjustmentForm": {"points": 50, "reason": "For your patience"},
    "AdjustmentShape": {
        "state": "posted",
        "member": _MEMBER["id"],
        "points": 50,
        "reason": "For your patience",
        "balances": [_POINTS],
    },
}

_ERRORS = {
    "400": ("validation_error", "required", "This field is required.", "reason"),
    "401": ("client_error", "authentication_failed", "This is not a key in use.", None),
    "403": ("client_error", "missing_scope", "The key lacks the scope write_points.", None),
    "404": ("client_error", "not_found", "Not found.", None),
    "406": ("client_error", "not_acceptable", "Could not satisfy the request Accept header.", None),
    "409": ("client_error", "not_enough_points", "Only 20 points are available.", None),
    "413": ("client_error", "too_large", "The body is larger than this address takes.", None),
    "415": (
        "client_error",
        "unsupported_media_type",
        'Unsupported media type "text/plain" in request.',
        None,
    ),
    "429": ("client_error", "throttled", "Request was throttled. Expected available in 12 seconds.", None),
}


def of_error(status: str) -> Example:
    """A refusal with this status."""
    kind, code, detail, attr = _ERRORS[status]
    return {"type": kind, "errors": [{"code": code, "detail": detail, "attr": attr}]}
