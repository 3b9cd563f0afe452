// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/exposition/sampleline.h"

#include "services/base/cleantext.h"

#include <QCoreApplication>
#include <QHashFunctions>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

namespace opsdeck {

namespace {

constexpr int kValueLimit = 1024;
constexpr int kShown = 60;
constexpr int kLabelsLimit = 64;
constexpr qsizetype kNumberLimit = 400; ///< characters

class Exposition
{
    Q_DECLARE_TR_FUNCTIONS(Exposition)
};

bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isSpace(char c)
{
    return c == ' ' || c == '\t';
}

QString shown(QByteArrayView text)
{
    return cleanText(text.first(std::min<qsizetype>(text.size(), kShown)).toByteArray(), kShown);
}

size_t hashOf(QByteArrayView text, size_t seed)
{
    return qHashBits(text.data(), static_cast<size_t>(text.size()), seed);
}

/// Milliseconds since 1970, of either format: what would be before March 1973 is in seconds.
std::optional<qint64> timestampOf(QByteArrayView text)
{
    constexpr double kSecondsBelow = 1e11;
    constexpr double kLargest = 9e15;
    const std::optional<double> number = expositionNumber(text);
    if (!number || !std::isfinite(*number))
        return std::nullopt;
    const double ms = std::fabs(*number) < kSecondsBelow ? *number * 1000 : *number;
    return static_cast<qint64>(std::clamp(ms, -kLargest, kLargest));
}

/// Cuts a quoted value off the front; `value` is what stands between the quotes, escapes and all.
bool takeQuoted(QByteArrayView &rest, QByteArrayView &value, QString &problem)
{
    if (rest.isEmpty() || rest.front() != '"') {
        problem = Exposition::tr("a label's value has no quotes");
        return false;
    }
    const char *const begin = rest.data() + 1;
    const char *const end = rest.data() + rest.size();
    for (const char *at = begin; at != end; ++at) {
        if (*at == '"') {
            value = QByteArrayView(begin, at - begin);
            rest = QByteArrayView(at + 1, end - at - 1);
            return true;
        }
        if (*at != '\\')
            continue;
        ++at;
        if (at == end || (*at != '\\' && *at != '"' && *at != 'n')) {
            problem = Exposition::tr("a label's value has an unknown escape");
            return false;
        }
    }
    problem = Exposition::tr("a label's value does not end");
    return false;
}

/// Cuts the labels and their closing brace off the front. `identity` grows by what does not depend
/// on their order.
bool takeLabels(QByteArrayView &rest, size_t &identity, QString &problem)
{
    const size_t seed = QHashSeed::globalSeed();
    std::array<QByteArrayView, kLabelsLimit> names;
    for (qsizetype count = 0;; ++count) {
        skipSpaces(rest);
        if (!rest.isEmpty() && rest.front() == '}') {
            rest = rest.sliced(1);
            return true;
        }
        if (count >= kLabelsLimit) {
            problem = Exposition::tr("more than %1 labels").arg(kLabelsLimit);
            return false;
        }
        const QByteArrayView name = takeName(rest, false);
        if (name.isEmpty()) {
            problem = Exposition::tr("a label has no name");
            return false;
        }
        skipSpaces(rest);
        if (rest.isEmpty() || rest.front() != '=') {
            problem = Exposition::tr("the label %1 has no value").arg(shown(name));
            return false;
        }
        rest = rest.sliced(1);
        skipSpaces(rest);
        QByteArrayView value;
        if (!takeQuoted(rest, value, problem))
            return false;
        const auto end = names.cbegin() + count;
        if (std::find(names.cbegin(), end, name) != end) {
            problem = Exposition::tr("the label %1 stands twice").arg(shown(name));
            return false;
        }
        names[static_cast<size_t>(count)] = name;
        identity += hashOf(value, hashOf(name, seed));
        skipSpaces(rest);
        if (!rest.isEmpty() && rest.front() == ',') {
            rest = rest.sliced(1);
        } else if (rest.isEmpty() || rest.front() != '}') {
            problem = Exposition::tr("the labels do not end");
            return false;
        }
    }
}

QString unescaped(QByteArrayView value)
{
    QByteArray bytes;
    bytes.reserve(value.size());
    bool isPlain = true;
    for (qsizetype i = 0; i < value.size(); ++i) {
        char plain = value.at(i);
        if (plain == '\\')
            plain = value.at(++i) == 'n' ? '\n' : value.at(i);
        const auto code = static_cast<unsigned char>(plain);
        isPlain = isPlain && code >= 0x20 && code < 0x7F;
        bytes.append(plain);
    }
    return isPlain ? QString::fromLatin1(bytes.left(kValueLimit)) : cleanText(bytes, kValueLimit);
}

} // namespace

void skipSpaces(QByteArrayView &text)
{
    const char *at = text.data();
    const char *const end = at + text.size();
    while (at != end && isSpace(*at))
        ++at;
    text = QByteArrayView(at, end - at);
}

QByteArrayView takeName(QByteArrayView &text, bool isMetric)
{
    const char *const begin = text.data();
    const char *const end = begin + text.size();
    const char *at = begin;
    while (at != end
           && (isLetter(*at) || (isMetric && *at == ':') || (at != begin && isDigit(*at))))
        ++at;
    text = QByteArrayView(at, end - at);
    return QByteArrayView(begin, at - begin);
}

QByteArrayView takeWord(QByteArrayView &text)
{
    const char *const begin = text.data();
    const char *const end = begin + text.size();
    const char *const at = std::find_if(begin, end, isSpace);
    text = QByteArrayView(at, end - at);
    return QByteArrayView(begin, at - begin);
}

std::optional<double> expositionNumber(QByteArrayView text)
{
    if (text.isEmpty() || text.size() > kNumberLimit)
        return std::nullopt;
    const bool isSigned = text.front() == '+' || text.front() == '-';
    const QByteArrayView digits = isSigned ? text.sliced(1) : text;
    if (digits.isEmpty())
        return std::nullopt;
    if (!isDigit(digits.front()) && digits.front() != '.') {
        const QByteArray word = digits.toByteArray().toLower();
        if (word == "nan")
            return std::numeric_limits<double>::quiet_NaN();
        if (word == "inf" || word == "infinity")
            return text.front() == '-' ? -std::numeric_limits<double>::infinity()
                                       : std::numeric_limits<double>::infinity();
        return std::nullopt;
    }
    double value = 0;
    const auto [end, code] = std::from_chars(digits.begin(), digits.end(), value);
    if (end != digits.end())
        return std::nullopt;
    if (code == std::errc::result_out_of_range) {
        // from_chars says the same of what is too large, an error, and of what is too small, which
        // is zero.
        long double wide = 0;
        const auto wideCode = std::from_chars(digits.begin(), digits.end(), wide).ec;
        const bool isSmall = wideCode == std::errc() ? wide < 1 : digits.contains('-');
        if (!isSmall)
            return std::nullopt;
        value = 0;
    } else if (code != std::errc()) {
        return std::nullopt;
    }
    return text.front() == '-' ? -value : value;
}

std::optional<SampleLine> readSampleLine(QByteArrayView line, QString &problem)
{
    SampleLine read;
    QByteArrayView rest = line;
    skipSpaces(rest);
    const QByteArrayView start = rest;
    read.name = takeName(rest, true);
    if (read.name.isEmpty()) {
        problem = Exposition::tr("no metric name at '%1'").arg(shown(start));
        return std::nullopt;
    }
    read.identity = hashOf(read.name, QHashSeed::globalSeed());
    skipSpaces(rest);
    if (!rest.isEmpty() && rest.front() == '{') {
        rest = rest.sliced(1);
        const char *const from = rest.data();
        if (!takeLabels(rest, read.identity, problem))
            return std::nullopt;
        read.labels = QByteArrayView(from, rest.data() - from - 1);
        skipSpaces(rest);
    }
    read.valueAt = rest.data() - line.data();
    const QByteArrayView word = takeWord(rest);
    const std::optional<double> value = expositionNumber(word);
    if (!value) {
        problem = Exposition::tr("'%1' is no value").arg(shown(word));
        return std::nullopt;
    }
    read.value = *value;
    if (!readAfterValue(rest, read.atMs, problem))
        return std::nullopt;
    return read;
}

bool readAfterValue(QByteArrayView rest, std::optional<qint64> &atMs, QString &problem)
{
    skipSpaces(rest);
    if (!rest.isEmpty() && rest.front() != '#') {
        const QByteArrayView time = takeWord(rest);
        atMs = timestampOf(time);
        if (!atMs) {
            problem = Exposition::tr("'%1' is no timestamp").arg(shown(time));
            return false;
        }
        skipSpaces(rest);
    }
    if (rest.isEmpty())
        return true;
    if (rest.front() != '#') {
        problem = Exposition::tr("too much behind the value");
        return false;
    }
    rest = rest.sliced(1);
    skipSpaces(rest);
    if (rest.isEmpty() || rest.front() != '{') {
        problem = Exposition::tr("an exemplar needs labels");
        return false;
    }
    rest = rest.sliced(1);
    size_t identity = 0;
    if (!takeLabels(rest, identity, problem))
        return false;
    skipSpaces(rest);
    const bool hasValue = expositionNumber(takeWord(rest)).has_value();
    skipSpaces(rest);
    const bool hasRest = !rest.isEmpty() && !timestampOf(takeWord(rest));
    if (hasValue && !hasRest)
        return true;
    problem = Exposition::tr("an exemplar needs a value");
    return false;
}

Labels labelsOf(QByteArrayView labels)
{
    Labels found;
    QByteArrayView rest = labels;
    QString problem;
    for (;;) {
        skipSpaces(rest);
        if (rest.isEmpty())
            return found;
        const QByteArrayView name = takeName(rest, false);
        skipSpaces(rest);
        if (name.isEmpty() || rest.isEmpty() || rest.front() != '=')
            return found;
        rest = rest.sliced(1);
        skipSpaces(rest);
        QByteArrayView value;
        if (!takeQuoted(rest, value, problem))
            return found;
        found.insert(QString::fromLatin1(name), unescaped(value));
        skipSpaces(rest);
        if (!rest.isEmpty() && rest.front() == ',')
            rest = rest.sliced(1);
    }
}

} // namespace opsdeck
