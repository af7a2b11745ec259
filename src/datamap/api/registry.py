"""The registry as users meet it: all that can be done with one, in one class."""

from __future__ import annotations

from datamap.api.asking import Asking
from datamap.api.importing import Importing
from datamap.api.linking import Linking
from datamap.api.recording import Recording
from datamap.api.reviewing import Reviewing
from datamap.api.showing import Showing


class Registry(Asking, Showing, Recording, Reviewing, Linking, Importing):
    """A registry that can be asked: the facts of vendor lists as a graph, with their evidence."""

    def __repr__(self) -> str:
        return f"<Registry {self.location}: {len(self.vendors())} vendors>"
