// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/editing.h"
#include "services/domain/error.h"
#include "ui/pages/assurance/answerrequest.h"

#include <QMap>
#include <QTimer>
#include <QWidget>

class QLabel;
class QLineEdit;
class QPushButton;

namespace opsdeck {

class DiffView;
class FlowLayout;
class ProblemNote;
class ThemeHub;

/// The answer to one contradiction or gap: given from likely ones or in one's own words, or taken
/// back. Shows the lines that will be written before they are.
class AnswerForm final : public QWidget
{
    Q_OBJECT
public:
    explicit AnswerForm(ThemeHub &theme, QWidget *parent = nullptr);

    /// What was typed and not saved is kept by question, and there again with it.
    void setQuestion(const PlatformId &platform, const Contradiction &question);
    void showPreview(const AnswerRequest &request, const EditPreview &preview);
    /// False when the form is about something else by now.
    bool showError(const AnswerRequest &request, const Error &error);
    void showSaved(const AnswerRequest &request);

Q_SIGNALS:
    /// Answered by showPreview() or showError().
    void previewWanted(const opsdeck::AnswerRequest &request);
    /// As it was previewed last. Answered by showSaved() or showError().
    void saveWanted(const opsdeck::AnswerRequest &request);

private:
    /// Typed and not saved.
    struct Draft
    {
        QString answer;
        QString note;
    };

    using Question = std::pair<PlatformId, QString>; ///< with the ref

    QWidget *makeFields();
    QWidget *makeSettled();
    QWidget *makeButtons();
    void showChoices();
    void markChoices();
    void onEdited();
    void setReopening(bool reopening);
    void ask();
    void act();
    void showState();
    AnswerRequest request() const;
    void keepDraft();
    void takeDraft();
    void showDrafts();

    bool isSettled() const { return m_question.settled.has_value(); }

    ThemeHub &m_theme;
    PlatformId m_platform;
    Contradiction m_question;
    QMap<Question, Draft> m_drafts;
    std::optional<EditPreview> m_preview; ///< of request()
    bool m_reopening = false;
    bool m_saving = false;
    bool m_asking = false;
    QTimer m_quiet;
    QWidget *m_fields = nullptr;
    QWidget *m_choices = nullptr;
    FlowLayout *m_flow = nullptr;
    QList<QPushButton *> m_buttons; ///< by choice
    QLineEdit *m_answer = nullptr;
    QLineEdit *m_note = nullptr;
    QWidget *m_settled = nullptr;
    QLabel *m_settledAnswer = nullptr;
    QLabel *m_settledNote = nullptr;
    QLabel *m_diffHead = nullptr;
    DiffView *m_diff = nullptr;
    ProblemNote *m_problem = nullptr;
    QPushButton *m_act = nullptr;
    QPushButton *m_keep = nullptr;
    QLabel *m_state = nullptr;
    QLabel *m_kept = nullptr;
};

} // namespace opsdeck
