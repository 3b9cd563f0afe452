// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>

namespace opsdeck {

class ThemeHub;

/// Icon over caption; the current page has a bar at its left.
class RailButton final : public QAbstractButton
{
    Q_OBJECT
public:
    RailButton(const QString &id, const QString &title, const QString &icon, ThemeHub &theme,
               QWidget *parent);

    const QString &id() const { return m_id; }

    void setCompact(bool compact);

    QSize sizeHint() const override { return {m_compact ? 56 : 72, m_compact ? 48 : 60}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_id;
    QString m_icon;
    ThemeHub &m_theme;
    bool m_compact = false;
};

} // namespace opsdeck
