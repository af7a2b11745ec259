"""Documents as PDF/UA-1 (ISO 14289-1), set by typst: tagged, titled, in a language, the same bytes each time.

Text reaches typst as strings in a JSON file and never as markup. The JSON and the template lie alone in a
private folder, the root that typst cannot leave, so nothing in a document can read a file.
"""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from datamap.errors import RecordError
from datamap.extras import needs
from datamap.records import appearance
from datamap.records.typeset import typeset

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from datamap.records.document import Document

_HERE = Path(__file__).parent
_TEMPLATE = _HERE / "templates" / "record.typ"
_FONTS = _HERE / "fonts"

# All but what the shipped font surely has: Latin-1, Latin Extended-A, common punctuation, the euro.
_UNFAMILIAR = re.compile(
    "[^\t-\u017f\u2010\u2012-\u2015\u2018-\u201e\u2020-\u2022\u2026\u2030\u2039\u203a\u20ac⟨⟩]"
)
_JOINERS = "\u200d\ufe0e\ufe0f"  # within one emoji

# Han, kana, hangul and emoji, thousands of letters that no font of typst's has: not worth a trial each.
_EAST_ASIAN = re.compile("[\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\U0001f000-\U0003ffff]")


def pdf(document: Document) -> bytes:
    """Return the document as a PDF: a portrait front, then landscape tables.

    It conforms to PDF/UA-1: tagged with real table heads, titled, its language and date the document's.
    A letter that no font at hand can show stands as its code point, ⟨U+5F20⟩. The same document gives
    the same bytes. Raises DatamapError when typst is not installed, RecordError when the PDF cannot be made.
    """
    with needs("typst", "records", "PDF"):
        import typst

    def compiled(source: str, data: str = "") -> bytes:
        with tempfile.TemporaryDirectory(prefix="datamap-") as folder:
            main = Path(folder) / "main.typ"
            main.write_text(source, "utf-8")
            (Path(folder) / "document.json").write_text(data, "utf-8")
            return typst.compile(
                str(main),
                root=folder,
                font_paths=[str(_FONTS)],
                ignore_system_fonts=True,
                pdf_standards=["ua-1"],
            )

    def shows(characters: str) -> bool:
        title = '#set document(title: "t", date: none)\n'
        font = f'#set text(font: "{appearance.FONT}")\n'
        words = "\n\n".join(f'#"\\u{{{ord(c):x}}}"' for c in characters)
        try:
            compiled(title + font + words)
        except typst.TypstError:
            return False
        return True

    text = json.dumps(typeset(document), ensure_ascii=False)
    try:
        return compiled(_TEMPLATE.read_text("utf-8"), _with_code_points(text, shows))
    except typst.TypstError as error:
        raise RecordError(f"the PDF cannot be made: {error.message}") from error
    except OSError as error:
        raise RecordError(f"the PDF cannot be made: temporary files ({error.strerror})") from error


def _with_code_points(text: str, shows: Callable[[str], bool]) -> str:
    """Text with the letters that no font shows as their code points; ``shows`` tries some together."""
    unfamiliar = set(_UNFAMILIAR.findall(text))
    unshowable = {c for c in unfamiliar if _EAST_ASIAN.match(c)}
    unshowable |= _unshowable(sorted(unfamiliar - unshowable), shows)
    if not unshowable:
        return text
    letters = f"[{re.escape(''.join(sorted(unshowable)))}]"
    return re.sub(f"{letters}(?:[{_JOINERS}]*{letters})*", _code_points, text)


def _code_points(found: re.Match[str]) -> str:
    return f"⟨{' '.join(f'U+{ord(c):04X}' for c in found[0])}⟩"


def _unshowable(characters: Sequence[str], shows: Callable[[str], bool]) -> set[str]:
    """Return the characters that no font shows, by halving: most documents have none."""
    if not characters or shows("".join(characters)):
        return set()
    if len(characters) == 1:
        return set(characters)
    middle = len(characters) // 2
    return _unshowable(characters[:middle], shows) | _unshowable(characters[middle:], shows)
