"""Simulating in the panel: a past read, rules played, two compared, and a launch the owner alone may say yes to."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from loyalty.insight.models import Assumptions, PastOrders, Simulation
from loyalty.insight.work import go_on_playing
from loyalty.launch.models import Launch
from loyalty.launch.work import go_on
from loyalty.ledger.models import Transaction
from loyalty.programmes.models import Version
from loyalty.programmes.publish import save_draft
from loyalty.shops.models import Audit
from tests.cast import DOCUMENT, Cast
from tests.insight.pasts import now, read, run, uploaded
from tests.insight.test_read_file import order
from tests.insight.test_simulate import TIERED
from tests.panel.story import clients, signed_in, text

PAGE = "/panel/simulate/"


def past(cast: Cast) -> PastOrders:
    lines = [order(n, customer=7000 + n % 3, days=90 - 4 * n) for n in range(1, 20)]
    return read(uploaded(cast.shop, lines))


def played(client: Client, kept: PastOrders, rules: str = "version:1") -> Simulation:
    response = client.post(f"{PAGE}play/", {"past": kept.pk, "rules": rules})
    assert response.status_code == 302, text(response)
    made = Simulation.objects.latest("pk")
    go_on_playing(made.pk)
    made.refresh_from_db()
    return made


def test_an_empty_page_says_what_to_do_first(cast: Cast) -> None:
    page = text(signed_in(cast.staff).get(PAGE))
    for words in ("No past yet", "No run yet", "First a past is needed"):
        assert words in page


def test_a_past_is_asked_for_followed_stopped_and_resumed(cast: Cast) -> None:
    client = signed_in(cast.staff)
    client.post(f"{PAGE}past/", {"how": "store"})
    client.post(f"{PAGE}past/", {"how": "store"})
    kept = PastOrders.objects.get()
    assert "The store gathers its orders" in text(client.get(PAGE))
    assert "hx-get" in text(client.get(f"{PAGE}past/{kept.pk}/progress/"))
    client.post(f"{PAGE}past/{kept.pk}/deed/", {"deed": "stop"})
    response = client.get(f"{PAGE}past/{kept.pk}/progress/")
    assert "hx-get" not in text(response)
    assert response["HX-Refresh"] == "true"
    client.post(f"{PAGE}past/{kept.pk}/deed/", {"deed": "resume"})
    kept.refresh_from_db()
    assert kept.state == "waiting"


def test_a_file_is_uploaded_and_its_refused_lines_are_named(cast: Cast) -> None:
    client = signed_in(cast.staff)
    body = b'{"topic": "x"}\n'
    client.post(f"{PAGE}past/", {"how": "file", "file": SimpleUploadedFile("old <b>.jsonl", body)})
    read(PastOrders.objects.get())
    page = text(client.get(PAGE))
    assert "Nothing in the file could be read as a history." in page
    assert "line 1" in page
    assert "<b>" not in page
    assert client.post(f"{PAGE}past/", {"how": "file"}).status_code == 422


def test_a_run_shows_cost_curve_and_table(cast: Cast) -> None:
    client = signed_in(cast.staff)
    made = played(client, past(cast))
    assert client.get(f"{PAGE}{made.pk}/progress/")["HX-Refresh"] == "true"
    page = text(client.get(f"{PAGE}{made.pk}/"))
    for words in (
        "Cost after breakage",
        "3.5 %",
        "5 %",
        "7.53 %",
        "$190.00",
        "950",
        "<svg",
        "<table",
        "no promise",
    ):
        assert words in page
    assert "ROI" not in page
    assert "3.5 %" in text(client.get(PAGE))
    assert not Transaction.objects.filter(shop=cast.shop).exists()


def test_assumptions_change_the_money_and_not_the_points(cast: Cast) -> None:
    client = signed_in(cast.staff)
    made = played(client, past(cast))
    said = client.post(f"{PAGE}assumptions/", {"redeemed": "100", "margin": "4", "worth": ""})
    assert said["Location"].endswith("said=assumed")
    page = text(client.get(f"{PAGE}{made.pk}/"))
    assert "no extra sales would pay for it" in page
    assert Audit.objects.filter(shop=cast.shop, deed="assumptions").exists()


@pytest.mark.parametrize("values", [{"redeemed": "101", "margin": "50"}, {"redeemed": "x", "margin": "0"}])
def test_assumptions_that_make_no_sense_are_refused_beside_their_field(
    cast: Cast, values: dict[str, str]
) -> None:
    response = signed_in(cast.staff).post(f"{PAGE}assumptions/", values)
    assert response.status_code == 422
    assert 'aria-invalid="true"' in text(response)
    assert not Assumptions.objects.exists()


def test_two_runs_are_compared_figure_by_figure_and_tier_by_tier(cast: Cast) -> None:
    client, kept = signed_in(cast.staff), past(cast)
    one, other = run(kept), run(kept, TIERED | {"name": "With tiers"})
    page = text(client.get(f"{PAGE}compare/?a={one.pk}&b={other.pk}"))
    for words in ("With tiers", "B less A", "3 members", "gold", "lowest", "7001"):
        assert words in page
    stranger = run(read(uploaded(cast.shop, [order(1)])))
    response = client.get(f"{PAGE}compare/?a={one.pk}&b={stranger.pk}")
    assert response.status_code == 422
    assert "played over another past" in text(response)


def test_somebody_elses_past_cannot_be_played_seen_or_stopped(cast: Cast) -> None:
    kept = past(cast)
    made = run(kept)
    job = Launch.objects.create(
        shop=cast.shop, past=kept, since=now(), document=DOCUMENT, asked_by="x", asked_at=now(), next_at=now()
    )
    stranger = signed_in(cast.stranger)
    for path in (f"{made.pk}/", f"{made.pk}/progress/", f"past/{kept.pk}/progress/", f"launch/{job.pk}/"):
        assert stranger.get(PAGE + path).status_code == 404
    assert stranger.post(f"{PAGE}play/", {"past": kept.pk, "rules": "draft"}).status_code in (404, 422)
    Simulation.objects.filter(pk=made.pk).update(state="running", worked_at=now())
    assert stranger.post(f"{PAGE}{made.pk}/deed/", {"deed": "stop"}).status_code == 404
    made.refresh_from_db()
    assert made.state == "running"
    assert stranger.get(f"{PAGE}compare/?a={made.pk}&b={made.pk}").status_code in (404, 422)
    assert Simulation.objects.count() == 1


def test_a_reader_looks_and_does_nothing(cast: Cast) -> None:
    kept = past(cast)
    made = run(kept)
    reader = clients(cast)["reader"]
    assert reader.get(PAGE).status_code == 200
    assert reader.get(f"{PAGE}{made.pk}/").status_code == 200
    for path in ("past/", "play/", "assumptions/", f"{made.pk}/deed/", f"past/{kept.pk}/deed/"):
        assert reader.post(PAGE + path).status_code == 403
    assert Simulation.objects.count() == 1


def launchable(cast: Cast) -> Simulation:
    """A shop that never published, its past as if told by the store, its draft simulated."""
    Version.objects.filter(programme=cast.programme).delete()
    save_draft(programme_id=cast.programme.pk, document=DOCUMENT, base=0, by="x", now=now())
    kept = past(cast)
    PastOrders.objects.filter(pk=kept.pk).update(how="store")
    kept.refresh_from_db()
    return run(kept)


def previewed(client: Client, made: Simulation) -> Launch:
    day = (now() - timedelta(days=120)).date().isoformat()
    assert client.post(f"{PAGE}{made.pk}/launch/", {"since": day}).status_code == 302
    job = Launch.objects.get()
    go_on(job.pk)
    return job


def yes(client: Client, job: Launch, **figures: Any) -> Any:
    job.refresh_from_db()
    fields = {name: (job.preview or {})[name] for name in ("orders", "members", "issued")}
    return client.post(f"{PAGE}launch/{job.pk}/deed/", {"deed": "launch"} | fields | figures)


def test_the_owner_sees_what_a_launch_gives_and_says_yes(cast: Cast) -> None:
    made = launchable(cast)
    client = signed_in(cast.owner)
    assert "Launch with past orders paid" in text(client.get(f"{PAGE}{made.pk}/"))
    job = previewed(client, made)
    page = text(client.get(f"{PAGE}launch/{job.pk}/"))
    for words in ("Publish and post 950 points", "7001", "This cannot be taken back"):
        assert words in page
    assert not Version.objects.filter(programme=cast.programme).exists()
    assert yes(client, job).status_code == 302
    assert "hx-get" in text(client.get(f"{PAGE}launch/{job.pk}/progress/"))
    go_on(job.pk)
    page = text(client.get(f"{PAGE}launch/{job.pk}/"))
    assert "Version 1 is live, and 19 past orders are paid for." in page
    assert yes(client, job).status_code == 409
    assert "Launch with past orders paid" not in text(client.get(f"{PAGE}{made.pk}/"))


def test_other_figures_than_those_shown_launch_nothing(cast: Cast) -> None:
    client = signed_in(cast.owner)
    job = previewed(client, launchable(cast))
    response = yes(client, job, issued=1)
    assert response.status_code == 409
    assert "Nothing was launched" in text(response)
    assert not Version.objects.filter(programme=cast.programme).exists()


def test_staff_neither_see_nor_do_a_launch(cast: Cast) -> None:
    made = launchable(cast)
    job = previewed(signed_in(cast.owner), made)
    staff = signed_in(cast.staff)
    assert "Launch with past orders paid" not in text(staff.get(f"{PAGE}{made.pk}/"))
    assert staff.get(f"{PAGE}launch/{job.pk}/").status_code == 403
    assert yes(staff, job).status_code == 403
    assert not Version.objects.filter(programme=cast.programme).exists()


@pytest.mark.parametrize("day", ["", "soon", "2999-01-01"])
def test_a_day_that_is_none_is_refused_beside_its_field(cast: Cast, day: str) -> None:
    made = launchable(cast)
    response = signed_in(cast.owner).post(f"{PAGE}{made.pk}/launch/", {"since": day})
    assert response.status_code == 422
    assert 'aria-invalid="true"' in text(response)
    assert not Launch.objects.exists()
