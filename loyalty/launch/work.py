"""Going on with a launch: its preview, or its posting."""

from django.utils import timezone

from loyalty.insight.work import worked
from loyalty.launch.models import Launch
from loyalty.launch.post import post
from loyalty.launch.preview import preview


def go_on(launch_id: int) -> None:
    worked(Launch, launch_id, _step)


def _step(launch: Launch) -> None:
    if launch.stage == Launch.Stage.PREVIEW:
        preview(launch, now=timezone.now())
    else:
        post(launch)
