"""docs/app-doctor.md: the answers to Shopify's questions, with what was read for them and what shows them."""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

NAME = "docs/app-doctor.md"
READ = re.compile(r"Last read on (\d{4}-\d\d-\d\d)\.")
QUOTED = re.compile(r"`([^`]+)`")


@dataclass(frozen=True, slots=True)
class Answer:
    """A line of the table. `asked` begins the question's hash; `status` may carry a reason after a colon."""

    id: str
    asked: str
    status: str
    text: str
    inspected: tuple[str, ...]
    shown_by: tuple[str, ...]

    @property
    def reason(self) -> str:
        """Why it could not be answered; "" for one that was."""
        return self.status.partition(": ")[2]

    def files(self, root: Path) -> list[str]:
        """What the patterns mean in that checkout, sorted."""
        found = {path for one in self.inspected for path in root.glob(one) if path.is_file()}
        return sorted(path.relative_to(root).as_posix() for path in found)


def answers(page: str) -> list[Answer]:
    """In the order of the table."""
    return [_answer(line) for line in page.splitlines() if line.startswith("| `")]


def read_on(page: str) -> date:
    """When somebody last went through all of them."""
    found = READ.search(page)
    if found is None:
        raise ValueError(f"{NAME} does not say when it was last read")
    return date.fromisoformat(found[1])


def _answer(line: str) -> Answer:
    name, asked, status, text, inspected, shown_by = (cell.strip() for cell in line.strip("|").split("|"))
    return Answer(
        name.strip("`"),
        asked.strip("`"),
        status,
        text,
        tuple(QUOTED.findall(inspected)),
        tuple(QUOTED.findall(shown_by)),
    )
