// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/overview/matrixcells.h"

#include "models/overview/matrixmodel.h"
#include "models/status/environmentwords.h"
#include "models/status/groupstandings.h"
#include "models/status/markwords.h"
#include "models/status/statuswords.h"
#include "services/domain/absence.h"
#include "services/domain/notsetup.h"
#include "services/domain/sight.h"

#include <algorithm>

namespace opsdeck {

namespace {

GroupSummary summaryOf(const StatusBoard &board, const EnvironmentKey &environment,
                       const QList<ServiceId> &services)
{
    GroupSummary summary;
    for (const ServiceId &service : services) {
        const ServiceView *view = board.service({environment, service});
        if (view == nullptr)
            continue;
        if (expectsState(*view) && !isAbnormal(*view)) {
            ++summary.healthy;
        } else {
            const QString word = statusWord(*view).toLower();
            const bool isSame = summary.others == 0 || summary.othersWord == word;
            summary.othersWord = isSame && !expectsState(*view) ? word : QString();
            ++summary.others;
        }
        summary.oldestAge = std::max(summary.oldestAge, view->oldestAge);
    }
    return summary;
}

QString summaryText(const GroupSummary &summary, const EnvironmentView *view)
{
    const QString word =
        summary.othersWord.isEmpty() ? absenceWord(Absence::NotHere) : summary.othersWord;
    if (summary.healthy > 0)
        return summary.others == 0 ? MatrixModel::tr("%1 OK").arg(summary.healthy)
                                   : MatrixModel::tr("%1 OK, %2 %3")
                                         .arg(summary.healthy)
                                         .arg(summary.others)
                                         .arg(word);
    if (summary.others == 0)
        return absenceWord(Absence::NotHere);
    if (view != nullptr && isWatched(*view) && !summary.othersWord.isEmpty())
        return MatrixModel::tr("%1 %2", "how many, what they are").arg(summary.others).arg(word);
    return view != nullptr && !isWatched(*view) ? absenceWord(Absence::NotSetUp)
                                                : absenceWord(Absence::NotHere);
}

int notSetUp(const StatusBoard &board, const ServiceKey &key)
{
    const Environment *environment =
        board.workspace() ? board.workspace()->environment(key.environment) : nullptr;
    // One that is only named says so as a whole.
    if (environment == nullptr || environment->isNotConfigured)
        return 0;
    const Service *service = environment->service(key.service);
    return service == nullptr ? 0 : notSetUpIn(*service);
}

} // namespace

bool isAbnormal(const ServiceView &view)
{
    return expectsState(view) && (!view.countsAsHealthy() || view.isImpacted());
}

QString toldCounts(const StatusBoard &board, const QList<const EnvironmentView *> &views)
{
    QStringList texts = countsTexts(views);
    QList<EnvironmentKey> keys;
    for (const EnvironmentView *view : views)
        keys << view->key;
    texts << notSetUpText(board.tally(keys).checksNotSetUp);
    texts.removeAll(QString());
    return texts.join(QStringLiteral(", "));
}

QVariant serviceCell(const StatusBoard &board, const SeriesBoard &series, const ServiceKey &key,
                     int role)
{
    const ServiceView *view = board.service(key);
    if (view == nullptr) {
        if (role == Qt::DisplayRole || role == Qt::AccessibleTextRole)
            return absenceWord(Absence::NotHere);
        return role == MatrixModel::ServiceRole      ? QVariant::fromValue(key)
               : role == MatrixModel::IsAbnormalRole ? QVariant(false)
                                                     : QVariant();
    }
    switch (role) {
    case Qt::DisplayRole:
        return statusWord(*view);
    case Qt::AccessibleTextRole:
    case Qt::ToolTipRole: {
        const QString sentence =
            wholeSentence(*view, board.now(), board.environment(key.environment));
        const int lacking = notSetUp(board, key);
        return lacking == 0   ? sentence
               : lacking == 1 ? MatrixModel::tr("%1 1 check is not set up.").arg(sentence)
                              : MatrixModel::tr("%1 %2 checks are not set up.")
                                    .arg(sentence, QString::number(lacking));
    }
    case MatrixModel::NotSetUpRole:
        return notSetUp(board, key);
    case MatrixModel::BadgeRole:
        return newText(*view, board.now());
    case MatrixModel::CaptionRole:
        if (!view->marks.isEmpty() && expectsState(*view))
            return ownerText(*view, board.now());
        if (const int lacking = notSetUp(board, key);
            lacking > 0 && expectsState(*view) && !isAbnormal(*view))
            return lacking == 1 ? MatrixModel::tr("1 check not set up")
                                : MatrixModel::tr("%1 checks not set up").arg(lacking);
        // Of what is not confirmed the word already tells the count.
        return view->soft && !view->message.isEmpty()
                   ? view->message
                   : captionOf(*view, board.environment(key.environment));
    case MatrixModel::ServiceRole:
        return QVariant::fromValue(key);
    case MatrixModel::ViewRole:
        return QVariant::fromValue(*view);
    case MatrixModel::IsAbnormalRole:
        return isAbnormal(*view);
    case MatrixModel::SparkRole:
        return QVariant::fromValue(sparkOf(series, key, board.now().wallMs));
    case MatrixModel::IsForemostRole:
        return board.isForemost(key.environment);
    default:
        return {};
    }
}

QVariant layerCell(const StatusBoard &board, const EnvironmentKey &environment,
                   const QList<ServiceId> &services, int role)
{
    if (role == MatrixModel::SummaryRole)
        return QVariant::fromValue(summaryOf(board, environment, services));
    if (role == MatrixModel::NotSetUpRole) {
        int lacking = 0;
        for (const ServiceId &service : services) {
            const ServiceView *view = board.service({environment, service});
            if (view != nullptr && expectsState(*view))
                lacking += notSetUp(board, {environment, service});
        }
        return lacking;
    }
    if (role == Qt::DisplayRole || role == Qt::AccessibleTextRole)
        return summaryText(summaryOf(board, environment, services), board.environment(environment));
    return {};
}

QVariant layerStanding(const StatusBoard &board, const EnvironmentKey &environment,
                       const QString &head)
{
    const QHash<QString, GroupView> told = toldStandings(board, environment);
    const auto found = told.constFind(head.section(QLatin1Char('/'), 1));
    return found == told.cend() ? QVariant() : QVariant::fromValue(*found);
}

QVariant platformCell(const StatusBoard &board, const EnvironmentKey &environment, int role)
{
    const EnvironmentView *view = board.environment(environment);
    if (view == nullptr)
        return {};
    switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
        return toldCounts(board, {view});
    case Qt::AccessibleTextRole:
        return MatrixModel::tr("%1: %2, %3", "environment, word of its state, counts")
            .arg(tagOf(environment), environmentWord(*view), toldCounts(board, {view}));
    case MatrixModel::NotSetUpRole:
        return board.tally({environment}).checksNotSetUp;
    case MatrixModel::EnvironmentViewRole:
        return QVariant::fromValue(*view);
    default:
        return {};
    }
}

} // namespace opsdeck
