// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/history/historypage.h"

#include "ui/pages/history/availabilityview.h"
#include "ui/pages/history/historydelegates.h"
#include "ui/paint/paint.h"
#include "ui/theme/theme.h"
#include "ui/widgets/card.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/plainlist.h"
#include "ui/widgets/segment.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace opsdeck {

namespace {

constexpr int kWidestName = 160;

} // namespace

HistoryPage::HistoryPage(EventsModel &events, AuditModel &audit, AvailabilityModel &availability,
                         ThemeHub &theme, QWidget *parent)
    : Page(parent)
    , m_events(events)
    , m_audit(audit)
    , m_theme(theme)
{
    setObjectName(QStringLiteral("history"));
    m_filter.setSourceModel(&m_events);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 16, 24, 16);
    layout->setSpacing(12);
    QFrame *ground = card(QStringLiteral("history.card"), this);
    m_availability = new AvailabilityView(availability, theme, ground);
    layout->addWidget(makeHead());
    auto *inside = new QVBoxLayout(ground);
    inside->setContentsMargins(1, 4, 1, 4);
    m_stack = new QStackedWidget(ground);
    m_eventList =
        plainUniformList(QStringLiteral("history.events"), tr("Changes"), &m_filter, m_stack);
    m_eventLines = new EventDelegate(theme, EventDelegate::Lines::One, m_eventList);
    m_eventList->setItemDelegate(m_eventLines);
    m_auditList = plainUniformList(QStringLiteral("history.actions"), tr("Record of actions"),
                                   &m_audit, m_stack);
    m_auditList->setItemDelegate(new AuditDelegate(theme, m_auditList));
    for (QListView *list : {m_eventList, m_auditList}) {
        list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
        m_stack->addWidget(list);
    }
    m_stack->addWidget(m_availability);
    m_empty = plainLabel(QStringLiteral("history.empty"), roleFont(TextRole::Body), "t2", ground);
    m_empty->setAlignment(Qt::AlignCenter);
    inside->addWidget(m_stack, 1);
    inside->addWidget(m_empty, 1);
    layout->addWidget(ground, 1);

    connect(m_eventList, &QListView::activated, this, [this](const QModelIndex &index) {
        Q_EMIT serviceSelected(index.data(EventsModel::EventRole).value<Event>().service);
    });
    for (QAbstractItemModel *model : {static_cast<QAbstractItemModel *>(&m_filter),
                                      static_cast<QAbstractItemModel *>(&m_audit)}) {
        connect(model, &QAbstractItemModel::rowsInserted, this, &HistoryPage::describe);
        connect(model, &QAbstractItemModel::rowsRemoved, this, &HistoryPage::describe);
        connect(model, &QAbstractItemModel::modelReset, this, &HistoryPage::describe);
    }
    connect(m_availability, &AvailabilityView::momentWanted, this, &HistoryPage::momentWanted);
    connect(&availability, &AvailabilityModel::answered, this, &HistoryPage::describe);
    describe();
}

QWidget *HistoryPage::makeHead()
{
    auto *head = new QWidget(this);
    auto *title = plainLabel(QStringLiteral("history.title"), roleFont(TextRole::Page), "t1", head);
    title->setText(tr("History"));
    m_facts = elidedLabel(QStringLiteral("history.facts"), roleFont(TextRole::Body), "t3", head);
    m_changes = segment(tr("Changes"), QStringLiteral("history.tab.changes"), head);
    m_actions = segment(tr("Record of actions"), QStringLiteral("history.tab.actions"), head);
    m_shares = segment(tr("Availability"), QStringLiteral("history.tab.availability"), head);
    auto *tabs = new QButtonGroup(head);
    tabs->addButton(m_changes);
    tabs->addButton(m_shares);
    tabs->addButton(m_actions);
    m_changes->setChecked(true);
    m_here = segment(tr("Only here"), QStringLiteral("history.here"), head);
    m_one = segment(QString(), QStringLiteral("history.service"), head);
    m_bad = segment(tr("Only bad"), QStringLiteral("history.bad"), head);
    m_text = new QLineEdit(head);
    m_text->setObjectName(QStringLiteral("history.filter"));
    m_text->setAccessibleName(tr("Filter changes"));
    m_text->setPlaceholderText(tr("Filter"));
    m_text->setClearButtonEnabled(true);
    m_text->setFixedWidth(160);
    auto *layout = new QHBoxLayout(head);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(title);
    layout->addSpacing(8);
    layout->addWidget(m_changes);
    layout->addWidget(m_shares);
    layout->addWidget(m_actions);
    layout->addWidget(m_facts, 1);
    layout->addWidget(m_text);
    layout->addWidget(m_one);
    layout->addWidget(m_here);
    layout->addWidget(m_bad);
    connect(m_text, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_filter.setText(text);
        m_availability->filter().setText(text);
        describe();
    });
    connect(m_here, &QPushButton::toggled, this, [this](bool only) {
        m_filter.setEnvironment(only ? m_environment : EnvironmentKey());
        m_availability->filter().setEnvironment(only ? m_environment : EnvironmentKey());
        describe();
    });
    connect(m_one, &QPushButton::toggled, this, [this](bool only) {
        m_filter.setService(only ? m_service : ServiceKey());
        m_availability->filter().setService(only ? m_service : ServiceKey());
        describe();
    });
    connect(m_bad, &QPushButton::toggled, this, [this](bool only) {
        m_filter.setOnlyBad(only);
        m_availability->filter().setOnlyBad(only);
        describe();
    });
    connect(tabs, &QButtonGroup::buttonToggled, this, [this](QAbstractButton *, bool shown) {
        if (!shown)
            return;
        m_stack->setCurrentIndex(m_actions->isChecked() ? 1 : m_shares->isChecked() ? 2 : 0);
        if (m_actions->isChecked())
            Q_EMIT auditWanted();
        describe();
        // What is seen asks by itself.
        if (m_shares->isChecked() && !m_availability->isVisible())
            m_availability->refresh();
    });
    return head;
}

void HistoryPage::setEnvironment(const EnvironmentKey &environment)
{
    m_environment = environment;
    m_here->setText(environment.environment.isEmpty()
                        ? tr("Only here")
                        : tr("Only %1").arg(environmentTagText(environment.environment)));
    if (m_here->isChecked()) {
        m_filter.setEnvironment(environment);
        m_availability->filter().setEnvironment(environment);
    }
    describe();
}

void HistoryPage::setSelectedService(const ServiceKey &service)
{
    m_service = service;
    const QString title = m_events.titleOf(service);
    m_one->setText(
        tr("Only %1").arg(m_one->fontMetrics().elidedText(title, Qt::ElideMiddle, kWidestName)));
    m_one->setToolTip(title.toHtmlEscaped());
    if (service.service.isEmpty()) {
        m_one->setChecked(false);
    } else if (m_one->isChecked()) {
        m_filter.setService(service);
        m_availability->filter().setService(service);
    }
    describe();
}

void HistoryPage::showEvent(QShowEvent *event)
{
    Page::showEvent(event);
    Q_EMIT auditWanted();
}

void HistoryPage::describe()
{
    const bool actions = m_actions->isChecked();
    const bool shares = m_shares->isChecked();
    const int rows = actions  ? m_audit.rowCount()
                     : shares ? m_availability->filter().rowCount()
                              : m_filter.rowCount();
    for (QWidget *widget : {static_cast<QWidget *>(m_text), static_cast<QWidget *>(m_here),
                            static_cast<QWidget *>(m_bad)})
        widget->setVisible(!actions);
    m_eventLines->setNamesPlatforms(!m_here->isChecked() && !m_one->isChecked()
                                    && m_events.isOfSeveralPlatforms());
    m_one->setVisible(!actions && !m_service.service.isEmpty());
    m_bad->setToolTip(shares ? tr("Services that were degraded or down") : QString());
    m_text->setAccessibleName(shares ? tr("Filter services") : tr("Filter changes"));
    if (shares) {
        const QString empty = m_availability->emptyText();
        m_facts->setText(tr("%n service(s)", nullptr, rows));
        m_stack->setVisible(empty.isEmpty());
        m_empty->setVisible(!empty.isEmpty());
        m_empty->setText(empty);
        return;
    }
    m_facts->setText(actions ? tr("%n row(s), newest first, times in UTC", nullptr, rows)
                             : tr("%n change(s), newest first, times in UTC", nullptr, rows));
    m_stack->setVisible(rows > 0);
    m_empty->setVisible(rows == 0);
    if (actions)
        m_empty->setText(tr("Nothing was run yet. Every run is recorded here: intent before its "
                            "first step, then how it ended."));
    else
        m_empty->setText(
            m_events.rowCount() == 0
                ? tr("No state has changed since observation began. The next change of any check "
                     "appears here by itself.")
                : tr("Nothing matches. Clear the filter, or switch off what is chosen beside it."));
}

} // namespace opsdeck
