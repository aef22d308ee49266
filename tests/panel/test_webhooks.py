"""Owners add webhooks; the secret is shown once; everybody of the shop reads the log, nobody else."""

import pytest
from django.conf import LazySettings

from loyalty.notices.deliver import deliver
from loyalty.notices.models import Endpoint, Post
from loyalty.notices.post import post_test
from tests.cast import NOW, Cast
from tests.panel.story import clients, signed_in, text
from tests.security.listener import listening, says

LIST = "/panel/integrations/webhooks/"
ASKED = {"url": "https://hooks.example.com/loyalty", "topics": ["points.earned", "tier.changed"]}


def test_an_owner_adds_one_and_sees_its_secret_once(cast: Cast) -> None:
    owner = signed_in(cast.owner)
    made = owner.post(LIST, ASKED)
    row = Endpoint.objects.get(shop=cast.shop)
    assert row.secret in text(made)
    assert "no-store" in made["Cache-Control"]
    assert row.secret not in text(owner.get(LIST))
    assert row.url in text(owner.get(LIST))
    turned = owner.post(f"{LIST}{row.pk}/deed/", {"deed": "secret"})
    fresh = Endpoint.objects.get(shop=cast.shop)
    assert fresh.secret != row.secret
    assert (fresh.old_secret, fresh.secret in text(turned)) == (row.secret, True)


def test_staff_look_and_send_again_and_strangers_see_nothing(cast: Cast) -> None:
    people = clients(cast)
    assert people["staff"].post(LIST, ASKED).status_code == 403
    people["owner"].post(LIST, ASKED)
    row = Endpoint.objects.get(shop=cast.shop)
    made = post_test(endpoint=row, now=NOW)
    Post.objects.filter(pk=made.pk).update(state="dead", attempts=9)
    for path in (f"{LIST}{row.pk}/", f"{LIST}events/{made.pk}/"):
        assert people["reader"].get(path).status_code == 200
        assert people["stranger"].get(path).status_code == 404
    assert '"raw"' in text(people["staff"].get(path))
    assert '"raw"' not in text(people["reader"].get(path)), "bodies name codes that could be spent"
    assert people["stranger"].post(f"{LIST}{row.pk}/deed/", {"deed": "remove"}).status_code == 404
    assert people["reader"].post(f"{LIST}events/{made.pk}/replay/").status_code == 403
    assert people["staff"].post(f"{LIST}events/{made.pk}/replay/").status_code == 302
    made.refresh_from_db()
    assert (made.state, made.attempts) == ("waiting", 0)
    assert not people["stranger"].get(LIST).context["rows"]


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://hooks.example.com/", "It must begin with https://."),
        ("https://192.168.1.1/", "private network"),
        ("https://me:secret@hooks.example.com/", "a name or a password"),
        ("nonsense", "https://"),
    ],
)
def test_an_address_we_do_not_send_to_is_refused_beside_its_field(cast: Cast, url: str, said: str) -> None:
    answer = signed_in(cast.owner).post(LIST, ASKED | {"url": url})
    assert (answer.status_code, said in text(answer)) == (422, True)
    assert not Endpoint.objects.exists()


def test_the_log_shows_bodies_and_answers_as_text(cast: Cast, settings: LazySettings) -> None:
    settings.OUTGOING_LOOPBACK = True
    with listening(says("HTTP/1.1 418 Teapot\nContent-Length: 25", b"<script>alert(1)</script>")) as door:
        owner = signed_in(cast.owner)
        owner.post(LIST, ASKED | {"url": f"{door.address}/"})
        row = Endpoint.objects.get(shop=cast.shop)
        owner.post(f"{LIST}{row.pk}/deed/", {"deed": "test"})
        deliver()
    made = Post.objects.get(endpoint=row)
    seen = text(owner.get(f"{LIST}events/{made.pk}/"))
    assert "418" in seen
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in seen
    assert "<script>alert" not in seen


def test_one_is_switched_off_on_and_removed(cast: Cast) -> None:
    owner = signed_in(cast.owner)
    owner.post(LIST, ASKED)
    row = Endpoint.objects.get(shop=cast.shop)
    for deed, off in (("off", True), ("on", False)):
        owner.post(f"{LIST}{row.pk}/deed/", {"deed": deed})
        row.refresh_from_db()
        assert (row.off_at is not None) == off
    owner.post(f"{LIST}{row.pk}/deed/", {"deed": "remove"})
    assert owner.get(f"{LIST}{row.pk}/").status_code == 404
