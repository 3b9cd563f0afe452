// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/result.h"

#include <QFrame>
#include <QList>

class QComboBox;
class QLabel;
class QPlainTextEdit;
class QPushButton;

namespace opsdeck {

/// One system that the demo can start.
struct DemoChoice
{
    QString id;
    QString title;
    QString sentence; ///< what it is made of
};

/// Asks which demo to start, then shows how its start goes. Hidden until it is asked for.
class DemoPanel final : public QFrame
{
    Q_OBJECT
public:
    explicit DemoPanel(QWidget *parent = nullptr);

    /// The one that is chosen stays so where it is among them.
    void setChoices(const QList<DemoChoice> &choices);
    /// Shows it, with the focus on the question.
    void ask();

    void showStarting(const QString &title);
    /// One more of the lines that the start prints.
    void addLine(const QString &line);
    void showEnding();
    /// Back to the question; what failed stands above it, the lines stay.
    void showProblem(const Error &error);
    /// Back to the question.
    void showAsked();

Q_SIGNALS:
    /// It is shown.
    void asked();
    void startRequested(const QString &id);
    void cancelRequested();

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void onCancel();
    void setBusy(bool busy);
    void describe();
    void say(const QString &sentence);

    QList<DemoChoice> m_choices;
    QString m_described; ///< the sentence of a choice that was said last
    QLabel *m_question;
    QComboBox *m_which;
    QLabel *m_sentence;
    QPlainTextEdit *m_lines;
    QPushButton *m_start;
    QPushButton *m_cancel;
    bool m_isBusy = false;
};

} // namespace opsdeck
