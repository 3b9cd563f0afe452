// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSet>
#include <QString>
#include <QStringList>

#include <chrono>
#include <optional>

/// Comparison of texts by what matters in them: names, numbers and the words that carry meaning.
namespace opsdeck::wording {

/// Lower case, single blanks, straight quotes, none around names.
QString plain(const QString &text);
/// What stands between back quotes: to be found as it is.
QStringList names(const QString &text);
/// "0.1", "2", "8000"; of "2.0" it is "2".
QSet<QString> numbers(const QString &text);
/// The beginnings of its words; words that say nothing are left out.
QSet<QString> stems(const QString &text);
/// Whether `said` has at least half of the words of `wanted`.
bool saysMost(const QString &wanted, const QString &said);
/// Whether `wanted` stands in `said`, however it is written.
bool says(const QString &wanted, const QString &said);
/// Of "57-60, 194".
QSet<int> lineNumbers(const QString &lines);
/// "57-60, 194" again, for people.
QString linesText(const QSet<int> &lines);
/// A size or count in one form: "2GB", "2 G" and "2g" are "2g"; "2 cores" is "2".
QString amount(const QString &text);
/// Of "30s", "5m", "25h", "1d".
std::optional<std::chrono::milliseconds> duration(const QString &text);

} // namespace opsdeck::wording
