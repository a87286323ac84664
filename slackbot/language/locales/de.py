"""German."""

from slackbot.language.core.patterns import Row
from slackbot.language.locales.locale import Locale
from slackbot.language.locales.phrases import says

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
        "mit, gegenüber, ggü, ggü.",
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
        "usage": "Nutzung, Verbrauch, Abrechnung, Übersicht, Bericht",
        "cost": "Kosten, kostet, was kostet, ausgegeben, ausgeben, bezahlt, Ausgaben",
        "forecast": "Prognose, Hochrechnung, Vorhersage, voraussichtlich",
        "show": "wie viele, wieviele, wie viel, wieviel, Anzahl, Anzahl der, zeig, zeige, zeig "
        "mir, zeige mir, gib mir, bitte, hatten wir, gab es, wie hoch "
        "waren die, wie hoch war die, wie hoch war der, was haben wir, "
        "haben wir, haben, verbraucht, genutzt, nur, "
        "ich brauche, ich möchte, kannst du mir, zeigen, sehen, zeig uns, gib uns",
        "clock": "Uhr",
        "all bots": "alle Bots, allen Bots, aller Bots",
        "groups": "Gruppe, Gruppen, Kostenstelle, Kostenstellen",
        "same period": "gleichen Zeitraum, gleicher Zeitraum, selben Zeitraum",
    },
    adverbs={
        "hourly": "stündlich, stündliche, stundenweise",
        "daily": "täglich, tägliche, täglichen, tageweise",
        "weekly": "wöchentlich, wöchentliche, wöchentlichen, wochenweise",
        "monthly": "monatlich, monatliche, monatlichen, monatsweise",
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
    clauses=(
        Row("vergleiche|vergleich <point:first> mit|und <point:last>",
            says("{first} vs {last}"), "vergleiche März mit April", "march vs april"),
    ),
)  # fmt: skip
