// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/health.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace opsdeck {

/// What operators say of the inspected service: each mark in words with its note, and a button that
/// lifts it; below them what can be said.
class MarkSection final : public QWidget
{
    Q_OBJECT
public:
    explicit MarkSection(QWidget *parent = nullptr);

    void tell(const ServiceView &view, const Instant &now);

Q_SIGNALS:
    void markRequested(opsdeck::OperatorMarkKind kind);
    void markLifted(opsdeck::OperatorMarkKind kind);

private:
    struct Line
    {
        OperatorMarkKind kind;
        QWidget *whole;
        QLabel *words;
        QLabel *note;
        QPushButton *lift;
        QPushButton *set;
    };

    QList<Line> m_lines; ///< of every kind
};

} // namespace opsdeck
