// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/documents/sourcewords.h"

#include <QCoreApplication>

#include <algorithm>

namespace opsdeck {

namespace {

class Words
{
    Q_DECLARE_TR_FUNCTIONS(SourceWords)
};

bool isSettled(const QString &ref, const QList<Contradiction> &contradictions)
{
    return std::any_of(
        contradictions.cbegin(), contradictions.cend(),
        [&](const Contradiction &one) { return one.ref == ref && one.settled.has_value(); });
}

QString seeText(const Source &source, const QList<Contradiction> &contradictions)
{
    QStringList refs;
    for (const QString &ref : source.see)
        refs << (isSettled(ref, contradictions) ? Words::tr("%1 (settled)").arg(ref) : ref);
    return refs.isEmpty() ? QString() : Words::tr("see %1").arg(refs.join(QStringLiteral(", ")));
}

QString basisText(const Source &source)
{
    if (!source.isGiven)
        return Words::tr("no source");
    switch (source.basis) {
    case FactBasis::Stated:
        return Words::tr("stated");
    case FactBasis::Implied:
        return Words::tr("implied");
    case FactBasis::Disputed:
        return Words::tr("disputed");
    case FactBasis::Open:
        return notStatedText();
    case FactBasis::Ours:
        break;
    }
    return Words::tr("ours");
}

} // namespace

QString notStatedText()
{
    return Words::tr("not stated");
}

QString valueText(const QString &value, const Source &source)
{
    if (!value.isEmpty())
        return value;
    if (!source.isGiven || source.basis == FactBasis::Open)
        return notStatedText();
    return source.basis == FactBasis::Disputed ? Words::tr("disputed") : Words::tr("none");
}

QString linesText(const QString &lines)
{
    if (lines.isEmpty())
        return {};
    QString shown = lines;
    shown.replace(QLatin1Char('-'), QChar(0x2013));
    const bool isOne = shown == lines && !lines.contains(QLatin1Char(','));
    return isOne ? Words::tr("line %1").arg(shown) : Words::tr("lines %1").arg(shown);
}

QString sourceText(const Source &source, const QList<Contradiction> &contradictions)
{
    QStringList parts{basisText(source)};
    const QString see = seeText(source, contradictions);
    // What conflicts is told by the contradiction, lines and all.
    const bool isToldThere = source.basis == FactBasis::Disputed && !see.isEmpty();
    if (!source.lines.isEmpty() && !isToldThere)
        parts << linesText(source.lines);
    if (!see.isEmpty())
        parts << see;
    return parts.join(QStringLiteral(", "));
}

QString sourceSentence(const Source &source, const Platform &platform)
{
    QStringList parts{basisText(source)};
    if (!source.lines.isEmpty())
        parts << (platform.document.title.isEmpty()
                      ? linesText(source.lines)
                      : Words::tr("%1 of “%2”")
                            .arg(linesText(source.lines), platform.document.title));
    if (!source.note.isEmpty())
        parts << source.note;
    const QString see = seeText(source, platform.contradictions);
    if (!see.isEmpty())
        parts << see;
    return parts.join(QStringLiteral(", "));
}

QString sourcesText(const Source &whole, const FieldSources &own, const Platform &platform)
{
    QStringList sentences{Words::tr("Source: %1").arg(sourceSentence(whole, platform))};
    for (auto it = own.cbegin(); it != own.cend(); ++it) {
        QString field = it.key();
        sentences << Words::tr("%1: %2", "a field, its own source")
                         .arg(field.replace(QLatin1Char('_'), QLatin1Char(' ')),
                              sourceSentence(*it, platform));
    }
    return sentences.join(QStringLiteral(". "));
}

bool isDoubtful(const Source &source, const QList<Contradiction> &contradictions)
{
    if (!source.isGiven)
        return false;
    const bool isAnswered =
        !source.see.isEmpty()
        && std::all_of(source.see.cbegin(), source.see.cend(),
                       [&](const QString &ref) { return isSettled(ref, contradictions); });
    return (source.basis == FactBasis::Disputed || source.basis == FactBasis::Open) && !isAnswered;
}

} // namespace opsdeck
