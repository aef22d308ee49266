"""Who brought whom."""

from loyalty.engine.replay.person import Person


def brought_too(gone: Person, kept: Person) -> None:
    """Who brought one brought both, unless it is too late for a first order or would close a circle."""
    advocate = gone.advocate
    if advocate is None or kept.advocate is not None or kept.returned or gone.pinned or kept.pinned:
        return
    line = line_above(advocate.living)
    if kept not in line and gone not in line:
        kept.advocate, kept.verdict = advocate, gone.verdict


def line_above(person: Person) -> list[Person]:
    """The person, who brought them, who brought those, and so on; a merge may have closed a circle."""
    line = [person]
    while (above := line[-1].advocate) is not None and above.living not in line:
        line.append(above.living)
    return line
