"""`manage.py demo`: everything, with a pretend store and a week of its life."""

import json
import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from loyalty.runtime.demo import plan as plans
from loyalty.runtime.demo import play
from loyalty.runtime.demo import shop as merchant
from loyalty.runtime.demo.report import Stuck
from loyalty.runtime.demo.store import Refused
from loyalty.runtime.prepare import NeverReady
from loyalty.runtime.processes import interruptible


class Command(BaseCommand):
    help = (
        "Boots the app and a pretend store, installs it there, plays a sample week and serves until Ctrl-C."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        env = os.environ
        parser.add_argument("--once", action="store_true", help="on free ports; tell the story and stop")
        parser.add_argument("--json", action="store_true", help="print one JSON document on stdout")
        parser.add_argument("--port", type=int, default=int(env.get("PORT", "8000")))
        parser.add_argument("--devstore-port", type=int, default=int(env.get("DEVSTORE_PORT", "8001")))

    def handle(self, *, once: bool, json: bool, port: int, devstore_port: int, **_: Any) -> None:
        interruptible()
        plan = plans.entered(os.environ)
        try:
            if plan is None:
                plans.enter(plans.make(port=port, devstore_port=devstore_port, once=once))
            lock = plans.alone(plan)
            if plan.once:
                plans.leave_in_the_end(plan)
            else:
                plans.clear(plan)
            self._play(plan, as_json=json)
            lock.close()
        except (plans.Occupied, Refused, Stuck, NeverReady) as why:
            self._show_logs(plan)
            raise CommandError(str(why)) from why
        except KeyboardInterrupt:
            self.stderr.write("stopped")

    def _play(self, plan: plans.Plan, *, as_json: bool) -> None:
        with play.world(plan, say=lambda line: self.stderr.write(f"  · {line}")) as played:
            story = play.told(played)
            if as_json:
                self.stdout.write(json.dumps(story, indent=1, ensure_ascii=False))
            else:
                self._tell(played, story)
            if not plan.once:
                played.running.wait()

    def _show_logs(self, plan: plans.Plan | None) -> None:
        for log in sorted((plan.var / "log").glob("*.log")) if plan else ():
            for line in log.read_text(errors="replace").splitlines()[-15:]:
                self.stderr.write(f"{log.stem}: {line[:4000]}")

    def _tell(self, played: play.Played, story: dict[str, Any]) -> None:
        for member in story["members"]:
            state = "joined" if member["joined"] else "guest"
            self.stdout.write(
                f"  {member['name']:<18} {state:<7} {member['available']:>6} points, {member['pending']} pending"
            )
        self.stdout.write("")
        for name, url in play.addresses(played.plan).items():
            self.stdout.write(f"  {name:<22} {url}")
        ada = played.people["Ada"]["email"]
        self.stdout.write(f"\n  shopper {ada} · panel {merchant.OWNER} · operator {merchant.OPERATOR}")
        self.stdout.write(f"  password of both: {played.password}")
        self.stdout.write(f"\nready in {played.seconds:.0f} s; Ctrl-C stops everything")
        self.stdout.flush()
