// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/inspector/factrows.h"

#include "models/metrics/unittext.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>

#include <array>

namespace opsdeck {

namespace {

constexpr qsizetype kLongestValue = 300;

class Words
{
    Q_DECLARE_TR_FUNCTIONS(FactRows)
};

struct Ending
{
    const char *text;
    Unit unit;
    double factor;  ///< to the unit's own size
    bool isDropped; ///< the value says it
};

constexpr std::array kEndings{
    Ending{"_bytes", Unit::Bytes, 1, true},
    Ending{".bytes", Unit::Bytes, 1, false},
    Ending{"_seconds_ago", Unit::Seconds, 1, false},
    Ending{"_seconds", Unit::Seconds, 1, true},
    Ending{"_s", Unit::Seconds, 1, true},
    Ending{"_ms", Unit::Seconds, 1e-3, true},
    Ending{"_ratio", Unit::Ratio, 1, true},
    Ending{"hit_rate", Unit::Ratio, 1, false},
};

bool isNumber(const QVariant &value)
{
    switch (value.typeId()) {
    case QMetaType::Int:
    case QMetaType::UInt:
    case QMetaType::LongLong:
    case QMetaType::ULongLong:
    case QMetaType::Double:
    case QMetaType::Float:
        return true;
    default:
        return false;
    }
}

QString plainText(const QVariant &value)
{
    if (value.typeId() == QMetaType::Bool)
        return value.toBool() ? Words::tr("yes") : Words::tr("no");
    if (value.typeId() == QMetaType::Double || value.typeId() == QMetaType::Float)
        return QString::number(value.toDouble(), 'g', 6);
    if (value.typeId() == QMetaType::QVariantMap)
        return QString::fromUtf8(QJsonDocument(QJsonObject::fromVariantMap(value.toMap()))
                                     .toJson(QJsonDocument::Compact));
    if (value.typeId() == QMetaType::QStringList || value.typeId() == QMetaType::QVariantList) {
        QStringList parts;
        const QVariantList list = value.toList();
        for (const QVariant &part : list)
            parts << plainText(part);
        return parts.join(QStringLiteral(", "));
    }
    return value.toString();
}

FactRow rowOf(const QString &field, const QVariant &value, const QString &kind)
{
    FactRow row{field, {}};
    if (isNumber(value)) {
        for (const Ending &ending : kEndings) {
            if (!field.endsWith(QLatin1String(ending.text)))
                continue;
            row.value = unitText(value.toDouble() * ending.factor, ending.unit);
            if (ending.isDropped)
                row.name.chop(static_cast<int>(qstrlen(ending.text)));
            break;
        }
    }
    if (row.value.isEmpty())
        row.value = plainText(value).simplified();
    if (row.value.size() > kLongestValue)
        row.value = row.value.left(kLongestValue - 1) + QChar(0x2026);
    if (row.name.startsWith(kind + QLatin1Char('.')))
        row.name = row.name.mid(kind.size() + 1);
    row.name.replace(QLatin1Char('.'), QLatin1Char(' '))
        .replace(QLatin1Char('_'), QLatin1Char(' '));
    return row;
}

} // namespace

QList<FactRow> factRows(const QVariantMap &fields, const QString &kind)
{
    QList<FactRow> rows;
    for (auto it = fields.cbegin(); it != fields.cend(); ++it) {
        // How many findings there are is seen by the state and its sentence.
        if (it.key() == QLatin1String("findings"))
            continue;
        FactRow row = rowOf(it.key(), it.value(), kind);
        if (!row.value.isEmpty())
            rows.append(std::move(row));
    }
    return rows;
}

} // namespace opsdeck
