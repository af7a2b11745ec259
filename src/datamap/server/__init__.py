"""The registry over HTTP, read-only: the page, a SPARQL editor and endpoint, the records for download.

``running`` binds the address and stops gracefully; ``application`` says which path gives what; ``guard``
stands before every request; ``service`` answers, from ``live`` (the registry as its file is now) and
``workers`` (processes that hold it and can be stopped); ``job`` is what a worker is asked and
``working`` the worker itself. ``protocol`` reads SPARQL requests, ``negotiation`` picks formats,
``downloads`` names the documents, ``pages`` makes HTML in the words of ``wording``.
"""

from datamap.server.running import serve

__all__ = ["serve"]
