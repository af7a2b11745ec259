"""The words of transfers: states, grounds and reasons, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datamap.vocabulary.law_tables import Adequacy, Provision, in_language

if TYPE_CHECKING:
    from datamap.transfers.assessing import Basis, Reason
    from datamap.transfers.reading import Added
    from datamap.vocabulary.concepts import Vocabulary

STATES = {
    "sv": {
        "holds": "gäller",
        "limited": "gäller bara för certifierade eller omfattade mottagare",
        "review": "behöver granskas",
        "not-held": "en angiven grund som inte gällde det datumet",
        "none-stated": "ingen grund är angiven",
        "no-transfer": "ingen överföring till tredjeland",
    },
    "en": {
        "holds": "holds",
        "limited": "holds for certified or covered recipients only",
        "review": "needs review",
        "not-held": "a stated ground that did not hold at the date",
        "none-stated": "no ground is stated",
        "no-transfer": "no transfer to a third country",
    },
}

KINDS = {"sv": {"storage": "lagring", "access": "åtkomst"}, "en": {"storage": "storage", "access": "access"}}
CERTAINTIES = {
    "sv": {"stated": "angivet", "conditional": "kan förekomma"},
    "en": {"stated": "stated", "conditional": "may occur"},
}

REASONS = {
    "sv": {
        "inside": "{place} låg inom EES det datumet",
        "transition": "{place}: {note} ({source})",
        "bridged": "{provision_note} ({provision_source})",
        "tool": "{ground} (art. 46): anges; {assessment}",
        "adequate": "beslut om adekvat skyddsnivå {decision}",
        "covered": "beslut om adekvat skyddsnivå {decision}; att mottagaren omfattas är inte angivet",
        "certified": "beslut {decision}; certifieringen kontrollerad {day} {fact}",
        "checked-later": "beslut {decision}; certifieringen kontrollerad först {day} {fact}, för det datumet är ingen kontroll angiven",
        "if-certified": "beslut {decision}; kontroll av mottagarens certifiering är inte angiven",
        "conditional": "{ground}: anges med förbehåll; om den används för överföringen framgår inte",
        "derogation": "{ground}: ett undantag för särskilda situationer (art. 49); att överföringen är en sådan är inte angivet",
        "in-words": "i ord: ”{fact_text}” {fact}; ingen känd grund",
        "place-unnamed": "{ground} anges, men inte vilket land",
        "adequate-unnamed": "ett land med adekvat skyddsnivå, men inte vilket",
        "unsettled": "{place}: {note}",
        "straddles": "{place} ligger på båda sidor om gränsen; vilket land är inte angivet",
        "none": "källan anger ingen grund",
        "no-tool": "artikel 46 åberopas utan att något verktyg namnges",
        "elsewhere": "{ground} anges, men omfattar bara {places}",
        "set-aside": "{ground} räknas inte",
        "unnamed": "landet är inte namngivet, så inget beslut om adekvat skyddsnivå kan slås upp",
        "no-decision": "tabellerna har inget beslut om adekvat skyddsnivå för {place}",
        "certified-only": "beslut {decision} omfattar bara certifierade mottagare, och källan anger ingen certifiering",
        "decision-ended": "beslut {decision_only} gällde {decision_days}{decision_note}",
        "decision-coming": "beslut {decision_only} gäller först från {decision_from}",
        "decision-aside": "beslut {decision_only} räknas inte",
        "ended": "{ground}: beslut {decision_only} gällde {decision_days}{decision_note}",
        "not-yet": "{ground}: beslut {decision_only} gäller först från {decision_from}",
        "never": "{ground} anges, men tabellerna har inget sådant beslut för {place}",
        "clauses-not-held": "{ground}: klausulerna i {clauses} gick att åberopa {clauses_days}. {clauses_note}",
    },
    "en": {
        "inside": "{place} was inside the EEA at the date",
        "transition": "{place}: {note} ({source})",
        "bridged": "{provision_note} ({provision_source})",
        "tool": "{ground} (Art. 46): stated; {assessment}",
        "adequate": "adequacy decision {decision}",
        "covered": "adequacy decision {decision}; that the recipient is covered is not stated",
        "certified": "decision {decision}; certification checked on {day} {fact}",
        "checked-later": "decision {decision}; certification checked only on {day} {fact}, no check is stated for the date",
        "if-certified": "decision {decision}; a check of the recipient's certification is not stated",
        "conditional": "{ground}: named with a condition; whether the transfer uses it is not stated",
        "derogation": "{ground}: a derogation for specific situations (Art. 49); that the transfer is one is not stated",
        "in-words": "in words: “{fact_text}” {fact}; no known ground",
        "place-unnamed": "{ground} is stated, but not for which country",
        "adequate-unnamed": "an adequate country, but not which",
        "unsettled": "{place}: {note}",
        "straddles": "{place} lies on both sides of the border; which country is not stated",
        "none": "the source states no ground",
        "no-tool": "Article 46 is cited, and no tool of it is named",
        "elsewhere": "{ground} is stated, but covers {places} alone",
        "set-aside": "{ground} is set aside",
        "unnamed": "the country is not named, so no adequacy decision can be looked up",
        "no-decision": "the tables have no adequacy decision for {place}",
        "certified-only": "decision {decision} covers certified recipients only, and the source states no certification",
        "decision-ended": "decision {decision_only} held {decision_days}{decision_note}",
        "decision-coming": "decision {decision_only} holds only from {decision_from}",
        "decision-aside": "decision {decision_only} is set aside",
        "ended": "{ground}: decision {decision_only} held {decision_days}{decision_note}",
        "not-yet": "{ground}: decision {decision_only} holds only from {decision_from}",
        "never": "{ground} is stated, but the tables have no such decision for {place}",
        "clauses-not-held": "{ground}: the clauses of {clauses} could be relied on {clauses_days}. {clauses_note}",
    },
}

BASES = {
    "sv": {
        "tool": "{what}",
        "tool-set": "{what} ({place})",
        "adequacy": "beslut om adekvat skyddsnivå {what} för {place}",
        "bridge": "överbryggande bestämmelse för {place}",
        "member": "{place} inom EES, eller behandlat så,",
        "derogation": "{what}",
        "words": "en grund i ord",
    },
    "en": {
        "tool": "{what}",
        "tool-set": "{what} ({place})",
        "adequacy": "adequacy decision {what} for {place}",
        "bridge": "bridging provision for {place}",
        "member": "{place} inside the EEA, or treated so,",
        "derogation": "{what}",
        "words": "a ground in words",
    },
}

TEXT = {
    "sv": {
        "title": "Överföringar utanför {outside} per {at}: {n}",
        "title-without": "Överföringar utanför {outside} per {at} vars grund ändras utan {without}: {n} av {all}",
        "none": "Ingen överföring är angiven. Tystnad om plats eller åtkomst utesluter ingen.",
        "none-changed": "Ingen överförings grund ändras.",
        "line": "rad",
        "stands": "Nu",
        "then": "Utan",
        "loses": "förlorar sin grund",
        "keeps": "har en annan grund",
        "data": "Personuppgifter",
        "purposes": "Ändamål",
        "open": "listan över uppgifter är öppen eller saknas",
        "may": "kan förekomma",
        "read-as": "”utanför EU” bredvid ”EU/EES” läses som utanför EES",
        "timeline": "Tidslinje: när grunder börjar eller upphör",
        "no-timeline": "Ingen grund för de här överföringarna börjar eller upphör vid ett känt datum.",
        "begins": "börjar",
        "ends": "upphör (sista dag)",
        "was": "{before} → {after}",
        "not-then": "Ingen överföring till tredjeland per {at}: {vendors} ({why}).",
        "tables": "Rättsliga tabeller per {date} (version {version}).",
        "list": "Källorna läses som de står nu; rätten är den som gällde {at}.",
        "silence": "En grund som inte är angiven är inte angiven; att den saknas påstås inte.",
        "future": "Datumet {at} ligger efter tabellernas: senare beslut är inte kända.",
        "assessed": "bedömning av överföringen (TIA) finns {fact}",
        "unassessed": "bedömning av överföringen (TIA) är inte angiven",
        "from": "från {start}",
        "between": "{start} till {end}",
        "by": "enligt {by}, {place}",
        "more": "… (+{n}; --all)",
        "picture-more": "och {{n}} rader till",
        "and": " och ",
    },
    "en": {
        "title": "Transfers outside the {outside} at {at}: {n}",
        "title-without": "Transfers outside the {outside} at {at} whose ground changes without {without}: {n} of {all}",
        "none": "No transfer is stated. Silence about place or access excludes none.",
        "none-changed": "No transfer's ground changes.",
        "line": "line",
        "stands": "Now",
        "then": "Without",
        "loses": "loses its ground",
        "keeps": "has another ground",
        "data": "Personal data",
        "purposes": "Purposes",
        "open": "the list of data is open or missing",
        "may": "may occur",
        "read-as": "“outside the EU” beside “EU/EEA” is read as outside the EEA",
        "timeline": "Timeline: when grounds begin or end",
        "no-timeline": "No ground of these transfers begins or ends at a known date.",
        "begins": "begins",
        "ends": "ends (last day)",
        "was": "{before} → {after}",
        "not-then": "No transfer to a third country at {at}: {vendors} ({why}).",
        "tables": "Legal tables as of {date} (version {version}).",
        "list": "The sources are read as they stand now; the law is that of {at}.",
        "silence": "A ground that is not stated is not stated; that there is none is not alleged.",
        "future": "The date {at} is after the tables: later decisions are not known.",
        "assessed": "an assessment of the transfer (TIA) is recorded {fact}",
        "unassessed": "an assessment of the transfer (TIA) is not stated",
        "from": "from {start}",
        "between": "{start} to {end}",
        "by": "by {by}, {place}",
        "more": "… (+{n}; --all)",
        "picture-more": "and {{n}} more rows",
        "and": " and ",
    },
}

HEADINGS = {
    "sv": {
        "vendor": "Leverantör",
        "place": "Plats",
        "kind": "Slag",
        "certainty": "Säkerhet",
        "state": "Grunden",
        "grounds": "Angivna grunder",
        "reason": "Skäl",
        "then": "Utan",
        "then_reason": "Skäl då",
        "data": "Personuppgifter",
        "purposes": "Ändamål",
        "evidence": "Belägg",
    },
    "en": {
        "vendor": "Vendor",
        "place": "Place",
        "kind": "Kind",
        "certainty": "Certainty",
        "state": "Ground",
        "grounds": "Stated grounds",
        "reason": "Reason",
        "then": "Without",
        "then_reason": "Reason then",
        "data": "Personal data",
        "purposes": "Purposes",
        "evidence": "Evidence",
    },
}


class Wording:
    """Words in one language."""

    def __init__(self, language: str, vocabulary: Vocabulary) -> None:
        self.language, self._vocabulary = language, vocabulary

    def say(self, key: str, **values: object) -> str:
        """Return a text with its values."""
        return TEXT[self.language][key].format(**values)

    def label(self, concept: str) -> str:
        """Return what a concept is called."""
        return self._vocabulary.label(concept, self.language)

    def state(self, state: str) -> str:
        """Return a state in words."""
        return STATES[self.language][state]

    def reason(self, reason: Reason) -> str:
        """Return a reason in words."""
        values: dict[str, str] = {"assessment": self.say("unassessed")}
        for name, value in reason.values:
            values |= self._value(name, value)
        return REASONS[self.language][reason.code].format(**values)

    def basis(self, basis: Basis) -> str:
        """Return a ground that a transfer rests on, in words."""
        words = BASES[self.language]
        if basis.kind == "tool":
            key = "tool-set" if basis.place else "tool"
            return words[key].format(what=self.label(basis.what), place=basis.place)
        unplaced = basis.kind == "adequacy" and not basis.place
        if unplaced or basis.kind == "derogation":
            return self.label(basis.what)
        what = basis.what
        return words[basis.kind].format(what=what, place=self.label(basis.place) if basis.place else "")

    def _value(self, name: str, value: Any) -> dict[str, str]:
        if isinstance(value, Adequacy):
            note = in_language(value.note, self.language).rstrip(".")
            return {
                name: self._limited(value),
                f"{name}_only": value.decision,
                f"{name}_from": value.valid_from.isoformat(),
                f"{name}_days": self._days(value.valid_from, value.valid_to),
                f"{name}_note": f" ({note})" if note else "",
            }
        if isinstance(value, Provision):
            return {
                name: value.number,
                f"{name}_days": self._days(value.valid_from, value.valid_to),
                f"{name}_note": in_language(value.note, self.language).rstrip("."),
                f"{name}_source": value.source,
            }
        if name in ("fact", "assessment"):
            return self._fact(name, value)
        if name in ("ground", "place"):
            return {name: self.label(value)}
        if name == "places":
            return {name: self.say("and").join(self.label(one) for one in value)}
        if name == "note":
            return {name: in_language(value, self.language).rstrip(".")}
        return {name: str(value)}

    def _limited(self, row: Adequacy) -> str:
        """Return a decision's number with what limits it in brackets."""
        number, _, limits = row.limits(self.language).partition("; ")
        return f"{number} ({limits[:1].lower()}{limits[1:]})" if limits else number

    def _fact(self, name: str, fact: Added | None) -> dict[str, str]:
        if fact is None:
            return {}
        said = f"({self.say('by', by=fact.by or '–', place=f'{fact.source} {fact.place}'.strip())})"
        if name == "assessment":
            return {name: self.say("assessed", fact=said)}
        return {name: said, f"{name}_text": fact.text}

    def _days(self, start: object, end: object) -> str:
        return self.say("between", start=start, end=end) if end else self.say("from", start=start)
