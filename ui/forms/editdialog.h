// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/config/outlinemodel.h"
#include "services/domain/error.h"

#include <QDialog>
#include <QTimer>

#include <optional>

class QComboBox;
class QLabel;
class QPushButton;
class QScrollArea;

namespace opsdeck {

class DiffView;
class EditOutline;
class ParameterForm;
class ProblemNote;
class ThemeHub;

/// Edits the configuration: what there is at the left, the form of one thing in the middle, the
/// lines that would be written at the right. Knows no file: asks by signals, and saves nothing that
/// was not judged good.
class EditDialog final : public QDialog
{
    Q_OBJECT
public:
    EditDialog(OutlineModel &outline, ThemeHub &theme, QWidget *parent = nullptr);

    void setEnvironments(const QMap<PlatformId, QStringList> &environments)
    {
        m_environments = environments;
    }

    void setCredentials(const QStringList &names);
    /// What was saved last and can be taken back, "Service api in shop"; empty: nothing.
    void setUndo(const QString &what);
    /// Asks for the form of `target`; an empty one chooses the first thing there is.
    void edit(const EditTarget &target);

    void showForm(const EditForm &form);
    /// The answer to the last previewWanted(), removalWanted() or undoWanted().
    void showPreview(const EditPreview &preview);
    /// What could not be done; the form stays.
    void showError(const Error &error);
    void showSaved();
    /// Not while something is being saved.
    void reject() override;

Q_SIGNALS:
    void formWanted(const opsdeck::EditTarget &target, const QString &checkKind);
    void previewWanted(const opsdeck::EditForm &form, const QVariantMap &values);
    void removalWanted(const opsdeck::EditTarget &target);
    void saveWanted(const opsdeck::EditForm &form, const QVariantMap &values);
    void removalConfirmed(const opsdeck::EditTarget &target);
    void undoWanted();
    void undoConfirmed();

private:
    enum class Mode { Edit, Remove, Undo };

    QWidget *makeHead();
    QWidget *makeForm();
    QWidget *makePreview();
    QWidget *makeButtons();
    void add(EditKind kind);
    void onRowChosen(const EditTarget &target);
    /// A step, one place up or down.
    void moveStep(int by);
    void onScopeChosen();
    void onKindChosen(const QString &kind);
    void onEdited();
    void askPreview();
    /// Chosen again it ends.
    void setMode(Mode mode);
    void save();
    void showState();
    void showButtons();

    ThemeHub &m_theme;
    QMap<PlatformId, QStringList> m_environments;
    EditTarget m_target;
    std::optional<EditForm> m_form; ///< empty until it has come
    QVariantMap m_kept;             ///< values that another kind's form takes over
    std::optional<QString> m_kind;  ///< of check, when another one was chosen
    bool m_isKeptFocus = false;     ///< who chooses in the outline stays there
    std::optional<EditPreview> m_preview;
    Mode m_mode = Mode::Edit;
    bool m_saving = false;
    QTimer m_quiet; ///< runs while somebody types
    QString m_undo;
    EditOutline *m_outline = nullptr;
    QLabel *m_title = nullptr;
    QLabel *m_place = nullptr;
    QComboBox *m_scope = nullptr;
    QWidget *m_scopeRow = nullptr;
    QWidget *m_orderRow = nullptr;
    QScrollArea *m_scroll = nullptr;
    ParameterForm *m_fields = nullptr;
    DiffView *m_diff = nullptr;
    QLabel *m_notes = nullptr;
    ProblemNote *m_problems = nullptr;
    QLabel *m_state = nullptr;
    QPushButton *m_remove = nullptr;
    QPushButton *m_undoButton = nullptr;
    QPushButton *m_cancel = nullptr;
    QPushButton *m_save = nullptr;
};

} // namespace opsdeck
