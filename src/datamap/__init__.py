"""datamap: vendor lists become a knowledge graph that answers with evidence.

The public names, each loaded when it is first used::

    registry = datamap.open("data/registry.ttl")
    for row in registry.query("vendors-by-data-outside", data="phone number", outside="EEA"):
        print(row.vendor, row.answer, row.reason, row.evidence)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__version__ = "0.1.0"

__all__ = [
    "Answer",
    "Answers",
    "Change",
    "Changes",
    "DatamapError",
    "Decision",
    "Evidence",
    "Finding",
    "Findings",
    "ImportReport",
    "Registry",
    "Review",
    "Table",
    "catalogue",
    "copy",
    "diff",
    "draw",
    "import_documents",
    "init",
    "notice",
    "open",
    "read",
    "write_graph",
]

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from datamap.api import (
        Registry,
        catalogue,
        copy,
        diff,
        draw,
        import_documents,
        init,
        notice,
        open,
        read,
        write_graph,
    )
    from datamap.changes.change import Change, Changes
    from datamap.errors import DatamapError
    from datamap.findings.finding import Finding
    from datamap.findings.findings import Findings
    from datamap.questions.answers import Answer, Answers, Evidence
    from datamap.questions.tables import Table
    from datamap.registry.importing import ImportReport
    from datamap.review.decision import Decision
    from datamap.review.review import Review

_HOMES = {
    "Answer": "datamap.questions.answers",
    "Answers": "datamap.questions.answers",
    "Evidence": "datamap.questions.answers",
    "Change": "datamap.changes.change",
    "Changes": "datamap.changes.change",
    "Finding": "datamap.findings.finding",
    "Findings": "datamap.findings.findings",
    "Table": "datamap.questions.tables",
    "ImportReport": "datamap.registry.importing",
    "DatamapError": "datamap.errors",
    "Decision": "datamap.review.decision",
    "Review": "datamap.review.review",
}


def __getattr__(name: str) -> object:
    # `datamap --version` must not load an RDF engine, so names are imported on demand (PEP 562).
    if name not in __all__:
        raise AttributeError(f"module 'datamap' has no attribute {name!r}")
    from importlib import import_module

    value: object = getattr(import_module(_HOMES.get(name, "datamap.api")), name)
    globals()[name] = value
    return value


def load_ipython_extension(shell: InteractiveShell) -> None:
    """Add ``%%sparql`` and ``%datamap`` to IPython: what ``%load_ext datamap`` calls."""
    from importlib import import_module

    import_module("datamap.notebook.magics").register(shell)


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
