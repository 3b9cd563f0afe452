// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/importplan.h"

#include <QWidget>

class QButtonGroup;
class QCheckBox;
class QHBoxLayout;
class QLabel;
class QPlainTextEdit;

namespace opsdeck {

class DiffView;
class ProblemNote;
class ThemeHub;

/// The files as they will be written, to the byte, and what they would replace.
class ImportWritePage final : public QWidget
{
    Q_OBJECT
public:
    ImportWritePage(ThemeHub &theme, QWidget *parent);

    void setDraft(const ImportDraft &draft);
    bool replacesEdited() const;
    /// Instead of a focus proxy, which would catch the Tab key in the page.
    void focusFirst();

    /// Nothing that somebody edited goes without a word.
    bool isConfirmed() const { return !m_draft.replacesEdited() || replacesEdited(); }

Q_SIGNALS:
    void confirmed();

private:
    void showFile(int number);
    QString summary() const;
    /// What the import does to a platform that is there; empty: there is none.
    QString changes() const;

    ImportDraft m_draft;
    QHBoxLayout *m_tabRow = nullptr;
    QButtonGroup *m_tabs = nullptr;
    QLabel *m_summary = nullptr;
    QLabel *m_folder = nullptr;
    QLabel *m_state = nullptr;
    QLabel *m_changes = nullptr;
    QPlainTextEdit *m_text = nullptr;
    DiffView *m_diff = nullptr; ///< instead of m_text where a file stands already
    ProblemNote *m_edited = nullptr;
    QCheckBox *m_replace = nullptr;
};

} // namespace opsdeck
