"""The member's answer as a shop in simplified Chinese gets it."""

from tests.widget.states import HISTORY, MEMBER, NOBODY, Data

TEXTS = {
    "announce": "您现在有 {points}。",
    "balance_label": "您的{many}",
    "close": "关闭",
    "earn_heading": "赚取{many}的方式",
    "history_heading": "{many}记录",
    "show_sum": "计算过程",
    "state_pending_on": "{date}可用",
    "state_taken": "已收回",
}
CHINESE: Data = NOBODY | {
    "programme": {"name": "叶与勺会员计划", "live": True, "one": "积分", "many": "积分"},
    "member": MEMBER["member"]
    | {
        "available_text": "1,240 积分",
        "pending_text": "324 积分",
        "next": {"points_text": "324 积分", "at_text": "2026年12月5日"},
        "notes": ["324 积分即将到账，2026年12月5日可用"],
    },
    "earn": [
        {"id": "order", "title": "下单", "text": "每消费 $1 商品得 5 积分"},
        {"id": "welcome", "title": "加入会员", "text": "一次性获得 100 积分"},
    ],
    "history": [
        HISTORY[0]
        | {
            "title": "订单 #1042",
            "at_text": "2026年11月21日",
            "why": "商品金额 $64.90，每 $1 得 5 积分；税费和运费不计积分。",
            "steps": [
                "煎茶：2 × $14.50 = $29.00",
                "铸铁壶：$35.90",
                "$64.90 × 5 = 324.5，舍去小数得 324 积分",
            ],
            "until_text": "2026年12月5日",
        },
        HISTORY[4] | {"title": "欢迎", "at_text": "2026年10月20日", "why": "加入会员获得 100 积分。"},
    ],
    "texts": NOBODY["texts"] | TEXTS,
}
