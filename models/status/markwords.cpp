// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/status/markwords.h"

#include "services/domain/serviceview.h"

#include <QCoreApplication>

namespace opsdeck {

namespace {

class Words
{
    Q_DECLARE_TR_FUNCTIONS(MarkWords)
};

/// The one that says most of how to read the state.
const OperatorMark *leading(const OperatorMarks &marks)
{
    for (const OperatorMarkKind kind : {OperatorMarkKind::Maintenance, OperatorMarkKind::Shelved,
                                        OperatorMarkKind::Acknowledged}) {
        if (const OperatorMark *mark = markOf(marks, kind))
            return mark;
    }
    return nullptr;
}

/// "Down" in the middle of a phrase; "OK" stays as it is.
QString inPhrase(const QString &word)
{
    return word.startsWith(QLatin1String("OK")) ? word : word.left(1).toLower() + word.mid(1);
}

/// Ages in minutes: what is told by them changes once a minute.
QString minutesText(Milliseconds age)
{
    const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(age);
    return minutes.count() == 1 ? Words::tr("1\u00a0min") : durationText(minutes);
}

QString withNote(const QString &sentence, const QString &note)
{
    return note.isEmpty() ? sentence : Words::tr("%1 “%2”").arg(sentence, note);
}

} // namespace

QString markedWord(const QString &word, const ServiceView &view)
{
    const OperatorMark *mark = leading(view.marks);
    if (mark == nullptr)
        return word;
    switch (mark->kind) {
    case OperatorMarkKind::Maintenance:
        return Words::tr("Maintenance, %1", "and a state").arg(inPhrase(word));
    case OperatorMarkKind::Shelved:
        return Words::tr("%1, shelved", "a state").arg(word);
    case OperatorMarkKind::Acknowledged:
        break;
    }
    return Words::tr("%1, acknowledged", "a state").arg(word);
}

QString ownerText(const ServiceView &view, const Instant &now)
{
    const OperatorMark *mark = leading(view.marks);
    if (mark == nullptr)
        return {};
    const QString until = clockText(mark->untilMs, now);
    switch (mark->kind) {
    case OperatorMarkKind::Maintenance:
        return Words::tr("maintenance to %1, by %2").arg(until, mark->by);
    case OperatorMarkKind::Shelved:
        return Words::tr("shelved to %1, by %2").arg(until, mark->by);
    case OperatorMarkKind::Acknowledged:
        break;
    }
    const Milliseconds age(std::max<qint64>(0, now.wallMs - mark->sinceMs));
    return Words::tr("acknowledged by %1, %2")
        .arg(mark->by, age < std::chrono::minutes(1) ? Words::tr("just now") : minutesText(age));
}

QString whoSays(const ServiceView &view)
{
    const OperatorMark *mark = leading(view.marks);
    return mark == nullptr ? QString()
                           : Words::tr("%1 by %2", "acknowledged, who")
                                 .arg(markPredicate(mark->kind), mark->by);
}

QString markSentence(const OperatorMark &mark, const Instant &now)
{
    const QString since = clockText(mark.sinceMs, now);
    const QString until = mark.untilMs == 0 ? QString() : clockText(mark.untilMs, now);
    switch (mark.kind) {
    case OperatorMarkKind::Maintenance:
        return Words::tr("In maintenance to %1, by %2 since %3. It ends by itself.")
            .arg(until, mark.by, since);
    case OperatorMarkKind::Shelved:
        return Words::tr("Shelved to %1, by %2 since %3. It ends by itself.")
            .arg(until, mark.by, since);
    case OperatorMarkKind::Acknowledged:
        break;
    }
    return until.isEmpty()
               ? Words::tr("Acknowledged by %1 since %2, until it is well again.")
                     .arg(mark.by, since)
               : Words::tr("Acknowledged by %1 since %2, until it is well again, %3 at the latest.")
                     .arg(mark.by, since, until);
}

QString marksSentence(const ServiceView &view, const Instant &now)
{
    QStringList sentences;
    for (const OperatorMark &mark : view.marks)
        sentences << withNote(markSentence(mark, now), mark.note);
    return sentences.join(QLatin1Char(' '));
}

QString clockText(qint64 wallMs, const Instant &now)
{
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(wallMs, Qt::UTC);
    return Words::tr("%1 UTC").arg(time.toString(time.date() == now.utc().date()
                                                     ? QStringLiteral("HH:mm")
                                                     : QStringLiteral("yyyy-MM-dd HH:mm")));
}

QString newText(const ServiceView &view, const Instant &now)
{
    const auto age = newTrouble(view, now);
    if (!age)
        return {};
    return *age < std::chrono::minutes(1) ? Words::tr("new")
                                          : Words::tr("new %1").arg(minutesText(*age));
}

QString markVerb(OperatorMarkKind kind)
{
    switch (kind) {
    case OperatorMarkKind::Acknowledged:
        return Words::tr("Acknowledge");
    case OperatorMarkKind::Maintenance:
        return Words::tr("Maintenance");
    case OperatorMarkKind::Shelved:
        break;
    }
    return Words::tr("Shelve");
}

QString markPredicate(OperatorMarkKind kind)
{
    switch (kind) {
    case OperatorMarkKind::Acknowledged:
        return Words::tr("acknowledged");
    case OperatorMarkKind::Maintenance:
        return Words::tr("in maintenance");
    case OperatorMarkKind::Shelved:
        break;
    }
    return Words::tr("shelved");
}

QString markActionText(const ServiceView &view, OperatorMarkKind kind)
{
    return markOf(view.marks, kind) == nullptr
               ? Words::tr("%1…", "acknowledge").arg(markVerb(kind))
               : Words::tr("Change: %1…", "acknowledged").arg(markPredicate(kind));
}

QString whyNotMarked(const ServiceView &view, OperatorMarkKind kind)
{
    if (!expectsState(view))
        return Words::tr("%1 is not run here: there is nothing to say of it.").arg(view.title);
    if (kind == OperatorMarkKind::Acknowledged && view.countsAsHealthy())
        return Words::tr("%1 is OK: there is nothing to acknowledge.").arg(view.title);
    return {};
}

} // namespace opsdeck
