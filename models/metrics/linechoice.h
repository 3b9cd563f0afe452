// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSet>
#include <QString>
#include <QStringList>

namespace opsdeck {

/// Which lines of a chart are shown, by their labels; all of them at first. A value.
class LineChoice final
{
public:
    bool isAll() const { return m_labels.isEmpty(); }

    bool shows(const QString &label) const
    {
        return isAll() || m_labels.contains(label) == m_isOnly;
    }

    /// Only this one; again: all.
    void isolate(const QString &label);
    /// With or without this one of `all`. Without any there is no chart: all of them then.
    void toggle(const QString &label, const QStringList &all);

    void showAll() { *this = {}; }

    bool operator==(const LineChoice &) const = default;

private:
    bool m_isOnly = false; ///< the labels are those that are shown, else those that are not
    QSet<QString> m_labels;
};

} // namespace opsdeck
