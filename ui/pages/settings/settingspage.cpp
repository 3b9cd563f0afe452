// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/settings/settingspage.h"

#include "ui/pages/settings/historykeeping.h"
#include "ui/pages/settings/problemdelegate.h"
#include "ui/theme/theme.h"
#include "ui/widgets/card.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/segment.h"

#include <QButtonGroup>
#include <QClipboard>
#include <QFormLayout>
#include <QGridLayout>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QListView>
#include <QScrollArea>
#include <QVBoxLayout>

namespace opsdeck {

namespace {

constexpr int kMargin = 24;
constexpr int kWidest = 960;          ///< of one column
constexpr int kTwoColumnsFrom = 1800; ///< page width
constexpr int kProblemsSeen = 3;      ///< at least; the list scrolls
constexpr int kNames = 112;           ///< column of what a line is about

} // namespace

SettingsPage::SettingsPage(ProblemsModel &problems, ThemeHub &theme, QWidget *parent)
    : Page(parent)
    , m_problems(problems)
    , m_theme(theme)
{
    setObjectName(QStringLiteral("settings"));
    auto *title =
        plainLabel(QStringLiteral("settings.title"), roleFont(TextRole::Page), "t1", this);
    title->setText(tr("Settings"));
    m_column = new QWidget(this);
    auto *first = new QVBoxLayout;
    first->setSpacing(16);
    first->addWidget(makeFacts());
    first->addWidget(makeAppearance());
    m_keeping = new HistoryKeeping(m_theme, this);
    first->addStretch();
    auto *second = new QVBoxLayout;
    second->setSpacing(16);
    second->addWidget(makeProblems());
    second->addWidget(m_keeping);
    second->addStretch(1);
    m_columns = new QBoxLayout(QBoxLayout::TopToBottom);
    m_columns->setSpacing(16);
    m_columns->addLayout(first);
    m_columns->addLayout(second, 1);
    auto *layout = new QVBoxLayout(m_column);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(16);
    layout->addWidget(title);
    layout->addLayout(m_columns, 1);
    auto *ground = new QWidget(this);
    auto *outer = new QHBoxLayout(ground);
    outer->setContentsMargins(kMargin, 20, kMargin, kMargin);
    outer->addWidget(m_column, 1);
    outer->addStretch();
    auto *scroll = new QScrollArea(this);
    scroll->setObjectName(QStringLiteral("settings.scroll"));
    scroll->setAccessibleName(tr("Settings"));
    scroll->setWidget(ground);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(scroll);
    connect(&m_problems, &QAbstractItemModel::modelReset, this, &SettingsPage::refreshProblems);
    refreshProblems();
}

QLabel *SettingsPage::addFact(QFormLayout &form, const QString &name, const QString &objectName)
{
    auto *label = plainLabel(QString(), roleFont(TextRole::Body), "t3", this);
    label->setText(name);
    label->setFixedWidth(kNames);
    auto *value = plainLabel(objectName, roleFont(TextRole::Body), "t1", this);
    value->setTextInteractionFlags(Qt::TextSelectableByMouse);
    value->setWordWrap(true);
    value->setMinimumHeight(value->fontMetrics().height());
    form.addRow(label, value);
    return value;
}

QWidget *SettingsPage::makeFacts()
{
    QFrame *frame = card(QStringLiteral("settings.facts"), this);
    auto *layout = new QVBoxLayout(frame);
    layout->setContentsMargins(16, 16, 16, 16);
    auto *form = new QFormLayout;
    form->setHorizontalSpacing(24);
    form->setLabelAlignment(Qt::AlignLeft | Qt::AlignTop);
    form->setVerticalSpacing(8);
    m_workspace = addFact(*form, tr("Workspace"), QStringLiteral("settings.workspace"));
    m_file = addFact(*form, tr("File"), QStringLiteral("settings.file"));
    m_file->setFont(figureFont(12));
    m_loaded = addFact(*form, tr("Loaded"), QStringLiteral("settings.loaded"));
    m_data = addFact(*form, tr("Data lies in"), QStringLiteral("settings.data"));
    m_data->setFont(figureFont(12));
    m_version = addFact(*form, tr("Version"), QStringLiteral("settings.version"));
    m_form = form;
    layout->addLayout(form);
    layout->addSpacing(8);
    auto *buttons = new QGridLayout;
    buttons->setSpacing(8);
    auto *open = new QPushButton(tr("Open another workspace…"), frame);
    open->setObjectName(QStringLiteral("settings.open"));
    auto *reload = new QPushButton(tr("Read the files again"), frame);
    reload->setObjectName(QStringLiteral("settings.reload"));
    buttons->addWidget(open, 0, 0);
    buttons->addWidget(reload, 0, 1);
    buttons->setColumnStretch(3, 1);
    layout->addLayout(buttons);
    connect(open, &QPushButton::clicked, this, &SettingsPage::openRequested);
    connect(reload, &QPushButton::clicked, this, &SettingsPage::reloadRequested);
    const auto addEdit = [&](const QString &text, const QString &name, auto signal) {
        auto *button = new QPushButton(text, frame);
        button->setObjectName(name);
        button->setEnabled(false);
        buttons->addWidget(button, 1, static_cast<int>(m_edits.size()));
        m_edits << button;
        connect(button, &QPushButton::clicked, this, signal);
    };
    addEdit(tr("Edit the workspace…"), QStringLiteral("settings.edit"),
            &SettingsPage::editRequested);
    addEdit(tr("Add service…"), QStringLiteral("settings.addservice"),
            &SettingsPage::serviceAdditionRequested);
    addEdit(tr("Add environment…"), QStringLiteral("settings.addenvironment"),
            &SettingsPage::environmentAdditionRequested);
    return frame;
}

QWidget *SettingsPage::makeAppearance()
{
    QFrame *frame = card(QStringLiteral("settings.appearance"), this);
    auto *rows = new QVBoxLayout(frame);
    rows->setContentsMargins(16, 12, 16, 12);
    rows->setSpacing(8);
    auto *layout = new QHBoxLayout;
    rows->addLayout(layout);
    rows->addWidget(makePalettes(frame));
    auto *label =
        plainLabel(QStringLiteral("settings.theme"), roleFont(TextRole::Body), "t3", frame);
    label->setText(tr("Theme"));
    m_dark = segment(tr("Dark"), QStringLiteral("settings.theme.dark"), frame);
    m_light = segment(tr("Light"), QStringLiteral("settings.theme.light"), frame);
    auto *group = new QButtonGroup(frame);
    layout->addWidget(label);
    label->setFixedWidth(kNames);
    layout->setSpacing(8);
    layout->addSpacing(16);
    for (QPushButton *button : {m_dark, m_light}) {
        group->addButton(button);
        layout->addWidget(button);
    }
    layout->addStretch();
    const auto show = [this] { (m_theme.isDark() ? m_dark : m_light)->setChecked(true); };
    show();
    connect(&m_theme, &ThemeHub::changed, frame, show);
    connect(m_dark, &QPushButton::clicked, this, [this] { Q_EMIT themeChosen(true); });
    connect(m_light, &QPushButton::clicked, this, [this] { Q_EMIT themeChosen(false); });
    return frame;
}

QWidget *SettingsPage::makePalettes(QWidget *parent)
{
    struct Choice
    {
        StatePalette palette;
        QString title;
        QString explanation;
    };

    const QList<Choice> choices{
        {StatePalette::Calm, tr("Calm"),
         tr("Grey for what is fine: colour only for what is abnormal")},
        {StatePalette::Classic, tr("Classic"), tr("Green for what is fine")},
        {StatePalette::RedGreen, tr("Red-green"), tr("For eyes that confuse red and green")},
        {StatePalette::BlueYellow, tr("Blue-yellow"), tr("For eyes that confuse blue and yellow")}};
    auto *row = new QWidget(parent);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    auto *label =
        plainLabel(QStringLiteral("settings.palette"), roleFont(TextRole::Body), "t3", row);
    label->setText(tr("Colours of states"));
    label->setFixedWidth(kNames);
    layout->addWidget(label);
    layout->addSpacing(16);
    auto *group = new QButtonGroup(row);
    for (const Choice &choice : choices) {
        QPushButton *button = segment(
            choice.title, QStringLiteral("settings.palette.") + toWord(choice.palette), row);
        button->setToolTip(choice.explanation);
        button->setAccessibleDescription(choice.explanation);
        group->addButton(button, static_cast<int>(choice.palette));
        layout->addWidget(button);
    }
    layout->addStretch();
    const auto show = [this, group] {
        group->button(static_cast<int>(m_theme.statePalette()))->setChecked(true);
    };
    show();
    connect(&m_theme, &ThemeHub::changed, row, show);
    connect(group, &QButtonGroup::idClicked, this,
            [this](int id) { Q_EMIT paletteChosen(static_cast<StatePalette>(id)); });
    return row;
}

QWidget *SettingsPage::makeProblems()
{
    QFrame *frame = card(QStringLiteral("settings.problems.card"), this);
    auto *layout = new QVBoxLayout(frame);
    layout->setContentsMargins(16, 12, 16, 12);
    auto *head = new QHBoxLayout;
    m_problemTitle = plainLabel(QStringLiteral("settings.problems.title"),
                                roleFont(TextRole::BodyStrong), "t1", frame);
    m_copy = new QPushButton(tr("Copy"), frame);
    m_copy->setObjectName(QStringLiteral("settings.problems.copy"));
    m_copy->setAccessibleName(tr("Copy all problems"));
    m_copy->setProperty("kind", QStringLiteral("segment"));
    head->addWidget(m_problemTitle, 1);
    head->addWidget(m_copy);
    m_list = new QListView(frame);
    m_list->setObjectName(QStringLiteral("settings.problems"));
    m_list->setAccessibleName(tr("Problems of the configuration"));
    m_list->setModel(&m_problems);
    m_list->setItemDelegate(new ProblemDelegate(m_theme, m_list));
    m_list->setResizeMode(QListView::Adjust);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    layout->addLayout(head);
    layout->addWidget(m_list, 1);
    connect(m_copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(m_problems.copyText()); });
    return frame;
}

void SettingsPage::refreshProblems()
{
    const int count = m_problems.rowCount();
    m_problemTitle->setText(count == 0 ? tr("The configuration has no problems.")
                                       : tr("%n problem(s) in the configuration", nullptr, count));
    m_list->setVisible(count > 0);
    m_list->setMinimumHeight(std::min(count, kProblemsSeen) * 48);
    m_copy->setVisible(count > 0);
}

void SettingsPage::setFacts(const Facts &facts)
{
    for (QPushButton *button : std::as_const(m_edits))
        button->setEnabled(!facts.workspaceTitle.isEmpty());
    m_workspace->setText(facts.workspaceTitle.isEmpty() ? tr("none") : facts.workspaceTitle);
    m_file->setText(facts.workspaceFile);
    m_loaded->setText(facts.loaded);
    m_data->setText(facts.dataDirectory);
    m_version->setText(facts.version);
    for (QLabel *value : {m_file, m_loaded, m_data, m_version})
        m_form->setRowVisible(value, !value->text().isEmpty());
}

void SettingsPage::resizeEvent(QResizeEvent *event)
{
    Page::resizeEvent(event);
    const bool isWide = width() >= kTwoColumnsFrom;
    m_column->setMaximumWidth(isWide ? QWIDGETSIZE_MAX : kWidest);
    m_columns->setDirection(isWide ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    m_columns->setStretch(0, isWide ? 1 : 0);
}

void SettingsPage::setEnvironment(const EnvironmentKey &) {}

} // namespace opsdeck
