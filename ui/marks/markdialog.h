// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/health.h"
#include "services/domain/workspace.h"

#include <QDialog>

class QButtonGroup;
class QDateTimeEdit;
class QLabel;
class QLineEdit;
class QPushButton;

namespace opsdeck {

class ThemeHub;

/// What an operator says of one service: a note, and until when. Names the environment in a band.
/// In a protected environment Return alone sets nothing: the button has to be chosen.
class MarkDialog final : public QDialog
{
    Q_OBJECT
public:
    struct Subject
    {
        OperatorMarkKind kind = OperatorMarkKind::Acknowledged;
        ServiceView view;
        QString platform; ///< title
        Environment environment;
        QString by; ///< in whose name
    };

    MarkDialog(const Subject &subject, const Instant &now, ThemeHub &theme,
               QWidget *parent = nullptr);

    /// Times are counted from now; called while it is open.
    void tick(const Instant &now);

Q_SIGNALS:
    /// `untilMs`: UTC; 0: until it is well again.
    void marked(qint64 untilMs, const QString &note);

private:
    enum Until { Well, HalfHour, Hour, FourHours, Morning, Time };

    void addChoices();
    void addChoice(Until until, const QString &text, const QString &objectName);
    qint64 untilMs() const;
    void tell();
    void accept() override;

    Subject m_subject;
    Instant m_now;
    QString m_refusal; ///< why it can't be said; empty: it can
    QLineEdit *m_note;
    QWidget *m_choices;
    QButtonGroup *m_until;
    QDateTimeEdit *m_time;
    QLabel *m_end;
    QPushButton *m_accept;
};

} // namespace opsdeck
