"""Spanish."""

from slackbot.language.core.patterns import Row, says
from slackbot.language.locales.locale import Locale

LOCALE = Locale(
    words={
        "the": "el, la",
        "the many": "los, las",
        "of": "de, del",
        "in": "en, durante",
        "from": "de, desde",
        "from the": "del, desde el",
        "to": "a, al, hasta",
        "and": "y, e",
        "since": "desde, a partir de, a partir del",
        "between": "entre",
        "for": "para",
        "by": "por, agrupado por, agrupadas por, desglosado por",
        "vs": "en comparación con, comparado con, comparada con, comparados con, comparadas con, "
        "frente a, frente al, respecto a, respecto al, con respecto a, con respecto al, en "
        "comparación al, contra",
        "last": "último, última, pasado, pasada",
        "last many": "últimos, últimas, pasados, pasadas",
        "previous": "anterior, previo, previa",
        "before last": "antepasado, antepasada, penúltimo, penúltima",
        "this": "este, esta, actual, en curso, corriente, presente",
        "next": "próximo, próxima, que viene",
        "one": "día, semana, mes, año, hora, trimestre, semestre, fin de semana",
        "quarter": "trimestre, trimestres",
        "half": "semestre, semestres",
        "weekend": "fin de semana, fines de semana",
        "Q": "t",
        "clock": "h, hs, hora, horas",
        "to date": "hasta la fecha, hasta hoy, hasta ahora, hasta el momento, a la fecha",
        "start of": "principio, principios, inicio, inicios, comienzo, comienzos",
        "sessions": "sesión, sesiones",
        "conversations": "conversación, conversaciones",
        "requests": "solicitud, solicitudes, petición, peticiones, mensaje, mensajes",
        "alerts": "alerta, alertas",
        "usage": "uso, consumo, facturación, resumen, informe, reporte, cifras, datos, "
        "estadísticas",
        "cost": "costo, costos, coste, costes, gasto, gastos, factura, gastamos, hemos gastado",
        "forecast": "previsión, pronóstico, proyección",
        "show": "cuántas, cuántos, cuánto, número de, cantidad de, muestra, muéstrame, dame, dime, "
        "ver, quiero ver, quiero, "
        "por favor, hubo, tuvimos, cuál fue el, cuál fue la, cuál es el, ¿, ¡",
        "all bots": "todos los bots",
        "groups": "grupo, grupos, centro de costes",
        "same period": "mismo período",
        "ago": "atrás",
    },
    asks={
        "top bot": "qué bot tuvo más, qué bot usó más, se usó más, qué bot tiene más, el más "
        "usado, más usado, el mayor, más utilizado",
        "least used bot": "el menos usado, menos usado, menos utilizado, qué bot tuvo menos, qué "
        "bot usó menos",
        "most expensive bot": "el más caro, más caro, es el más caro, costó más, cuesta más",
        "": "qué bot, qué bots, cuál bot, qué bot tuvo, qué bot tiene, qué bot usó, qué bot es, "
        "qué bot es el",
        "busiest day": "día más activo, el día más activo, día con más, qué día tuvo más, qué "
        "día tuvimos más, día pico",
        "busiest hour": "hora pico, horas pico, hora punta, horas punta, hora más activa",
        "quietest day": "día más tranquilo, el día más tranquilo, día con menos",
        "average": "promedio, el promedio, promedio de, media, media de, en promedio",
        "weekdays only": "solo días laborables, solo entre semana, entre semana, solo días "
        "hábiles, solo laborables, sin fines de semana, sin los fines de semana, sin el fin de "
        "semana, sólo días laborables, solo los días laborables, en días laborables, en días "
        "hábiles",
        "weekends only": "solo fines de semana, solo los fines de semana",
        "business days": "días laborables, días hábiles",
        "this morning": "esta mañana",
        "this evening": "esta noche",
        "last night": "anoche",
        "morning": "por la mañana, en la mañana",
        "afternoon": "por la tarde, en la tarde",
        "evening": "por la noche, en la noche",
        "all bots except": "todos los bots menos, todos menos",
        "except": "sin, excepto, salvo",
        "allowance": "nuestra cuota, de nuestra cuota, cuota, cupo, nuestro cupo, de nuestro "
        "cupo, presupuesto, nuestro presupuesto, del presupuesto, límite, nuestro límite",
        "left": "queda, quedan, nos queda, nos quedan, restante, restantes",
        "are we on track": "vamos bien, estamos en línea, vamos según lo previsto",
        "why": "por qué",
        "up": "subió, aumentó, subieron, aumentaron, ha subido, creció, ha aumentado",
        "down": "bajó, bajaron, disminuyó, ha bajado, cayó",
        "anomalies": "anomalías, días inusuales, días atípicos",
        "trend": "tendencia, evolución",
        "every": "cada, todos los",
        "at": "a las, a la",
        "privately": "en privado",
    },
    adverbs={
        "daily": "diario, diaria, diarias, diarios, diariamente, día a día, día por día",
        "weekly": "semanal, semanales, semanalmente, semana a semana",
        "monthly": "mensual, mensuales, mensualmente, mes a mes, mes por mes",
    },
    periods={
        "day before yesterday": "antier, antes de ayer",
        "previous one": "la anterior, el anterior",
    },
    numbers="un|uno|una dos tres cuatro cinco seis siete ocho nueve diez once doce",
    ordinals="primer|primero|primera segundo|segunda tercer|tercero|tercera cuarto|cuarta",
    marks="o do a er ro ero ° º",
    no_dates="mar lu mi ju vi sa do",
    points=(
        Row("[a] mediados de <month:month> [<year:year>]", says("mid {month} {year}"),
            "mediados de octubre", "mid october"),
        Row("[a] finales de <month:month> [<year:year>]", says("late {month} {year}"),
            "finales de octubre", "late october"),
        Row("[la] primera quincena|mitad de <month:month> [<year:year>]",
            says("first half of {month} {year}"), "primera quincena de marzo",
            "first half of march"),
        Row("[la] segunda quincena|mitad de <month:month> [<year:year>]",
            says("second half of {month} {year}"), "segunda mitad de marzo",
            "second half of march"),
        Row("[el] ultimo dia laborable|habil", says("last business day"), "último día laborable",
            "last business day"),
        Row("[en] lo que va de|del [este|esta] <one:unit>", says("{unit} to date"),
            "en lo que va del mes", "month to date"),
    ),
    clauses=(
        Row("compara|comparar <point:first> con|y <point:last>",
            says("{first} vs {last}"), "comparar marzo con abril", "march vs april"),
    ),
)  # fmt: skip
