// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/configtext.h"

#include "services/base/cleantext.h"
#include "services/config/configlimits.h"
#include "services/config/secretscan.h"

#include <algorithm>
#include <array>

namespace opsdeck {

namespace {

constexpr int kMaxDistance = 3;
constexpr int kMaxLength = 40;
constexpr qsizetype kMaxCandidates = 300;
constexpr qsizetype kMaxListed = 12;

QString bare(const QString &text)
{
    QString result;
    for (const QChar c : text.toLower()) {
        if (c != QLatin1Char('_') && c != QLatin1Char('-') && c != QLatin1Char('.')
            && c != QLatin1Char(' '))
            result.append(c);
    }
    return result;
}

/// Edit distance with neighbours swapped as one step; anything over `limit` comes back as limit
/// + 1.
int distance(const QString &a, const QString &b, int limit)
{
    const int n = static_cast<int>(a.size());
    const int m = static_cast<int>(b.size());
    const int over = limit + 1;
    if (std::abs(n - m) > limit)
        return over;
    std::array<std::array<int, kMaxLength + 2>, 3> rows{};
    for (int j = 0; j <= m; ++j)
        rows[0][static_cast<size_t>(j)] = std::min(j, over);
    for (int i = 1; i <= n; ++i) {
        auto &row = rows[static_cast<size_t>(i % 3)];
        const auto &above = rows[static_cast<size_t>((i - 1) % 3)];
        const auto &twoAbove = rows[static_cast<size_t>((i + 1) % 3)];
        row.fill(over);
        if (i <= limit)
            row[0] = i;
        int best = row[0];
        for (int j = std::max(1, i - limit); j <= std::min(m, i + limit); ++j) {
            const auto at = static_cast<size_t>(j);
            const bool same = a.at(i - 1) == b.at(j - 1);
            int cost = std::min({above[at] + 1, row[at - 1] + 1, above[at - 1] + (same ? 0 : 1)});
            if (i > 1 && j > 1 && a.at(i - 1) == b.at(j - 2) && a.at(i - 2) == b.at(j - 1))
                cost = std::min(cost, twoAbove[at - 2] + 1);
            row[at] = std::min(cost, over);
            best = std::min(best, row[at]);
        }
        if (best > limit)
            return over;
    }
    return rows[static_cast<size_t>(n % 3)][static_cast<size_t>(m)];
}

/// The only candidate that is the wanted word cut short, or goes on where it ends: "production" for
/// "prod".
QString shorterForm(const QString &wanted, const QStringList &candidates)
{
    constexpr qsizetype kShortest = 3;
    QString found;
    for (const QString &candidate : candidates) {
        if (std::min(wanted.size(), candidate.size()) < kShortest || candidate == wanted)
            continue;
        if (!wanted.startsWith(candidate, Qt::CaseInsensitive)
            && !candidate.startsWith(wanted, Qt::CaseInsensitive))
            continue;
        if (!found.isEmpty())
            return {};
        found = candidate;
    }
    return found;
}

} // namespace

QString nearest(const QString &wanted, const QStringList &candidates)
{
    if (wanted.isEmpty() || wanted.size() > kMaxLength)
        return {};
    const QString plain = bare(wanted);
    const QStringList tried = candidates.mid(0, kMaxCandidates);
    for (const QString &candidate : tried) {
        if (candidate != wanted && bare(candidate) == plain)
            return candidate;
    }
    const int limit = std::clamp(static_cast<int>(wanted.size()) / 3, 1, kMaxDistance);
    QString best;
    int bestDistance = limit + 1;
    for (const QString &candidate : tried) {
        if (candidate.size() > kMaxLength || candidate == wanted)
            continue;
        const int found = distance(wanted.toLower(), candidate.toLower(), limit);
        if (found < bestDistance && found < candidate.size()) {
            bestDistance = found;
            best = candidate;
        }
    }
    return best.isEmpty() ? shorterForm(wanted, tried) : best;
}

QString ConfigText::quoted(const QString &value)
{
    if (looksSecret(value))
        return tr("the value");
    return QLatin1Char('\'') + cleanText(value, configlimits::kQuotedCharacters)
           + QLatin1Char('\'');
}

QString ConfigText::anyOf(const QStringList &values)
{
    if (values.size() < 2)
        return values.join(QString());
    if (values.size() > kMaxListed)
        return values.mid(0, kMaxListed).join(QStringLiteral(", ")) + QStringLiteral(", …");
    return tr("%1 or %2")
        .arg(values.mid(0, values.size() - 1).join(QStringLiteral(", ")), values.constLast());
}

QString ConfigText::didYouMean(const QString &wanted, const QStringList &candidates)
{
    const QString found = nearest(wanted, candidates);
    return found.isEmpty() ? QString() : QLatin1Char(' ') + tr("Did you mean '%1'?").arg(found);
}

} // namespace opsdeck
