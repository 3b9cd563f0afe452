// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/importplan.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QVBoxLayout;

namespace opsdeck {

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

    void setFiles(const QStringList &files);
    ImportQuestion question() const;
    bool isComplete() const;
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
                  QWidget *button, ImportField problem);
    void addEnvironment(QVBoxLayout &layout);
    void chooseFiles();
    void chooseEnvFile();
    void chooseFolder();
    void onFilesEdited();
    void onEdited();
    QStringList files() const;

    ThemeHub &m_theme;
    RowsEditor *m_files;
    QLineEdit *m_envFile = nullptr;
    QLineEdit *m_profiles = nullptr;
    QLineEdit *m_environment = nullptr;
    QComboBox *m_tier = nullptr;
    QLineEdit *m_folder = nullptr;
    bool m_isTierChosen = false;   ///< else it follows the environment's name
    bool m_isFolderChosen = false; ///< else it follows the first file
    QMap<ImportField, ProblemNote *> m_problems;
};

} // namespace opsdeck
