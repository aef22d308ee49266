"""Dockerfile and compose.yaml say what exists, and leave nothing open. Neither is run here: see docs/operations.md."""

import re
import shlex
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.core.management import get_commands, load_command_class

from loyalty.common.env import Environment, variable
from tests.docs.pages import ROOT, page

COMPOSE: dict[str, Any] = yaml.safe_load(page("compose.yaml"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: one for name, one in SERVICES.items() if "build" in one}
DOCKERFILE = page("Dockerfile").replace("\\\n", " ")


@pytest.mark.parametrize("name", OURS)
def test_the_command_of_a_service_is_one_of_ours(name: str) -> None:
    command, *given = OURS[name]["command"]
    parser = load_command_class(str(get_commands()[command]), command).create_parser("manage.py", command)
    parser.parse_args(given)


def test_every_queue_has_a_worker_and_the_house_one_scheduler() -> None:
    commands = [one["command"] for one in OURS.values()]
    worked = [queue for command in commands if command[0] == "worker" for queue in command[1:2]]
    assert sorted(worked) == sorted(settings.QUEUES)
    assert sum(command == ["beat"] or "--beat" in command for command in commands) == 1


def test_migrations_come_before_every_other_process() -> None:
    for name, one in OURS.items():
        if name == "prepare":
            assert one["depends_on"] == {"postgres": {"condition": "service_healthy"}}
        else:
            assert one["depends_on"]["prepare"] == {"condition": "service_completed_successfully"}


@pytest.mark.parametrize("name", OURS)
def test_a_process_may_write_only_where_it_must(name: str) -> None:
    one = OURS[name]
    assert one["read_only"] is True
    assert one["cap_drop"] == ["ALL"]
    assert one["security_opt"] == ["no-new-privileges:true"]
    assert [mount.split(":")[0] for mount in one["tmpfs"]] == ["/var/lib/loyalty", "/tmp"]  # noqa: S108
    assert "volumes" not in one
    assert "privileged" not in one


def test_every_service_is_watched_or_says_why_not() -> None:
    unwatched = {
        name
        for name, one in SERVICES.items()
        if one.get("healthcheck", {"disable": True}) == {"disable": True}
    }
    assert unwatched == {"prepare", "beat", "sweep"}  # the last two, by the age of their rounds


def test_the_database_and_redis_are_reached_from_inside_only() -> None:
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    for name in ("postgres", "redis"):
        assert SERVICES[name]["networks"] == ["inside"]
        assert "ports" not in SERVICES[name]
    assert SERVICES["web"]["ports"] == ["127.0.0.1:${PORT:-8000}:8000"]


def test_the_environment_is_what_production_asks_for_and_carries_no_secret() -> None:
    known = {variable(name) for name in Environment.model_fields}
    for one in OURS.values():
        given = one["environment"]
        assert set(given) <= known
        assert {name for name in known if re.search("SECRET|KEY|CLIENT_ID|URL", name)} - set(given) == {
            "LOYALTY_SHOPIFY_APP_BRIDGE_URL",
            "LOYALTY_SHOPIFY_OLD_CLIENT_SECRET",
        }
        for name, value in given.items():
            if re.search("SECRET|KEY|TOKEN|PASSWORD", name):
                assert re.fullmatch(rf"\$\{{{name}(:\?|:-)\}}", value), name
    assert "POSTGRES_PASSWORD:?" in OURS["web"]["environment"]["DATABASE_URL"]


def test_images_have_versions() -> None:
    images = [one["image"] for one in SERVICES.values() if "build" not in one]
    images += re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    assert [image for image in images if not re.search(r":\d", image)] == []


def test_the_image_runs_as_nobody_in_particular_and_copies_what_is_there() -> None:
    lines = DOCKERFILE.splitlines()
    final = lines[max(number for number, line in enumerate(lines) if line.startswith("FROM")) :]
    assert "USER 10001:10001" in final
    assert final.index("USER 10001:10001") < min(
        n for n, line in enumerate(final) if line.startswith("ENTRYPOINT")
    )
    for line in lines:
        if line.startswith("COPY ") and "--from" not in line:
            assert [name for name in shlex.split(line)[1:-1] if not (ROOT / name).exists()] == []


def test_nothing_is_sent_to_the_builder_that_the_image_does_not_take() -> None:
    ignored = page(".dockerignore").splitlines()
    assert ignored[1] == "*"
    sent = {line[1:] for line in ignored if line.startswith("!")}
    taken = {
        name
        for line in DOCKERFILE.splitlines()
        if line.startswith("COPY ")
        for name in shlex.split(line)[1:-1]
    }
    assert sent == taken - {"--from=build", "/app"}


def test_the_image_is_made_by_the_same_uv_as_everything_else() -> None:
    wanted = re.search(r"^UV_VERSION := (\S+)", page("Makefile"), re.MULTILINE)
    assert wanted
    assert f"uv=={wanted[1]}" in DOCKERFILE
