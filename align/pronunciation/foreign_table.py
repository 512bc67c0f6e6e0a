"""Months, currencies, units and fractions of the languages besides English that were measured."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["TABLES", "SpokenTable"]


@dataclass(frozen=True, slots=True)
class SpokenTable:
    """How one language says what stands around its numbers.

    Args:
        months: from January on, in the form that follows a day.
        joiner: between day, month and year ("de"); "" for nothing.
        ordinal_days: whether the day of a date is an ordinal; else only the first of a month is, as `first`.
        first: the first of a month.
        currencies: by sign and by code of ISO 4217; the signs $ € £ stand in `Language.money`.
        units: by what is printed; several ways are parted by "|".
        square: said with a length for its square; `square_first`: before it.
        fractions: by what is printed.
        ordinal_numerals: whether a Roman numeral is read as an ordinal first.
    """

    months: tuple[str, ...]
    joiner: str
    ordinal_days: bool
    first: str
    currencies: dict[str, str]
    units: dict[str, str]
    square: str
    square_first: bool
    fractions: dict[str, str]
    ordinal_numerals: bool


def _pairs(text: str) -> dict[str, str]:
    """Read entries "KEY=words; KEY=words"."""
    return dict(entry.strip().split("=", 1) for entry in text.split(";"))


TABLES: dict[str, SpokenTable] = {
    "de": SpokenTable(
        tuple("januar februar märz april mai juni juli august september oktober november dezember".split()),
        "", True, "ersten",
        _pairs("CHF=franken; ¥=yen; JPY=yen; zł=zloty; PLN=zloty; kr=kronen; ₽=rubel; ₺=lira"),
        _pairs(
            "km=kilometer; m=meter; cm=zentimeter; mm=millimeter; kg=kilo|kilogramm; g=gramm; l=liter; t=tonnen;"
            "h=stunden; min=minuten; s=sekunden; km/h=kilometer pro stunde|stundenkilometer; °C=grad celsius|grad;"
            "°=grad; ha=hektar; Mio=millionen; Mrd=milliarden; GB=gigabyte; MB=megabyte; kW=kilowatt; W=watt"
        ),
        "quadrat", True,
        _pairs("1/2=ein halb|ein halber; 1/3=ein drittel; 2/3=zwei drittel; 1/4=ein viertel; 3/4=drei viertel"), True,
    ),
    "fr": SpokenTable(
        tuple("janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()),
        "", False, "premier",
        _pairs("CHF=francs; ¥=yens; JPY=yens; zł=zlotys; PLN=zlotys; kr=couronnes; ₽=roubles; ₺=livres turques"),
        _pairs(
            "km=kilomètres; m=mètres; cm=centimètres; mm=millimètres; kg=kilos|kilogrammes; g=grammes; l=litres;"
            "t=tonnes; h=heures; min=minutes; s=secondes; km/h=kilomètres heure|kilomètres à l'heure;"
            "°C=degrés|degrés celsius; °=degrés; ha=hectares; M€=millions d'euros; Go=gigas; kW=kilowatts; W=watts"
        ),
        "carrés", False,
        _pairs("1/2=un demi|une demie; 1/3=un tiers; 2/3=deux tiers; 1/4=un quart; 3/4=trois quarts"), False,
    ),
    "es": SpokenTable(
        tuple("enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split()),
        "de", False, "primero",
        _pairs("CHF=francos; ¥=yenes; JPY=yenes; MXN=pesos; ARS=pesos; COP=pesos; PLN=zlotys; kr=coronas"),
        _pairs(
            "km=kilómetros; m=metros; cm=centímetros; mm=milímetros; kg=kilos|kilogramos; g=gramos; l=litros;"
            "t=toneladas; h=horas; min=minutos; s=segundos; km/h=kilómetros por hora; °C=grados|grados centígrados;"
            "°=grados; ha=hectáreas; GB=gigas; kW=kilovatios; W=vatios"
        ),
        "cuadrados", False,
        _pairs("1/2=un medio|medio; 1/3=un tercio; 2/3=dos tercios; 1/4=un cuarto; 3/4=tres cuartos"), False,
    ),
    "it": SpokenTable(
        tuple("gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre".split()),
        "", False, "primo",
        _pairs("CHF=franchi; ¥=yen; JPY=yen; PLN=zloty; kr=corone"),
        _pairs(
            "km=chilometri; m=metri; cm=centimetri; mm=millimetri; kg=chili|chilogrammi; g=grammi; l=litri;"
            "t=tonnellate; h=ore; min=minuti; s=secondi; km/h=chilometri orari|chilometri all'ora;"
            "°C=gradi|gradi centigradi; °=gradi; ha=ettari; GB=giga; kW=chilowatt; W=watt"
        ),
        "quadrati", False,
        _pairs("1/2=un mezzo|mezzo; 1/3=un terzo; 2/3=due terzi; 1/4=un quarto; 3/4=tre quarti"), True,
    ),
    "pt": SpokenTable(
        tuple("janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro".split()),
        "de", False, "primeiro",
        _pairs("R$=reais; BRL=reais; CHF=francos; ¥=ienes; JPY=ienes; PLN=zlotys; kr=coroas"),
        _pairs(
            "km=quilómetros; m=metros; cm=centímetros; mm=milímetros; kg=quilos|quilogramas; g=gramas; l=litros;"
            "t=toneladas; h=horas; min=minutos; s=segundos; km/h=quilómetros por hora; °C=graus|graus celsius;"
            "°=graus; ha=hectares; GB=gigas; kW=quilowatts; W=watts"
        ),
        "quadrados", False,
        _pairs("1/2=um meio|meio; 1/3=um terço; 2/3=dois terços; 1/4=um quarto; 3/4=três quartos"), False,
    ),
    "pl": SpokenTable(
        tuple(
            "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia".split()
        ),
        "", True, "pierwszego",
        _pairs("zł=złotych; PLN=złotych; gr=groszy; CHF=franków; ¥=jenów; JPY=jenów; kr=koron; CZK=koron"),
        _pairs(
            "km=kilometrów; m=metrów; cm=centymetrów; mm=milimetrów; kg=kilogramów|kilo; g=gramów; l=litrów; t=ton;"
            "h=godzin; min=minut; s=sekund; km/h=kilometrów na godzinę; °C=stopni|stopni celsjusza; °=stopni;"
            "ha=hektarów; tys=tysięcy; mln=milionów; mld=miliardów; GB=gigabajtów; kW=kilowatów; W=watów"
        ),
        "kwadratowych", False,
        _pairs("1/2=pół|jedna druga; 1/3=jedna trzecia; 2/3=dwie trzecie; 1/4=jedna czwarta; 3/4=trzy czwarte"), True,
    ),
    "ca": SpokenTable(
        tuple("gener febrer març abril maig juny juliol agost setembre octubre novembre desembre".split()),
        "de", False, "primer",
        _pairs("CHF=francs; ¥=iens; JPY=iens; PLN=zlotys; kr=corones"),
        _pairs(
            "km=quilòmetres; m=metres; cm=centímetres; mm=mil·límetres; kg=quilos|quilograms; g=grams; l=litres;"
            "t=tones; h=hores; min=minuts; s=segons; km/h=quilòmetres per hora; °C=graus|graus centígrads; °=graus;"
            "ha=hectàrees; GB=gigues; kW=quilowatts; W=watts"
        ),
        "quadrats", False,
        _pairs("1/2=un mig|mig; 1/3=un terç; 2/3=dos terços; 1/4=un quart; 3/4=tres quarts"), False,
    ),
}  # fmt: skip
"""By code. The other languages are read by `align.pronunciation.foreign_forms` alone."""
