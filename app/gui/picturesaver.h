// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/result.h"

#include <QObject>
#include <QThreadPool>

#include <functional>

namespace opsdeck {

/// Writes a file that the user chose, on a thread of its own: whole or not at all, whatever was
/// there stays until then. GUI thread.
class PictureSaver final : public QObject
{
    Q_OBJECT
public:
    explicit PictureSaver(QObject *parent = nullptr);
    ~PictureSaver() override;

    using Done = std::function<void(const Result<void> &)>;

    /// `done` on this thread, while `context` lives. Errors: Storage.
    void save(const QString &path, const QByteArray &content, QObject *context, const Done &done);

private:
    QThreadPool m_thread;
};

} // namespace opsdeck
