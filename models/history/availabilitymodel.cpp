// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/history/availabilitymodel.h"

#include "services/domain/serviceview.h"

#include <QCoreApplication>

namespace opsdeck {

namespace {

constexpr qint64 kDayMs = 86'400'000;

class Words
{
    Q_DECLARE_TR_FUNCTIONS(Availability)
};

QDateTime utc(qint64 ms)
{
    return QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC);
}

QString availabilityText(const LedgerSums &sums)
{
    const std::optional<double> share = sums.availability();
    if (share)
        return shareText(*share);
    return sums.of(LedgerClass::Maintenance) > 0 ? Words::tr("maintenance")
                                                 : Words::tr("not observed");
}

QString longestText(const LedgerSums &sums)
{
    if (sums.outages == 0)
        return {};
    const QString longest = durationText(Milliseconds(sums.longestMs));
    return sums.isOpen ? Words::tr("longest %1, down now").arg(longest)
                       : Words::tr("longest %1").arg(longest);
}

} // namespace

qint64 lengthOf(LedgerStretch stretch)
{
    switch (stretch) {
    case LedgerStretch::Day:
        return kDayMs;
    case LedgerStretch::Week:
        return 7 * kDayMs;
    case LedgerStretch::Month:
        return 30 * kDayMs;
    case LedgerStretch::Quarter:
        break;
    }
    return 90 * kDayMs;
}

QString wordOf(LedgerStretch stretch)
{
    return stretch == LedgerStretch::Day ? Words::tr("24 h")
                                         : Words::tr("%1 d").arg(lengthOf(stretch) / kDayMs);
}

QString intervalText(const LedgerInterval &interval)
{
    const QDateTime from = utc(interval.fromMs);
    const QDateTime to = utc(interval.toMs);
    const QString day = QStringLiteral("yyyy-MM-dd HH:mm:ss");
    return Words::tr("%1, %2: %3 to %4 UTC", "class, duration, beginning, end")
        .arg(ledgerWord(interval.what), durationText(Milliseconds(interval.toMs - interval.fromMs)),
             from.toString(day),
             to.toString(from.date() == to.date() ? QStringLiteral("HH:mm:ss") : day));
}

QString sharesText(const LedgerSums &sums)
{
    QStringList parts;
    for (int i = 0; i < kLedgerClasses; ++i) {
        const auto what = static_cast<LedgerClass>(i);
        parts.append(Words::tr("%1 %2", "class, share")
                         .arg(ledgerWord(what).toLower(), shareText(sums.share(what))));
    }
    return parts.join(Words::tr(", "));
}

AvailabilityModel::AvailabilityModel(StatusBoard &board, QObject *parent)
    : QAbstractListModel(parent)
    , m_board(board)
{
    connect(&m_board, &StatusBoard::workspaceChanged, this, &AvailabilityModel::rebuild);
    rebuild();
}

void AvailabilityModel::rebuild()
{
    beginResetModel();
    m_rows.clear();
    if (const WorkspacePtr &workspace = m_board.workspace()) {
        for (const Platform &platform : workspace->platforms) {
            for (const Environment &environment : platform.environments) {
                for (const Service &service : environment.services) {
                    if (expectsState(service))
                        m_rows.append({{{platform.id, environment.id}, service.id},
                                       service.title,
                                       platform.title,
                                       environment.tier,
                                       {}});
                }
            }
        }
    }
    endResetModel();
}

void AvailabilityModel::setStretch(LedgerStretch stretch)
{
    if (std::exchange(m_stretch, stretch) != stretch)
        refresh();
}

void AvailabilityModel::refresh()
{
    const qint64 nowMs = m_board.now().wallMs;
    m_askedFromMs = nowMs - lengthOf(m_stretch);
    Q_EMIT wanted(m_askedFromMs, nowMs);
}

void AvailabilityModel::take(qint64 fromMs, qint64 toMs, const QList<CheckSpans> &spans,
                             const QHash<ServiceKey, QList<MaintenanceSpan>> &maintenance)
{
    if (fromMs != m_askedFromMs)
        return; // another stretch was chosen meanwhile
    m_askedFromMs = 0;
    m_fromMs = fromMs;
    m_toMs = toMs;
    m_problem.clear();
    m_spans.clear();
    for (const CheckSpans &each : spans)
        m_spans[each.key.service].append(each);
    m_maintenance = maintenance;
    for (const Row &row : std::as_const(m_rows))
        row.worked.reset();
    if (!m_rows.isEmpty())
        Q_EMIT dataChanged(index(0), index(static_cast<int>(m_rows.size()) - 1));
    Q_EMIT answered();
}

void AvailabilityModel::fail(const QString &problem)
{
    m_askedFromMs = 0;
    m_problem = problem;
    Q_EMIT answered();
}

int AvailabilityModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

const AvailabilityRow &AvailabilityModel::worked(const Row &row) const
{
    if (row.worked)
        return *row.worked;
    AvailabilityRow made{m_fromMs, m_toMs, {}, {}};
    const WorkspacePtr &workspace = m_board.workspace();
    const Service *service = workspace ? workspace->service(row.key) : nullptr;
    if (service != nullptr)
        made.intervals = ledgerOf(row.key.environment, *service, m_spans.value(row.key),
                                  m_maintenance.value(row.key), m_fromMs, m_toMs);
    made.sums = sumsOf(made.intervals);
    row.worked = made;
    return *row.worked;
}

QString AvailabilityModel::sentence(const Row &row) const
{
    const LedgerSums &sums = worked(row).sums;
    const QString place =
        Words::tr("%1, %2 %3", "service, platform, environment")
            .arg(row.title, row.platform, row.key.environment.environment.toString());
    if (sums.observedMs() == 0)
        return Words::tr("%1: %2 in the last %3 (%4)")
            .arg(place, availabilityText(sums), wordOf(m_stretch), sharesText(sums));
    const QString outages =
        sums.outages == 0
            ? Words::tr("no outage")
            : Words::tr("%1, %2", "outages, longest")
                  .arg(Words::tr("%n outage(s)", nullptr, sums.outages), longestText(sums));
    return Words::tr("%1: available %2 of the %3 that was observed of the last %4; %5 (%6)",
                     "place, share, share, stretch, outages, shares")
        .arg(place, availabilityText(sums), shareText(sums.observedShare()), wordOf(m_stretch),
             outages, sharesText(sums));
}

QVariant AvailabilityModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row &row = m_rows.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        return sentence(row);
    case RowRole:
        return QVariant::fromValue(worked(row));
    case ServiceRole:
        return QVariant::fromValue(row.key);
    case TitleRole:
        return row.title;
    case PlatformRole:
        return row.platform;
    case TierRole:
        return static_cast<int>(row.tier);
    case IsBadRole: {
        const LedgerSums &sums = worked(row).sums;
        return sums.of(LedgerClass::Down) > 0 || sums.of(LedgerClass::Degraded) > 0;
    }
    case AvailabilityRole:
        return availabilityText(worked(row).sums);
    case ObservedRole:
        return Words::tr("of %1 observed").arg(shareText(worked(row).sums.observedShare()));
    case OutagesRole: {
        const LedgerSums &sums = worked(row).sums;
        if (sums.observedMs() == 0)
            return QString();
        return sums.outages == 0 ? Words::tr("no outage")
                                 : Words::tr("%n outage(s)", nullptr, sums.outages);
    }
    case LongestRole:
        return longestText(worked(row).sums);
    default:
        break;
    }
    return {};
}

} // namespace opsdeck
