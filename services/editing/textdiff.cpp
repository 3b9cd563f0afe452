// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/editing/textdiff.h"

#include <algorithm>
#include <vector>

namespace opsdeck {

namespace {

constexpr qsizetype kAround = 3;
constexpr qsizetype kMostCells = 4'000'000; ///< beyond, what differs is shown as one piece

QStringList linesOf(const QByteArray &bytes)
{
    QString text = QString::fromUtf8(bytes);
    text.remove(QLatin1Char('\r'));
    if (text.endsWith(QLatin1Char('\n')))
        text.chop(1);
    return bytes.isEmpty() ? QStringList() : text.split(QLatin1Char('\n'));
}

/// Removed and added lines of the part that differs, and those in it that stay, by the longest
/// common subsequence.
QList<DiffLine> middle(const QStringList &before, const QStringList &after, qsizetype head,
                       qsizetype tail)
{
    const qsizetype rows = before.size() - head - tail;
    const qsizetype columns = after.size() - head - tail;
    const bool isLarge = rows * columns > kMostCells;
    const auto width = static_cast<std::size_t>(columns) + 1;
    std::vector<int> longest(isLarge ? 0 : (static_cast<std::size_t>(rows) + 1) * width, 0);
    const auto cell = [&](qsizetype row, qsizetype column) -> int & {
        return longest[static_cast<std::size_t>(row) * width + static_cast<std::size_t>(column)];
    };
    for (qsizetype row = rows - 1; row >= 0 && !isLarge; --row) {
        for (qsizetype column = columns - 1; column >= 0; --column)
            cell(row, column) = before.at(head + row) == after.at(head + column)
                                    ? cell(row + 1, column + 1) + 1
                                    : std::max(cell(row + 1, column), cell(row, column + 1));
    }
    QList<DiffLine> lines;
    qsizetype row = 0;
    qsizetype column = 0;
    while (row < rows || column < columns) {
        const bool isSame = !isLarge && row < rows && column < columns
                            && before.at(head + row) == after.at(head + column);
        if (isSame) {
            lines.append({DiffLine::Kind::Same, static_cast<int>(head + column) + 1,
                          after.at(head + column)});
            ++row;
            ++column;
        } else if (row < rows
                   && (isLarge || column >= columns
                       || cell(row + 1, column) >= cell(row, column + 1))) {
            lines.append(
                {DiffLine::Kind::Removed, static_cast<int>(head + row) + 1, before.at(head + row)});
            ++row;
        } else {
            lines.append({DiffLine::Kind::Added, static_cast<int>(head + column) + 1,
                          after.at(head + column)});
            ++column;
        }
    }
    return lines;
}

} // namespace

QList<DiffLine> textDiff(const QByteArray &before, const QByteArray &after)
{
    const QStringList old = linesOf(before);
    const QStringList now = linesOf(after);
    if (old == now)
        return {};
    const qsizetype shorter = std::min(old.size(), now.size());
    qsizetype head = 0;
    while (head < shorter && old.at(head) == now.at(head))
        ++head;
    qsizetype tail = 0;
    while (tail < shorter - head && old.at(old.size() - 1 - tail) == now.at(now.size() - 1 - tail))
        ++tail;
    QList<DiffLine> all;
    for (qsizetype i = std::max<qsizetype>(0, head - kAround); i < head; ++i)
        all.append({DiffLine::Kind::Same, static_cast<int>(i) + 1, now.at(i)});
    all += middle(old, now, head, tail);
    for (qsizetype i = now.size() - tail; i < std::min(now.size(), now.size() - tail + kAround);
         ++i)
        all.append({DiffLine::Kind::Same, static_cast<int>(i) + 1, now.at(i)});
    // Long stretches that stay between two changes are left out.
    QList<DiffLine> shown;
    for (qsizetype i = 0; i < all.size(); ++i) {
        const auto isChange = [&](qsizetype at) {
            return at >= 0 && at < all.size() && all.at(at).kind != DiffLine::Kind::Same;
        };
        bool isNear = false;
        for (qsizetype at = i - kAround; at <= i + kAround; ++at)
            isNear = isNear || isChange(at);
        if (isNear)
            shown.append(all.at(i));
        else if (shown.isEmpty() || shown.constLast().kind != DiffLine::Kind::Gap)
            shown.append({DiffLine::Kind::Gap, 0, {}});
    }
    return shown;
}

} // namespace opsdeck
