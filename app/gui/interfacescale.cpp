// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/interfacescale.h"

#include <QByteArray>

#include <unistd.h>

#include <initializer_list>

namespace opsdeck {

namespace {

constexpr QSize kLarge(3200, 1800);
constexpr int kUsual = 100;
constexpr int kLarger = 150;
const char *const kFactor = "QT_SCALE_FACTOR";

} // namespace

int usualScale(const QSize &pixels)
{
    return pixels.width() >= kLarge.width() && pixels.height() >= kLarge.height() ? kLarger
                                                                                  : kUsual;
}

std::optional<int> scaleFromText(const QString &text)
{
    for (const int percent : {100, 125, 150, 175, 200}) {
        if (text == QString::number(percent))
            return percent;
    }
    return std::nullopt;
}

void stateScale(int percent)
{
    if (!qEnvironmentVariableIsSet(kFactor))
        qputenv(kFactor, QByteArray::number(percent / 100.0));
}

void forgetScale()
{
    qunsetenv(kFactor);
}

void restartLarger(const QSize &screen, qreal devicePixelRatio, char **argv)
{
    if (qEnvironmentVariableIsSet(kFactor) || devicePixelRatio > 1 || usualScale(screen) == kUsual)
        return;
    stateScale(usualScale(screen));
    ::execv("/proc/self/exe", argv);
    // It was not to be had: smaller than it might be is no reason to end.
    forgetScale();
}

} // namespace opsdeck
