"""The offline page: a registry as one HTML file that reads, answers and prints without a network.

``facts`` reads the registry in bulk, ``concepts`` names what the facts speak of, ``data`` puts both
together for an audience, ``document`` makes the file. What the reader sees is in ``assets/``: words
in one table, styles, and scripts that answer as ``queries/*.rq`` do (a test holds the two together).
"""

from datamap.views.page.document import Page, check_page_name, make_page

__all__ = ["Page", "check_page_name", "make_page"]
