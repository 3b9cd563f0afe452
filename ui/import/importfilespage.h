// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/importplan.h"

#include <QWidget>

#include <optional>

class QLabel;
class QLineEdit;
class QPushButton;
class QVBoxLayout;

namespace opsdeck {

class ImportEnvironments;
class ProblemNote;
class RowsEditor;
class ThemeHub;

/// Which files are read, which environment they make, where the workspace is to be. What is wrong
/// stands at its field.
class ImportFilesPage final : public QWidget
{
    Q_OBJECT
public:
    explicit ImportFilesPage(ThemeHub &theme, QWidget *parent);

    /// Sorts them by what their names say.
    void setFiles(const QStringList &files);
    ImportQuestion question() const;
    bool isComplete() const;
    /// Instead of a focus proxy, which would catch the Tab key in the page.
    void focusFirst();
    /// The first field with one gets the focus.
    void setProblems(const QMap<ImportField, QString> &problems);

Q_SIGNALS:
    void edited();

private:
    QLineEdit *makeLine(const QString &name, const QString &accessibleName,
                        const QString &standard);
    QPushButton *makeButton(const QString &text, const QString &name,
                            const QString &accessibleName);
    /// A field below its title, what it is for beside it, a place for its problem.
    void addField(QVBoxLayout &layout, const QString &title, const QString &help, QWidget *field,
                  QWidget *button, std::optional<ImportField> problem);
    void chooseFiles();
    void chooseFile(const QString &title, QLineEdit &line);
    void chooseFolder();
    void onFilesEdited();
    void onEdited();
    QStringList files() const;

    ThemeHub &m_theme;
    RowsEditor *m_files;
    QLineEdit *m_envFile = nullptr;
    QLineEdit *m_profiles = nullptr;
    QLineEdit *m_nginx = nullptr;
    ImportEnvironments *m_environments = nullptr;
    QLineEdit *m_folder = nullptr;
    bool m_isFolderChosen = false; ///< else it follows the first file
    QMap<ImportField, ProblemNote *> m_problems;
};

} // namespace opsdeck
