// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/instant.h"

#include <QCoreApplication>

namespace opsdeck {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Duration", text);
}

} // namespace

QString durationText(Milliseconds duration)
{
    const qint64 seconds = std::max<qint64>(0, duration.count() / 1000);
    const QChar space(QChar::Nbsp);
    const QString s = space + tr("s");
    const QString min = space + tr("min");
    const QString h = space + tr("h");
    const QString d = space + tr("d");
    if (seconds < 100)
        return QString::number(seconds) + s;
    if (seconds < 3600) {
        const qint64 rest = seconds % 60;
        const QString minutes = QString::number(seconds / 60) + min;
        return rest == 0 ? minutes : minutes + QLatin1Char(' ') + QString::number(rest) + s;
    }
    if (seconds < 86'400) {
        const qint64 rest = seconds % 3600 / 60;
        const QString hours = QString::number(seconds / 3600) + h;
        return rest == 0 ? hours : hours + QLatin1Char(' ') + QString::number(rest) + min;
    }
    return QString::number(seconds / 86'400) + d;
}

QString latencyText(std::chrono::microseconds latency)
{
    const double ms = std::max(0.0, static_cast<double>(latency.count()) / 1000.0);
    const QChar space(QChar::Nbsp);
    // Nothing takes no time at all.
    if (ms < 0.05)
        return QStringLiteral("<") + space + QStringLiteral("0.1") + space + tr("ms");
    if (ms < 9.95)
        return QString::number(ms, 'f', 1) + space + tr("ms");
    if (ms < 999.5)
        return QString::number(ms, 'f', 0) + space + tr("ms");
    return QString::number(ms / 1000.0, 'f', 2) + space + tr("s");
}

} // namespace opsdeck
