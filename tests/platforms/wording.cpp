// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/platforms/wording.h"

#include <QRegularExpression>

#include <algorithm>

namespace opsdeck::wording {

namespace {

constexpr qsizetype kStem = 5;
constexpr double kMost = 0.5;

/// The marks of `said` that neither add nor take away anything.
QString joined(const QString &said)
{
    QString text = plain(said);
    const QLatin1String ignored(" ,;\"'()");
    erase_if(text, [&](QChar letter) { return ignored.contains(letter); });
    return text;
}

} // namespace

QString plain(const QString &text)
{
    QString plain;
    plain.reserve(text.size());
    for (const QChar letter : text) {
        switch (letter.unicode()) {
        case '`':
            break;
        case 0x201c: // quotation marks
        case 0x201d:
        case 0x201e:
        case 0x00ab:
        case 0x00bb:
            plain += '"';
            break;
        case 0x2018:
        case 0x2019:
            plain += '\'';
            break;
        case 0x2013: // dashes
        case 0x2014:
            plain += '-';
            break;
        case 0x2192: // arrow
            plain += "->";
            break;
        case 0x2264:
            plain += "<=";
            break;
        case 0x2265:
            plain += ">=";
            break;
        default:
            plain += letter.toLower();
        }
    }
    return plain.simplified();
}

QStringList names(const QString &text)
{
    static const QRegularExpression quoted("`([^`]+)`");
    QStringList names;
    for (auto it = quoted.globalMatch(text); it.hasNext();)
        names << it.next().captured(1);
    return names;
}

QSet<QString> numbers(const QString &text)
{
    static const QRegularExpression number(R"(\d+(?:\.\d+)?)");
    QSet<QString> numbers;
    for (auto it = number.globalMatch(text); it.hasNext();)
        numbers.insert(QString::number(it.next().captured(0).toDouble(), 'g', 12));
    return numbers;
}

QSet<QString> stems(const QString &text)
{
    static const QSet<QString> empty{"the", "and", "for",  "with", "from", "that",  "are",   "was",
                                     "its", "all", "but",  "not",  "this", "has",   "into",  "per",
                                     "one", "any", "each", "than", "only", "while", "though"};
    QSet<QString> stems;
    QString word;
    const auto end = [&] {
        if (word.size() > 1 && !empty.contains(word))
            stems.insert(word.left(kStem));
        word.clear();
    };
    const QString letters = plain(text);
    for (const QChar letter : letters) {
        if (letter.isLetterOrNumber())
            word += letter;
        else
            end();
    }
    end();
    return stems;
}

bool saysMost(const QString &wanted, const QString &said)
{
    const QSet<QString> all = stems(wanted);
    const QSet<QString> found = stems(said) & all;
    return double(found.size()) >= double(all.size()) * kMost;
}

bool says(const QString &wanted, const QString &said)
{
    return joined(said).contains(joined(wanted));
}

QSet<int> lineNumbers(const QString &lines)
{
    QSet<int> numbers;
    const QStringList parts = lines.split(',', Qt::SkipEmptyParts);
    for (const QString &part : parts) {
        const int first = part.section('-', 0, 0).trimmed().toInt();
        const int last = part.contains('-') ? part.section('-', 1, 1).trimmed().toInt() : first;
        for (int line = first; line <= last; ++line)
            numbers.insert(line);
    }
    return numbers;
}

QString linesText(const QSet<int> &lines)
{
    QList<int> sorted(lines.cbegin(), lines.cend());
    std::sort(sorted.begin(), sorted.end());
    QStringList parts;
    for (qsizetype i = 0; i < sorted.size();) {
        qsizetype end = i;
        while (end + 1 < sorted.size() && sorted.at(end + 1) == sorted.at(end) + 1)
            ++end;
        parts << (end == i ? QString::number(sorted.at(i))
                           : QString("%1-%2").arg(sorted.at(i)).arg(sorted.at(end)));
        i = end + 1;
    }
    return parts.join(", ");
}

QString amount(const QString &text)
{
    static const QRegularExpression shape(R"((\d+(?:\.\d+)?)\s*([kmgt]?))",
                                          QRegularExpression::CaseInsensitiveOption);
    const auto match = shape.match(text);
    return match.hasMatch() ? QString::number(match.captured(1).toDouble(), 'g', 12)
                                  + match.captured(2).toLower()
                            : plain(text);
}

std::optional<std::chrono::milliseconds> duration(const QString &text)
{
    using namespace std::chrono_literals;
    static const QRegularExpression shape("^(\\d+)(ms|s|m|h|d)$");
    const auto match = shape.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    const int count = match.captured(1).toInt();
    const QString unit = match.captured(2);
    const std::chrono::milliseconds one = unit == "ms"  ? 1ms
                                          : unit == "s" ? 1s
                                          : unit == "m" ? 1min
                                          : unit == "h" ? 1h
                                                        : 24h;
    return count * one;
}

} // namespace opsdeck::wording
