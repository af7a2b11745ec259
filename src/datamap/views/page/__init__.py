"""The offline page: a registry as one HTML file that reads, answers and prints without a network.

``facts`` reads what documents say, ``supplied`` what persons stated of customers, both in bulk through
``registry/bulk``; ``found`` what a check finds,
``concepts`` names what they speak of, ``data`` puts all together for an audience,
``document`` makes the file. What the reader sees is in ``assets/``: words in one table, styles, and
scripts that answer as ``queries/*.rq`` do (a test holds the two together).
"""

from datamap.views.page.document import (
    PAGE_STYLE,
    Page,
    Surroundings,
    check_page_name,
    filled,
    json_for_html,
    make_page,
)

__all__ = ["PAGE_STYLE", "Page", "Surroundings", "check_page_name", "filled", "json_for_html", "make_page"]
