// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/error.h"
#include "services/domain/id.h"

#include <QHash>
#include <QMap>
#include <QObject>
#include <QThreadPool>

#include <functional>
#include <optional>

namespace opsdeck {

/// Looks whether the programs of a check are still what was looked at, right before it runs. The
/// files are asked in a pool of its own: the disk they lie on may not answer. Engine thread.
class ProgramGuard final : public QObject
{
    Q_OBJECT
public:
    using Prints = QMap<QString, QString>; ///< fingerprints by path

    explicit ProgramGuard(QObject *parent = nullptr);
    ~ProgramGuard() override;
    Q_DISABLE_COPY_MOVE(ProgramGuard)

    void setPrograms(const QHash<CheckKey, Prints> &programs);

    /// Why its programs may not run; nothing when they may. Answered at once for a check without
    /// files, else later on this thread, unless `context` is gone by then. What is looked at was so
    /// after this call.
    void look(const CheckKey &key, QObject *context,
              std::function<void(const std::optional<Error> &)> answer);

Q_SIGNALS:
    void programChanged();

private:
    struct Waiter;
    struct Look;

    void begin(const CheckKey &key);
    void looked(const CheckKey &key, const QString &changed, int generation);

    QThreadPool m_pool;
    QHash<CheckKey, Prints> m_programs;
    int m_generation = 0;
    QHash<CheckKey, std::shared_ptr<Look>> m_looks; ///< never two of one key at once
};

} // namespace opsdeck
