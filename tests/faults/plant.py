"""A pytest plugin that plants one bug: the module is compiled with one line changed. Nothing on disk is touched.

PLANTED=3 python -m pytest -p tests.faults.plant ...
"""

import importlib.machinery
import os
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType

import hypothesis

from tests.faults.planted import BUGS, Bug


class Planted(SourceFileLoader):
    """Reads the module's source, not its cache, and changes it on the way."""

    bug: Bug

    def get_code(self, fullname: str) -> CodeType:
        source = Path(self.path).read_text()
        return compile(source.replace(self.bug.old, self.bug.new), self.path, "exec")


class Finder(PathFinder):
    """Finds the one module."""

    bug: Bug

    @classmethod
    def find_spec(
        cls, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        spec = importlib.machinery.PathFinder.find_spec(fullname, path, target)
        if fullname != cls.bug.module or spec is None or spec.origin is None:
            return None
        loader = Planted(fullname, spec.origin)
        loader.bug = cls.bug
        spec.loader = loader
        return spec


def plant(bug: Bug) -> None:
    """Every later import of the module has the bug."""
    if bug.module in sys.modules:
        raise RuntimeError(f"{bug.module} was imported before the bug could be planted")
    Finder.bug = bug
    sys.meta_path.insert(0, Finder)


plant(BUGS[int(os.environ["PLANTED"])])
# A failure is all that is wanted; the smallest one is not.
hypothesis.settings.register_profile("planted", phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate])
hypothesis.settings.load_profile("planted")
