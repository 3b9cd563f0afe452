// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/overview/explainrequest.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QPushButton;

namespace opsdeck {

/// Marks a difference as expected, with the reason, or takes that back.
class ExplainForm final : public QWidget
{
    Q_OBJECT
public:
    explicit ExplainForm(QWidget *parent);

    /// An empty ref: there is nothing to explain. `reason`: as the files have it; empty: none.
    void setDifference(const PlatformId &platform, const QString &ref, const QString &reason);
    /// Whether there is somebody who writes it. Off at first.
    void setEditable(bool editable);
    void showSaved(const ExplainRequest &request);
    void showProblem(const ExplainRequest &request, const QString &text);
    void focusReason();

Q_SIGNALS:
    /// Answered by showSaved() or showProblem().
    void requested(const opsdeck::ExplainRequest &request);

private:
    void ask(const std::optional<QString> &reason);
    void showState();

    PlatformId m_platform;
    QString m_ref;
    QString m_reason;
    QString m_saving; ///< ref under way; empty: none
    bool m_isEditable = false;
    QLineEdit *m_text;
    QPushButton *m_mark;
    QPushButton *m_unmark;
    QLabel *m_state;
};

} // namespace opsdeck
