"""What the server's own pages say, in Swedish and English."""

from __future__ import annotations

MAP = {"sv": "Datakarta", "en": "Data map"}
QUERY = {"sv": "Fråga i SPARQL", "en": "Ask in SPARQL"}
RECORDS = {"sv": "Register och lista", "en": "Records and list"}

BROKEN = {
    "sv": "Registerfilen går inte att läsa just nu, så det här är den senaste versionen som gick att läsa. {problem}",
    "en": "The registry's file cannot be read at the moment, so this is the last version that could be. {problem}",
}

TEXT = {
    "sv": {
        "language": "Språk",
        "query-lead": "Frågan går till registret så som det ser ut just nu; inget skickas någon annanstans och inget kan ändras. Prefix som {prefixes} skrivs in av sig själva. Ctrl+Enter kör frågan.",
        "examples": "Exempel",
        "editor": "Frågan i SPARQL",
        "result": "Svar",
        "time": "En fråga får ta {seconds} sekunder.",
        "endpoint": "Samma svar för program: {address} (SPARQL 1.1, GET och POST).",
        "records-lead": "Filerna görs av registret i samma stund som de hämtas.",
        "processor": "Personuppgiftsbiträdets register",
        "controller": "Den personuppgiftsansvariges register",
        "list": "Listan över underbiträden",
        "about-processor": "Artikel 30.2: de behandlingar som utförs för andras räkning.",
        "about-controller": "Artikel 30.1: de egna behandlingarna.",
        "about-list": "Artikel 28.2: underbiträdena, som de visas för kunder.",
        "audience-internal": "Avsett för den egna organisationen: visar vad som saknas och vem som sagt vad.",
        "audience-customer": "Avsett för kunder.",
        "audience-authority": "Avsett för tillsynsmyndigheten.",
        "withheld": "Visas inte här: registret har flera kunder, och en kund ska inte se de andras namn. Gör ett per kund: datamap record --controller NAMN",
        "missing": "{formats} behöver tillägget {extra}: pip install 'datamap[{extra}]'",
        "sv": "på svenska",
        "en": "på engelska",
        "noscript": "Redigeraren behöver JavaScript. Frågor kan också ställas direkt till {address}.",
    },
    "en": {
        "language": "Language",
        "query-lead": "The query goes to the registry as it is now; nothing is sent anywhere else, and nothing can be changed. Prefixes such as {prefixes} are filled in as you type. Ctrl+Enter runs the query.",
        "examples": "Examples",
        "editor": "The query in SPARQL",
        "result": "Answer",
        "time": "A query may take {seconds} seconds.",
        "endpoint": "The same answers for programs: {address} (SPARQL 1.1, GET and POST).",
        "records-lead": "The files are made from the registry at the moment they are fetched.",
        "processor": "The processor's record",
        "controller": "The controller's record",
        "list": "The list of sub-processors",
        "about-processor": "Article 30(2): what is processed on behalf of others.",
        "about-controller": "Article 30(1): the organisation's own processing.",
        "about-list": "Article 28(2): the sub-processors, as customers see them.",
        "audience-internal": "Meant for the organisation itself: shows what is missing and who said what.",
        "audience-customer": "Meant for customers.",
        "audience-authority": "Meant for the supervisory authority.",
        "withheld": "Not shown here: the registry has several customers, and none should see the names of others. Make one for each: datamap record --controller NAME",
        "missing": "{formats} needs the extra {extra}: pip install 'datamap[{extra}]'",
        "sv": "in Swedish",
        "en": "in English",
        "noscript": "The editor needs JavaScript. Queries can also be sent straight to {address}.",
    },
}
