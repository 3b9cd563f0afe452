// SPDX-License-Identifier: GPL-3.0-or-later
// What a card asks of its environment's server, and says of it.
#include "ui/charts/chartcard.h"
#include "ui/charts/chartlegend.h"
#include "ui/charts/servedparts.h"
#include "ui/charts/sourceline.h"

#include <QMenu>
#include <QUrl>

#include <algorithm>
#include <cmath>

namespace opsdeck {

void ChartCard::setServers(ServerBoard &servers)
{
    m_servers = &servers;
    m_source = new SourceLine(objectName() + QStringLiteral(".source"), m_theme, this);
    connect(m_source, &SourceLine::cancelWanted, this, [this] { m_servers->cancel(m_key); });
    connect(m_source, &SourceLine::againWanted, this, [this] { m_servers->askAgain(m_key); });
}

/// The legend has its row below the head, the server its line at the foot, where there is something
/// to tell.
void ChartCard::placeChart()
{
    constexpr int kSide = 8;
    const int legend = m_legend->isHidden() ? 0 : ChartLegend::kHeight - 2;
    m_legend->setGeometry(kSide, kHeadHeight - 4, width() - 2 * kSide, ChartLegend::kHeight);
    const bool isTold = m_source != nullptr && !m_source->isHidden();
    const int foot = isTold ? SourceLine::kHeight : 0;
    m_chart->setGeometry(rect().adjusted(4, kHeadHeight + legend, -4, -6 - foot));
    if (m_source != nullptr)
        m_source->setGeometry(12, height() - 4 - SourceLine::kHeight, width() - 20,
                              SourceLine::kHeight);
}

QList<Stretch> ChartCard::lacks(const ChartContent &content, qint64 gapMs) const
{
    // What the store has is not known yet.
    const bool isRead =
        m_own.coarse == nullptr || m_own.coarse->state(m_key) != CoarseBoard::State::Asked;
    if (m_servers == nullptr || m_servers->source(m_key).isEmpty() || !isRead)
        return {};
    return lacksOf(content.lines, {m_own.stretch.fromMs, std::min(m_own.stretch.toMs, m_nowMs)},
                   gapMs);
}

void ChartCard::wantLacking(const QList<Stretch> &lacks)
{
    if (lacks.isEmpty())
        m_servers->unwant(m_key);
    else
        m_servers->want(m_key, m_own.stretch, {lacks.first().fromMs, lacks.last().toMs}, m_nowMs);
}

void ChartCard::showSource()
{
    if (m_source == nullptr)
        return;
    const bool isWaiting =
        m_own.coarse != nullptr && m_own.coarse->state(m_key) == CoarseBoard::State::Asked;
    if (isVisible() && !isWaiting)
        wantLacking(m_lacks);
    const bool was = m_source->isHidden();
    m_source->show(m_servers->kept(m_key), m_servers->source(m_key), m_chart->content().served,
                   m_own.stretch);
    if (was != m_source->isHidden())
        placeChart();
}

/// Of the exemplars those nearest to the cursor, else the newest.
void ChartCard::addTraces(QMenu &menu)
{
    constexpr qsizetype kMost = 5;
    if (m_servers == nullptr)
        return;
    QList<ChartContent::Exemplar> traced = m_chart->content().exemplars;
    traced.removeIf([this](const ChartContent::Exemplar &each) {
        return m_servers->tracePage(m_key, each.trace).isEmpty();
    });
    const auto around = static_cast<double>(m_cursorMs.value_or(m_own.stretch.toMs));
    std::stable_sort(traced.begin(), traced.end(), [around](const auto &a, const auto &b) {
        return std::abs(a.at.x() - around) < std::abs(b.at.x() - around);
    });
    const QUrl search = m_servers->traceSearch(m_key, m_own.stretch);
    if (!traced.isEmpty() || !search.isEmpty())
        menu.addSeparator();
    if (!search.isEmpty())
        menu.addAction(tr("Search traces of this time in Jaeger"), this,
                       [this, search] { Q_EMIT pageRequested(search); })
            ->setObjectName(objectName() + QStringLiteral(".traces"));
    for (const ChartContent::Exemplar &each : traced.mid(0, kMost)) {
        const QUrl page = m_servers->tracePage(m_key, each.trace);
        menu.addAction(tr("Open trace %1 in Jaeger").arg(each.trace), this,
                       [this, page] { Q_EMIT pageRequested(page); })
            ->setObjectName(objectName() + QStringLiteral(".trace.") + each.trace);
    }
}

} // namespace opsdeck
