// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/firstrun/demopanel.h"

#include <QObject>

#include <memory>

class QProcess;

namespace opsdeck {

/// What the lab can start and which of it is real, as the lab itself tells it. GUI thread; waits
/// for nothing.
class DemoCatalog final : public QObject
{
    Q_OBJECT
public:
    explicit DemoCatalog(QObject *parent = nullptr);
    /// What still runs is asked to end, and not waited for.
    ~DemoCatalog() override;
    Q_DISABLE_COPY_MOVE(DemoCatalog)

    /// Asks the lab, once: a second question while the first is open is none. A lab that does not
    /// answer as it should tells nothing.
    void ask(const QString &lab);

    /// Of what `lab platforms --json` writes; empty when that is something else.
    static QList<DemoChoice> read(const QByteArray &json);

Q_SIGNALS:
    void told(const QList<opsdeck::DemoChoice> &choices);

private:
    std::unique_ptr<QProcess> m_lab;
};

} // namespace opsdeck
