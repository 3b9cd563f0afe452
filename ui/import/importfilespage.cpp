// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/import/importfilespage.h"

#include "ui/forms/problemnote.h"
#include "ui/forms/quietcombobox.h"
#include "ui/forms/rowseditor.h"
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

constexpr int kWidest = 800;
constexpr int kShort = 200;

Tier tierByName(const QString &name)
{
    const QString lower = name.toLower();
    if (lower.startsWith(QLatin1String("prod")) || lower == QLatin1String("live"))
        return Tier::Prod;
    if (lower.startsWith(QLatin1String("stag")) || lower == QLatin1String("test")
        || lower == QLatin1String("qa"))
        return Tier::Staging;
    return lower.startsWith(QLatin1String("dev")) || lower == QLatin1String("local") ? Tier::Dev
                                                                                     : Tier::Other;
}

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
             tr("Merged in this order; a folder stands for the usual files in it."), m_files,
             makeButton(tr("Choose…"), QStringLiteral("import.files.choose"),
                        tr("Choose compose files")),
             ImportField::Files);
    m_envFile = makeLine(QStringLiteral("import.files.env"), tr("Env file"),
                         tr(".env beside the first compose file"));
    addField(*layout, tr("Env file"),
             tr("Values for variables in the files. Passwords are not copied."), m_envFile,
             makeButton(tr("Choose…"), QStringLiteral("import.files.chooseenv"),
                        tr("Choose an env file")),
             ImportField::EnvFiles);
    addEnvironment(*layout);
    m_folder = makeLine(QStringLiteral("import.files.folder"), tr("Folder of the workspace"), {});
    addField(*layout, tr("Folder of the workspace"),
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
    setFocusProxy(m_files);
    connect(m_files, &RowsEditor::edited, this, &ImportFilesPage::onFilesEdited);
    connect(m_folder, &QLineEdit::textEdited, this, [this] { m_isFolderChosen = true; });
    connect(m_environment, &QLineEdit::textEdited, this, [this](const QString &name) {
        if (!m_isTierChosen)
            m_tier->setCurrentIndex(m_tier->findData(static_cast<int>(tierByName(name))));
    });
    connect(m_tier, &QComboBox::activated, this, [this] {
        m_isTierChosen = true;
        Q_EMIT edited();
    });
    connect(findChild<QPushButton *>(QStringLiteral("import.files.choose")), &QPushButton::clicked,
            this, &ImportFilesPage::chooseFiles);
    connect(findChild<QPushButton *>(QStringLiteral("import.files.chooseenv")),
            &QPushButton::clicked, this, &ImportFilesPage::chooseEnvFile);
    connect(findChild<QPushButton *>(QStringLiteral("import.files.choosefolder")),
            &QPushButton::clicked, this, &ImportFilesPage::chooseFolder);
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
                               QWidget *field, QWidget *button, ImportField problem)
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
    auto *note = new ProblemNote(
        QStringLiteral("import.files.problem.%1").arg(static_cast<int>(problem)), m_theme, this);
    m_problems.insert(problem, note);
    layout.addWidget(name);
    layout.addWidget(what);
    layout.addLayout(row);
    layout.addWidget(note);
    layout.addSpacing(12);
}

void ImportFilesPage::addEnvironment(QVBoxLayout &layout)
{
    auto *box = new QWidget(this);
    auto *row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    m_environment =
        makeLine(QStringLiteral("import.files.environment"), tr("Name of the environment"), {});
    m_environment->setText(QStringLiteral("dev"));
    m_environment->setFixedWidth(kShort);
    m_tier = new QuietComboBox(box);
    m_tier->setObjectName(QStringLiteral("import.files.tier"));
    m_tier->setAccessibleName(tr("Tier of the environment"));
    m_tier->addItem(tr("development"), static_cast<int>(Tier::Dev));
    m_tier->addItem(tr("staging"), static_cast<int>(Tier::Staging));
    m_tier->addItem(tr("production, protected"), static_cast<int>(Tier::Prod));
    m_tier->addItem(tr("other"), static_cast<int>(Tier::Other));
    m_tier->setFixedWidth(kShort);
    m_profiles = makeLine(QStringLiteral("import.files.profiles"), tr("Profiles"),
                          tr("profiles: none; * for all"));
    row->addWidget(m_environment);
    row->addWidget(m_tier);
    row->addWidget(m_profiles, 1);
    box->setFocusProxy(m_environment);
    addField(layout, tr("Environment, its tier, profiles"),
             tr("The one that runs this way. More can be added later."), box, nullptr,
             ImportField::Environment);
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
    QList<RowsEditor::Row> rows;
    for (const QString &file : files)
        rows.append({file, {}});
    m_files->setRows(rows);
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
    return !files().isEmpty() && !m_environment->text().trimmed().isEmpty()
           && !m_folder->text().trimmed().isEmpty();
}

ImportQuestion ImportFilesPage::question() const
{
    static const QRegularExpression between(QStringLiteral("[,\\s]+"));
    ImportQuestion question;
    question.files = files();
    if (const QString env = m_envFile->text().trimmed(); !env.isEmpty())
        question.envFiles << env;
    question.profiles = m_profiles->text().split(between, Qt::SkipEmptyParts);
    question.environment = m_environment->text().trimmed();
    question.tier = static_cast<Tier>(m_tier->currentData().toInt());
    question.folder = m_folder->text().trimmed();
    return question;
}

void ImportFilesPage::setProblems(const QMap<ImportField, QString> &problems)
{
    for (auto it = m_problems.cbegin(); it != m_problems.cend(); ++it)
        it.value()->setProblem(problems.value(it.key()));
    const QMap<ImportField, QWidget *> fields{{ImportField::Files, m_files},
                                              {ImportField::EnvFiles, m_envFile},
                                              {ImportField::Environment, m_environment},
                                              {ImportField::Folder, m_folder}};
    if (!problems.isEmpty())
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
        for (const QString &file : chosen) {
            if (!all.contains(file))
                all << file;
        }
        setFiles(all);
    });
    dialog->open();
}

void ImportFilesPage::chooseEnvFile()
{
    auto *dialog = new QFileDialog(this, tr("Env file"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setFilter(dialog->filter() | QDir::Hidden);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &chosen) {
        m_envFile->setText(chosen);
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
