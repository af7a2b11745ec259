"""IRIs for what a registry holds: readable, stable when lines move, and never two names for one."""

from __future__ import annotations

import re
import unicodedata

_PLAIN = re.compile(r"[a-z0-9]+(?:[ -][a-z0-9]+)*", re.ASCII | re.IGNORECASE)
_LONGEST = 60


def slug(text: str) -> str:
    """Return a name for use in an IRI path: lower case ASCII, "_" for a space.

    Where that loses something (accents, signs, length), a digest of the text is appended, so that
    two different texts do not share a slug (but for a chance of one in 2^48); letter case makes no
    difference.
    """
    name = " ".join(unicodedata.normalize("NFC", text).split())
    ascii_text = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    if _PLAIN.fullmatch(name) and len(name) <= _LONGEST:
        return ascii_text.replace(" ", "_")
    import hashlib

    words = "_".join(re.findall(r"[a-z0-9]+", ascii_text))[:_LONGEST].strip("_")
    digest = hashlib.sha256(name.casefold().encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return f"{words}_{digest}" if words else f"_{digest}"


def source_iri(base: str, source: str) -> str:
    """Return the IRI of a document known as ``source``."""
    return f"{base}source/{slug(source)}"


def vendor_iri(base: str, name: str) -> str:
    """Return the IRI of the vendor that lists call ``name``."""
    return f"{base}vendor/{slug(name)}"


def organisation_iri(base: str, name: str) -> str:
    """Return the IRI of the organisation whose list it is."""
    return f"{base}organisation/{slug(name)}"


def subject_iri(base: str, kind: str, name: str) -> str:
    """Return the IRI of what a person's facts are about: a vendor, a customer, a service, ..."""
    if kind == "vendor":
        return vendor_iri(base, name)
    if kind in ("organisation", "controller"):
        return organisation_iri(base, name)  # a company may be both
    return f"{base}{kind}/{slug(name)}"


class Names:
    """Gives each name in a document its own IRI below a parent: the second "Google" is ``google/2``."""

    def __init__(self) -> None:
        self._taken: dict[str, int] = {}

    def below(self, parent: str, name: str) -> str:
        """Return a new IRI below ``parent`` for ``name``."""
        iri = f"{parent}/{slug(name)}"
        count = self._taken.get(iri, 0) + 1
        self._taken[iri] = count
        return iri if count == 1 else f"{iri}/{count}"
