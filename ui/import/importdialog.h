// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/import/importfindingsmodel.h"
#include "models/import/importservicesmodel.h"
#include "services/domain/error.h"

#include <QDialog>

class QLabel;
class QPushButton;
class QStackedWidget;

namespace opsdeck {

class ImportFilesPage;
class ImportFindingsPage;
class ImportServicesPage;
class ImportWritePage;
class ProblemNote;
class ThemeHub;

/// From compose files to a workspace in four steps: files, what was found, what was not mapped,
/// what is written. Knows no file: asks by signals. Nothing is written before its last button.
class ImportDialog final : public QDialog
{
    Q_OBJECT
public:
    explicit ImportDialog(ThemeHub &theme, QWidget *parent = nullptr);

    /// Puts these files in and begins to read them.
    void setFiles(const QStringList &files);
    /// The answer to readWanted().
    void showPlan(const ImportPlan &plan);
    /// The answer to draftWanted().
    void showDraft(const ImportDraft &draft);
    /// What could not be done; the step stays.
    void showError(const Error &error);
    void showWritten();
    /// Not while something is being written.
    void reject() override;

Q_SIGNALS:
    void readWanted(const opsdeck::ImportQuestion &question);
    void draftWanted(const opsdeck::ImportQuestion &question,
                     const opsdeck::ImportChoices &choices);
    void writeWanted(const opsdeck::ImportDraft &draft, bool replaceEdited);

private:
    enum Step { Files, Found, Findings, Write };

    QWidget *makeSteps();
    QWidget *makeButtons();
    void goTo(int step);
    void next();
    void back();
    void showState();
    QString stateText() const;
    bool canGoOn() const;

    ImportServicesModel m_services;
    ImportFindingsModel m_findings;
    ImportQuestion m_question; ///< that m_services answers
    ImportDraft m_draft;
    bool m_isAsking = false; ///< until the answer comes
    bool m_isWriting = false;
    QList<QLabel *> m_steps;
    QStackedWidget *m_stack;
    ImportFilesPage *m_filesPage;
    ImportServicesPage *m_servicesPage;
    ImportFindingsPage *m_findingsPage;
    ImportWritePage *m_writePage;
    ProblemNote *m_problem;
    QLabel *m_state = nullptr;
    QPushButton *m_cancel = nullptr;
    QPushButton *m_back = nullptr;
    QPushButton *m_next = nullptr;
};

} // namespace opsdeck
