"""Everything datamap raises on purpose, as one tree.

::

    DatamapError                 one line for the person at the keyboard: what, where, what to do
    ├── InputError               a document cannot be read
    │   ├── UnreadableDocument   missing, empty, binary, too large, of a kind no reader knows
    │   └── NoEntries            readable, but nothing in it looks like a vendor's entry
    ├── RegistryError            a registry cannot be opened, read or written
    │   ├── RegistryNotFound     nothing is at that location
    │   ├── NewerModel           written by a later datamap than this one
    │   ├── ChangedMeanwhile     somebody else wrote the registry after it was opened
    │   └── EndpointError        an endpoint does not answer, or not as it should
    ├── OntologyError            the project's own ontology cannot be read, or states what it may not
    ├── QuestionError            a question or query cannot be asked
    │   ├── UnknownQuestion      no question of that name
    │   ├── InvalidParameter     a parameter is missing, unknown, or names nothing
    │   └── InvalidQuery         SPARQL that does not parse or that may not run here
    ├── RecordError              a document for people cannot be made or written
    ├── UnknownName              a vendor, source or correction that the registry does not hold
    └── ViewError                a graph cannot be drawn or written as asked
"""

from __future__ import annotations


class DatamapError(Exception):
    """Base of all errors raised on purpose; its text is one line fit to show to a user."""


class InputError(DatamapError):
    """A document cannot be read."""


class UnreadableDocument(InputError):
    """The file is missing, empty, binary, too large, or of a kind no reader knows."""


class NoEntries(InputError):
    """The document is readable, but nothing in it looks like a vendor's entry."""


class RegistryError(DatamapError):
    """A registry cannot be opened, read or written."""


class RegistryNotFound(RegistryError):
    """There is no registry at the location."""


class NewerModel(RegistryError):
    """The registry was written by a later datamap than this one."""


class ChangedMeanwhile(RegistryError):
    """Somebody else wrote the registry after it was opened."""


class OntologyError(DatamapError):
    """The project's own ontology cannot be read or written, or states what it may not."""


class EndpointError(RegistryError):
    """A SPARQL endpoint does not answer, or not as it should."""


class QuestionError(DatamapError):
    """A question or query cannot be asked."""


class UnknownQuestion(QuestionError):
    """The catalogue holds no question of that name."""


class InvalidParameter(QuestionError):
    """A parameter is missing, unknown, or names nothing."""


class InvalidQuery(QuestionError):
    """SPARQL that does not parse, or that may not run here."""


class RecordError(DatamapError):
    """A document for people cannot be made or written."""


class UnknownName(DatamapError):
    """The registry holds no vendor, source or correction of that name."""


class ViewError(DatamapError):
    """A graph cannot be drawn or written as asked."""
