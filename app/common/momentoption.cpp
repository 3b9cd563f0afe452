// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/common/momentoption.h"

#include <QCoreApplication>
#include <QDateTime>

#include <cmath>

namespace opsdeck {

namespace {

constexpr double kMostSeconds = 1e11;

QString tr(const char *text)
{
    return QCoreApplication::translate("MomentOption", text);
}

} // namespace

Result<qint64> momentOf(const QString &text)
{
    bool isNumber = false;
    const double seconds = text.toDouble(&isNumber);
    if (isNumber && std::abs(seconds) < kMostSeconds)
        return static_cast<qint64>(seconds * 1000);
    const QDateTime moment = QDateTime::fromString(text, Qt::ISODateWithMs);
    if (!moment.isValid())
        return failure(ErrorKind::Config, tr("'%1' is no moment.").arg(text),
                       tr("Try: 2026-01-31T12:00:00Z, or seconds since 1970."));
    if (moment.timeSpec() == Qt::LocalTime)
        return failure(ErrorKind::Config, tr("'%1' says no time zone.").arg(text),
                       tr("Try: %1Z for UTC, or an offset as +01:00.").arg(text));
    return moment.toMSecsSinceEpoch();
}

} // namespace opsdeck
