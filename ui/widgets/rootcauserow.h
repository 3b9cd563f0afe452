// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/health.h"
#include "ui/widgets/rootcauselist.h"

class QPushButton;

namespace opsdeck {

/// One root cause: mark, environment, sentence, impact and the way to a runbook. The row itself is a button that selects
/// the service.
class RootCauseRow final : public QWidget
{
    Q_OBJECT
public:
    RootCauseRow(int row, RootCauseList::Rows kind, ThemeHub &theme, QWidget *parent = nullptr);

    static int heightOf(RootCauseList::Rows kind) { return kind == RootCauseList::Rows::OneLine ? 40 : 56; }

    /// Takes over the roles of a row of RootCauseModel.
    void setContent(const QModelIndex &index);
    const ServiceKey &service() const { return m_view.key; }

Q_SIGNALS:
    void chosen();
    void runbookWanted();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    void paintTexts(QPainter &painter, const QRectF &room) const;

    RootCauseList::Rows m_kind;
    ThemeHub &m_theme;
    QPushButton *m_runbook;
    ServiceView m_view;
    Tier m_tier = Tier::Other;
    bool m_needsYou = false;
    QString m_operative;
    QString m_rest;
    QString m_impact;
};

} // namespace opsdeck
