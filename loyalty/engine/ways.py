"""How a member does what an activity rule gives something for, where the shop's own pages let them do it."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Discriminator, Field, StringConstraints, Tag

from loyalty.engine.parts import Part, RuleId

Sentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Address = Annotated[str, StringConstraints(pattern=r"^https://[!-~]{4,292}$")]
# Two strokes at its beginning would be another site.
ShopPath = Annotated[str, StringConstraints(pattern=r"^/([A-Za-z0-9_.-][A-Za-z0-9/_.-]{0,199})?$")]
Deed = Literal["follow", "share", "like", "join", "subscribe", "visit", "watch"]


class Link(Part):
    """They open a page of ours on a network and say so: nobody can check it, so it is only their word."""

    by: Literal["link"]
    network: RuleId = Field(description="which network, as the list of networks names it")
    deed: Deed = Field(description="what is to be done there")
    url: Address = Field(description="the page; the network's own address")
    seconds: int = Field(
        default=10, strict=True, ge=3, le=600, description="the least time between opening it and saying so"
    )


class Account(Part):
    """They sign in at a network, which then tells us that the account is theirs."""

    by: Literal["account"]
    network: RuleId = Field(description="which network, as the list of networks names it")


class Post(Part):
    """They put a code of their own into what they post on a network, and staff look at the post."""

    by: Literal["post"]
    network: RuleId = Field(description="which network, as the list of networks names it")
    ask: Sentence | None = Field(default=None, description="what the post is to be about")


class Share(Part):
    """They hand on a link of their own, and each other person who follows it counts."""

    by: Literal["share"]
    path: ShopPath = Field(default="/", description="the page of the shop it leads to")


class Code(Part):
    """They scan a code that hangs at the place."""

    by: Literal["code"]


class Photo(Part):
    """They send a picture, and staff look at it."""

    by: Literal["photo"]
    ask: Sentence | None = Field(default=None, description="what is to be seen on it")


class Consent(Part):
    """They agree to something, and can take it back; what it earned until then stays."""

    by: Literal["consent"]
    text: Sentence = Field(description="what they agree to, word by word")


class Questions(Part):
    """They answer some questions, once."""

    by: Literal["questions"]
    ask: tuple[Sentence, ...] = Field(min_length=1, max_length=10, description="the questions")


def _by(given: object) -> str:
    """Which of them it is."""
    found = given.get("by") if isinstance(given, Mapping) else getattr(given, "by", None)
    return f"={found}"


How = Annotated[
    Annotated[Link, Tag("=link")]
    | Annotated[Account, Tag("=account")]
    | Annotated[Post, Tag("=post")]
    | Annotated[Share, Tag("=share")]
    | Annotated[Code, Tag("=code")]
    | Annotated[Photo, Tag("=photo")]
    | Annotated[Consent, Tag("=consent")]
    | Annotated[Questions, Tag("=questions")],
    Discriminator(_by),
]
WAY_PARTS: tuple[type[Part], ...] = (Link, Account, Post, Share, Code, Photo, Consent, Questions)
