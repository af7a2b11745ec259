"""What must be said beside paths of processors, in Swedish and English."""

NOTES = {
    "sv": {
        "sub-processors": "En leverantörs egen lista säger vilka som arbetar åt leverantören, inte att era uppgifter "
        "går dit; därför som mest ”kan förekomma”, utom där listan är gjord för er.",
        "leaves": "Okänt vilka som står bakom (ingen egen lista inläst): {names}.",
        "cut": "Vägar längre än {depth} led, eller fler än {most}, är utelämnade (-p depth=N).",
    },
    "en": {
        "sub-processors": "A vendor's own list says who works for the vendor, not that your data go there; "
        "therefore “may occur” at most, unless the list was made for you.",
        "leaves": "Not known who stands behind (no list of their own is read): {names}.",
        "cut": "Paths of more than {depth} levels, or more than {most} of them, are left out (-p depth=N).",
    },
}
