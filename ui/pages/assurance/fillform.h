// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/editing.h"
#include "services/domain/error.h"
#include "ui/pages/assurance/fillrequest.h"

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

/// A rule, what is filled in of it, and which of that the document states otherwise.
struct ShownRule
{
    PlatformId platform; ///< empty: none is chosen
    DocumentedRule rule;
    RuleFill fill;
    QList<RulePart> disputed;

    bool operator==(const ShownRule &) const = default;
};

/// What a documented rule leaves open, to be filled in by the operator, changed, or left open
/// again. Shows the lines that will be written before they are. Empty and hidden while the rule
/// states all and nothing is filled in.
class FillForm final : public QWidget
{
    Q_OBJECT
public:
    explicit FillForm(ThemeHub &theme, QWidget *parent = nullptr);

    /// What was typed and not saved is kept by rule, and there again with it.
    void setRule(const ShownRule &shown);
    void showPreview(const FillRequest &request, const EditPreview &preview);
    /// False when the form is about something else by now.
    bool showError(const FillRequest &request, const Error &error);
    void showSaved(const FillRequest &request);

Q_SIGNALS:
    /// Answered by showPreview() or showError().
    void previewWanted(const opsdeck::FillRequest &request);
    /// As it was previewed last. Answered by showSaved() or showError().
    void saveWanted(const opsdeck::FillRequest &request);

private:
    /// What stands in the fields.
    struct Typed
    {
        QMap<RulePart, QString> texts;
        QString note;

        bool operator==(const Typed &) const = default;
    };

    using Rule = std::pair<PlatformId, QString>; ///< with the ref

    QLineEdit *addField(const QString &name, const QString &title, const QString &placeholder);
    void makeFields();
    QWidget *makeButtons();
    Typed typed() const;
    /// As the files have it.
    Typed filled() const;
    void fill(const Typed &typed);
    void markSeverity();
    void onEdited();
    void setLeaving(bool leaving);
    void ask();
    void act();
    void showState();
    QString ownText() const;
    FillRequest request() const;
    bool hasOpenParts() const;

    bool isChanged() const { return typed() != filled(); }

    bool isFilled() const { return !m_shown.fill.texts.isEmpty(); }

    Rule here() const { return {m_shown.platform, m_shown.rule.ref}; }

    ThemeHub &m_theme;
    ShownRule m_shown;
    QMap<Rule, Typed> m_drafts;
    std::optional<EditPreview> m_preview; ///< of request()
    bool m_leaving = false;
    bool m_saving = false;
    bool m_asking = false;
    QTimer m_quiet;
    QLabel *m_own = nullptr;
    QWidget *m_fields = nullptr;
    FlowLayout *m_flow = nullptr;
    QMap<RulePart, QWidget *> m_boxes;
    QMap<RulePart, QLineEdit *> m_lines; ///< of all but the severity
    QList<QPushButton *> m_severities;
    QLineEdit *m_note = nullptr;
    QWidget *m_noteBox = nullptr;
    DiffView *m_diff = nullptr;
    ProblemNote *m_problem = nullptr;
    QPushButton *m_act = nullptr;
    QPushButton *m_leave = nullptr;
    QPushButton *m_keep = nullptr;
    QLabel *m_state = nullptr;
    QLabel *m_kept = nullptr;
};

} // namespace opsdeck
