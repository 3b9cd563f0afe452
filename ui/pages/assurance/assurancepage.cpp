// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/assurance/assurancepage.h"

#include "ui/pages/assurance/assurancesections.h"
#include "ui/pages/assurance/assurancetable.h"
#include "ui/pages/assurance/fillform.h"
#include "ui/pages/assurance/questiondetail.h"
#include "ui/pages/assurance/questionsview.h"
#include "ui/pages/assurance/scalingact.h"
#include "ui/theme/theme.h"
#include "ui/widgets/card.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/segment.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QScrollArea>

namespace opsdeck {

namespace {

constexpr int kLeastQuestions = 420; ///< px: a question in full with its answer

} // namespace

AssurancePage::AssurancePage(StatusBoard &board, SeriesBoard &series, ThemeHub &theme,
                             QWidget *parent)
    : Page(parent)
    , m_board(board)
    , m_theme(theme)
    , m_questionsModel(board)
    , m_capacityModel(board, series)
    , m_scalingModel(board, series)
    , m_rulesModel(board)
    , m_factsModel(board)
{
    setObjectName(QStringLiteral("assurance"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 16, 24, 16);
    layout->setSpacing(12);
    layout->addWidget(makeHead());
    m_scroll = new QScrollArea(this);
    m_sections = new AssuranceSections(m_scroll);
    m_questions = new QuestionsView(m_questionsModel, theme, m_sections);
    m_sections->add(QStringLiteral("questions"), tr("QUESTIONS"), m_questions, m_questions->view(),
                    kLeastQuestions);
    makeTables();
    makeFillForm();
    makeScalingAct();
    m_empty = wrappedLabel(QStringLiteral("assurance.empty"), roleFont(TextRole::Body), "t2", this);
    m_empty->setAlignment(Qt::AlignCenter);
    m_scroll->setObjectName(QStringLiteral("assurance.scroll"));
    m_scroll->setAccessibleName(tr("Assurance"));
    m_scroll->setWidget(m_sections);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    layout->addWidget(m_scroll, 1);
    layout->addWidget(m_empty, 1);
    connect(m_questions, &QuestionsView::serviceChosen, this,
            [this](const PlatformId &id, const ServiceId &service) {
                for (int row = 0; row < m_questionsModel.rowCount(); ++row) {
                    const QModelIndex index = m_questionsModel.index(row, 0);
                    if (index.data(assurance::PlatformRole).toString() != id.toString())
                        continue;
                    Q_EMIT serviceWanted(
                        m_questionsModel.serviceOf(row, service, m_environment.environment));
                    return;
                }
            });
    connect(m_tables.constFirst(), &AssuranceTable::rowActivated, this,
            [this](int row) { Q_EMIT serviceWanted(m_capacityModel.service(row)); });
    connect(m_tables.at(Scaling - 1), &AssuranceTable::rowActivated, this,
            [this](int row) { Q_EMIT serviceWanted(m_scalingModel.service(row)); });
    for (int part = 0; part < Parts; ++part) {
        AssuranceFilter &filter = filterOf(static_cast<Part>(part));
        connect(&filter, &QAbstractItemModel::rowsInserted, this, &AssurancePage::describe);
        connect(&filter, &QAbstractItemModel::rowsRemoved, this, &AssurancePage::describe);
        connect(&filter, &QAbstractItemModel::modelReset, this, &AssurancePage::describe);
    }
    connect(&m_board, &StatusBoard::workspaceChanged, this, &AssurancePage::applyFilters);
    choose(Questions);
}

QWidget *AssurancePage::makeHead()
{
    auto *head = new QWidget(this);
    auto *title =
        plainLabel(QStringLiteral("assurance.title"), roleFont(TextRole::Page), "t1", head);
    title->setText(tr("Assurance"));
    auto *layout = new QHBoxLayout(head);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(title);
    layout->addSpacing(8);
    auto *group = new QButtonGroup(head);
    const QStringList names{QStringLiteral("questions"), QStringLiteral("capacity"),
                            QStringLiteral("scaling"),   QStringLiteral("rules"),
                            QStringLiteral("facts"),     QStringLiteral("all")};
    for (int part = 0; part < Choices; ++part) {
        QPushButton *button =
            segment(QString(), QStringLiteral("assurance.tab.") + names.at(part), head);
        group->addButton(button);
        layout->addWidget(button);
        m_segments << button;
        connect(button, &QPushButton::clicked, this, [this, part] {
            m_isChosen = true;
            choose(static_cast<Part>(part));
        });
    }
    m_facts = elidedLabel(QStringLiteral("assurance.facts"), roleFont(TextRole::Body), "t3", head);
    m_text = new QLineEdit(head);
    m_text->setObjectName(QStringLiteral("assurance.filter"));
    m_text->setAccessibleName(tr("Filter what is listed"));
    m_text->setPlaceholderText(tr("Filter"));
    m_text->setClearButtonEnabled(true);
    m_text->setMinimumWidth(96);
    m_text->setMaximumWidth(160);
    m_open = segment(QString(), QStringLiteral("assurance.open"), head);
    // Nothing beside it moves with its words.
    int widest = 0;
    const QStringList texts = onlyTexts();
    for (const QString &text : texts) {
        m_open->setText(text);
        widest = std::max(widest, m_open->sizeHint().width());
    }
    m_open->setMinimumWidth(widest);
    m_all = segment(tr("All platforms"), QStringLiteral("assurance.all"), head);
    layout->addWidget(m_facts, 1);
    layout->addWidget(m_text);
    layout->addWidget(m_open);
    layout->addWidget(m_all);
    connect(m_text, &QLineEdit::textChanged, this, &AssurancePage::applyFilters);
    connect(m_open, &QPushButton::toggled, this, &AssurancePage::applyFilters);
    connect(m_all, &QPushButton::toggled, this, &AssurancePage::applyFilters);
    return head;
}

/// What the switch leaves, by Part.
QStringList AssurancePage::onlyTexts()
{
    return {tr("Only open"),       tr("Only unmeasured"), tr("Only unknown"),
            tr("Only incomplete"), tr("Only doubtful"),   tr("Only what is open")};
}

void AssurancePage::makeTables()
{
    const auto add = [this](const QString &name, const QString &head, const QString &title,
                            QAbstractItemModel &model,
                            const QList<AssuranceTable::Column> &columns) {
        QFrame *ground = card(QStringLiteral("assurance.%1.card").arg(name), m_sections);
        auto *table = new AssuranceTable(QStringLiteral("assurance.") + name, title, model, columns,
                                         m_theme, ground);
        auto *inside = new QVBoxLayout(ground);
        inside->setContentsMargins(1, 1, 1, 1);
        inside->addWidget(table);
        m_sections->add(name, head, ground, table->view(), 0);
        m_tables << table;
    };
    add(QStringLiteral("capacity"), tr("CAPACITY"), tr("Capacity"), m_capacityModel,
        {{120, 2}, {110, 3}, {120, 4}, {84, 1}, {104, 1}, {120, 3}, {84, 3}, {110, 4}});
    add(QStringLiteral("scaling"), tr("SCALING ADVICE"), tr("Scaling advice"), m_scalingModel,
        {{120, 2}, {110, 3}, {120, 3}, {130, 3}, {130, 3}, {104, 1}, {84, 2}, {130, 3}, {90, 2}});
    add(QStringLiteral("rules"), tr("RULES AS DOCUMENTED"), tr("Rules as documented"), m_rulesModel,
        {{100, 1},
         {110, 3},
         {84, 2},
         {100, 4},
         {110, 5},
         {60, 1},
         {64, 1},
         {84, 4},
         {84, 3},
         {88, 2}});
    add(QStringLiteral("facts"), tr("FACTS BY TOPIC"), tr("Facts by topic"), m_factsModel,
        {{120, 1}, {104, 1}, {120, 2}, {150, 3}, {240, 9}, {130, 2}});
}

void AssurancePage::makeFillForm()
{
    m_fill = new FillForm(m_theme);
    AssuranceTable *rules = m_tables.at(Rules - 1);
    connect(rules, &AssuranceTable::rowShown, this, &AssurancePage::showRule);
    rules->setBelow(m_fill);
}

void AssurancePage::makeScalingAct()
{
    auto *act = new ScalingAct;
    AssuranceTable *scaling = m_tables.at(Scaling - 1);
    connect(scaling, &AssuranceTable::rowShown, act, &ScalingAct::setRow);
    connect(act, &ScalingAct::runbookChosen, this, &Page::runbookChosen);
    scaling->setBelow(act);
}

void AssurancePage::showRule(const QModelIndex &index)
{
    const PlatformId id(index.data(assurance::PlatformRole).toString());
    const Platform *platform = m_board.workspace() ? m_board.workspace()->platform(id) : nullptr;
    if (!index.isValid() || platform == nullptr)
        return m_fill->setRule({});
    const auto rule = index.data(RulesModel::RuleRole).value<DocumentedRule>();
    ShownRule shown{id, rule, fillOf(*platform, rule), {}};
    for (const RulePart part : ruleParts()) {
        if (isDisputed(*platform, rule, part))
            shown.disputed << part;
    }
    m_fill->setRule(shown);
}

AssuranceFilter &AssurancePage::filterOf(Part part)
{
    return part == Questions ? m_questions->filter() : m_tables.at(part - 1)->filter();
}

PlatformId AssurancePage::platform() const
{
    return isOfAll() ? PlatformId() : m_environment.platform;
}

/// With one platform there is nothing to choose.
bool AssurancePage::hasSeveral() const
{
    return m_board.workspace() && m_board.workspace()->platforms.size() > 1;
}

bool AssurancePage::isOfAll() const
{
    return m_all->isChecked() && hasSeveral();
}

QString AssurancePage::platformTitle() const
{
    const Platform *shown =
        m_board.workspace() ? m_board.workspace()->platform(m_environment.platform) : nullptr;
    return shown == nullptr ? QString() : shown->title;
}

void AssurancePage::setEnvironment(const EnvironmentKey &environment)
{
    const bool isOther = environment.platform != m_environment.platform;
    m_environment = environment;
    if (isOther)
        applyFilters();
}

AnswerForm &AssurancePage::answerForm()
{
    return m_questions->detail().answer();
}

void AssurancePage::setAllPlatforms(bool all)
{
    m_all->setChecked(all);
}

void AssurancePage::choose(Part part)
{
    m_part = part;
    m_segments.at(part)->setChecked(true);
    // Among all sections there is no room to write in one of them.
    m_tables.at(Rules - 1)->setBelowAllowed(part == Rules);
    if (part == All)
        m_sections->showAll();
    else
        m_sections->showOnly(part);
    applyFilters();
}

void AssurancePage::showAllSections()
{
    m_isChosen = true;
    choose(All);
}

int AssurancePage::lackingHeight() const
{
    return m_sections->fullHeight(m_sections->width()) - m_sections->height();
}

/// Where all of it has room, all of it is shown until a part is chosen.
void AssurancePage::resizeEvent(QResizeEvent *event)
{
    Page::resizeEvent(event);
    const Part fitting = width() >= AssuranceSections::kBesideFrom ? All : Questions;
    if (!m_isChosen && fitting != m_part)
        choose(fitting);
}

void AssurancePage::applyFilters()
{
    m_all->setVisible(hasSeveral());
    for (int part = 0; part < Parts; ++part) {
        AssuranceFilter &filter = filterOf(static_cast<Part>(part));
        filter.setPlatform(platform());
        filter.setText(m_text->text());
        filter.setOnlyOpen(m_open->isChecked());
    }
    m_questions->setWithPlatform(isOfAll());
    for (AssuranceTable *table : std::as_const(m_tables))
        table->setWithPlatform(isOfAll());
    describe();
}

QString AssurancePage::emptyText(Part part) const
{
    if (!m_text->text().isEmpty() || m_open->isChecked())
        return part == Questions && m_text->text().isEmpty()
                   ? tr("Every question is settled. Switch off “Only open” to read the answers.")
                   : tr("Nothing matches. Clear the filter, or switch off what is chosen beside "
                        "it.");
    const QString of = isOfAll() ? tr("No platform") : platformTitle();
    switch (part) {
    case Questions:
        return tr("%1 lists no contradictions and no gaps. A platform file names them under "
                  "“contradictions”.")
            .arg(of);
    case Capacity:
        return tr("%1 states no figure to hold load against. A service names them under "
                  "“capacity” in the platform file.")
            .arg(of);
    case Scaling:
        return tr("%1 names no figure by which a service is scaled. A metric has them as "
                  "“scale_out” and “scale_in” in the platform file.")
            .arg(of);
    case Rules:
        return tr("%1 documents no rules. A platform file names them under “rules”.").arg(of);
    case Facts:
    case All:
    case Choices:
        break;
    }
    return tr("%1 states no facts with their source. A platform file names them under “facts” and "
              "“sources”.")
        .arg(of);
}

void AssurancePage::describe()
{
    const PlatformId of = platform();
    const int open = m_questionsModel.openCount(of);
    m_segments.at(Questions)->setText(open == 0 ? tr("Questions")
                                                : tr("Questions %1", "open ones").arg(open));
    m_segments.at(Questions)->setToolTip(tr("%n open question(s)", nullptr, open));
    m_segments.at(Capacity)->setText(tr("Capacity"));
    m_segments.at(Scaling)->setText(tr("Scaling"));
    // Few platforms say by what they are scaled.
    const bool isScaled = m_scalingModel.rowCount() > 0;
    m_segments.at(Scaling)->setVisible(isScaled || m_part == Scaling);
    m_sections->setPresent(Scaling, isScaled);
    m_segments.at(Rules)->setText(tr("Rules"));
    m_segments.at(Facts)->setText(tr("Facts"));
    m_segments.at(All)->setText(tr("All"));
    m_open->setText(onlyTexts().at(m_part));
    for (int part = 0; part < Parts; ++part) {
        const auto own = static_cast<Part>(part);
        const bool isLacking = m_part == All && rowsOf(own) == 0;
        m_sections->setNote(part, isLacking ? emptyText(own) : QString());
    }
    m_sections->countRows();
    const int rows = m_part == All ? 1 : rowsOf(m_part);
    describeFacts(rows);
    m_scroll->setVisible(rows > 0);
    m_empty->setVisible(rows == 0);
    m_empty->setText(rows == 0 ? emptyText(m_part) : QString());
}

int AssurancePage::rowsOf(Part part)
{
    return filterOf(part).rowCount();
}

QString AssurancePage::rulesText(int rows)
{
    const AssuranceFilter &shown = filterOf(Rules);
    int unwatched = 0;
    for (int row = 0; row < rows; ++row)
        unwatched += shown.index(row, 0).data(RulesModel::WatchedRole).toBool() ? 0 : 1;
    const QString all = tr("%n rule(s) as documented", nullptr, rows);
    return unwatched == 0 ? all : tr("%1, %2 of them not watched").arg(all).arg(unwatched);
}

/// Not of the filter's rows alone: what changes by itself is counted as it is.
QString AssurancePage::scalingText(int rows) const
{
    int advised = 0;
    for (int row = 0; row < m_scalingModel.rowCount(); ++row)
        advised += m_scalingModel.advice(row).isAdvised() ? 1 : 0;
    const QString all = tr("%n figure(s) to scale by", nullptr, rows);
    return advised == 0 ? all : tr("%1, %2 advised now").arg(all).arg(advised);
}

void AssurancePage::describeFacts(int rows)
{
    const PlatformId of = platform();
    const int open = m_questionsModel.openCount(of);
    switch (m_part) {
    case Questions:
        m_facts->setText(tr("%1 of %n open", nullptr, m_questionsModel.count(of)).arg(open));
        break;
    case Capacity:
        m_facts->setText(tr("%n stated figure(s) against the load", nullptr, rows));
        break;
    case Scaling:
        m_facts->setText(scalingText(rows));
        break;
    case Rules:
        m_facts->setText(rulesText(rows));
        break;
    case Facts:
        m_facts->setText(tr("%n fact(s) by topic", nullptr, rows));
        break;
    case All:
    case Choices:
        m_facts->setText(
            tr("%1 of %n question(s) open", nullptr, m_questionsModel.count(of)).arg(open));
        break;
    }
}

} // namespace opsdeck
