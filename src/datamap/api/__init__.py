"""The public interface: what each command does, as a function or method of the same name.

What only some commands need is imported where it is used: asking must not pay for reading.
"""

from datamap.api.asking import catalogue
from datamap.api.comparing import diff, notice
from datamap.api.drawing import draw, write_graph
from datamap.api.opening import copy, import_documents, init, open, read
from datamap.api.registry import Registry

__all__ = [
    "Registry",
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
