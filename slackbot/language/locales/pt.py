"""Portuguese."""

from slackbot.language.core.patterns import Row, says
from slackbot.language.locales.locale import Locale

LOCALE = Locale(
    words={
        "the": "o, a",
        "the many": "os, as",
        "of": "de, do, da, dos, das",
        "in": "em, no, na, nos, nas, durante, ao longo de, ao longo do",
        "from": "de, desde",
        "from the": "do, da, dos, das, desde o, desde a",
        "to": "a, à, às, ao, até, até o, até a",
        "and": "e",
        "since": "desde, a partir de, a partir do, a partir da",
        "between": "entre",
        "for": "para",
        "by": "por, agrupado por, agrupadas por, dividido por",
        "vs": "em comparação com, em comparação ao, em comparação à, comparado com, comparada com, "
        "comparado ao, comparado a, em relação a, em relação ao, frente a, frente ao, contra",
        "last": "último, última, passado, passada",
        "last many": "últimos, últimas, passados, passadas",
        "previous": "anterior",
        "before last": "retrasado, retrasada, penúltimo, penúltima",
        "this": "este, esta, neste, nesta, deste, desta, esse, essa, nesse, nessa, atual, "
        "corrente, em curso",
        "next": "próximo, próxima, que vem",
        "one": "dia, semana, mês, ano, hora, trimestre, semestre, fim de semana",
        "quarter": "trimestre, trimestres",
        "half": "semestre, semestres",
        "weekend": "fim de semana, fins de semana, final de semana",
        "Q": "t",
        "clock": "h, hs, hora, horas",
        "to date": "até hoje, até agora, até o momento, até a data",
        "start of": "início, começo",
        "sessions": "sessão, sessões",
        "conversations": "conversa, conversas",
        "requests": "solicitação, solicitações, requisição, requisições, mensagem, mensagens",
        "alerts": "alerta, alertas",
        "usage": "uso, consumo, faturamento, resumo, relatório, números, dados, estatísticas",
        "cost": "custo, custos, gasto, gastos, fatura, gastamos, custou, custou o, custou a",
        "forecast": "previsão, projeção",
        "show": "quantas, quantos, quanto, número de, quantidade de, mostre, mostra, me mostre, "
        "ver, quero ver, quero, "
        "por favor, houve, tivemos, qual foi o, qual foi a",
        "all bots": "todos os bots",
        "groups": "grupo, grupos, centro de custo",
        "same period": "mesmo período",
        "ago": "atrás",
    },
    asks={
        "top bot": "qual bot teve mais, qual bot usou mais, qual bot tem mais, o mais usado, "
        "mais usado, o maior, mais utilizado, mais usou",
        "least used bot": "o menos usado, menos usado, menos utilizado, qual bot teve menos, "
        "qual bot usou menos",
        "most expensive bot": "o mais caro, mais caro, é o mais caro, custou mais, custa mais",
        "": "qual bot, quais bots, que bot, qual bot foi, quais bots foram, qual bot teve, qual "
        "bot tem, qual bot usou, qual bot "
        "é, qual bot é o",
        "busiest day": "dia mais movimentado, o dia mais movimentado, dia com mais, qual dia "
        "teve mais, que dia tivemos mais, dia de pico",
        "busiest hour": "horário de pico, hora de pico, horários de pico, hora mais movimentada",
        "quietest day": "dia mais calmo, o dia mais calmo, dia mais tranquilo, dia com menos",
        "average": "média, a média, média de, em média",
        "weekdays only": "só dias úteis, apenas dias úteis, somente dias úteis, em dias úteis, "
        "nos dias úteis, sem fins de semana, sem finais de semana, sem os fins de semana, só nos "
        "dias úteis",
        "weekends only": "só fins de semana, apenas fins de semana, somente fins de semana",
        "business days": "dias úteis",
        "this morning": "esta manhã, hoje de manhã",
        "this evening": "esta noite, hoje à noite",
        "morning": "de manhã, pela manhã",
        "afternoon": "à tarde, de tarde",
        "evening": "à noite, de noite",
        "all bots except": "todos os bots menos, todos menos",
        "except": "sem, exceto",
        "allowance": "nossa cota, da nossa cota, da cota, cota, nossa franquia, da franquia, "
        "orçamento, nosso orçamento, do orçamento, limite, nosso limite, do limite",
        "left": "resta, restam, sobrou, ainda resta, restante",
        "are we on track": "estamos no caminho certo, estamos dentro do previsto",
        "why": "por que, por quê, porque",
        "up": "subiu, aumentou, subiram, aumentaram, cresceu",
        "down": "caiu, diminuiu, baixou, caíram",
        "anomalies": "anomalias, dias incomuns, dias atípicos",
        "trend": "tendência, evolução",
        "every": "cada, todo, toda, todos os, todas as",
        "at": "às, as",
        "privately": "em particular",
    },
    adverbs={
        "daily": "diário, diária, diários, diárias, diariamente, dia a dia",
        "weekly": "semanal, semanais, semanalmente, semana a semana",
        "monthly": "mensal, mensais, mensalmente, mês a mês",
    },
    periods={
        "day before yesterday": "antes de ontem",
        "previous one": "a anterior, o anterior",
    },
    numbers="um|uma dois|duas três quatro cinco seis sete oito nove dez onze doze",
    ordinals="primeiro|primeira segundo|segunda terceiro|terceira quarto|quarta",
    marks="o a ro ° º",
    no_dates="ter",
    points=(
        Row("[em] meados de <month:month> [<year:year>]", says("mid {month} {year}"),
            "meados de outubro", "mid october"),
        Row("[no] final|fim de <month:month> [<year:year>]", says("late {month} {year}"),
            "final de outubro", "late october"),
        Row("[a] primeira quinzena|metade de <month:month> [<year:year>]",
            says("first half of {month} {year}"), "primeira quinzena de março",
            "first half of march"),
        Row("[a] segunda quinzena|metade de <month:month> [<year:year>]",
            says("second half of {month} {year}"), "segunda metade de março",
            "second half of march"),
        Row("[o] ultimo dia util", says("last business day"), "último dia útil",
            "last business day"),
        Row("[no] acumulado do|da [<the>] <one:unit>", says("{unit} to date"), "acumulado do ano",
            "year to date"),
    ),
    clauses=(
        Row("das <n:first> as <n:last>", says("from {first}:00 to {last}:00"), "das 9 às 12",
            "from 9:00 to 12:00"),
        Row("compare|comparar <point:first> com|e <point:last>",
            says("{first} vs {last}"), "comparar março com abril", "march vs april"),
    ),
)  # fmt: skip
