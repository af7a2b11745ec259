"""The registry over HTTP: page, SPARQL editor, SPARQL 1.1 Protocol endpoint, records for download.

``running`` binds the address and stops gracefully, ``connections`` end where a client stalls;
``application`` says which path gives what; ``guard`` and ``access`` stand before every request; ``service``
answers, from ``live`` (the registry as its file is now) and ``workers`` (processes that hold it and can be
stopped); ``job`` is what a worker is asked and ``working`` the worker itself. ``protocol`` and
``graph_store`` read requests, ``negotiation`` picks formats; in the worker, ``dataset`` holds the graphs,
``changing`` makes changes and ``description`` describes the service. ``downloads`` names the documents,
``pages`` makes HTML in the words of ``wording``.
"""

from datamap.server.running import serve

__all__ = ["serve"]
