// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/rootcauselist.h"

class QPushButton;

namespace opsdeck {

/// One root cause: mark, environments, sentence, impact, the ways to acknowledge it and to a
/// runbook. The row itself is a button that selects the service; where it is in several
/// environments, it opens a list of them. What is confirmed in the environment that matters most,
/// and nobody's, is tinted and framed in its colour; the rest is quiet. Whose it is stands at the
/// right.
class RootCauseRow final : public QWidget
{
    Q_OBJECT
public:
    RootCauseRow(int row, RootCauseList::Rows kind, ThemeHub &theme, QWidget *parent = nullptr);

    static constexpr int kOneLine = 40;
    static constexpr int kTwoLines = 56;
    static constexpr int kCompact = 32;
    static constexpr int kTight = 26; ///< of TwoLines: two of them are as high as one whole row

    /// Takes over the roles of a row of RootCauseModel.
    void setContent(const QModelIndex &index);

    /// As RootCauseList::setSituation(); before setContent().
    void setSituation(const QString &lead, const QString &whyNoActions);

    const ServiceKey &service() const { return m_view.key; }

    /// One line, cut at its end: several causes have little room.
    void setCompact(bool compact);

    static int compactHeight(RootCauseList::Rows kind)
    {
        return kind == RootCauseList::Rows::TwoLines ? kTight : kCompact;
    }

    /// What of the impact stands below the sentence at this width.
    QString impactAt(int width) const;

    /// Says of TwoLines, which have no tags, where it is: before the next setContent().
    void setNamesEnvironments(bool names) { m_namesEnvironments = names; }

    /// Of OneLine: sentence and impact stand beside each other where both fit, else below each
    /// other; neither is cut before its third line. Of TwoLines: always the same, each of them in
    /// one line, cut at its end; the tooltip has all of it.
    int heightAt(int width) const;

    bool isHeavy() const { return m_needsYou && m_isForemost; }

    bool isSeveral() const { return m_places.size() > 1; }

Q_SIGNALS:
    void chosen(const opsdeck::ServiceKey &service);
    void runbookWanted(const opsdeck::ServiceKey &service);
    void acknowledgeWanted(const opsdeck::ServiceKey &service);

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    bool hasButton() const { return m_hasRunbook || isSeveral(); }

    bool hasAcknowledge() const { return m_canAcknowledge && !isSeveral(); }

    void choose();
    void placeButtons();
    void setAcknowledgeable(bool isPossible);
    void acknowledge();
    QList<QPushButton *> shownButtons() const; ///< from the right
    double tagsWidth() const;
    double textLeft() const;
    double textRoom(int width) const;
    double ownerWidth(int width) const;
    double buttonRoom() const;
    void paintOwner(QPainter &painter) const;
    QString operative() const;
    QString tagsText() const;
    bool isOneLine(double room) const;
    void paintTexts(QPainter &painter) const;
    void paintTwoLines(QPainter &painter) const;
    void paintCompact(QPainter &painter) const;

    RootCauseList::Rows m_kind;
    ThemeHub &m_theme;
    QPushButton *m_button; ///< to a runbook, or to the environments where there are several
    QPushButton *m_acknowledge;
    ServiceView m_view;
    QList<CausePlace> m_places;
    bool m_needsYou = false;
    bool m_isForemost = false;
    bool m_hasRunbook = false; ///< one is written for the service
    bool m_canAcknowledge = false;
    bool m_isCompact = false;
    QString m_lead;         ///< in place of "Root cause"; empty: that
    QString m_whyNoActions; ///< empty: they are possible
    bool m_namesEnvironments = false;
    QString m_operative;
    QString m_rest;
    QString m_impact;
    QString m_owner; ///< whose it is; empty: nobody's
};

} // namespace opsdeck
