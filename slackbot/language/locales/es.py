"""Spanish."""

from slackbot.language.core.patterns import Row
from slackbot.language.locales.locale import Locale
from slackbot.language.locales.phrases import says

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
        "usage": "uso, consumo, facturación, resumen, informe, reporte",
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
    adverbs={
        "daily": "diario, diaria, diarias, diarios, diariamente, día a día, día por día",
        "weekly": "semanal, semanales, semanalmente",
        "monthly": "mensual, mensuales, mensualmente",
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
        Row("[en] lo que va de|del [este|esta] <one:unit>", says("{unit} to date"),
            "en lo que va del mes", "month to date"),
    ),
    clauses=(
        Row("compara|comparar <point:first> con|y <point:last>",
            says("{first} vs {last}"), "comparar marzo con abril", "march vs april"),
    ),
)  # fmt: skip
