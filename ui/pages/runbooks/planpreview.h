// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/runbook.h"

#include <QWidget>

namespace opsdeck {

class ThemeHub;

/// Exactly what one step will run: a numbered argument vector, one argument a line and never a
/// joined string, and the facts beside it (password's way, folder, time limit, artefact).
/// Read-only, copied by copyText().
class PlanPreview final : public QWidget
{
    Q_OBJECT
public:
    explicit PlanPreview(ThemeHub &theme, QWidget *parent = nullptr);

    /// `frozenAt`: when it was planned.
    void setStep(const PlannedStep &step, const Instant &frozenAt);
    /// One argument a line, then the facts.
    QString copyText() const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

    bool hasHeightForWidth() const override { return true; }

    int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString resolved(const QString &fact) const;
    QStringList facts() const;
    int columnWidth() const;
    int columnsFor(int width) const;
    int rowsFor(int width) const;
    int factHeight(const QString &fact, int width) const;

    ThemeHub &m_theme;
    PlannedStep m_step;
    Instant m_frozenAt;
};

} // namespace opsdeck
