"""What review says, in Swedish and English: fields, decisions, prompts, the spreadsheet."""

from __future__ import annotations

from datamap.spoken import Texts

_WORDS = Texts(
    {
        # fields of a list
        "data": ("personuppgifter", "personal data"),
        "purpose": ("ändamål", "purpose"),
        "subject": ("registrerade", "data subjects"),
        "processing": ("behandling", "processing"),
        "place": ("plats", "place"),
        "safeguard": ("överföringsgrund", "transfer ground"),
        "role": ("roll", "role"),
        # decisions
        "label": ("etikett", "label"),
        "own": ("snävare än", "narrower than"),
        "note": ("anmärkning", "note"),
        "note-complete": ("anmärkning, listan fullständig", "note, list complete"),
        "open": ("lämnar listan öppen", "leaves open"),
        "here": ("bara här", "only here"),
        "skip": ("", ""),
        # why a suggestion is near
        "why-spelling": ("stavning", "spelling"),
        "why-short form": ("förkortning", "short form"),
        "why-inflection": ("böjning", "inflection"),
        "why-ending": ("slutar så, snarast en sort av det", "ends so, rather a kind of it"),
        "why-beginning": ("börjar så", "begins so"),
        "why-holds": ("innehåller", "holds it"),
        # lists
        "none": ("Allt är förstått; inget att gå igenom.", "Everything is understood; nothing to review."),
        "count": ("{n} fraser att avgöra, på {seen} ställen.", "{n} phrases to decide, in {seen} places."),
        "headings": ("fras|fält|sedd|först|förslag", "phrase|field|seen|first|suggestion"),
        "decided-headings": (
            "nr|fras|fält|beslut|begrepp|av|datum|skäl",
            "no|phrase|field|decision|concept|by|date|reason",
        ),
        "no-decisions": ("Inga beslut än.", "No decisions yet."),
        "undone": ("Beslut {n} är tillbakataget: ”{phrase}”.", "Decision {n} is taken back: “{phrase}”."),
        "written": ("Skrivet: {file}", "Written: {file}"),
        "changed": ("{n} poster läses nu annorlunda.", "{n} entries are read otherwise now."),
        "left": (
            "Läs in igen för att få med allt: {sources}",
            "Import again to bring all of it up to date: {sources}",
        ),
        "taken": ("{n} beslut, sparade i {file}.", "{n} decisions, kept in {file}."),
        "not-taken": ("Ej tagna ({n})", "Not taken ({n})"),
        "way-back": (
            "Fyll i och läs tillbaka: datamap review {file}{registry}",
            "Fill it in and read it back: datamap review {file}{registry}",
        ),
        # terminal
        "at": ("{i} av {n}", "{i} of {n}"),
        "seen-in": ("{n} ställen, {vendors} leverantörer", "{n} places, {vendors} vendors"),
        "seen-once": ("ett ställe", "one place"),
        "more-places": ("… och {n} ställen till", "… and {n} more places"),
        "nothing-near": ("Inget begrepp ligger nära.", "No concept is near."),
        "suggested": ("Kan betyda:", "It may mean:"),
        "choices": (
            "nummer = etikett på det · ord = sök · e = egen typ · a = anmärkning · ö = öppen · h = bara här · s = hoppa över · b = tillbaka · q = avsluta · ? = hjälp",
            "number = a label of it · words = search · n = new type · a = note · o = open · h = only here · s = skip · b = back · q = quit · ? = help",
        ),
        "prompt": ("Val", "Choice"),
        "search-found": ("Träffar på ”{words}”:", "Found for “{words}”:"),
        "search-nothing": (
            "Inget begrepp heter så eller liknar ”{words}”.",
            "No concept is called so, or is near “{words}”.",
        ),
        "own-parent": (
            "Snävare än vilket begrepp (ord eller nummer)",
            "Narrower than which concept (words or number)",
        ),
        "own-name": ("Den nya typens namn", "Name of the new type"),
        "note-complete?": (
            "Är listan i fältet fullständig i övrigt? Då svarar den nej på det som inte står i den",
            "Is the list in this field complete otherwise? Then it answers no to what is not in it",
        ),
        "here-vendor": ("För vilken leverantör (nummer)", "For which vendor (number)"),
        "here-concept": ("Betyder där (ord eller nummer)", "Means there (words or number)"),
        "reason": ("Skäl (tomt går bra)", "Reason (may be empty)"),
        "reason-needed": ("Skäl", "Reason"),
        "by": ("Vem beslutar", "Who decides"),
        "saved": ("Sparat: {what}", "Kept: {what}"),
        "skipped": ("Överhoppat.", "Skipped."),
        "back-none": (
            "Det finns inget tidigare att gå tillbaka till.",
            "There is nothing before this to go back to.",
        ),
        "taken-back": ("Beslut {n} är tillbakataget.", "Decision {n} is taken back."),
        "bad-choice": ("”{words}” är inget val; ? visar hjälp.", "“{words}” is no choice; ? shows help."),
        "not-so": ("Går inte: {message}", "Not possible: {message}"),
        "end": ("Klart: {decided} beslut, {left} kvar.", "Done: {decided} decisions, {left} left."),
        "nothing-decided": ("Inget beslutat.", "Nothing decided."),
        "help": (
            "Frasen står i ett fält och är inte förstådd. Bestäm vad den betyder; beslutet gäller alla listor och nästa inläsning.\n"
            "  1, 2, …  frasen är ett namn på det begreppet (blir etikett i ontology/local.ttl)\n"
            "  ord      sök begrepp efter ord på valfritt språk, en CURIE (pd:Name) eller en IRI\n"
            "  e        en egen, ny typ som är snävare än ett känt begrepp\n"
            "  a        en anmärkning som inte anger något; listan förblir öppen om du inte säger att den är fullständig\n"
            "  ö        frasen säger att det finns mer (”m.fl. uppgifter”); listan förblir öppen\n"
            "  h        gäller bara en leverantörs post, som en rättelse med skäl\n"
            "  s        hoppa över   b  tillbaka (tar tillbaka beslutet)   q  avsluta; det beslutade är sparat",
            "The phrase stands in a field and is not understood. Decide what it means; that holds for all lists and the next import.\n"
            "  1, 2, …  the phrase is a name of that concept (becomes a label in ontology/local.ttl)\n"
            "  words    search concepts by words in any language, a CURIE (pd:Name) or an IRI\n"
            "  n        a new type of your own, narrower than a known concept\n"
            "  a        a note that states nothing; the list stays open unless you say that it is complete\n"
            "  o        the phrase says that there is more (“and similar data”); the list stays open\n"
            "  h        holds for one vendor's entry alone, as a correction with its reason\n"
            "  s        skip   b  back (takes the decision back)   q  quit; what is decided is kept",
        ),
        "keys": ("n=e a=a o=ö h=h s=s b=b q=q", "n=n a=a o=o h=h s=s b=b q=q"),
        # spreadsheet
        "sheet-guide": ("Läs mig", "Read me"),
        "sheet-phrases": ("Fraser", "Phrases"),
        "col-phrase": ("Fras", "Phrase"),
        "col-field": ("Fält", "Field"),
        "col-seen": ("Sedd", "Seen"),
        "col-suggestion": ("Förslag", "Suggestion"),
        "col-decision": ("Beslut", "Decision"),
        "col-concept": ("Begrepp", "Concept"),
        "col-vendor": ("Leverantör (bara här)", "Vendor (only here)"),
        "col-by": ("Av", "By"),
        "col-reason": ("Skäl", "Reason"),
        "col-text": ("Så står det", "As it stands"),
        "title": ("Fraser som inte är förstådda", "Phrases that are not understood"),
        "who": ("Beslutat av (namn)", "Decided by (name)"),
        "seen-cell": ("{n} × · {place}", "{n} × · {place}"),
        "guide-1": (
            "Varje rad är en fras som inte är förstådd, i ett fält. Välj ett beslut i den gula kolumnen; tomt betyder ingen ändring.",
            "Each row is a phrase that is not understood, in one field. Choose a decision in the yellow column; empty changes nothing.",
        ),
        "guide-2": (
            "”etikett”: frasen är ett namn på begreppet i kolumnen Begrepp (välj i listan, eller skriv ett namn, en CURIE eller en IRI).",
            "“label”: the phrase is a name of the concept in the column Concept (choose, or write a name, a CURIE or an IRI).",
        ),
        "guide-3": (
            "”snävare än”: frasen blir en egen typ under begreppet i kolumnen Begrepp.",
            "“narrower than”: the phrase becomes a type of your own below the concept in the column Concept.",
        ),
        "guide-4": (
            "”anmärkning”: frasen anger inget; listan förblir öppen. ”anmärkning, listan fullständig”: listan är i övrigt fullständig, och svarar nej på det som inte står i den. ”lämnar listan öppen”: frasen säger att det finns mer.",
            "“note”: the phrase states nothing; the list stays open. “note, list complete”: the list is complete otherwise, and answers no to what is not in it. “leaves open”: the phrase says that there is more.",
        ),
        "guide-5": (
            "”bara här”: begreppet gäller en leverantörs post; skriv leverantören och ett skäl.",
            "“only here”: the concept holds for one vendor's entry; write the vendor and a reason.",
        ),
        "guide-6": (
            "Spara, och läs tillbaka: datamap review {file}. Det som inte går att ta vägras cell för cell; resten tas.",
            "Save, and read it back: datamap review {file}. What cannot be taken is refused cell by cell; the rest is taken.",
        ),
    }
)


def say(language: str, key: str, **values: object) -> str:
    """Return a text in a language, with values put in."""
    return _WORDS.say(language, key, **values)


def both(key: str) -> tuple[str, str]:
    """Return a text in Swedish and in English."""
    return _WORDS.both(key)
