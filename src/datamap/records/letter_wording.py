"""The words of the letter to a vendor, in Swedish and English."""

from __future__ import annotations

LETTER = {
    "sv": {
        "subject": "Frågor om hur {vendor} behandlar personuppgifter för {entity}",
        "hello": "Hej,",
        "why": "Vi för register över behandling enligt artikel 30 i dataskyddsförordningen och ska kunna visa vilka "
        "underbiträden vi anlitar (artikel 28). Vi saknar följande uppgifter om er. Svara gärna på varje punkt, även "
        "om svaret är nej.",
        "list": "I vår lista står: ”{text}”.",
        "end": "Tack på förhand!",
        "nothing": "Inget saknas om {vendor}.",
        "sender": "Avsändare: {entity}",
        "us": "oss",
    },
    "en": {
        "subject": "Questions on how {vendor} processes personal data for {entity}",
        "hello": "Hello,",
        "why": "We keep a record of processing under Article 30 of the GDPR and must be able to show which "
        "sub-processors we engage (Article 28). We lack the following facts about you. Please answer each point, also "
        "where the answer is no.",
        "list": "Our list says: “{text}”.",
        "end": "Thank you in advance.",
        "nothing": "Nothing is missing about {vendor}.",
        "sender": "Sender: {entity}",
        "us": "us",
    },
}
