// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/health.h"

#include <QWidget>

class QLabel;

namespace opsdeck {

class ThemeHub;

/// A mark and what is wrong beside it; hidden while nothing is.
class ProblemNote final : public QWidget
{
    Q_OBJECT
public:
    ProblemNote(const QString &objectName, ThemeHub &theme, QWidget *parent);

    void setProblem(const QString &text, Health mark = Health::Down);
    QString text() const;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    ThemeHub &m_theme;
    QLabel *m_label;
    Health m_mark = Health::Down;
};

} // namespace opsdeck
