// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/audit/markrecord.h"

#include <QDateTime>

#include <algorithm>

namespace opsdeck {

namespace {

const QString kSet = QStringLiteral("mark.set");
const QString kLifted = QStringLiteral("mark.lift");
const QString kEnded = QStringLiteral("mark.end");
const QString kWorkspace = QStringLiteral("workspace");
const QString kWhat = QStringLiteral("what"); ///< word of the mark
const QString kUntil = QStringLiteral("until");
const QString kNote = QStringLiteral("message");
const QString kEnd = QStringLiteral("end"); ///< of an acknowledgement: it has a row
const QString kIsRecorded = QStringLiteral("recorded");

std::optional<OperatorMarkKind> kindFromWord(const QString &word)
{
    for (const OperatorMarkKind kind : {OperatorMarkKind::Acknowledged,
                                        OperatorMarkKind::Maintenance, OperatorMarkKind::Shelved}) {
        if (toWord(kind) == word)
            return kind;
    }
    return std::nullopt;
}

AuditEntry entryOf(const QString &action, const QString &workspace, const ServiceKey &service,
                   OperatorMarkKind kind)
{
    AuditEntry entry;
    entry.action = action;
    entry.target = service.toString();
    entry.outcome = QStringLiteral("succeeded");
    entry.body = {{kWorkspace, workspace}, {kWhat, toWord(kind)}};
    return entry;
}

/// Into `book`, where it is a row of a mark and of `workspace`.
void take(const AuditEntry &entry, const QString &workspace, MarkBook::From from, MarkBook &book)
{
    const ServiceKey service = ServiceKey::fromString(entry.target);
    const auto kind = kindFromWord(entry.body.value(kWhat).toString());
    if (entry.body.value(kWorkspace).toString() != workspace || service.service.isEmpty() || !kind)
        return;
    if (const auto mark = markOf(entry))
        book.set(service, *mark, from);
    else if (markActions().contains(entry.action))
        book.lift(service, *kind);
}

} // namespace

AuditEntry markSetEntry(const QString &workspace, const ServiceKey &service,
                        const OperatorMark &mark)
{
    AuditEntry entry = entryOf(kSet, workspace, service, mark.kind);
    entry.actor = mark.by;
    entry.timeMs = mark.sinceMs;
    if (mark.untilMs != 0)
        entry.body.insert(
            kUntil,
            QDateTime::fromMSecsSinceEpoch(mark.untilMs, Qt::UTC).toString(Qt::ISODateWithMs));
    if (!mark.note.isEmpty())
        entry.body.insert(kNote, mark.note);
    if (mark.kind == OperatorMarkKind::Acknowledged)
        entry.body.insert(kEnd, kIsRecorded);
    return entry;
}

AuditEntry markLiftedEntry(const QString &workspace, const ServiceKey &service,
                           OperatorMarkKind kind, const QString &by, qint64 nowMs)
{
    AuditEntry entry = entryOf(kLifted, workspace, service, kind);
    entry.actor = by;
    entry.timeMs = nowMs;
    return entry;
}

AuditEntry markEndedEntry(const QString &workspace, const ServiceKey &service, const QString &by,
                          qint64 nowMs)
{
    AuditEntry entry = entryOf(kEnded, workspace, service, OperatorMarkKind::Acknowledged);
    entry.actor = by;
    entry.timeMs = nowMs;
    return entry;
}

std::optional<OperatorMark> markOf(const AuditEntry &entry)
{
    const auto kind = kindFromWord(entry.body.value(kWhat).toString());
    if (entry.action != kSet || !kind)
        return std::nullopt;
    OperatorMark mark{*kind, entry.actor, entry.timeMs, 0, entry.body.value(kNote).toString()};
    if (const QString until = entry.body.value(kUntil).toString(); !until.isEmpty()) {
        const QDateTime time = QDateTime::fromString(until, Qt::ISODateWithMs);
        // An end that can't be read is no reason to be quiet for ever.
        if (!time.isValid())
            return std::nullopt;
        mark.untilMs = time.toMSecsSinceEpoch();
    }
    return mark;
}

QStringList markActions()
{
    return {kSet, kLifted, kEnded};
}

MarkBook markBookOf(const QList<AuditEntry> &oldestFirst, const QString &workspace,
                    MarkBook::From from)
{
    MarkBook book;
    for (const AuditEntry &entry : oldestFirst)
        take(entry, workspace, from, book);
    return book;
}

MarkBook marksAt(const QList<AuditEntry> &oldestFirst, const QString &workspace, qint64 atMs)
{
    MarkBook book;
    for (const AuditEntry &entry : oldestFirst) {
        const bool isEndKnown = entry.body.value(kEnd).toString() == kIsRecorded;
        if (entry.timeMs <= atMs)
            take(entry, workspace, isEndKnown ? MarkBook::From::Now : MarkBook::From::Record, book);
    }
    return book;
}

void MarkTimeline::take(const AuditEntry &entry)
{
    const ServiceKey service = ServiceKey::fromString(entry.target);
    const auto kind = kindFromWord(entry.body.value(kWhat).toString());
    if (!markActions().contains(entry.action) || service.service.isEmpty() || !kind)
        return;
    const bool isEndKnown = entry.body.value(kEnd).toString() == kIsRecorded;
    m_said[entry.body.value(kWorkspace).toString()][{service, static_cast<int>(*kind)}].append(
        {entry.timeMs, markOf(entry), isEndKnown ? MarkBook::From::Now : MarkBook::From::Record});
}

MarkBook MarkTimeline::at(const QString &workspace, qint64 atMs) const
{
    MarkBook book;
    const auto places = m_said.constFind(workspace);
    if (places == m_said.cend())
        return book;
    for (auto it = places->cbegin(); it != places->cend(); ++it) {
        const auto said = std::find_if(it->crbegin(), it->crend(),
                                       [atMs](const Said &each) { return each.timeMs <= atMs; });
        if (said != it->crend() && said->mark)
            book.set(it.key().first, *said->mark, said->from);
    }
    return book;
}

QHash<ServiceKey, QList<MaintenanceSpan>> maintenanceOf(const QList<AuditEntry> &oldestFirst,
                                                        const QString &workspace)
{
    QHash<ServiceKey, QList<MaintenanceSpan>> all;
    for (const AuditEntry &entry : oldestFirst) {
        const ServiceKey service = ServiceKey::fromString(entry.target);
        if (entry.body.value(kWorkspace).toString() != workspace || service.service.isEmpty()
            || kindFromWord(entry.body.value(kWhat).toString()) != OperatorMarkKind::Maintenance)
            continue;
        QList<MaintenanceSpan> &spans = all[service];
        // What is said anew, or lifted, ends what was said before.
        if (!spans.isEmpty()) {
            MaintenanceSpan &last = spans.last();
            if (last.toMs == 0 || last.toMs > entry.timeMs)
                last.toMs = std::max(last.fromMs, entry.timeMs);
        }
        if (const auto mark = markOf(entry))
            spans.append({mark->sinceMs, mark->untilMs});
    }
    return all;
}

} // namespace opsdeck
