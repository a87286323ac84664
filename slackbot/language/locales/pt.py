"""Portuguese."""

from slackbot.language.core.patterns import Row
from slackbot.language.locales.locale import Locale
from slackbot.language.locales.phrases import says

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
        "usage": "uso, consumo, faturamento, resumo, relatório",
        "cost": "custo, custos, gasto, gastos, fatura, gastamos",
        "forecast": "previsão, projeção",
        "show": "quantas, quantos, quanto, número de, quantidade de, mostre, mostra, me mostre, "
        "ver, quero ver, quero, "
        "por favor, houve, tivemos, qual foi o, qual foi a",
        "all bots": "todos os bots",
        "groups": "grupo, grupos, centro de custo",
        "same period": "mesmo período",
        "ago": "atrás",
    },
    adverbs={
        "daily": "diário, diária, diários, diárias, diariamente, dia a dia",
        "weekly": "semanal, semanais, semanalmente",
        "monthly": "mensal, mensais, mensalmente",
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
        Row("[no] acumulado do|da [<the>] <one:unit>", says("{unit} to date"), "acumulado do ano",
            "year to date"),
    ),
    clauses=(
        Row("compare|comparar <point:first> com|e <point:last>",
            says("{first} vs {last}"), "comparar março com abril", "march vs april"),
    ),
)  # fmt: skip
