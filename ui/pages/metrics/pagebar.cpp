// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/metrics/pagebar.h"

#include "ui/theme/theme.h"
#include "ui/widgets/plainlabel.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>

namespace opsdeck {

namespace {

constexpr int kTitleWidth = 240;
constexpr int kTitleCharacters = 80;

QPushButton *button(const QString &text, const char *name, const char *kind, QWidget *parent)
{
    auto *made = new QPushButton(text, parent);
    made->setObjectName(QStringLiteral("metrics.pagebar.") + QLatin1String(name));
    made->setProperty("kind", QString::fromLatin1(kind));
    return made;
}

/// As a menu shows it: an ampersand is no key there.
QString menuText(QString text)
{
    return text.replace(QLatin1Char('&'), QLatin1String("&&"));
}

} // namespace

PageBar::PageBar(PageDesk &desk, SeriesBoard &series, QWidget *parent)
    : QWidget(parent)
    , m_desk(desk)
    , m_series(series)
    , m_title(new QLineEdit(this))
    , m_add(button(tr("Add chart"), "add", "quiet", this))
    , m_remove(button(tr("Remove page"), "remove", "quiet", this))
    , m_note(plainLabel(QStringLiteral("metrics.pagebar.note"), textFont(12), "t2", this))
    , m_cancel(button(tr("Cancel"), "cancel", "quiet", this))
    , m_save(button(tr("Save page"), "save", "primary", this))
{
    setObjectName(QStringLiteral("metrics.pagebar"));
    m_title->setObjectName(QStringLiteral("metrics.pagebar.title"));
    m_title->setAccessibleName(tr("Title of the page"));
    m_title->setPlaceholderText(tr("Title of the page"));
    m_title->setMaxLength(kTitleCharacters);
    m_title->setFixedWidth(kTitleWidth);
    m_note->setMinimumWidth(1);

    auto *charts = new QMenu(m_add);
    charts->setObjectName(QStringLiteral("metrics.pagebar.charts"));
    m_add->setMenu(charts);
    connect(charts, &QMenu::aboutToShow, this, &PageBar::offerCharts);
    auto *removal = new QMenu(m_remove);
    removal->setObjectName(QStringLiteral("metrics.pagebar.removal"));
    m_remove->setMenu(removal);
    QAction *reallyRemove = removal->addAction(tr("Take it out of the platform's file"), this,
                                               [this] { save(m_desk.removal()); });
    reallyRemove->setObjectName(QStringLiteral("metrics.pagebar.removal.yes"));

    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(m_title);
    layout->addWidget(m_add);
    layout->addWidget(m_remove);
    layout->addWidget(m_note, 1);
    layout->addWidget(m_cancel);
    layout->addWidget(m_save);

    connect(m_title, &QLineEdit::textEdited, &m_desk, &PageDesk::setTitle);
    connect(m_cancel, &QPushButton::clicked, &m_desk, &PageDesk::cancel);
    connect(m_save, &QPushButton::clicked, this, [this] { save(m_desk.request()); });
    for (const auto changed : {&PageDesk::pagesChanged, &PageDesk::shownChanged})
        connect(&m_desk, changed, this, &PageBar::refresh);
    connect(&m_desk, &PageDesk::editingChanged, this, [this] {
        m_note->setText(tr("Drag charts to move them, their corner to resize them"));
        m_note->setToolTip(QString());
        setSaving(false);
        m_title->setText(m_desk.shown().value_or(ChartPage()).title);
        m_title->setFocus();
        m_title->selectAll();
    });
    refresh();
}

void PageBar::setSaving(bool isSaving)
{
    m_isSaving = isSaving;
    refresh();
}

void PageBar::showFault(const QString &text, const QString &advice)
{
    setSaving(false);
    m_note->setText(text);
    m_note->setToolTip(advice);
}

void PageBar::refresh()
{
    const bool hasRoom =
        m_desk.shown().value_or(ChartPage()).charts.size() < ChartPage::kMostCharts;
    m_add->setEnabled(!m_isSaving && hasRoom);
    m_remove->setVisible(!m_desk.isNew());
    m_remove->setEnabled(!m_isSaving);
    m_title->setEnabled(!m_isSaving);
    m_cancel->setEnabled(!m_isSaving);
    m_save->setEnabled(!m_isSaving && m_desk.isChanged());
}

void PageBar::save(const PageRequest &request)
{
    setSaving(true);
    Q_EMIT saveWanted(request);
}

void PageBar::offerCharts()
{
    QMenu *menu = m_add->menu();
    const auto old = menu->findChildren<QMenu *>(Qt::FindDirectChildrenOnly);
    menu->clear();
    qDeleteAll(old);
    QMenu *ofService = nullptr;
    ServiceId last;
    for (const MetricKey &key : m_series.metrics(m_environment)) {
        if (m_desk.rowOf(key.service.service, key.metric) >= 0)
            continue;
        const Service *service = m_series.service(key);
        const QString title = service->title.isEmpty() ? service->id.toString() : service->title;
        if (ofService == nullptr || key.service.service != last) {
            last = key.service.service;
            ofService = menu->addMenu(menuText(title));
        }
        QAction *action =
            ofService->addAction(menuText(m_series.definition(key)->title), this,
                                 [this, key] { m_desk.add({key.service.service, key.metric}); });
        action->setObjectName(QStringLiteral("metrics.pagebar.add.%1.%2")
                                  .arg(key.service.service.toString(), key.metric));
    }
    if (menu->isEmpty())
        menu->addAction(tr("Every chart of this environment is on the page"))->setEnabled(false);
}

} // namespace opsdeck
