// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

#include <functional>
#include <memory>

namespace opsdeck {

/// Writes whose intent is on the record and whose outcome is not yet: each gets one, also when the
/// dialog or the program ends meanwhile.
class OpenWrites final
{
public:
    struct Write
    {
        std::function<void(const QString &outcome)> record;
        /// Set by the thread that writes, before its work is over.
        QString outcome = QStringLiteral("cancelled");
    };

    using Handle = std::shared_ptr<Write>;

    Handle open(std::function<void(const QString &outcome)> record)
    {
        m_open.append(std::make_shared<Write>(Write{std::move(record)}));
        return m_open.constLast();
    }

    /// It never was on the record.
    void drop(const Handle &write) { m_open.removeOne(write); }

    void close(Handle write)
    {
        if (m_open.removeOne(write))
            write->record(write->outcome);
    }

    /// No thread writes any more.
    void closeAll()
    {
        while (!m_open.isEmpty())
            close(m_open.constFirst());
    }

private:
    QList<Handle> m_open;
};

} // namespace opsdeck
