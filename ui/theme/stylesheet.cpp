// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/stylesheet.h"

#include "ui/theme/theme.h"

#include <QFile>
#include <QMap>

namespace opsdeck {

QString styleSheetFor(const Theme &theme)
{
    QFile file(QStringLiteral(":/theme/style.qss"));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QString sheet = QString::fromUtf8(file.readAll());
    const QMap<QString, QColor> tokens{
        {QStringLiteral("bg"), theme.bg},
        {QStringLiteral("s1"), theme.s1},
        {QStringLiteral("s2"), theme.s2},
        {QStringLiteral("s3"), theme.s3},
        {QStringLiteral("line"), theme.line},
        {QStringLiteral("ctl"), theme.ctl},
        {QStringLiteral("t1"), theme.t1},
        {QStringLiteral("t2"), theme.t2},
        {QStringLiteral("t3"), theme.t3},
        {QStringLiteral("ink"), theme.ink},
        {QStringLiteral("onink"), theme.onink},
        {QStringLiteral("stage"), theme.stage},
        {QStringLiteral("tint-down"), theme.tintDown},
        {QStringLiteral("down"), theme.down},
    };
    // Longest names first, so that @tint-down is not taken for @t…
    QStringList names = tokens.keys();
    std::sort(names.begin(), names.end(),
              [](const QString &a, const QString &b) { return a.size() > b.size(); });
    for (const QString &name : std::as_const(names))
        sheet.replace(QLatin1Char('@') + name + QLatin1Char(';'),
                      tokens.value(name).name() + QLatin1Char(';'));
    return sheet;
}

} // namespace opsdeck
