// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/backup/datedname.h"

#include "services/base/cleantext.h"

#include <QCoreApplication>

namespace opsdeck {

namespace {

class DatedNameText
{
    Q_DECLARE_TR_FUNCTIONS(DatedName)
};

QString formOf(QChar field)
{
    switch (field.unicode()) {
    case 'Y':
        return QStringLiteral("(\\d{4})");
    case 's':
        return QStringLiteral("(\\d{9,11})");
    case 'y':
    case 'm':
    case 'd':
    case 'H':
    case 'M':
    case 'S':
        return QStringLiteral("(\\d{2})");
    default:
        return {};
    }
}

} // namespace

Result<DatedName> DatedName::parse(const QString &pattern)
{
    DatedName name;
    QString form;
    const QString text = QString(pattern).replace(QLatin1String("%F"), QLatin1String("%Y-%m-%d"));
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar character = text.at(i);
        if (character == QLatin1Char('*')) {
            form += QLatin1String("[^/]*");
        } else if (character == QLatin1Char('?')) {
            form += QLatin1String("[^/]");
        } else if (character != QLatin1Char('%')) {
            form += QRegularExpression::escape(QString(character));
        } else {
            const QChar field = i + 1 < text.size() ? text.at(++i) : QChar();
            if (field == QLatin1Char('%')) {
                form += QLatin1Char('%');
                continue;
            }
            if (formOf(field).isEmpty())
                return failure(
                    ErrorKind::Config,
                    DatedNameText::tr("'%1' is no pattern of names: %%2 is unknown.")
                        .arg(cleanText(pattern, 80), QString(field)),
                    DatedNameText::tr("Try: %Y %m %d %H %M %S %F %s, %% for a percent sign."));
            form += formOf(field);
            name.m_fields.append(field);
        }
    }
    const auto has = [&name](char field) { return name.m_fields.contains(QLatin1Char(field)); };
    const bool isDay = (has('Y') || has('y')) && has('m') && has('d');
    name.m_hasDate = has('s') || isDay;
    if (!name.m_fields.isEmpty() && !name.m_hasDate)
        return failure(ErrorKind::Config,
                       DatedNameText::tr("'%1' names no whole date.").arg(cleanText(pattern, 80)),
                       DatedNameText::tr("Try: year, month and day, as %Y-%m-%d."));
    if (form != QLatin1String("[^/]*"))
        name.m_form = QRegularExpression(QRegularExpression::anchoredPattern(form));
    return name;
}

bool DatedName::matches(const QString &name) const
{
    return m_form.pattern().isEmpty() ? !name.contains(QLatin1Char('/'))
                                      : m_form.match(name).hasMatch();
}

std::optional<DatedName::Span> DatedName::span(const QString &name, const QTimeZone &zone) const
{
    const QRegularExpressionMatch match =
        m_hasDate ? m_form.match(name) : QRegularExpressionMatch();
    if (!match.hasMatch())
        return std::nullopt;
    QHash<QChar, int> values;
    for (qsizetype i = 0; i < m_fields.size(); ++i) {
        const QString text = match.captured(static_cast<int>(i) + 1);
        if (m_fields.at(i) == QLatin1Char('s')) {
            const qint64 seconds = text.toLongLong();
            return Span{seconds * 1000, (seconds + 1) * 1000};
        }
        values.insert(m_fields.at(i), text.toInt());
    }
    const auto has = [&values](char field) { return values.contains(QLatin1Char(field)); };
    const auto value = [&values](char field) { return values.value(QLatin1Char(field)); };
    const QDate date(has('Y') ? value('Y') : 2000 + value('y'), value('m'), value('d'));
    const QTime time(value('H'), value('M'), value('S'));
    if (!date.isValid() || !time.isValid())
        return std::nullopt;
    const qint64 start = QDateTime(date, time, zone).toMSecsSinceEpoch();
    const qint64 length = has('S') ? 1000 : has('M') ? 60'000 : has('H') ? 3'600'000 : 86'400'000;
    return Span{start, start + length};
}

} // namespace opsdeck
