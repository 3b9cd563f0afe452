// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/scalarhints.h"

#include "services/config/configtext.h"
#include "services/config/scalars.h"

#include <QRegularExpression>

namespace opsdeck::scalars {

namespace {

constexpr qsizetype kLongest = 24;

QString write(const QString &meant)
{
    return ConfigText::tr(". Write %1").arg(meant);
}

} // namespace

QString colonHint(const QString &text)
{
    static const QRegularExpression key(QStringLiteral(R"(\s([a-z_]{1,24}):(?=[^\s/]))"));
    const QRegularExpressionMatch match = key.match(text);
    return match.hasMatch() ? ConfigText::tr(". A blank is missing behind the colon: write '%1: …'")
                                  .arg(match.captured(1))
                            : QString();
}

QString durationHint(const QString &text)
{
    static const QRegularExpression bare(QStringLiteral(R"(^0*(\d{1,9})$)"));
    static const QRegularExpression clock(
        QStringLiteral(R"(^0*(\d{1,4}):0?(\d{1,2})(?::0?(\d{1,2}))?$)"));
    if (text.size() > kLongest)
        return {};
    if (const QRegularExpressionMatch match = bare.match(text); match.hasMatch())
        return ConfigText::tr(". The unit is missing: write %1s, or ms, m, h or d")
            .arg(match.captured(1));
    if (const QRegularExpressionMatch match = clock.match(text); match.hasMatch()) {
        if (!match.captured(3).isEmpty())
            return write(QStringLiteral("%1h%2m%3s")
                             .arg(match.captured(1), match.captured(2), match.captured(3)));
        return ConfigText::tr(". A colon can be read in two ways: write %1m%2s or %1h%2m")
            .arg(match.captured(1), match.captured(2));
    }
    static const QList<std::pair<QRegularExpression, QString>> words{
        {QRegularExpression(QStringLiteral("millis(econds?)?|msecs?")), QStringLiteral("ms")},
        {QRegularExpression(QStringLiteral("seconds?|secs?")), QStringLiteral("s")},
        {QRegularExpression(QStringLiteral("minutes?|mins?")), QStringLiteral("m")},
        {QRegularExpression(QStringLiteral("hours?|hrs?")), QStringLiteral("h")},
        {QRegularExpression(QStringLiteral("days?")), QStringLiteral("d")}};
    QString meant = text.toLower().remove(QLatin1Char(' '));
    for (const auto &[word, unit] : words)
        meant.replace(word, unit);
    return duration(meant) ? write(meant) : QString();
}

QString booleanHint(const QString &text)
{
    const QString word = text.toLower();
    for (const char *yes : {"true", "yes", "on", "y", "1"}) {
        if (word == QLatin1String(yes))
            return write(QStringLiteral("true"));
    }
    for (const char *no : {"false", "no", "off", "n", "0"}) {
        if (word == QLatin1String(no))
            return write(QStringLiteral("false"));
    }
    return {};
}

QString numberHint(const QString &text)
{
    static const QRegularExpression padded(QStringLiteral(R"(^([+-]?)0+(\d[\d.]*)$)"));
    static const QRegularExpression based(QStringLiteral(R"(^0[xXoObB][0-9A-Fa-f]{1,8}$)"));
    static const QRegularExpression grouped(QStringLiteral(R"(^\d{1,3}([_, ']\d{3})+$)"));
    if (text.size() > kLongest)
        return {};
    if (const QRegularExpressionMatch match = padded.match(text); match.hasMatch())
        return ConfigText::tr(". Some programs read a leading 0 as octal: write %1")
            .arg(match.captured(1) + match.captured(2));
    if (based.match(text).hasMatch()) {
        bool isGood = false;
        const bool isOctal = text.at(1).toLower() == QLatin1Char('o');
        const qint64 value =
            isOctal ? text.mid(2).toLongLong(&isGood, 8) : text.toLongLong(&isGood, 0);
        return isGood ? write(QString::number(value)) : QString();
    }
    if (grouped.match(text).hasMatch())
        return write(QString(text).remove(QRegularExpression(QStringLiteral("[_, ']"))));
    return {};
}

QString bytesHint(const QString &text)
{
    static const QRegularExpression shape(QStringLiteral(R"(^0*(\d{1,12}) ?([kmg])(i?)b?$)"),
                                          QRegularExpression::CaseInsensitiveOption);
    const QRegularExpressionMatch match = shape.match(text);
    if (!match.hasMatch())
        return numberHint(text);
    const QString unit = match.captured(2).toUpper();
    if (match.captured(3).isEmpty())
        return ConfigText::tr(". Write %1%2iB or %1%3B")
            .arg(match.captured(1), unit, unit == QLatin1String("K") ? QStringLiteral("k") : unit);
    return write(match.captured(1) + unit + QStringLiteral("iB"));
}

} // namespace opsdeck::scalars
