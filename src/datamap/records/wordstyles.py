"""The styles, list, fonts and settings of a Word document (ECMA-376-1, 17.7, 17.9, 17.8, 17.15)."""

from __future__ import annotations

from datamap.records.appearance import (
    AFTER,
    AIR,
    BEFORE,
    FONT,
    GAP,
    HEADING,
    QUIET,
    RULE,
    SIZES,
    STYLE_NAMES,
    WIDTH,
)
from datamap.records.wordml import DECLARATION, NAMESPACES, half_points, twips

_TIGHT = 'w:line="221" w:lineRule="auto"'  # Source Sans Pro is tall: 0.92 of its own height


def styles(locale: str) -> str:
    """Return ``styles.xml`` for a language: every look by name."""
    fonts = f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:cs="{FONT}"/>'
    language = f'<w:lang w:val="{locale}" w:eastAsia="{locale}" w:bidi="ar-SA"/>'
    return (
        f"{DECLARATION}<w:styles {NAMESPACES}><w:docDefaults>"
        f"<w:rPrDefault><w:rPr>{fonts}{_size('cell')}{language}</w:rPr></w:rPrDefault>"
        f'<w:pPrDefault><w:pPr><w:spacing w:after="0" {_TIGHT}/></w:pPr></w:pPrDefault></w:docDefaults>'
        f"{''.join((*_paragraphs(), *_characters(), *_tables()))}</w:styles>"
    )


def _size(name: str) -> str:
    size = half_points(SIZES[name])
    return f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'


def _colour(colour: str) -> str:
    return f'<w:color w:val="{colour}"/>'


def _spacing(before: float, after: float) -> str:
    return f'<w:spacing w:before="{twips(before)}" w:after="{twips(after)}" {_TIGHT}/>'


def _paragraph(name: str, based: str, looks: str = "", letters: str = "", following: str = "") -> str:
    default = ' w:default="1"' if name == "Normal" else ""
    on = f'<w:basedOn w:val="{based}"/>' if based else ""
    following = f'<w:next w:val="{following}"/>' if following else ""
    stored = name.lower() if name.startswith("Heading") else name  # Word's own name of it is in lower case
    return (
        f'<w:style w:type="paragraph"{default} w:styleId="{name.replace(" ", "")}"><w:name w:val="{stored}"/>'
        f"{on}{following}<w:qFormat/><w:pPr>{looks}</w:pPr><w:rPr>{letters}</w:rPr></w:style>"
    )


def _paragraphs() -> list[str]:
    bold = "<w:b/><w:bCs/>"
    heading = bold + _colour(HEADING)
    rule = f'w:val="single" w:sz="3" w:color="{RULE}"'
    foot = f'<w:pBdr><w:top {rule} w:space="5"/></w:pBdr>'
    bar = f'<w:pBdr><w:left w:val="single" w:sz="12" w:space="3" w:color="{HEADING}"/></w:pBdr>'
    tab = f'<w:tabs><w:tab w:val="right" w:pos="{twips(WIDTH)}"/></w:tabs>'
    quiet = _colour(QUIET) + _size("article")
    dash = (
        '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
        f'{_spacing(0, 0.9)}<w:ind w:left="{twips(3.4)}" w:hanging="{twips(3.4)}"/>'
    )
    return [
        _paragraph("Normal", ""),
        _paragraph("Title", "Normal", f"<w:keepNext/>{_spacing(0, 1)}", heading + _size("title"), "Subtitle"),
        _paragraph("Subtitle", "Normal", _spacing(0, 5), _size("subtitle"), "Normal"),
        _paragraph(
            "Heading 1",
            "Normal",
            f'<w:keepNext/><w:keepLines/>{_spacing(0, 2.2)}<w:outlineLvl w:val="0"/>',
            heading + _size("heading"),
            "Lead",
        ),
        _paragraph("Lead", "Normal", _spacing(0, 0.6), _size("lead")),
        _paragraph("List Bullet", "Normal", dash, _size("front")),
        _paragraph("Footer", "Normal", foot + tab, _colour(QUIET) + _size("footer")),
        _paragraph("Fact Label", "Normal", "", bold + _size("front")),
        _paragraph("Fact", "Normal", "", _size("front")),
        _paragraph("Legend", "Normal", "", _size("legend")),
        _paragraph("Column Head", "Normal", "<w:keepNext/>", heading + _size("head")),
        _paragraph("Article", "Normal", "", quiet),
        _paragraph("Cell", "Normal"),
        _paragraph("Group", "Normal", "<w:keepNext/>"),
        _paragraph("Voluntary Label", "Normal", "<w:keepNext/>", f"<w:i/><w:iCs/>{quiet}"),
        _paragraph("Voluntary", "Normal", "", _size("below")),
        _paragraph("Remark", "Normal", "", quiet),
        _paragraph("Changed", "Normal", bar + f'<w:ind w:left="{twips(1.5)}"/>'),
        _paragraph(
            "Section End",
            "Normal",
            '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>',
            '<w:sz w:val="2"/><w:szCs w:val="2"/>',
        ),
    ]


def _characters() -> list[str]:
    looks = {
        "name": "<w:b/><w:bCs/>",
        "gap": f"<w:i/><w:iCs/>{_colour(GAP)}",
        "answer": "",
        "quiet": _colour(QUIET),
        "change": f"<w:b/><w:bCs/>{_colour(HEADING)}",
    }
    return [
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>',
        *(
            f'<w:style w:type="character" w:customStyle="1" w:styleId="{name}"><w:name w:val="{name}"/>'
            f'<w:basedOn w:val="DefaultParagraphFont"/><w:qFormat/><w:rPr>{looks[kind]}</w:rPr></w:style>'
            for kind, name in STYLE_NAMES.items()
        ),
    ]


def _tables() -> list[str]:
    """Horizontal rules only, a dark one above; the front's tables begin at the margin."""

    def margins(left: float, air: float) -> str:
        sides = (("top", air), ("left", left), ("bottom", air), ("right", AFTER))
        inner = "".join(f'<w:{side} w:w="{twips(width)}" w:type="dxa"/>' for side, width in sides)
        return f"<w:tblCellMar>{inner}</w:tblCellMar>"

    rule = f'w:val="single" w:sz="3" w:space="0" w:color="{RULE}"'
    borders = (
        f'<w:tblBorders><w:top w:val="single" w:sz="8" w:space="0" w:color="{HEADING}"/>'
        f"<w:bottom {rule}/><w:insideH {rule}/></w:tblBorders>"
    )
    tight = AIR - 0.6  # Word's lines have air of their own
    return [
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr>'
        "</w:style>",
        '<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/></w:style>',
        *(
            f'<w:style w:type="table" w:customStyle="1" w:styleId="{name.replace(" ", "")}">'
            f'<w:name w:val="{name}"/><w:basedOn w:val="TableNormal"/>'
            f"<w:tblPr>{borders}{margins(left, tight)}</w:tblPr></w:style>"
            for name, left in (("Record Table", BEFORE), ("Front Table", 0.0))
        ),
    ]


def numbering() -> str:
    """Return ``numbering.xml``: the one list there is, with dashes."""
    return (
        f'{DECLARATION}<w:numbering {NAMESPACES}><w:abstractNum w:abstractNumId="0">'
        '<w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/>'
        '<w:numFmt w:val="bullet"/><w:pStyle w:val="ListBullet"/><w:lvlText w:val="–"/>'
        '<w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{twips(3.4)}" w:hanging="{twips(3.4)}"/></w:pPr></w:lvl></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )


def fonts() -> str:
    """Return ``fontTable.xml``: what stands in where Source Sans Pro is not installed."""
    return (
        f'{DECLARATION}<w:fonts {NAMESPACES}><w:font w:name="{FONT}"><w:altName w:val="Calibri"/>'
        '<w:panose1 w:val="020B0503030403020204"/><w:charset w:val="00"/><w:family w:val="swiss"/>'
        '<w:pitch w:val="variable"/></w:font></w:fonts>'
    )


def settings(locale: str) -> str:
    """Return ``settings.xml``: today's layout rules, so that Word opens in no compatibility mode."""
    uri = "http://schemas.microsoft.com/office/word"
    return (
        f'{DECLARATION}<w:settings {NAMESPACES}><w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/>'
        '<w:characterSpacingControl w:val="doNotCompress"/><w:compat>'
        f'<w:compatSetting w:name="compatibilityMode" w:uri="{uri}" w:val="15"/></w:compat>'
        f'<w:themeFontLang w:val="{locale}"/><w:decimalSymbol w:val=","/><w:listSeparator w:val=";"/>'
        "</w:settings>"
    )
