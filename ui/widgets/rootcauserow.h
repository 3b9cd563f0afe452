// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/health.h"
#include "ui/widgets/rootcauselist.h"

class QPushButton;

namespace opsdeck {

/// One root cause: mark, environment, sentence, impact and the way to a runbook. The row itself is
/// a button that selects the service. What is confirmed in the environment that matters most is
/// tinted and framed in its colour; the rest is quiet.
class RootCauseRow final : public QWidget
{
    Q_OBJECT
public:
    RootCauseRow(int row, RootCauseList::Rows kind, ThemeHub &theme, QWidget *parent = nullptr);

    static constexpr int kOneLine = 40;
    static constexpr int kTwoLines = 56;

    /// Takes over the roles of a row of RootCauseModel.
    void setContent(const QModelIndex &index);

    const ServiceKey &service() const { return m_view.key; }

    /// Sentence and impact stand beside each other where both fit, else below each other; neither
    /// is cut before its third line.
    int heightAt(int width) const;

    bool isHeavy() const { return m_needsYou && m_isForemost; }

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
    double textLeft() const;
    double textRoom(int width) const;
    QString operative() const;
    bool isOneLine(double room) const;
    void paintTexts(QPainter &painter) const;

    RootCauseList::Rows m_kind;
    ThemeHub &m_theme;
    QPushButton *m_runbook;
    ServiceView m_view;
    Tier m_tier = Tier::Other;
    bool m_needsYou = false;
    bool m_isForemost = false;
    bool m_hasRunbook = false; ///< one is written against this fault
    QString m_operative;
    QString m_rest;
    QString m_impact;
};

} // namespace opsdeck
