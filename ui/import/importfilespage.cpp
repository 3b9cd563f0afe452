// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/import/importfilespage.h"

#include "models/import/importfilesorter.h"
#include "ui/forms/problemnote.h"
#include "ui/forms/rowseditor.h"
#include "ui/import/importenvironments.h"
#include "ui/theme/theme.h"
#include "ui/widgets/plainlabel.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QScrollArea>
#include <QVBoxLayout>

namespace opsdeck {

namespace {

constexpr int kWidest = 1120;

QString folderFor(const QString &composeFile)
{
    const qsizetype slash = composeFile.lastIndexOf(QLatin1Char('/'));
    return slash < 0 ? QStringLiteral("opsdeck")
                     : composeFile.left(slash + 1) + QStringLiteral("opsdeck");
}

} // namespace

ImportFilesPage::ImportFilesPage(ThemeHub &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setObjectName(QStringLiteral("import.files"));
    auto *column = new QWidget(this);
    column->setMaximumWidth(kWidest);
    auto *layout = new QVBoxLayout(column);
    layout->setContentsMargins(0, 0, 8, 0);
    layout->setSpacing(4);
    RowsEditor::Look look;
    look.objectName = QStringLiteral("import.files.file");
    look.accessibleName = tr("Compose file");
    look.standard = QStringLiteral("docker-compose.yml");
    m_files = new RowsEditor(look, this);
    addField(*layout, tr("Compose files"),
             tr("Merged in this order; a folder stands for the usual files in it. Or those of "
                "Prometheus."),
             m_files,
             makeButton(tr("Choose…"), QStringLiteral("import.files.choose"),
                        tr("Choose compose files")),
             ImportField::Files);
    m_environments = new ImportEnvironments(this);
    addField(*layout, tr("Environments"),
             tr("Each becomes an environment of one platform. A prod one is protected."),
             m_environments, nullptr, ImportField::Environment);
    auto *pair = new QHBoxLayout;
    pair->setSpacing(24);
    auto *left = new QVBoxLayout;
    auto *right = new QVBoxLayout;
    left->setSpacing(4);
    right->setSpacing(4);
    pair->addLayout(left, 1);
    pair->addLayout(right, 1);
    layout->addLayout(pair);
    m_envFile = makeLine(QStringLiteral("import.files.env"), tr("Env file"),
                         tr(".env beside the first compose file"));
    addField(*left, tr("Env file"),
             tr("Values for variables in the files. Passwords are not copied."), m_envFile,
             makeButton(tr("Choose…"), QStringLiteral("import.files.chooseenv"),
                        tr("Choose an env file")),
             ImportField::EnvFiles);
    m_profiles =
        makeLine(QStringLiteral("import.files.profiles"), tr("Profiles"), tr("none; * for all"));
    addField(*right, tr("Profiles"), tr("Services of these are taken in too."), m_profiles, nullptr,
             std::nullopt);
    m_nginx = makeLine(QStringLiteral("import.files.nginx"), tr("Configuration of nginx"),
                       tr("none; or SERVICE=FILE"));
    addField(*left, tr("Configuration of nginx"),
             tr("Its upstreams become dependencies of the nginx in the stack."), m_nginx,
             makeButton(tr("Choose…"), QStringLiteral("import.files.choosenginx"),
                        tr("Choose a configuration of nginx")),
             ImportField::Nginx);
    m_folder = makeLine(QStringLiteral("import.files.folder"), tr("Folder of the workspace"), {});
    addField(*right, tr("Folder of the workspace"),
             tr("Made when it is not there. It holds no secret and belongs into git."), m_folder,
             makeButton(tr("Choose…"), QStringLiteral("import.files.choosefolder"),
                        tr("Choose a folder")),
             ImportField::Folder);
    layout->addStretch(1);
    auto *scroll = new QScrollArea(this);
    scroll->setWidget(column);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(scroll);
    connect(m_files, &RowsEditor::edited, this, &ImportFilesPage::onFilesEdited);
    connect(m_folder, &QLineEdit::textEdited, this, [this] { m_isFolderChosen = true; });
    connect(m_environments, &ImportEnvironments::edited, this, &ImportFilesPage::onEdited);
    connect(findChild<QPushButton *>(QStringLiteral("import.files.choose")), &QPushButton::clicked,
            this, &ImportFilesPage::chooseFiles);
    const auto choose = [this](const char *button, const QString &title, QLineEdit *line) {
        connect(findChild<QPushButton *>(QLatin1String(button)), &QPushButton::clicked, this,
                [this, title, line] { chooseFile(title, *line); });
    };
    choose("import.files.chooseenv", tr("Env file"), m_envFile);
    choose("import.files.choosenginx", tr("Configuration of nginx"), m_nginx);
    connect(findChild<QPushButton *>(QStringLiteral("import.files.choosefolder")),
            &QPushButton::clicked, this, &ImportFilesPage::chooseFolder);
}

void ImportFilesPage::focusFirst()
{
    m_files->setFocus(Qt::OtherFocusReason);
}

QLineEdit *ImportFilesPage::makeLine(const QString &name, const QString &accessibleName,
                                     const QString &standard)
{
    auto *line = new QLineEdit(this);
    line->setObjectName(name);
    line->setAccessibleName(accessibleName);
    line->setPlaceholderText(standard);
    connect(line, &QLineEdit::textEdited, this, &ImportFilesPage::onEdited);
    return line;
}

QPushButton *ImportFilesPage::makeButton(const QString &text, const QString &name,
                                         const QString &accessibleName)
{
    auto *button = new QPushButton(text, this);
    button->setObjectName(name);
    button->setAccessibleName(accessibleName);
    button->setAutoDefault(false);
    return button;
}

void ImportFilesPage::addField(QVBoxLayout &layout, const QString &title, const QString &help,
                               QWidget *field, QWidget *button, std::optional<ImportField> problem)
{
    auto *name = plainLabel(QString(), roleFont(TextRole::BodyStrong), "t1", this);
    name->setText(title);
    name->setBuddy(field);
    auto *what = wrappedLabel(QString(), roleFont(TextRole::Small), "t3", this);
    what->setText(help);
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(field, 1);
    if (button != nullptr)
        row->addWidget(button, 0, Qt::AlignTop);
    layout.addWidget(name);
    layout.addWidget(what);
    layout.addLayout(row);
    if (problem) {
        auto *note = new ProblemNote(
            QStringLiteral("import.files.problem.%1").arg(static_cast<int>(*problem)), m_theme,
            this);
        m_problems.insert(*problem, note);
        layout.addWidget(note);
    }
    layout.addSpacing(12);
}

QStringList ImportFilesPage::files() const
{
    QStringList names;
    for (const auto &[name, unused] : m_files->rows())
        names << name.trimmed();
    names.removeAll(QString());
    return names;
}

void ImportFilesPage::setFiles(const QStringList &files)
{
    const ImportQuestion sorted = sortedFiles(files);
    QList<RowsEditor::Row> rows;
    for (const QString &file : sorted.files)
        rows.append({file, {}});
    m_files->setRows(rows);
    m_environments->setEnvironments(sorted.environments);
    if (!sorted.envFiles.isEmpty())
        m_envFile->setText(sorted.envFiles.join(QStringLiteral(", ")));
    if (!sorted.nginxFiles.isEmpty())
        m_nginx->setText(sorted.nginxFiles.join(QStringLiteral(", ")));
    onFilesEdited();
}

void ImportFilesPage::onFilesEdited()
{
    const QStringList names = files();
    if (!m_isFolderChosen)
        m_folder->setText(names.isEmpty() ? QString() : folderFor(names.constFirst()));
    onEdited();
}

void ImportFilesPage::onEdited()
{
    for (ProblemNote *note : std::as_const(m_problems))
        note->setProblem({});
    Q_EMIT edited();
}

bool ImportFilesPage::isComplete() const
{
    return !files().isEmpty() && m_environments->isComplete()
           && !m_folder->text().trimmed().isEmpty();
}

ImportQuestion ImportFilesPage::question() const
{
    static const QRegularExpression between(QStringLiteral("[,\\s]+"));
    ImportQuestion question;
    question.files = files();
    static const QRegularExpression comma(QStringLiteral("\\s*,\\s*"));
    question.envFiles = m_envFile->text().trimmed().split(comma, Qt::SkipEmptyParts);
    question.nginxFiles = m_nginx->text().trimmed().split(comma, Qt::SkipEmptyParts);
    question.profiles = m_profiles->text().split(between, Qt::SkipEmptyParts);
    question.environments = m_environments->environments();
    question.folder = m_folder->text().trimmed();
    return question;
}

void ImportFilesPage::setProblems(const QMap<ImportField, QString> &problems)
{
    for (auto it = m_problems.cbegin(); it != m_problems.cend(); ++it)
        it.value()->setProblem(problems.value(it.key()));
    const QMap<ImportField, QWidget *> fields{{ImportField::Files, m_files},
                                              {ImportField::EnvFiles, m_envFile},
                                              {ImportField::Nginx, m_nginx},
                                              {ImportField::Folder, m_folder}};
    if (problems.isEmpty())
        return;
    if (problems.firstKey() == ImportField::Environment)
        m_environments->focusFirst();
    else
        fields.value(problems.firstKey())->setFocus(Qt::OtherFocusReason);
}

void ImportFilesPage::chooseFiles()
{
    auto *dialog = new QFileDialog(this, tr("Compose files"), {},
                                   tr("Compose files (*.yaml *.yml);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    connect(dialog, &QFileDialog::filesSelected, this, [this](const QStringList &chosen) {
        QStringList all = files();
        for (const EnvironmentQuestion &environment : m_environments->environments())
            all += environment.files;
        for (const QString &file : chosen) {
            if (!all.contains(file))
                all << file;
        }
        setFiles(all);
    });
    dialog->open();
}

void ImportFilesPage::chooseFile(const QString &title, QLineEdit &line)
{
    auto *dialog = new QFileDialog(this, title);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setFilter(dialog->filter() | QDir::Hidden);
    connect(dialog, &QFileDialog::fileSelected, this, [this, &line](const QString &chosen) {
        line.setText(chosen);
        onEdited();
    });
    dialog->open();
}

void ImportFilesPage::chooseFolder()
{
    auto *dialog = new QFileDialog(this, tr("Folder of the workspace"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &chosen) {
        m_isFolderChosen = true;
        m_folder->setText(chosen);
        onEdited();
    });
    dialog->open();
}

} // namespace opsdeck
