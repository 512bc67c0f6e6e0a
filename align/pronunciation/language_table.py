"""What it takes to say each language's numbers and signs, and to tell it from its neighbours."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["LANGUAGES", "Language"]


@dataclass(frozen=True, slots=True)
class Language:
    """How a language's words, numbers and signs are said.

    Args:
        code: ISO 639-1; name: in English.
        voices: espeak-ng's names; the first is the likeliest, others are alternatives where they differ.
        numerals: num2words' name, or "" where espeak-ng says the numbers.
        point: the word for the decimal sign, and alternatives.
        hour: what stands between hours and minutes; "" for nothing.
        money: words for $ € £; percent: for %; conjunction: for &.
        ordinal: what an ordinal ends in besides its digits, as a regular expression.
        common: words that tell the language from its neighbours, commonest first.
    """

    code: str
    name: str
    voices: tuple[str, ...]
    numerals: str
    point: tuple[str, ...]
    hour: str
    money: tuple[str, str, str]
    percent: str
    conjunction: str
    ordinal: str
    common: str


DOTTED = r"\."

LANGUAGES: dict[str, Language] = {
    language.code: language
    for language in (
        Language(
            "en", "English", ("en-us",), "en", ("point",), "",
            ("dollars", "euros", "pounds"), "percent", "and", "st|nd|rd|th",
            "the and of to a in that is was it for on with as you be this have are not but they we from or what"
            " which there would their so about if who can just like i'm it's don't know think going he she his her"
            " my your our its were been had did does will could should than then them these those when where why"
            " how because into over after before very much more some any well now here also even only other really"
            " yeah okay right that's you're they're we're i've didn't",
        ),
        Language(
            "es", "Spanish", ("es", "es-419"), "es", ("coma", "punto"), "y",
            ("dólares", "euros", "libras"), "por ciento", "y", "º|ª|er|ro|ra|do|da|to|ta|vo|va|mo|ma",
            "de la que el en y los se del las un por con no una su para es al lo como más pero sus le ya o este"
            " sí porque esta entre cuando muy sin sobre también me hasta hay donde quien desde todo nos yo eso"
            " había ella está fue era son tengo tiene qué pues entonces bueno así ahora aquí vamos porque estaba mucho"
            " ser hay él mi tu te gracias estoy eres cosas algo nada siempre nosotros",
        ),
        Language(
            "de", "German", ("de",), "de", ("komma", "punkt"), "uhr",
            ("dollar", "euro", "pfund"), "prozent", "und", DOTTED,
            "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden"
            " aus er hat dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur"
            " oder aber vor zur bis mehr durch man ich wir mir mich was kein wenn sehr ja nein da doch mal schon ihr"
            " uns euch dann denn weil ganz habe hier jetzt immer wieder alle diese mein ihre sein kann muss will gut",
        ),
        Language(
            "fr", "French", ("fr",), "fr", ("virgule", "point"), "heures",
            ("dollars", "euros", "livres"), "pour cent", "et", "er|re|ère|e|ème|nd|nde",
            "de la le et les des en un du une que est pour qui dans par plus pas au sur ne se ce il sont avec ont"
            " mais comme ou aux cette on même nous vous je tu elle ils elles c'est d'un d'une qu'il n'est j'ai"
            " être fait tout était très où moi ça puis sommes avons avez donc alors aussi rien quoi faire parce encore"
            " jamais après avant chez c'était toujours oui voilà peut leur leurs quand sans si bien votre"
            " notre j' qu' n' c'",
        ),
        Language(
            "it", "Italian", ("it",), "it", ("virgola", "punto"), "e",
            ("dollari", "euro", "sterline"), "per cento", "e", "º|ª|°|o|a",
            "di e il la che in un a per è una del sono non con si da come dei nel le alla della gli lo più anche"
            " al ma ha delle se i questo io mi ci perché dal sul suo cosa molto quando c'è era hanno ho essere"
            " fatto stato tutto nella quello allora poi ancora sempre così bene adesso noi voi loro siamo sei"
            " abbiamo niente grazie quindi qui sulla nei dalla",
        ),
        Language(
            "pt", "Portuguese", ("pt", "pt-br"), "pt", ("vírgula", "ponto"), "e",
            ("dólares", "euros", "libras"), "por cento", "e", "º|ª|o|a",
            "de a o que e do da em um para é com não uma os no se na por mais as dos como mas foi ao ele das tem"
            " à seu sua ou ser quando muito há nos já está eu também só pelo pela até isso ela entre era depois"
            " sem mesmo aos ter seus quem nas me esse eles você tinha foram essa num nem são então agora aqui porque"
            " nós bem tudo nada obrigado estava está tenho isto assim onde ainda sempre vamos coisa",
        ),
        Language(
            "nl", "Dutch", ("nl",), "nl", ("komma", "punt"), "uur",
            ("dollar", "euro", "pond"), "procent", "en", "e|de|ste",
            "de van het een en in is dat op te zijn met voor die niet aan er om ook als dan bij nog uit naar maar"
            " ze hij was door over ik je wat heb heeft had wij deze dit geen mijn worden kan zo veel wel omdat we"
            " jij hebben ons onze nu moet",
        ),
        Language(
            "pl", "Polish", ("pl",), "pl", ("przecinek", "i"), "",
            ("dolarów", "euro", "funtów"), "procent", "i", DOTTED,
            "w i na z się do nie że to jest o jak po co ale za od jego tak przez dla czy tylko był już może ich"
            " być było są mnie która który które ze ma przy ja go jej pan gdy bardzo pod jeszcze więc ten też mam"
            " sobie kiedy nad mi tym tego tu tam nic wszystko bardzo teraz właśnie dobrze jej nas was ci jakie są"
            " będzie żeby bo więc no tutaj można trzeba",
        ),
        Language(
            "ca", "Catalan", ("ca",), "ca", ("coma", "punt"), "i",
            ("dòlars", "euros", "lliures"), "per cent", "i", "r|n|t|è|a|é|ª|º",
            "de la i el que a en les per un es amb els una del va no és al com més o dels són pel seva seu aquest"
            " aquesta però ha també fer quan molt jo què tot això hi ser ens em perquè nosaltres dia ja sense hem"
            " havia on fins estat altres s'ha d'un d'una l'any doncs ara aquí tenim vam vaig bé nosaltres està"
            " potser sempre després llavors gràcies sóc estem",
        ),
        Language(
            "sv", "Swedish", ("sv",), "sv", ("komma", "punkt"), "",
            ("dollar", "euro", "pund"), "procent", "och", ":e|:a",
            "och i att det som en på är av för med den till inte om ett han men var jag sig från vi så kan när år"
            " under också efter eller nu sin där vid mot ska skulle kommer ut får finns vara hade alla andra"
            " mycket än här då sedan över bara blir upp även vad få två vill man hon de du",
        ),
        Language(
            "ro", "Romanian", ("ro",), "ro", ("virgulă", "punct"), "și",
            ("dolari", "euro", "lire"), "la sută", "și", "-lea|-a",
            "de și în a la cu o pe nu care un că din este au mai se pentru să ca ce sunt al fi dar cel lui sau"
            " prin fost după cum ale doar foarte când acest această fără două despre unde eu el ea noi lor ei era"
            " am ai îl le își trebuie putea",
        ),
        Language(
            "da", "Danish", ("da",), "da", ("komma", "punktum"), "",
            ("dollar", "euro", "pund"), "procent", "og", DOTTED,
            "og i at det er en til på som af for de med den der ikke et har var jeg han om fra kan men sig vi så"
            " eller hun mig du havde skal være blev ud op også efter når kunne nu hvad hvor bliver mere mange"
            " noget meget selv ved alle blive andre",
        ),
        Language(
            "no", "Norwegian", ("nb",), "no", ("komma", "punktum"), "",
            ("dollar", "euro", "pund"), "prosent", "og", DOTTED,
            "og i det er på som en å til av for at har med de ikke den han om et fra var men jeg seg vi så eller"
            " kan sier skal ble etter hun være blir hvor nå også meg hva når mer noe mange bare opp ut bli mye"
            " alle deg oss henne sin ved",
        ),
        Language(
            "fi", "Finnish", ("fi",), "fi", ("pilkku", "piste"), "",
            ("dollaria", "euroa", "puntaa"), "prosenttia", "ja", DOTTED,
            "ja on ei että se oli hän mutta kun ovat en niin olen mitä tämä kuin myös joka minä ole sen vain sitä"
            " nyt jos sinä mukaan jo tai siitä ne he me te minun ollut voi kaikki hyvin sitten mikä jotka olisi"
            " ennen koko vielä",
        ),
        Language(
            "cs", "Czech", ("cs",), "cs", ("celá", "čárka"), "",
            ("dolarů", "eur", "liber"), "procent", "a", DOTTED,
            "a v se na je že to s z do o i jsem si ale za by k ve co pro jako po tak jeho jsou jen od byl být"
            " které který jak ze nebo už bylo když jsme mě mi aby která až než při má byla také ještě není já ty"
            " vy možná protože",
        ),
        Language(
            "sk", "Slovak", ("sk",), "sk", ("celá", "čiarka"), "",
            ("dolárov", "eur", "libier"), "percent", "a", DOTTED,
            "a v sa na je že to s z do o i som si ale za by k vo čo pre ako po tak jeho sú len od bol byť ktoré"
            " ktorý zo alebo už bolo keď sme ma mi aby ktorá až než pri má bola tiež ešte nie ja ty vy možno"
            " pretože",
        ),
        Language(
            "hu", "Hungarian", ("hu",), "hu", ("egész",), "",
            ("dollár", "euró", "font"), "százalék", "és", DOTTED,
            "a az és hogy nem is egy ez meg de csak ha már azt mert volt el mint van ki még fel én sem lesz volna"
            " kell most le vagy amely itt után ami ezt minden olyan nagyon aki így mi ők te ti úgy pedig lehet"
            " szerint",
        ),
        Language(
            "tr", "Turkish", ("tr",), "tr", ("virgül", "nokta"), "",
            ("dolar", "euro", "sterlin"), "yüzde", "ve", DOTTED,
            "ve bir bu da de için ile çok daha olarak olan ne gibi o en ama var ben sonra kadar her mi ki sen"
            " değil diye olduğunu iki yok şey ya biz şimdi bana onun nasıl öyle böyle kendi hiç oldu",
        ),
        Language(
            "hr", "Croatian", ("hr",), "", ("zarez",), "",
            ("dolara", "eura", "funti"), "posto", "i", DOTTED,
            "i je u da se na su za od to ne s ili kao što bi o koji samo po iz ali sam li ako nije može bilo koja"
            " koje do ja sve kada ima bio još mi ti ga smo biti zbog gdje vrlo između tijekom već godine",
        ),
        Language(
            "ru", "Russian", ("ru",), "ru", ("запятая",), "",
            ("долларов", "евро", "фунтов"), "процентов", "и", "-?[а-я]{1,3}",
            "и в не на я быть он с что а по это она этот к но они мы весь который из у то за свой весь год от так"
            " о для ты же все тот мочь вы человек такой его сказать только или ещё бы себя один как уже до если"
            " было есть",
        ),
        Language(
            "uk", "Ukrainian", ("uk",), "uk", ("кома",), "",
            ("доларів", "євро", "фунтів"), "відсотків", "і", "-?[а-яіїє]{1,3}",
            "і в не на я що з та у це до а як за він але від по так його для або вже є про ми вони все бути коли"
            " який було ще тільки цей якщо дуже ти вона може був навіть де щоб",
        ),
        Language(
            "el", "Greek", ("el",), "", ("κόμμα",), "",
            ("δολάρια", "ευρώ", "λίρες"), "τοις εκατό", "και", "ος|η|ο",
            "και το να του η της με που την από για ο τα είναι στο σε ότι οι τον δεν των ένα θα στην μια αυτό"
            " ήταν τους στη μας αλλά κατά έχει όπως",
        ),
    )
}  # fmt: skip
