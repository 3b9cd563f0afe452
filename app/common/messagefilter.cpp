// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/common/messagefilter.h"

#include <QString>

namespace opsdeck {

namespace {

QtMessageHandler &next()
{
    static QtMessageHandler handler = nullptr;
    return handler;
}

void filtered(QtMsgType type, const QMessageLogContext &context, const QString &text)
{
    if (!text.startsWith(QLatin1String("QStandardPaths: XDG_RUNTIME_DIR not set")))
        next()(type, context, text);
}

} // namespace

void installMessageFilter()
{
    next() = qInstallMessageHandler(filtered);
}

} // namespace opsdeck
