// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/workspace.h"

#include <QWidget>

class QBoxLayout;
class QLabel;
class QScrollArea;

namespace opsdeck {

class AnswerForm;
class FlowLayout;
class ThemeHub;

/// A question as it is shown in full.
struct ShownQuestion
{
    PlatformId platform; ///< empty: none is chosen
    QString platformTitle;
    QString kind;
    QString state;
    QString source;
    QList<std::pair<ServiceId, QString>> services; ///< with their titles
    Contradiction question;

    bool operator==(const ShownQuestion &) const = default;
};

/// One contradiction or gap in full: what it is, where it stands, which services it is about, what
/// was answered.
class QuestionDetail final : public QWidget
{
    Q_OBJECT
public:
    explicit QuestionDetail(ThemeHub &theme, QWidget *parent = nullptr);

    void setQuestion(const ShownQuestion &shown);

    const ShownQuestion &question() const { return m_shown; }

    AnswerForm &answer() { return *m_answer; }

Q_SIGNALS:
    void serviceChosen(const opsdeck::ServiceId &service);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    QWidget *makeText();
    void showServices();

    ThemeHub &m_theme;
    ShownQuestion m_shown;
    QScrollArea *m_scroll = nullptr;
    QBoxLayout *m_columns = nullptr; ///< text and answer
    QLabel *m_head = nullptr;
    QLabel *m_title = nullptr;
    QLabel *m_text = nullptr;
    QLabel *m_source = nullptr;
    QLabel *m_servicesHead = nullptr;
    QWidget *m_services = nullptr;
    FlowLayout *m_flow = nullptr;
    AnswerForm *m_answer = nullptr;
};

} // namespace opsdeck
