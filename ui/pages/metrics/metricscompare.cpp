// SPDX-License-Identifier: GPL-3.0-or-later
// What the charts of the metrics page are held against.
#include "ui/charts/chartcard.h"
#include "ui/pages/metrics/metricspage.h"

#include <QActionGroup>
#include <QMenu>
#include <QPushButton>

namespace opsdeck {

void MetricsPage::connectCompare()
{
    m_compare->setObjectName(QStringLiteral("metrics.compare"));
    m_compare->setProperty("kind", QStringLiteral("quiet"));
    m_compare->setToolTip(
        tr("Hold the charts against another time or environment (B: the next one)"));
    auto *menu = new QMenu(m_compare);
    menu->setObjectName(QStringLiteral("metrics.compare.menu"));
    m_compare->setMenu(menu);
    connect(menu, &QMenu::aboutToShow, this, [this, menu] {
        menu->clear();
        auto *group = new QActionGroup(menu);
        for (const Companion &companion : offered()) {
            const QString text = companionText(companion);
            QAction *action = menu->addAction(companion.isOn() ? text : tr("Nothing"), this,
                                              [this, companion] { compareWith(companion); });
            action->setObjectName(QStringLiteral("metrics.compare.")
                                  + (companion.isOn() ? text : QStringLiteral("nothing")));
            action->setCheckable(true);
            action->setChecked(companion == m_companion);
            group->addAction(action);
        }
    });
    connect(&m_compared, &CoarseBoard::changed, this, [this] {
        if (isVisible())
            refreshCards();
    });
    tellCompanion();
}

QList<Companion> MetricsPage::offered() const
{
    return companionsOf(m_environment, m_board.environments());
}

void MetricsPage::compareWith(const Companion &companion)
{
    m_companion = companion;
    for (ChartDescription &described : m_descriptions)
        described.companion = companion;
    for (ChartCard *card : std::as_const(m_cards))
        describe(*card);
    tellCompanion();
    fitServices();
    askForHistory();
}

void MetricsPage::compareWithNext(int step)
{
    const QList<Companion> all = offered();
    const qsizetype next = all.indexOf(m_companion) + step;
    compareWith(all.at((next + all.size()) % all.size()));
}

/// The other environments are others now. A chart that was made another one keeps its own.
void MetricsPage::keepCompanion()
{
    if (!offered().contains(m_companion))
        m_companion = {};
    for (ChartCard *card : std::as_const(m_cards))
        describe(*card);
    tellCompanion();
}

void MetricsPage::tellCompanion()
{
    const QString name = companionText(m_companion);
    m_compare->setText(name.isEmpty() ? tr("Compare") : tr("Compared: %1").arg(name));
    m_compare->setAccessibleName(name.isEmpty() ? tr("Compare the charts with")
                                                : tr("Compared with %1").arg(name));
}

ChartDescription MetricsPage::descriptionOf(const MetricKey &key) const
{
    const MetricDefinition *definition = m_series.definition(key);
    ChartKind kind = definition == nullptr ? ChartKind::Lines : definition->kind;
    if (const int row = m_desk.rowOf(key.service.service, key.metric); row >= 0)
        kind = m_desk.shown()->charts.at(row).kind.value_or(kind);
    return m_descriptions.value(key, {key, m_companion, {}, kind});
}

void MetricsPage::describe(ChartCard &card)
{
    card.setOffered(offered());
    card.describe(descriptionOf(card.key()));
}

/// What stands behind a chart comes from the same places as the chart itself.
void MetricsPage::askForCompanion(const MetricKey &key)
{
    const Companion companion = descriptionOf(key).companion;
    if (!companion.isOn())
        return;
    const qint64 now = m_board.now().wallMs;
    Stretch wanted = stretchOf(companion, m_window.at(now));
    if (CoarseBoard::isFor(wanted, now)) {
        // Of the parts the last one goes on, unless all of it is long ago.
        wanted.fromMs = CoarseBoard::gridOf(wanted, now).stretch.toMs;
        if (companion.agoMs > 0)
            return;
    }
    Q_EMIT historyWanted(sourceOf(companion, key), wanted.fromMs, now);
}

} // namespace opsdeck
