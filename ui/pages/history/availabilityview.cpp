// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/history/availabilityview.h"

#include "ui/pages/history/ledgeraxis.h"
#include "ui/pages/history/ledgerlegend.h"
#include "ui/pages/history/ledgerlist.h"
#include "ui/theme/theme.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/segment.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QVBoxLayout>

namespace opsdeck {

namespace {

constexpr int kAgainMs = 60'000;

} // namespace

AvailabilityView::AvailabilityView(AvailabilityModel &model, ThemeHub &theme, QWidget *parent)
    : QWidget(parent)
    , m_model(model)
{
    m_filter.setSourceModel(&m_model);
    auto *head = new QHBoxLayout;
    head->setContentsMargins(16, 8, 16, 8);
    head->setSpacing(8);
    auto *group = new QButtonGroup(this);
    for (const LedgerStretch stretch : kLedgerStretches) {
        QPushButton *button =
            segment(wordOf(stretch),
                    QStringLiteral("history.stretch.%1").arg(static_cast<int>(stretch)), this);
        button->setAccessibleName(tr("The last %1").arg(wordOf(stretch)));
        button->setChecked(stretch == m_model.stretch());
        group->addButton(button);
        head->addWidget(button);
        m_stretches.append(button);
        connect(button, &QPushButton::clicked, this,
                [this, stretch] { m_model.setStretch(stretch); });
    }
    m_basis = elidedLabel(QStringLiteral("history.basis"), roleFont(TextRole::Small), "t3", this);
    head->addSpacing(8);
    head->addWidget(m_basis, 1);
    m_list = new LedgerList(&m_filter, theme, this);
    m_axis = new LedgerAxis(*m_list, theme, this);
    auto *foot = new QHBoxLayout;
    foot->setContentsMargins(16, 8, 16, 8);
    foot->setSpacing(16);
    m_legend = new LedgerLegend(theme, this);
    m_moment =
        elidedLabel(QStringLiteral("history.interval"), roleFont(TextRole::Small), "t2", this);
    m_moment->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    foot->addWidget(m_legend, 3);
    foot->addWidget(m_moment, 2);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(head);
    layout->addWidget(m_axis);
    layout->addWidget(m_list, 1);
    layout->addLayout(foot);
    connect(m_list, &LedgerList::momentWanted, this, &AvailabilityView::momentWanted);
    connect(m_list, &LedgerList::pointed, this, &AvailabilityView::describe);
    connect(&m_model, &AvailabilityModel::answered, this, &AvailabilityView::describe);
    connect(&m_model, &AvailabilityModel::answered, &m_filter, &QSortFilterProxyModel::invalidate);
    m_again.setInterval(kAgainMs);
    connect(&m_again, &QTimer::timeout, &m_model, &AvailabilityModel::refresh);
    describe();
}

void AvailabilityView::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    refresh();
    m_again.start();
}

void AvailabilityView::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_again.stop();
}

QString AvailabilityView::emptyText() const
{
    if (!m_model.problem().isEmpty())
        return tr("What was kept could not be read: %1").arg(m_model.problem());
    if (m_model.rowCount() == 0)
        return tr("No service of the workspace is expected to have a state.");
    if (m_filter.rowCount() == 0)
        return tr("Nothing matches. Clear the filter, or switch off what is chosen beside it.");
    return {};
}

void AvailabilityView::describe()
{
    m_basis->setText(tr("Availability: up or degraded, of what was observed outside of "
                        "maintenance. Confirmed states; times in UTC."));
    m_axis->setStretch(m_model.fromMs(), m_model.toMs());
    const QModelIndex current = m_list->currentIndex();
    m_legend->setSums(
        current.isValid()
            ? std::optional(current.data(AvailabilityModel::RowRole).value<AvailabilityRow>().sums)
            : std::nullopt);
    const auto interval = m_list->pointedAt();
    m_moment->setText(interval ? intervalText(*interval)
                               : tr("Click a strip, or Left, Right and Enter: the diagram as it "
                                    "was then"));
}

} // namespace opsdeck
