// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/metrics/metricsmodel.h"

#include "models/metrics/limitwords.h"
#include "models/metrics/scalingadvice.h"
#include "models/metrics/unittext.h"

#include <algorithm>
#include <cstdlib>

namespace opsdeck {

MetricsModel::MetricsModel(SeriesBoard &board, QObject *parent)
    : QAbstractListModel(parent)
    , m_board(board)
{
    connect(&m_board, &SeriesBoard::workspaceChanged, this, &MetricsModel::rebuild);
    connect(&m_board, &SeriesBoard::linesChanged, this, &MetricsModel::onLinesChanged);
    rebuild();
}

void MetricsModel::setEnvironment(const EnvironmentKey &environment)
{
    if (environment == m_environment)
        return;
    m_environment = environment;
    rebuild();
}

void MetricsModel::setService(const ServiceId &service)
{
    if (service == m_service)
        return;
    m_service = service;
    rebuild();
}

void MetricsModel::setCharts(const std::optional<QList<PlacedChart>> &charts)
{
    if (charts == m_charts)
        return;
    m_charts = charts;
    const QList<MetricKey> wanted = wantedRows();
    // In another order, or of another size, they are what they were.
    if (wanted.size() != m_rows.size()
        || !std::is_permutation(wanted.cbegin(), wanted.cend(), m_rows.cbegin())) {
        rebuild();
        return;
    }
    Q_EMIT layoutAboutToBeChanged();
    const QModelIndexList before = persistentIndexList();
    QModelIndexList after;
    for (const QModelIndex &each : before)
        after.append(index(static_cast<int>(wanted.indexOf(m_rows.at(each.row())))));
    m_rows = wanted;
    changePersistentIndexList(before, after);
    Q_EMIT layoutChanged();
}

QList<std::pair<ServiceId, QString>> MetricsModel::services() const
{
    QList<std::pair<ServiceId, QString>> found;
    for (const MetricKey &key : m_board.metrics(m_environment)) {
        const Service *service = m_board.service(key);
        if (service != nullptr && (found.isEmpty() || found.last().first != service->id))
            found.append(
                {service->id, service->title.isEmpty() ? service->id.toString() : service->title});
    }
    return found;
}

QList<MetricKey> MetricsModel::wantedRows() const
{
    QList<MetricKey> rows;
    if (m_charts) {
        for (const PlacedChart &chart : *m_charts)
            rows.append({{m_environment, chart.service}, chart.metric});
        rows.removeIf([this](const MetricKey &key) { return m_board.definition(key) == nullptr; });
        return rows;
    }
    rows = m_board.metrics(m_environment);
    if (!m_service.isEmpty())
        rows.removeIf([&](const MetricKey &key) { return key.service.service != m_service; });
    return rows;
}

void MetricsModel::rebuild()
{
    beginResetModel();
    m_rows = wantedRows();
    endResetModel();
}

void MetricsModel::onLinesChanged(const QList<MetricKey> &keys)
{
    for (const MetricKey &key : keys) {
        const auto row = static_cast<int>(m_rows.indexOf(key));
        if (row >= 0)
            Q_EMIT dataChanged(index(row), index(row));
    }
}

void MetricsModel::tick(const Instant &now)
{
    m_now = now;
    if (!m_rows.isEmpty())
        Q_EMIT dataChanged(
            index(0), index(static_cast<int>(m_rows.size()) - 1),
            {AgeRole, SeverityRole, PendingRole, WasSeverityRole, LimitRole, NoteRole});
}

qint64 MetricsModel::newestMs(const MetricKey &key) const
{
    qint64 newest = -1;
    for (const SeriesBoard::Line &line : m_board.lines(key))
        newest = line.points.isEmpty() ? newest : std::max(newest, line.points.last().timeMs);
    return newest;
}

qint64 MetricsModel::ageMs(const MetricKey &key) const
{
    const qint64 newest = newestMs(key);
    return newest < 0 ? qint64(-1) : std::max<qint64>(0, m_now.wallMs - newest);
}

/// By the same law as a check's answer: older than one and a half intervals. So is what lies as far
/// ahead: the clock was set back, and nothing has been kept since.
bool MetricsModel::isOld(const MetricKey &key) const
{
    const qint64 newest = newestMs(key);
    return newest >= 0 && m_now.wallMs != 0
           && std::abs(m_now.wallMs - newest) * 2 > m_board.interval(key).count() * 3;
}

QString MetricsModel::note(const MetricKey &key) const
{
    const auto timeText = [this](qint64 ms, const QString &form) {
        const QDateTime time = QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC);
        return time.toString(time.date() == m_now.utc().date() ? form
                                                               : QStringLiteral("MM-dd HH:mm"));
    };
    if (const qint64 since = m_board.noAnswerSince(key); since > 0)
        return tr("no answer since %1").arg(timeText(since, QStringLiteral("HH:mm")));
    return isOld(key) ? tr("last at %1").arg(timeText(newestMs(key), QStringLiteral("HH:mm:ss")))
                      : QString();
}

bool MetricsModel::isOfNow(const MetricKey &key) const
{
    return !isOld(key) && m_board.noAnswerSince(key) == 0;
}

MetricsModel::Judged MetricsModel::judged(const MetricKey &key) const
{
    const auto rank = [](const Judged &each) {
        using Stage = LimitState::Stage;
        return each.state.stage == Stage::Within
                   ? -1
                   : (each.state.counts() ? 100 : 0)
                         + 10 * static_cast<int>(each.threshold.severity)
                         + (each.state.stage == Stage::Crossed ? 1 : 0);
    };
    Judged worst;
    const qint64 gapMs = m_board.gapMs(key);
    for (const Threshold &threshold : m_board.definition(key)->thresholds) {
        for (const SeriesBoard::Line &line : m_board.lines(key)) {
            const Judged own{limitState(line.points, threshold, gapMs, m_now.wallMs), threshold};
            // Of the same, by the line that has been past it for longest.
            const bool isLonger =
                rank(own) == rank(worst) && own.state.sinceMs < worst.state.sinceMs;
            if (rank(own) > rank(worst) || isLonger)
                worst = own;
        }
    }
    return worst;
}

int MetricsModel::severity(const MetricKey &key, bool counts) const
{
    const Judged worst = judged(key);
    const bool isAny = worst.state.stage != LimitState::Stage::Within;
    return isAny && worst.state.counts() == counts ? static_cast<int>(worst.threshold.severity)
                                                   : -1;
}

/// Of scaling, which is no trouble: what a limit says goes first.
QString MetricsModel::adviceText(const MetricKey &key) const
{
    const MetricDefinition *definition = m_board.definition(key);
    if (!definition->scaleOut && !definition->scaleIn)
        return {};
    const ScalingAdvice advice = scalingAdvice(m_board, key, m_now.wallMs);
    if (!advice.isAdvised())
        return {};
    const QString length =
        durationText(Milliseconds(std::max<qint64>(0, m_now.wallMs - advice.sinceMs)));
    return advice.stage == ScalingAdvice::Stage::Out ? tr("scale out advised, for %1").arg(length)
                                                     : tr("scale in advised, for %1").arg(length);
}

/// What is not drawn is not judged either.
QString MetricsModel::toldText(const MetricKey &key) const
{
    const QString limit = limitText(key);
    const int left = m_board.leftOut(key);
    if (left == 0)
        return limit;
    const QString lines = tr("%n line(s) not drawn", nullptr, left);
    return limit.isEmpty() ? lines : tr("%1; %2", "limit, lines").arg(limit, lines);
}

QString MetricsModel::limitText(const MetricKey &key) const
{
    using Stage = LimitState::Stage;
    const Judged worst = judged(key);
    if (m_board.noAnswerSince(key) > 0)
        return {};
    if (worst.state.stage == Stage::Within)
        return isOld(key) ? QString() : adviceText(key);
    if (isOld(key))
        return worst.state.counts() ? limitWords(worst.threshold).was : QString();
    const Unit unit = m_board.definition(key)->unit;
    const auto lengthText = [](qint64 ms) {
        return durationText(Milliseconds(std::max<qint64>(0, ms)));
    };
    if (worst.state.stage == Stage::Clearing)
        return tr("past its limit, not yet back at %1")
            .arg(unitText(worst.threshold.clear.value_or(worst.threshold.enter), unit));
    if (worst.state.stage == Stage::Pending)
        return limitWords(worst.threshold)
            .pending.arg(unitText(worst.threshold.enter, unit), lengthText(worst.state.heldMs),
                         lengthText(worst.threshold.holdFor.count()));
    return limitWords(worst.threshold).is.arg(lengthText(m_now.wallMs - worst.state.sinceMs));
}

Milliseconds MetricsModel::oldestAge() const
{
    qint64 oldest = -1;
    for (const MetricKey &key : m_rows) {
        // A failure is a fresh observation: the chart says since when there is nothing else.
        if (m_board.noAnswerSince(key) == 0)
            oldest = std::max(oldest, ageMs(key));
    }
    return Milliseconds(oldest);
}

int MetricsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant MetricsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const MetricKey &key = m_rows.at(index.row());
    const MetricDefinition *definition = m_board.definition(key);
    if (definition == nullptr)
        return {};
    const auto &lines = m_board.lines(key);
    switch (role) {
    case Qt::DisplayRole:
        return definition->title;
    case KeyRole:
        return QVariant::fromValue(key);
    case ServiceTitleRole: {
        const Service *service = m_board.service(key);
        return service == nullptr || service->title.isEmpty() ? key.service.service.toString()
                                                              : service->title;
    }
    case LatestRole: {
        QStringList texts;
        for (const auto &line : lines)
            texts << unitText(line.points.last().value, definition->unit);
        return texts;
    }
    case AgeRole:
        return ageMs(key);
    case NoteRole:
        return note(key);
    case NoAnswerRole:
        return m_board.noAnswerSince(key) > 0;
    case SeverityRole:
        return isOfNow(key) ? severity(key, true) : -1;
    case PendingRole:
        return isOfNow(key) ? severity(key, false) : -1;
    case WasSeverityRole:
        return isOld(key) && m_board.noAnswerSince(key) == 0 ? severity(key, true) : -1;
    case LimitRole:
        return toldText(key);
    default:
        return {};
    }
}

} // namespace opsdeck
