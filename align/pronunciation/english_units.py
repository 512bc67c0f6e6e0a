"""What English readers say for currencies, magnitudes, units and time zones. Forms are space-separated, best first."""

from __future__ import annotations

__all__ = ["CURRENCIES", "MAGNITUDES", "UNITS", "UNIT_WORDS", "ZONES"]

_CURRENCIES = """
    dollar dollars cents: $ US$ USD A$ AU$ AUD C$ CA$ CAD NZ$ NZD HK$ HKD S$ SGD NT$ TWD MX$
    euro euros cents: € EUR
    pound pounds pence: £ GBP
    yen yen sen: ¥ JPY JP¥
    yuan yuan fen: CN¥ CNY RMB 元
    franc francs centimes: CHF Fr. SFr.
    krona kronor ore: SEK
    krone kroner ore: NOK DKK
    crown crowns cents: kr CZK Kč ISK
    zloty zlotys groszy: zł PLN
    forint forints filler: HUF Ft
    leu lei bani: RON
    ruble rubles kopecks: ₽ RUB
    hryvnia hryvnias kopecks: ₴ UAH
    lira lira kurus: ₺ TRY
    rupee rupees paise: ₹ INR Rs Rs. PKR
    real reais centavos: R$ BRL
    peso pesos centavos: ₱ MXN PHP ARS CLP COP
    rand rand cents: ZAR
    won won won: ₩ KRW
    shekel shekels agorot: ₪ ILS NIS
    baht baht satang: ฿ THB
    dong dong dong: ₫ VND
    naira naira kobo: ₦ NGN
    dirham dirhams fils: AED
    riyal riyals halalas: SAR
    bitcoin bitcoins satoshis: ₿ BTC
    ether ether ether: ETH
"""

CURRENCIES: dict[str, tuple[str, str, str]] = {
    sign: (one, many, cents)
    for line in _CURRENCIES.strip().splitlines()
    for (one, many, cents), signs in [(line.split(":")[0].split(), line.split(":")[1].split())]
    for sign in signs
}
"""One, many, and a hundredth of one: by sign, and by code of ISO 4217."""

MAGNITUDES: dict[str, str] = {
    "k": "thousand",
    "K": "thousand",
    "m": "million",
    "M": "million",
    "mm": "million",
    "MM": "million",
    "mn": "million",
    "b": "billion",
    "B": "billion",
    "bn": "billion",
    "t": "trillion",
    "T": "trillion",
    "tn": "trillion",
}

UNITS: dict[str, tuple[str, ...]] = {
    "km": ("kilometers", "k.", "k. m."),
    "m": ("meters", "million", "minutes"),
    "cm": ("centimeters",),
    "nm": ("nanometers",),
    "ft": ("feet", "foot"),
    "in": ("inches", "inch"),
    "yd": ("yards",),
    "kg": ("kilograms", "kilos", "k. g."),
    "g": ("grams", "g."),
    "mg": ("milligrams",),
    "lb": ("pounds", "pound"),
    "lbs": ("pounds",),
    "oz": ("ounces", "ounce"),
    "l": ("liters",),
    "L": ("liters",),
    "ml": ("milliliters",),
    "s": ("seconds",),
    "sec": ("seconds",),
    "ms": ("milliseconds",),
    "µs": ("microseconds",),
    "μs": ("microseconds",),
    "us": ("microseconds",),
    "ns": ("nanoseconds",),
    "min": ("minutes", "minute"),
    "mins": ("minutes",),
    "h": ("hours",),
    "hr": ("hours", "hour"),
    "hrs": ("hours",),
    "mph": ("miles per hour", "m. p. h."),
    "kph": ("kilometers per hour", "k. p. h."),
    "km/h": ("kilometers per hour", "kilometers an hour"),
    "m/s": ("meters per second", "meters a second"),
    "mi": ("miles",),
    "mpg": ("miles per gallon", "m. p. g."),
    "gal": ("gallons",),
    "ha": ("hectares",),
    "acre": ("acres",),
    "t": ("tons", "t."),
    "kcal": ("kilocalories", "calories"),
    "cal": ("calories",),
    "hp": ("horsepower", "h. p."),
    "psi": ("p. s. i.", "pounds per square inch"),
    "mAh": ("milliamp hours",),
    "A": ("amps", "a."),
    "MP": ("megapixels",),
    "TWh": ("terawatt hours",),
    "MWh": ("megawatt hours",),
    "GWh": ("gigawatt hours",),
    "days": ("days",),
    "yr": ("years", "year"),
    "yrs": ("years",),
    "wk": ("weeks",),
    "sq": ("square",),
    "Hz": ("hertz",),
    "kHz": ("kilohertz",),
    "MHz": ("megahertz",),
    "GHz": ("gigahertz",),
    "W": ("watts", "watt"),
    "kW": ("kilowatts",),
    "MW": ("megawatts", "megawatt"),
    "GW": ("gigawatts", "gigawatt"),
    "kWh": ("kilowatt hours",),
    "V": ("volts", "volt"),
    "kB": ("kilobytes", "k."),
    "KB": ("kilobytes", "k."),
    "MB": ("megabytes", "megs"),
    "GB": ("gigabytes", "gigs", "gigabyte"),
    "TB": ("terabytes", "terabyte"),
    "PB": ("petabytes",),
    "Mbps": ("megabits per second",),
    "Gbps": ("gigabits per second",),
    "dB": ("decibels", "d. b."),
    "fps": ("frames per second", "f. p. s."),
    "rpm": ("r. p. m.", "revolutions per minute"),
    "px": ("pixels",),
    "pt": ("point", "points"),
    "K": ("thousand", "k."),
    "k": ("thousand", "k."),
    "M": ("million", "m."),
    "B": ("billion", "b."),
    "bn": ("billion",),
    "MM": ("million", "m. m."),
    "mn": ("million",),
    "mm": ("millimeters", "million"),
    "T": ("trillion", "t."),
    "G": ("g.", "gigs"),
    "x": ("x.", "times"),
    "X": ("x.", "times"),
    "×": ("times", "x."),
    "%": ("percent",),
    "‰": ("per mille",),
    "¢": ("cents",),
    "c": ("cents", "c."),
    "p": ("p.", "pence"),
    "°": ("degrees", "degree"),
    "º": ("degrees", "degree"),
    "°C": ("degrees celsius", "degrees", "degrees centigrade", "celsius"),
    "℃": ("degrees celsius", "degrees", "degrees centigrade", "celsius"),
    "ºC": ("degrees celsius", "degrees", "degrees centigrade", "celsius"),
    "°F": ("degrees fahrenheit", "degrees", "fahrenheit"),
    "℉": ("degrees fahrenheit", "degrees", "fahrenheit"),
    "ºF": ("degrees fahrenheit", "degrees", "fahrenheit"),
    "+": ("plus",),
    "bps": ("basis points", "bits per second"),
}
"""Behind a number, glued or after a space. The case matters."""

UNIT_WORDS = frozenset("in c g h K k l L m M B T G p s t W V x X us pt min ms + mm PB MB x".split())
"""Units that are words, letters or magnitudes as well: after a space they are read as such, too."""

ZONES: dict[str, tuple[str, ...]] = {
    "ET": ("eastern time", "e. t.", "eastern"),
    "CT": ("central time", "c. t.", "central"),
    "MT": ("mountain time", "m. t.", "mountain"),
    "PT": ("pacific time", "p. t.", "pacific"),
    "EST": ("e. s. t.", "eastern standard time", "eastern time", "eastern"),
    "EDT": ("e. d. t.", "eastern daylight time", "eastern time", "eastern"),
    "CST": ("c. s. t.", "central standard time", "central time", "central"),
    "CDT": ("c. d. t.", "central daylight time", "central time", "central"),
    "MST": ("m. s. t.", "mountain standard time", "mountain time", "mountain"),
    "PST": ("p. s. t.", "pacific standard time", "pacific time", "pacific"),
    "PDT": ("p. d. t.", "pacific daylight time", "pacific time", "pacific"),
    "GMT": ("g. m. t.", "greenwich mean time"),
    "UTC": ("u. t. c.", "universal time"),
    "BST": ("b. s. t.", "british summer time"),
    "CET": ("c. e. t.", "central european time"),
}
"""After a time of day."""
