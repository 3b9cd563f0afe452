// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/status/rootcausemodel.h"

#include "models/runbooks/runbookfit.h"
#include "models/status/markwords.h"
#include "services/domain/sight.h"

#include <algorithm>
#include <tuple>

namespace opsdeck {

RootCauseModel::RootCauseModel(StatusBoard &board, QObject *parent)
    : QAbstractListModel(parent)
    , m_board(&board)
{
    follow();
    refresh();
}

void RootCauseModel::follow()
{
    connect(m_board, &StatusBoard::workspaceChanged, this, &RootCauseModel::refresh);
    connect(m_board, &StatusBoard::servicesChanged, this, &RootCauseModel::refresh);
    connect(m_board, &StatusBoard::ticked, this, [this] {
        announceChange(
            {Qt::DisplayRole, Qt::AccessibleTextRole, OperativeRole, RestRole, OwnerRole});
    });
}

void RootCauseModel::setBoard(StatusBoard &board)
{
    if (m_board == &board)
        return;
    m_board->disconnect(this);
    m_board = &board;
    follow();
    refresh();
}

void RootCauseModel::setEnvironments(const QList<EnvironmentKey> &environments)
{
    m_environments = environments;
    refresh();
}

int RootCauseModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant RootCauseModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const ServiceKey &key = m_rows.at(index.row()).service;
    const EnvironmentView *environment = m_board->environment(key.environment);
    const ServiceView *view = m_board->service(key);
    if (environment == nullptr || view == nullptr)
        return {};
    const bool isOfSight = role != KeyRole && role != ViewRole && role != TierRole
                           && role != IsForemostRole && role != PlatformRole && role != PlacesRole;
    if (m_rows.at(index.row()).isBlind && environment->blindness && isOfSight)
        return sightData(
            placed(blindSentence(*environment->blindness, *environment, m_board->now()),
                   key.environment),
            outOfSightSentence(*environment->blindness, *environment), role);
    for (const LostWay &lost : environment->lostWays) {
        if (lost.id == m_rows.at(index.row()).way && isOfSight)
            return sightData(
                placed(lostWaySentence(lost, *environment, m_board->now()), key.environment),
                hiddenSentence(lost, *environment), role);
    }
    const auto sentence = [&] {
        return placed(rootCauseSentence(*view, m_board->now()), key.environment);
    };
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        return accessibleOf(m_rows.at(index.row()), sentence());
    case KeyRole:
        return QVariant::fromValue(key);
    case ViewRole:
        return QVariant::fromValue(asCause(*view));
    case TierRole:
        return static_cast<int>(environment->tier);
    case PlatformRole:
        return platformTitle(key.environment);
    case OperativeRole:
        return sentence().operative;
    case RestRole:
        return sentence().rest;
    case ImpactRole:
        return impactOf(m_rows.at(index.row()));
    case OwnerRole:
        return ownerText(*view, m_board->now());
    case NeedsYouRole:
        return !asCause(*view).soft && ownershipOf(*view) == Ownership::Nobody;
    case IsForemostRole:
        return m_board->isForemost(key.environment);
    case CanAcknowledgeRole:
        return whyNotMarked(*view, OperatorMarkKind::Acknowledged).isEmpty()
               && markOf(view->marks, OperatorMarkKind::Acknowledged) == nullptr;
    case HasRunbookRole:
        return !runbooksFor(*m_board->workspace(), key).isEmpty();
    case PlacesRole:
        return QVariant::fromValue(placesOf(m_rows.at(index.row())));
    default:
        return {};
    }
}

bool RootCauseModel::failAlike(const ServiceKey &a, const ServiceKey &b) const
{
    if (a.environment.platform != b.environment.platform || a.service != b.service)
        return false;
    const ServiceView one = asCause(*m_board->service(a));
    const ServiceView other = asCause(*m_board->service(b));
    // What is not confirmed is not said to be the same as what is.
    return one.error && other.error && one.error->kind == other.error->kind
           && one.health == other.health && one.soft == other.soft
           && ownershipOf(one) == ownershipOf(other);
}

/// `rows` are in order: the first of those that fail alike stands for all.
void RootCauseModel::unite(QList<Row> &rows) const
{
    const auto isService = [](const Row &row) { return row.way.isEmpty() && !row.isBlind; };
    for (int first = 0; first < rows.size(); ++first) {
        for (int next = first + 1; isService(rows.at(first)) && next < rows.size();) {
            if (isService(rows.at(next))
                && failAlike(rows.at(first).service, rows.at(next).service))
                rows[first].others.append(rows.takeAt(next).service);
            else
                ++next;
        }
    }
}

QList<CausePlace> RootCauseModel::placesOf(const Row &row) const
{
    QList<CausePlace> places;
    const QList<ServiceKey> all = QList<ServiceKey>{row.service} + row.others;
    for (const ServiceKey &key : all) {
        const EnvironmentView *environment = m_board->environment(key.environment);
        const ServiceView *view = m_board->service(key);
        if (environment != nullptr && view != nullptr)
            places.append(
                {key, environment->tier, rootCauseSentence(*view, m_board->now()).text()});
    }
    return places;
}

/// Of several places their sum: which services they are is told of each.
QString RootCauseModel::impactOf(const Row &row) const
{
    const EnvironmentView *environment = m_board->environment(row.service.environment);
    const ServiceView *view = m_board->service(row.service);
    if (row.others.isEmpty())
        return impactSentence(*view, *environment,
                              m_board->workspace()->environment(row.service.environment));
    const ServiceView cause = asCause(*view);
    if (cause.soft && cause.health != Health::Healthy)
        return tr("Impact: not known until it is confirmed.");
    qsizetype impacted = view->impacts.size();
    for (const ServiceKey &key : row.others) {
        if (const ServiceView *other = m_board->service(key))
            impacted += other->impacts.size();
    }
    return impacted == 0   ? tr("Impact: no other service.")
           : impacted == 1 ? tr("Impact: 1 service.")
                           : tr("Impact: %1 services in %2 environments.")
                                 .arg(impacted)
                                 .arg(row.others.size() + 1);
}

QString RootCauseModel::accessibleOf(const Row &row, const StatusSentence &sentence) const
{
    const ServiceView *view = m_board->service(row.service);
    QStringList parts{sentence.text(),
                      view == nullptr ? QString() : marksSentence(*view, m_board->now()),
                      alsoText(row), impactOf(row)};
    parts.removeAll(QString());
    return parts.join(QLatin1Char(' '));
}

QString RootCauseModel::alsoText(const Row &row) const
{
    QStringList tags;
    for (const ServiceKey &key : row.others)
        tags << tagOf(key.environment);
    return tags.isEmpty() ? QString() : tr("The same in %1.").arg(namesText(tags));
}

QString RootCauseModel::platformTitle(const EnvironmentKey &environment) const
{
    const Platform *platform =
        m_hasSeveralPlatforms ? m_board->workspace()->platform(environment.platform) : nullptr;
    return platform == nullptr ? QString() : platform->title;
}

StatusSentence RootCauseModel::placed(StatusSentence sentence,
                                      const EnvironmentKey &environment) const
{
    if (const QString platform = platformTitle(environment); !platform.isEmpty())
        sentence.operative = tr("%1 · %2", "platform, sentence").arg(platform, sentence.operative);
    return sentence;
}

QVariant RootCauseModel::sightData(const StatusSentence &sentence, const QString &hidden, int role)
{
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        return QString(sentence.text() + QLatin1Char(' ') + hidden);
    case OperativeRole:
        return sentence.operative;
    case RestRole:
        return sentence.rest;
    case ImpactRole:
        return hidden;
    case NeedsYouRole:
        return true;
    default:
        return {};
    }
}

QList<EnvironmentKey> RootCauseModel::shownEnvironments() const
{
    return m_environments.isEmpty() ? m_board->environments() : m_environments;
}

QList<RootCauseModel::Row> RootCauseModel::currentRoots() const
{
    struct Found
    {
        /// Of like causes the one that hurts more comes first, then the older one.
        std::tuple<Ownership, bool, int, int, qsizetype, std::chrono::nanoseconds> order;
        Row row;
    };

    QList<Found> found;
    for (const EnvironmentKey &key : shownEnvironments()) {
        const EnvironmentView *environment = m_board->environment(key);
        if (environment == nullptr)
            continue;
        const int tier = attentionRank(environment->tier);
        if (environment->blindness && !environment->blindness->services.isEmpty())
            found.append(
                {{Ownership::Nobody, false, tier, 0, 0, environment->blindness->since.boot},
                 {{key, environment->blindness->services.first()}, {}, true, {}}});
        for (const LostWay &lost : environment->lostWays)
            found.append({{Ownership::Nobody, false, tier, 0, 0, lost.since.boot},
                          {{key, lost.services.first()}, lost.id, false, {}}});
        for (const ServiceView &view : environment->services) {
            if (!view.rootCause)
                continue;
            const ServiceView cause = asCause(view);
            found.append(
                {{ownershipOf(view), cause.soft, tier, cause.health == Health::Down ? 1 : 2,
                  -view.impacts.size(), cause.since.boot},
                 {view.key, {}, false, {}}});
        }
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const Found &a, const Found &b) { return a.order < b.order; });
    QList<Row> rows;
    for (const Found &each : std::as_const(found))
        rows.append(each.row);
    unite(rows);
    return rows;
}

int RootCauseModel::placeOf(const Row &row, const QList<Row> &rows)
{
    const auto place = std::find_if(rows.cbegin(), rows.cend(),
                                    [&row](const Row &each) { return each.isLike(row); });
    return place == rows.cend() ? -1 : static_cast<int>(place - rows.cbegin());
}

void RootCauseModel::refresh()
{
    const QList<EnvironmentKey> shown = shownEnvironments();
    m_hasSeveralPlatforms =
        std::any_of(shown.cbegin(), shown.cend(), [&](const EnvironmentKey &key) {
            return key.platform != shown.constFirst().platform;
        });
    const QList<Row> fresh = currentRoots();
    for (int row = static_cast<int>(m_rows.size()) - 1; row >= 0; --row) {
        if (placeOf(m_rows.at(row), fresh) >= 0)
            continue;
        beginRemoveRows({}, row, row);
        m_rows.removeAt(row);
        endRemoveRows();
    }
    for (int row = 0; row < fresh.size(); ++row) {
        const int old = placeOf(fresh.at(row), m_rows);
        if (old == row)
            continue;
        if (old < 0) {
            beginInsertRows({}, row, row);
            m_rows.insert(row, fresh.at(row));
            endInsertRows();
        } else {
            beginMoveRows({}, old, old, {}, row);
            m_rows.move(old, row);
            endMoveRows();
        }
    }
    m_rows = fresh;
    announceChange();
}

void RootCauseModel::announceChange(const QList<int> &roles)
{
    if (!m_rows.isEmpty())
        Q_EMIT dataChanged(index(0), index(static_cast<int>(m_rows.size()) - 1), roles);
}

} // namespace opsdeck
