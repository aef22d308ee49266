"""The default shop: a small tea shop with a dozen things to buy."""

from devstore.state import Discount, Product, Shop
from devstore.store import Store

# handle, title, kind, minor price, size, grams, one line, description, facts
GOODS: tuple[tuple[str, str, str, int, str, int, str, str, tuple[str, ...]], ...] = (
    (
        "first-flush-darjeeling",
        "First Flush Darjeeling",
        "Black tea",
        2800,
        "100 g tin",
        140,
        "Spring-picked, bright and muscat-sweet.",
        "Picked in the last week of March, when the bushes wake up. The cup is the colour of straw and tastes of "
        "white grapes and warm hay. No milk needed; none wanted.",
        ("90 °C", "3 minutes", "2 g a cup", "Makes about 50 cups"),
    ),
    (
        "oak-smoked-lapsang",
        "Oak-Smoked Lapsang",
        "Black tea",
        1950,
        "80 g pouch",
        95,
        "A campfire in a cup, and then honey.",
        "Dried slowly over oak embers rather than pine, so the smoke stays gentle. Very good with bread and butter, "
        "and better still on a wet afternoon.",
        ("95 °C", "4 minutes", "2.5 g a cup", "Makes about 32 cups"),
    ),
    (
        "jade-mist-sencha",
        "Jade Mist Sencha",
        "Green tea",
        2400,
        "80 g pouch",
        95,
        "Steamed green, soft as a meadow.",
        "Deep-steamed for a thick, sweet cup with no bitterness if you keep the water cool. Refill the pot twice: "
        "the second cup is the best one.",
        ("70 °C", "90 seconds", "3 g a cup", "Makes about 26 cups"),
    ),
    (
        "ceremonial-matcha",
        "Ceremonial Matcha",
        "Green tea",
        3400,
        "40 g tin",
        80,
        "Stone-milled, grassy and bright.",
        "Shade-grown for three weeks before picking and milled to order, so it is never dusty. Sift, whisk, drink.",
        ("75 °C", "Whisk 15 seconds", "2 g a bowl", "Makes about 20 bowls"),
    ),
    (
        "hearth-chai",
        "Hearth Chai",
        "Blend",
        1650,
        "120 g pouch",
        135,
        "Assam, ginger, green cardamom.",
        "We crack the cardamom the week we blend. Simmer it in milk for ten minutes and the whole house knows.",
        ("Simmer", "10 minutes", "4 g a mug", "Makes about 30 mugs"),
    ),
    (
        "chamomile-and-pear",
        "Chamomile & Pear",
        "Herbal",
        1475,
        "60 g pouch",
        75,
        "Whole flowers and dried orchard pear.",
        "Whole chamomile heads, dried pear and a little lemon verbena. The last cup of the day, without caffeine.",
        ("100 °C", "6 minutes", "2 g a cup", "Makes about 30 cups"),
    ),
    (
        "stoneware-teapot",
        "Stoneware Teapot",
        "Teaware",
        3690,
        "600 ml",
        720,
        "Thrown by hand, pours without a drip.",
        "Made for us by two potters upstate. The spout was the ninth try and the first that never dripped. "
        "Comes with a steel basket that lifts out.",
        ("600 ml", "Dishwasher safe", "Basket included", "Each glaze differs a little"),
    ),
    (
        "fluted-cup-pair",
        "Fluted Cups, Pair",
        "Teaware",
        2650,
        "2 × 180 ml",
        380,
        "Thin at the lip, warm in the hand.",
        "Slip-cast porcelain with a soft matt outside and a glazed inside, so the colour of the tea shows.",
        ("180 ml each", "Porcelain", "Dishwasher safe", "Sold as a pair"),
    ),
    (
        "bamboo-whisk",
        "Bamboo Whisk",
        "Teaware",
        1800,
        "One piece",
        40,
        "Eighty tines, cut from one stalk.",
        "Soak it for a minute before the first bowl and it will keep its curl for a year of mornings.",
        ("80 tines", "Cut by hand", "Rinse, no soap", "Keeps about a year"),
    ),
    (
        "wildflower-honey",
        "Wildflower Honey",
        "Pantry",
        1350,
        "340 g jar",
        560,
        "From hives behind the warehouse.",
        "Unheated and unblended: lighter in June, darker in August. This is the June one.",
        ("340 g", "Raw", "One apiary", "Best within two years"),
    ),
    (
        "taster-box",
        "The Taster Box",
        "Gift",
        3200,
        "6 × 15 g",
        180,
        "Six teas, enough to find yours.",
        "Six little pouches: two black, two green, one chai, one chamomile, with a card on how to make each.",
        ("6 × 15 g", "About 36 cups", "Card included", "Ready to give"),
    ),
    (
        "gift-card",
        "Gift Card",
        "Gift",
        5000,
        "By e-mail",
        0,
        "For someone whose tea you can’t guess.",
        "Arrives by e-mail at once and never expires. They choose, you get the thank-you note.",
        ("$50.00", "Never expires", "Sent at once", "For anything in the shop"),
    ),
)


def new_shop(
    store: Store, domain: str, *, name: str = "", currency: str = "USD", timezone: str = "America/New_York"
) -> Shop:
    """A shop with the same shelves; prices keep their minor figures in every currency."""
    with store.lock:
        title = name or domain.partition(".")[0].replace("-", " ").title()
        now = store.now()
        shop = Shop(
            domain=domain,
            id=store.new_id(),
            name=title,
            email=f"hello@{domain.partition('.')[0]}.example",
            currency=currency,
            timezone=timezone,
            created_at=now,
            updated_at=now,
        )
        store.new_id()  # its location
        store.put(shop)
        for row in GOODS:
            _shelve(store, shop, row)
        for code, kind, value in (
            ("WELCOME10", "percentage", "10"),
            ("FIVEOFF", "fixed_amount", "5"),
            ("SHIPFREE", "free_shipping", "0"),
            ("ONTHEHOUSE", "percentage", "100"),
        ):
            store.put(Discount(code=code, shop=domain, kind=kind, value=value))
        return shop


def _shelve(
    store: Store, shop: Shop, row: tuple[str, str, str, int, str, int, str, str, tuple[str, ...]]
) -> None:
    handle, title, kind, price, size, grams, blurb, description, facts = row
    store.put(
        Product(
            id=store.new_id(),
            variant_id=store.new_id(),
            shop=shop.domain,
            handle=handle,
            title=title,
            sku="LL-" + "".join(word[0] for word in handle.split("-")).upper() + f"-{price // 50}",
            price=price,
            kind=kind,
            blurb=blurb,
            description=description,
            art=f"{handle}.svg",
            size=size,
            grams=grams,
            gift_card=handle == "gift-card",
            vendor=shop.name,
            facts=list(facts),
        )
    )
