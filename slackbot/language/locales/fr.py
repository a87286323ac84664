"""French."""

from slackbot.language.core.patterns import Row, says
from slackbot.language.locales.locale import Locale

LOCALE = Locale(
    words={
        "the": "le, la, l'",
        "the many": "les, ces",
        "of": "de, du, des, d'",
        "in": "en, dans, à, au, aux, sur, pendant, durant, au cours de, au cours du, au cours des",
        "from": "de, d'",
        "from the": "du",
        "to": "à, au, jusqu'à, jusqu'au",
        "and": "et",
        "since": "depuis, à partir de, à partir du, à partir d', dès",
        "between": "entre",
        "for": "pour",
        "by": "par, groupé par, réparti par, ventilé par",
        "vs": "par rapport à, par rapport au, par rapport aux, comparé à, comparé au, comparée à, "
        "comparée au, en comparaison avec, en comparaison de, face à, face au, contre",
        "last": "dernier, dernière, passé, passée",
        "last many": "derniers, dernières",
        "previous": "précédent, précédente",
        "before last": "avant-dernier, avant-dernière",
        "this": "ce, cet, cette, en cours, courant, courante, actuel, actuelle",
        "next": "prochain, prochaine",
        "one": "jour, semaine, mois, an, année, heure, trimestre, semestre, week-end",
        "quarter": "trimestre, trimestres",
        "half": "semestre, semestres",
        "weekend": "week-end, week-ends",
        "Q": "t",
        "week": "s, sem",
        "before": "d'avant",
        "clock": "h, heure, heures",
        "to date": "à ce jour, jusqu'à aujourd'hui, jusqu'à maintenant, jusqu'ici, jusqu'à présent",
        "start of": "début",
        "requests": "requête, requêtes, demande, demandes",
        "usage": "utilisation, consommation, facturation, rapport, bilan, conso, chiffres, "
        "statistiques, données",
        "cost": "coût, coûts, facture, dépensé, a-t-on dépensé, dépenses, a coûté",
        "forecast": "prévision, prévisions, prévu, prévue",
        "show": "combien de, combien d', combien, nombre de, montre, montre-moi, montrez-moi, "
        "donne-moi, affiche, s'il te plaît, s'il vous plaît, y a-t-il eu, "
        "avons-nous eu, quel est, quelles sont, quels sont, quelle est, quelle a été, quel a été, "
        "avons-nous, avons-nous eues, voir, je veux voir, je veux, affiche-moi, donnez-moi",
        "all bots": "tous les bots",
        "groups": "groupe, groupes, centre de coûts",
        "same period": "même période",
    },
    asks={
        "top bot": "le plus de, le plus d', le plus, le plus utilisé, le plus actif",
        "least used bot": "le moins de, le moins d', le moins, le moins utilisé",
        "most expensive bot": "le plus cher, est le plus cher, coûte le plus, a coûté le plus",
        "": "quel bot, quels bots, quel bot a, quel bot a été, quels bots ont été, quel bot a "
        "eu, quel bot a utilisé, quel bot a "
        "fait, quel bot est",
        "busiest day": "jour le plus chargé, le jour le plus chargé, jour le plus actif, quel "
        "jour a eu le plus de, quel jour avons-nous eu le plus de",
        "busiest hour": "heure de pointe, heures de pointe, heure la plus chargée",
        "quietest day": "jour le plus calme, le jour le plus calme, jour le moins chargé",
        "average": "moyenne, la moyenne, en moyenne, moyenne de, moyenne des, nombre moyen de",
        "weekdays only": "jours ouvrés uniquement, jours ouvrables uniquement, en semaine "
        "uniquement, seulement en semaine, uniquement en semaine, les jours ouvrés, jours de "
        "semaine uniquement, sans les week-ends, sans week-ends, hors week-ends, hors week-end, "
        "sans le week-end, en semaine, uniquement les jours ouvrés, seulement les jours ouvrés",
        "weekends only": "week-ends uniquement, uniquement le week-end, seulement le week-end",
        "business days": "jours ouvrés, jours ouvrables",
        "this morning": "ce matin",
        "this evening": "ce soir",
        "this afternoon": "cet après-midi",
        "last night": "nuit dernière, cette nuit",
        "morning": "matin",
        "afternoon": "après-midi",
        "evening": "soir",
        "except": "sans, sauf, hors, excepté, à l'exception de",
        "allowance": "notre quota, de notre quota, du quota, quota, notre forfait, de notre "
        "forfait, du forfait, budget, notre budget, de notre budget, du budget",
        "left": "restant, restants, reste, il reste, reste-t-il",
        "are we on track": "sommes-nous dans les temps, sommes-nous dans les clous, est-on dans "
        "les clous, dans les clous",
        "why": "pourquoi",
        "up": "augmenté, a augmenté, ont augmenté, a-t-elle augmenté, hausse, monté",
        "down": "baissé, a baissé, ont baissé, a-t-elle baissé, diminué, a diminué, baisse",
        "anomalies": "anomalies, anomalie, jours inhabituels",
        "trend": "tendance, évolution",
        "every": "tous les, toutes les, chaque",
        "at": "à",
        "privately": "en privé",
    },
    adverbs={
        "hourly": "horaire, heure par heure",
        "daily": "quotidien, quotidienne, quotidiennement, jour par jour",
        "weekly": "hebdomadaire, hebdomadairement, semaine par semaine",
        "monthly": "mensuel, mensuelle, mensuellement, mois par mois",
    },
    periods={
        "today": "aujourdhui, aujourd hui",
        "day before yesterday": "avant hier",
    },
    numbers="un deux trois quatre cinq six sept huit neuf dix onze douze",
    ordinals="premier|première deuxième|second|seconde troisième quatrième",
    marks="er re e eme ère ème",
    no_dates="mar ma me je sa di lu ve",
    points=(
        Row("[la] mi - <month:month> [<year:year>]", says("mid {month} {year}"), "mi-octobre",
            "mid october"),
        Row("fin <month:month> [<year:year>]", says("late {month} {year}"), "fin octobre",
            "late october"),
        Row("[la] premiere quinzaine|moitie de|d [~ '] <month:month> [<year:year>]",
            says("first half of {month} {year}"), "première quinzaine de mars",
            "first half of march"),
        Row("[la] seconde|deuxieme quinzaine|moitie de|d [~ '] <month:month> [<year:year>]",
            says("second half of {month} {year}"), "seconde moitié de mars",
            "second half of march"),
        Row("[le] dernier jour ouvre|ouvrable", says("last business day"), "dernier jour ouvré",
            "last business day"),
    ),
    clauses=(
        Row("compare|comparer|comparez <point:first> avec|et|a|au <point:last>",
            says("{first} vs {last}"), "comparer mars avec avril", "march vs april"),
    ),
)  # fmt: skip
