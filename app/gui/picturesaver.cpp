// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/picturesaver.h"

#include "services/base/poolwork.h"

#include <QSaveFile>

namespace opsdeck {

PictureSaver::PictureSaver(QObject *parent)
    : QObject(parent)
{
    m_thread.setMaxThreadCount(1);
}

PictureSaver::~PictureSaver()
{
    m_thread.waitForDone();
}

void PictureSaver::save(const QString &path, const QByteArray &content, QObject *context,
                        const Done &done)
{
    runInPool(
        m_thread, context,
        [path, content]() -> Result<void> {
            QSaveFile file(path);
            if (file.open(QIODevice::WriteOnly) && file.write(content) == content.size()
                && file.commit())
                return {};
            return failure({ErrorKind::Storage,
                            tr("%1 could not be written: %2.").arg(path, file.errorString()),
                            tr("Try: another folder, or more room on the disk."),
                            {}});
        },
        done);
}

} // namespace opsdeck
