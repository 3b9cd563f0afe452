// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QListView;

namespace opsdeck {

class ThemeHub;

/// Times over the strips of a list of services: its beginning, three between, and now.
class LedgerAxis final : public QWidget
{
    Q_OBJECT
public:
    LedgerAxis(const QListView &list, ThemeHub &theme, QWidget *parent);

    /// UTC.
    void setStretch(qint64 fromMs, qint64 toMs);

    QSize sizeHint() const override { return {400, 18}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const QListView &m_list;
    ThemeHub &m_theme;
    qint64 m_fromMs = 0;
    qint64 m_toMs = 0;
};

} // namespace opsdeck
