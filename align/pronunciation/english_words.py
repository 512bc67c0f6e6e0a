"""What English readers say for abbreviations, symbols and units. Forms are space-separated words, best first."""

from __future__ import annotations

__all__ = [
    "ABBREVIATIONS",
    "AMBIGUOUS",
    "DOTTED",
    "MONTHS",
    "NUMBERED",
    "RULERS",
    "SPELLED_WORDS",
    "SYMBOLS",
    "WORDS",
]

WORDS: dict[str, tuple[str, ...]] = {
    "sql": ("sequel", "s. q. l."),
    "gif": ("gif", "jif"),
    "jpeg": ("j. peg",),
    "jpg": ("j. peg", "j. p. g."),
    "wifi": ("why fie",),
    "wi-fi": ("why fie",),
    "ios": ("i. o. s.",),
    "ok": ("okay",),
    "o.k": ("okay",),
    "cuz": ("cause",),
    "hmm": ("hmm", "mm"),
    "mm-hmm": ("mm hmm",),
    "mhm": ("mhm", "mm hmm"),
    "vs": ("versus", "v. s."),
    "e.g": ("e. g.", "for example"),
    "i.e": ("i. e.", "that is"),
    "ph.d": ("p. h. d.",),
    "phd": ("p. h. d.",),
    "vr": ("v. r.",),
    "bros": ("brothers", "bros"),
    "mr": ("mister",),
    "mrs": ("mrs",),
    "ms": ("miz", "m. s."),
    "etc": ("et cetera",),
    "lol": ("l. o. l.", "lol"),
    "asap": ("a. s. a. p.", "a. sap"),
    "c++": ("c. plus plus",),
    "c#": ("c. sharp",),
    "f#": ("f. sharp",),
    ".net": ("dot net",),
    "w/": ("with",),
    "w/o": ("without",),
    "b/c": ("because",),
    "sq": ("square", "s. q."),
    "ctrl": ("control",),
    "yr": ("year", "years"),
    "aka": ("a. k. a.", "also known as"),
    "eta": ("e. t. a.", "eta"),
    "diy": ("d. i. y.",),
    "faq": ("f. a. q.", "fack"),
}
"""Looked up by the bare word in lower case."""

ABBREVIATIONS: dict[str, tuple[str, ...]] = {
    "dr.": ("doctor", "drive"),
    "st.": ("saint", "street"),
    "prof.": ("professor",),
    "gen.": ("general",),
    "sen.": ("senator",),
    "rep.": ("representative",),
    "gov.": ("governor",),
    "lt.": ("lieutenant",),
    "col.": ("colonel",),
    "sgt.": ("sergeant",),
    "capt.": ("captain",),
    "rev.": ("reverend",),
    "hon.": ("honorable",),
    "jr.": ("junior",),
    "sr.": ("senior",),
    "inc.": ("incorporated", "ink"),
    "ltd.": ("limited",),
    "corp.": ("corporation", "corp"),
    "co.": ("company", "co"),
    "dept.": ("department",),
    "est.": ("established",),
    "approx.": ("approximately", "approx"),
    "fig.": ("figure",),
    "vol.": ("volume",),
    "ch.": ("chapter",),
    "pp.": ("pages",),
    "mt.": ("mount",),
    "ave.": ("avenue",),
    "blvd.": ("boulevard",),
    "rd.": ("road",),
    "ft.": ("feet", "foot", "featuring", "fort"),
    "sq.": ("square",),
    "yd.": ("yards",),
    "lb.": ("pounds", "pound"),
    "lbs.": ("pounds",),
    "oz.": ("ounces", "ounce"),
    "mi.": ("miles",),
    "hr.": ("hours", "hour"),
    "hrs.": ("hours",),
    "min.": ("minutes", "minimum"),
    "apt.": ("apartment",),
    "ext.": ("extension",),
    "ep.": ("episode",),
    "eps.": ("episodes",),
    "pt.": ("part",),
    "mon.": ("monday",),
    "tue.": ("tuesday",),
    "tues.": ("tuesday",),
    "wed.": ("wednesday",),
    "thu.": ("thursday",),
    "thur.": ("thursday",),
    "thurs.": ("thursday",),
    "fri.": ("friday",),
    "sat.": ("saturday",),
    "sun.": ("sunday",),
    "jan.": ("january",),
    "feb.": ("february",),
    "mar.": ("march",),
    "apr.": ("april",),
    "aug.": ("august",),
    "sept.": ("september",),
    "sep.": ("september",),
    "oct.": ("october",),
    "nov.": ("november",),
    "dec.": ("december",),
}
"""Only with their full stop, and then the plain word is always an alternative."""

AMBIGUOUS = frozenset("rep. fig. co. mar. dec. hon. gen. rev. ch. sat. sun. wed. mon. min. mi.".split())
"""Abbreviations that are words as well."""

DOTTED = {"no.": ("number",), "nos.": ("numbers",), "p.": ("page", "p."), "art.": ("article",), "sec.": ("section",)}
"""Only with their full stop and a number after them."""

SYMBOLS: dict[str, tuple[str, ...]] = {
    "&": ("and",),
    "+": ("plus", "and"),
    "=": ("equals", "is"),
    "@": ("at",),
    "%": ("percent",),
    "‰": ("per mille",),
    "#": ("number", "hashtag", "hash"),
    "*": ("times", "star"),
    "×": ("times", "by"),
    "÷": ("divided by",),
    "±": ("plus or minus",),
    "<": ("less than",),
    ">": ("greater than",),
    "≤": ("less than or equal to",),
    "≥": ("greater than or equal to",),
    "≈": ("approximately", "about"),
    "~": ("about", "approximately"),
    "→": ("to",),
    "°": ("degrees",),
    "^": ("to the",),
    "$": ("dollars",),
    "€": ("euros",),
    "£": ("pounds",),
    "¥": ("yen",),
    "₹": ("rupees",),
    "¢": ("cents",),
    "§": ("section",),
    "©": ("copyright",),
    "½": ("one half", "a half", "half"),
    "¼": ("one quarter", "a quarter", "one fourth"),
    "¾": ("three quarters", "three fourths"),
    "⅓": ("one third", "a third"),
    "⅔": ("two thirds",),
    "²": ("squared",),
    "³": ("cubed",),
    "¹": ("to the first", "one"),
    "⁰": ("to the zero", "zero"),
    "⁴": ("to the fourth", "four"),
    "⁵": ("to the fifth", "five"),
    "⁶": ("to the sixth", "six"),
    "⁷": ("to the seventh", "seven"),
    "⁸": ("to the eighth", "eight"),
    "⁹": ("to the ninth", "nine"),
    "⅛": ("one eighth", "an eighth"),
    "⅜": ("three eighths",),
    "⅝": ("five eighths",),
    "⅞": ("seven eighths",),
    "μ": ("micro",),
    "µ": ("micro",),
    "π": ("pi",),
    "∞": ("infinity",),
    "√": ("the square root of", "square root of", "root"),
    "∛": ("the cube root of", "cube root of"),
    "℃": ("degrees celsius",),
    "℉": ("degrees fahrenheit",),
    "№": ("number",),
    "≠": ("is not equal to", "not equal to"),
    "₽": ("rubles",),
    "₴": ("hryvnias",),
    "₺": ("lira",),
    "₩": ("won",),
    "₪": ("shekels",),
    "₿": ("bitcoin",),
}
"""A symbol where a word could stand. The minus sign is not here: alone it is a dash, and dashes are silent."""

MONTHS = frozenset(
    "january february march april may june july august september october november december "
    "jan feb mar apr jun jul aug sep sept oct nov dec".split()
)

SPELLED_WORDS = frozenset("AI US IT UN EU ID IP OS PC TV UK VC PR HR UI UX AR VR ER ED IM PT AM PM AP ML".split())
"""In capitals these are letters first, though a word is written the same."""

NUMBERED = frozenset(
    "act appendix article battalion book bowl canto chapter class division episode figure game grade lesson level"
    " mark number olympiad page part phase problem psalm quarter question round scene season section stage step table"
    " title type unit version volume war week".split()
)
"""Words before a Roman numeral, or before a letter that is one: "chapter IV", "part I"."""

RULERS = frozenset(
    "alexander benedict catherine charles clement edward elizabeth francis frederick george gregory henry innocent"
    " ivan james john leo leopold louis napoleon nicholas otto paul peter philip pius ramses richard urban"
    " wilhelm william".split()
)
"""First names with a number behind: of these "I" and "V" are numbers, too."""
