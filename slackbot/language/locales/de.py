"""German."""

from slackbot.language.core.patterns import Row, says
from slackbot.language.locales.locale import Locale

LOCALE = Locale(
    words={
        "the": "der, die, das, den, dem, des",
        "of": "von, vom",
        "in": "in, im, am, an, während, über, innerhalb",
        "from": "von, vom",
        "to": "bis, bis zum, bis zur, bis einschließlich",
        "and": "und, sowie",
        "since": "seit, ab",
        "between": "zwischen",
        "for": "für",
        "by": "pro, je, nach, gruppiert nach, aufgeteilt nach, aufgeschlüsselt nach",
        "vs": "im Vergleich zu, im Vergleich zum, im Vergleich zur, im Vergleich mit, verglichen "
        "mit, gegenüber, gegen, ggü, ggü.",
        "last": "letzte, letzten, letzter, letztes, letztem, vergangene, vergangenen, "
        "vergangener, vergangenes, vergangenem",
        "previous": "vorige, vorigen, voriger, voriges, vorigem, vorherige, vorherigen, "
        "vorheriger, vorheriges, vorherigem",
        "before last": "vorletzte, vorletzten, vorletzter, vorletztes",
        "this": "diese, diesen, dieser, dieses, diesem, laufende, laufenden, laufender, "
        "laufendes, aktuelle, aktuellen, aktueller, aktuelles",
        "before": "davor, zuvor",
        "one": "Tag, Tages, Woche, Monat, Monats, Jahr, Jahres, Stunde, Quartal, Quartals, "
        "Halbjahr, Halbjahres, Wochenende, Wochenendes",
        "quarter": "Quartal, Quartals, Quartale, Quartalen",
        "half": "Halbjahr, Halbjahres, Halbjahre, Halbjahren",
        "weekend": "Wochenende, Wochenendes, Wochenenden",
        "week": "KW, Kalenderwoche",
        "to date": "bis heute, bis jetzt, bisher, bislang",
        "start of": "Anfang, Beginn",
        "sessions": "Sitzung, Sitzungen",
        "conversations": "Gespräch, Gespräche, Unterhaltung, Unterhaltungen, Konversationen",
        "requests": "Anfrage, Anfragen, Nachricht, Nachrichten",
        "usage": "Nutzung, einen Bericht, Verbrauch, Abrechnung, Übersicht, Bericht, Zahlen, "
        "Daten, "
        "Statistik, Auswertung",
        "cost": "gekostet, kosteten, Kosten, kostet, was kostet, ausgegeben, ausgeben, bezahlt, "
        "Ausgaben",
        "forecast": "Prognose, Hochrechnung, Vorhersage, voraussichtlich",
        "show": "wie viele, wieviele, wie viel, wieviel, Anzahl, Anzahl der, zeig, zeige, zeig "
        "mir, zeige mir, gib mir, bitte, hatten wir, gab es, wie hoch waren die, wie hoch war "
        "die, wie hoch war der, was haben wir, haben wir, haben, was hat, verbraucht, ist "
        "verbraucht, was hat uns, hat uns, wurde verbraucht, wurden verbraucht, genutzt, nur, "
        "ich brauche, ich möchte, kannst du mir, zeigen, sehen, zeig uns, gib uns",
        "clock": "Uhr",
        "all bots": "alle Bots, allen Bots, aller Bots",
        "groups": "Gruppe, Gruppen, Kostenstelle, Kostenstellen",
        "same period": "gleichen Zeitraum, gleicher Zeitraum, selben Zeitraum",
    },
    asks={
        "top bot": "die meisten, am meisten, am meisten genutzt, am meisten verwendet, "
        "meistgenutzter, meistgenutzte, der meistgenutzte, "
        "größter, der größte, stärkster",
        "least used bot": "die wenigsten, am wenigsten, der kleinste",
        "most expensive bot": "teuerster, der teuerste, ist am teuersten, kostet am meisten, hat "
        "am meisten gekostet, ist der teuerste, am teuersten, war am teuersten",
        "": "welcher Bot, welche Bots, welcher Bot hat, welcher Bot wurde, welche Bots wurden, "
        "welcher Bot hatte, welche Bots hatten, "
        "hat, hatte, hatten, der Bots",
        "busiest day": "stärkster Tag, der stärkste Tag, aktivster Tag, an welchem Tag hatten "
        "wir die meisten, an welchem Tag gab es die meisten, welcher Tag hatte die meisten, "
        "Spitzentag",
        "busiest hour": "stärkste Stunde, aktivste Stunde, Spitzenstunde, Stoßzeit, Stoßzeiten",
        "quietest day": "ruhigster Tag, schwächster Tag, der ruhigste Tag",
        "average": "durchschnittlich, durchschnittliche, durchschnittlichen, im Durchschnitt, im "
        "Schnitt, Durchschnitt, Schnitt",
        "weekdays only": "nur werktags, nur Werktage, werktags, an Werktagen, nur an Werktagen, "
        "unter der Woche, nur Wochentage, ohne Wochenende, ohne Wochenenden, ohne das Wochenende",
        "weekends only": "nur am Wochenende, nur Wochenenden, an Wochenenden",
        "business days": "Werktage, Arbeitstage, Werktagen, Arbeitstagen",
        "this morning": "heute Morgen, heute früh",
        "yesterday morning": "gestern Morgen, gestern früh",
        "this evening": "heute Abend",
        "last night": "letzte Nacht, gestern Nacht",
        "morning": "Vormittag, vormittags",
        "afternoon": "Nachmittag, nachmittags",
        "evening": "Abend, abends",
        "except": "ohne, außer, ausgenommen, exklusive",
        "allowance": "unser Kontingent, unseres Kontingents, unserem Kontingent, von unserem "
        "Kontingent, vom Kontingent, Kontingent, Budget, unser Budget, vom Budget, unserem Budget",
        "left": "übrig, noch übrig, ist noch übrig, ist übrig, verbleibend, verbleiben",
        "are we on track": "liegen wir im Plan, sind wir im Plan, sind wir auf Kurs, im Plan",
        "why": "warum ist, warum sind, warum war, warum waren, warum, wieso, wieso ist, weshalb, "
        "weshalb ist",
        "up": "so hoch, gestiegen, angestiegen, steigt, gewachsen, Anstieg",
        "down": "so niedrig, gesunken, gefallen, zurückgegangen, sinkt, Rückgang",
        "anomalies": "Auffälligkeiten, Anomalien, Ausreißer, ungewöhnliche Tage",
        "trend": "Trend, Entwicklung, Verlauf",
        "every": "jeden, jede, jedes",
        "every week": "wöchentlicher",
        "at": "um",
        "privately": "privat, nur für mich",
    },
    adverbs={
        "hourly": "stündlich, stündliche, stundenweise",
        "daily": "täglich, tägliche, täglichen, täglicher, tageweise, Tag für Tag",
        "weekly": "wöchentlich, wöchentliche, wöchentlichen, wochenweise, Woche für Woche",
        "monthly": "monatlich, monatliche, monatlichen, monatsweise, Monat für Monat",
    },
    periods={
        "previous week": "Vorwoche",
        "previous month": "Vormonat, Vormonats",
        "previous year": "Vorjahr, Vorjahres",
        "start of month": "Monatsanfang, Monatsbeginn",
        "start of year": "Jahresanfang, Jahresbeginn",
    },
    numbers="eine|einen",
    ordinals="erste|ersten|erster|erstes|ersten zweite|zweiten|zweiter|zweites "
    "dritte|dritten|dritter|drittes vierte|vierten|vierter|viertes",
    marks=".",
    also_english="am",
    no_dates="die mit don fre sam son mon so",
    points=(
        Row("mitte <month:month> [<year:year>]", says("mid {month} {year}"), "Mitte Oktober",
            "mid october"),
        Row("ende <month:month> [<year:year>]", says("late {month} {year}"), "Ende Oktober",
            "late october"),
        Row("[die] erste|ersten halfte|haelfte [im|des] <month:month> [<year:year>]",
            says("first half of {month} {year}"), "erste Hälfte März", "first half of march"),
        Row("[die] zweite|zweiten halfte|haelfte [im|des] <month:month> [<year:year>]",
            says("second half of {month} {year}"), "zweite Hälfte im März",
            "second half of march"),
        Row("letzter|letzten|letztem werktag|arbeitstag", says("last business day"),
            "letzter Werktag", "last business day"),
    ),
    clauses=(
        Row("vergleiche|vergleich <point:first> mit|und <point:last>",
            says("{first} vs {last}"), "vergleiche März mit April", "march vs april"),
    ),
)  # fmt: skip
