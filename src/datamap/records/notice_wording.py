"""The words of notices to customers, in Swedish and English."""

from __future__ import annotations

from datamap.spoken import Texts

_WORDS = Texts({
    "title": ("Underrättelse om underbiträden", "Notice of sub-processors"),
    "subtitle": ("enligt artikel 28.2 i dataskyddsförordningen (EU) 2016/679", "under Article 28(2) of Regulation (EU) 2016/679 (GDPR)"),
    "name": ("Underrättelse om underbiträden", "Notice of sub-processors"),
    "we": ("Vi", "We"),
    "opening-add": (
        "Vi behandlar personuppgifter för er räkning som personuppgiftsbiträde. Härmed underrättar vi er om att vi avser att anlita {names} som {word}, så att ni kan invända mot det.",
        "We process personal data on your behalf as your processor. We hereby inform you that we intend to engage {names} as {word}, so that you can object to it."),
    "opening-also": (
        "Vi behandlar personuppgifter för er räkning som personuppgiftsbiträde. Härmed underrättar vi er om en ändring av de underbiträden vi anlitar.",
        "We process personal data on your behalf as your processor. We hereby inform you of a change of the sub-processors that we engage."),
    "opening-renamed": (
        "I vår lista står {names} under nytt namn. Att det är samma företag är inte bekräftat, och ni kan därför invända också mot det.",
        "Our list now gives {names} under a new name. That it is the same company is not confirmed, so you can object to that too."),
    "opening-none": (
        "Vi behandlar personuppgifter för er räkning som personuppgiftsbiträde. Sedan den förra listan har inget underbiträde tillkommit eller bytts ut, och ingen ny plats anges.",
        "We process personal data on your behalf as your processor. Since the previous list no sub-processor has been added or replaced, and no new place is stated."),
    "opening-place": (
        "För {names} anges en ny plats. Vi behandlar uppgifter endast på era dokumenterade instruktioner, även när det gäller överföring till tredjeland (artikel 28.3 a): se därför över om avtalet och instruktionen omfattar den nya platsen.",
        "A new place is stated for {names}. We process data only on your documented instructions, also with regard to transfers to a third country (Article 28(3)(a)): please check, therefore, that the contract and your instructions cover the new place."),
    "one": ("underbiträde", "a sub-processor"),
    "many": ("underbiträden", "sub-processors"),
    "to": ("Till", "To"),
    "customers": ("Kunder (personuppgiftsansvariga)", "Customers (controllers)"),
    "from": ("Från", "From"),
    "date": ("Datum", "Date"),
    "effective": ("Gäller från", "Effective from"),
    "contract": ("Avtal", "Contract"),
    "deadline": ("Invändning senast", "Object by"),
    "objections-to": ("Invändning skickas till", "Send objections to"),
    "deadline-counted": ("{date} ({period} från denna underrättelse, enligt avtalet)", "{date} ({period} from this notice, by contract)"),
    "deadline-words": ("{period}, enligt avtalet", "{period}, by contract"),
    "deadline-table": ("Beror på avtalet, se nedan", "Depends on the contract, see below"),
    "deadline-by-contract": ("Har avtalet en tid för invändning gäller den.", "If the contract sets a time to object, it applies."),
    "reading-title": ("Så gör ni", "What to do"),
    "object-to": ("Vill ni invända: skriv till adressen ovan inom den tid som gäller, och ange vilket underbiträde invändningen avser.",
                  "If you wish to object: write to the address above within the time that applies, and name the sub-processor concerned."),
    "object": ("Vill ni invända: svara inom den tid som gäller, och ange vilket underbiträde invändningen avser.",
               "If you wish to object: reply within the time that applies, and name the sub-processor concerned."),
    "reading-places": ("Så gör ni", "What to do"),
    "check": ("Svara om avtalet eller er instruktion inte omfattar den nya platsen.", "Reply if the contract or your instructions do not cover the new place."),
    "removed": ("Anlitas inte längre, enligt listan: {names}. Om ett nytt underbiträde ersätter dem framgår inte.",
                "No longer engaged, according to the list: {names}. Whether a new sub-processor replaces them is not stated."),
    "not-stated": ("”Ej angivet” betyder att ingen har lämnat uppgiften; det betyder inte nej.", "“Not stated” means that nobody has supplied the fact; it does not mean no."),
    "as-listed": ("Uppgifterna återger vad underbiträdet eller vår lista anger.", "The facts are as stated by the sub-processor or in our list."),
    "title-added": ("Nya underbiträden", "New sub-processors"),
    "lead-added": ("De underbiträden som tillkommer eller ersätter andra.", "The sub-processors that are added or replace others."),
    "was-named": ("I förra listan stod {old} på denna plats. Att det är samma företag är inte bekräftat.", "The previous list named {old} in this place. That it is the same company is not confirmed."),
    "known-before": ("Anlitas redan; ny uppgift.", "Engaged already; a new task."),
    "title-both": ("Underbiträden som tillkommer eller har nya platser", "Sub-processors that are added or have new places"),
    "title-places": ("Underbiträden med nya platser", "Sub-processors with new places"),
    "band-added": ("Tillkommer eller ersätter andra", "Added, or replacing others"),
    "band-places": ("Anlitas redan, med en ny plats", "Engaged already, with a new place"),
    "was": ("Förut: {places}", "Before: {places}"),
    "lead-places": ("En ny plats ska omfattas av avtal och instruktion (artikel 28.3 a).",
                    "Contract and instructions must cover a new place (Article 28(3)(a))."),
    "access": ("åtkomst: {places}", "access: {places}"),
    "period": ("Tid enligt avtalet", "Time by contract"),
    "last-day": ("Sista dag", "Last day"),
    "no-period": ("Avtal utan registrerad tid", "Contracts without a time on record"),
    # on the screen
    "announced": ("Underrättas om (art. 28.2): {names}", "Announced (Art. 28(2)): {names}"),
    "places": ("Ny plats, se över avtal och instruktion (art. 28.3 a): {names}", "New place, check contract and instructions (Art. 28(3)(a)): {names}"),
    "look": ("Se över avtalet; ingår inte i underrättelsen: {names}", "Check the contract; not part of the notice: {names}"),
    "quiet": ("Kräver ingen underrättelse: {n} ändringar", "Need no notice: {n} changes"),
    "none-needed": ("Ingen underrättelse behövs: {n} ändringar, inget underbiträde tillkommer eller byts ut och ingen ny plats anges.",
                    "No notice is needed: {n} changes, none adds or replaces a sub-processor or names a new place."),
    "missing": ("Ej angivet i underrättelsen: {what}", "Not stated in the notice: {what}"),
    "too-early": ("{name}: avtalets varsel ({period}) löper till {date}, efter den dag ändringen gäller från ({effective}).",
                  "{name}: the notice that the contract asks for ({period}) ends on {date}, after the day of effect ({effective})."),
    "late-objection": ("{name}: tiden att invända löper till {date}, efter den dag ändringen gäller från ({effective}).",
                       "{name}: the time to object ends on {date}, after the day of effect ({effective})."),
})  # fmt: skip


def say_notice(language: str, key: str, /, **values: object) -> str:
    """Return a text of notices in a language, with its values filled in."""
    return _WORDS.say(language, key, **values)
