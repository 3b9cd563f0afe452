// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/exposition/exposition.h"

#include "services/base/cleantext.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>
#include <utility>

namespace opsdeck {

namespace {

constexpr int kValueLimit = 1024;
constexpr int kShown = 60;
constexpr int kLabelsLimit = 64;

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

void skipSpaces(QByteArrayView &text)
{
    while (!text.isEmpty() && isSpace(text.front()))
        text = text.sliced(1);
}

/// Cuts a name off the front; metric names may hold colons. Empty when there is none.
QByteArrayView takeName(QByteArrayView &text, bool isMetric)
{
    qsizetype size = 0;
    while (size < text.size()) {
        const char c = text.at(size);
        if (!isLetter(c) && !(isMetric && c == ':') && !(size > 0 && isDigit(c)))
            break;
        ++size;
    }
    const QByteArrayView name = text.first(size);
    text = text.sliced(size);
    return name;
}

QByteArrayView takeWord(QByteArrayView &text)
{
    qsizetype size = 0;
    while (size < text.size() && !isSpace(text.at(size)))
        ++size;
    const QByteArrayView word = text.first(size);
    text = text.sliced(size);
    return word;
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

} // namespace

std::optional<double> expositionNumber(QByteArrayView text)
{
    if (text.isEmpty() || text.size() > 400)
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

ExpositionParser::ExpositionParser(ExpositionOptions options)
    : m_options(std::move(options))
{}

bool ExpositionParser::wrong(const QString &what)
{
    m_error = Exposition::tr("line %1: %2").arg(m_line).arg(what);
    return false;
}

bool ExpositionParser::feed(QByteArrayView piece)
{
    if (!m_error.isEmpty())
        return false;
    while (!piece.isEmpty()) {
        const auto *end = static_cast<const char *>(
            std::memchr(piece.data(), '\n', static_cast<std::size_t>(piece.size())));
        const qsizetype size = end == nullptr ? piece.size() : end - piece.data();
        if (m_rest.size() + size > m_options.lineLimit) {
            ++m_line;
            m_tooLarge = true;
            return wrong(Exposition::tr("longer than %1 bytes").arg(m_options.lineLimit));
        }
        if (end == nullptr) {
            m_rest.append(piece.data(), piece.size());
            return true;
        }
        ++m_line;
        bool isGood = false;
        if (m_rest.isEmpty()) {
            isGood = line(piece.first(size));
        } else {
            m_rest.append(piece.data(), size);
            const QByteArray whole = std::exchange(m_rest, {});
            isGood = line(whole);
        }
        if (!isGood)
            return false;
        piece = piece.sliced(size + 1);
    }
    return true;
}

bool ExpositionParser::finish()
{
    if (!m_error.isEmpty())
        return false;
    if (m_rest.isEmpty())
        return true;
    ++m_line;
    return m_rest == "# EOF" ? line(m_rest) : wrong(Exposition::tr("the page ends within it"));
}

bool ExpositionParser::line(QByteArrayView text)
{
    QByteArrayView rest = text;
    skipSpaces(rest);
    if (m_eof)
        return wrong(Exposition::tr("stands behind # EOF"));
    if (rest.isEmpty())
        return true;
    if (rest.back() == '\r')
        return wrong(Exposition::tr("ends with a carriage return"));
    if (!rest.isValidUtf8())
        return wrong(Exposition::tr("is not UTF-8"));
    return rest.front() == '#' ? comment(rest.sliced(1)) : sample(rest);
}

bool ExpositionParser::comment(QByteArrayView text)
{
    skipSpaces(text);
    const QByteArrayView word = takeWord(text);
    if (word == QByteArrayView("EOF") && text.isEmpty())
        m_eof = true;
    else if (word == QByteArrayView("TYPE"))
        return typeLine(text);
    return true;
}

bool ExpositionParser::typeLine(QByteArrayView rest)
{
    skipSpaces(rest);
    const QByteArrayView name = takeName(rest, true);
    skipSpaces(rest);
    const QByteArrayView word = takeWord(rest);
    skipSpaces(rest);
    if (name.isEmpty() || word.isEmpty() || !rest.isEmpty())
        return wrong(Exposition::tr("TYPE needs a name and a type"));
    static constexpr std::array<std::pair<const char *, Family>, 10> kTypes{{
        {"counter", Family::Counter},
        {"gauge", Family::Gauge},
        {"histogram", Family::Histogram},
        {"summary", Family::Summary},
        {"untyped", Family::Gauge},
        {"unknown", Family::Gauge},
        {"info", Family::Gauge},
        {"stateset", Family::Gauge},
        {"gaugehistogram", Family::Gauge},
        {"unset", Family::Gauge},
    }};
    const auto type = std::find_if(kTypes.cbegin(), kTypes.cend(), [word](const auto &row) {
        return word == QByteArrayView(row.first);
    });
    if (type == kTypes.cend())
        return wrong(Exposition::tr("'%1' is no type").arg(cleanText(word.toByteArray(), kShown)));
    const QByteArray key = name.toByteArray();
    const auto known = m_families.constFind(key);
    if (known != m_families.cend() && *known != type->second)
        return wrong(Exposition::tr("%1 has two types").arg(cleanText(key, kShown)));
    if (known == m_families.cend() && m_families.size() >= 4LL * m_options.sampleLimit) {
        m_tooLarge = true;
        return wrong(Exposition::tr("more types than samples are allowed"));
    }
    m_families.insert(key, type->second);
    m_lastName.clear();
    return true;
}

MetricType ExpositionParser::typeOf(QByteArrayView name)
{
    const auto family = [this](QByteArrayView base) {
        const auto it = m_families.constFind(QByteArray::fromRawData(base.data(), base.size()));
        return it == m_families.cend() ? std::nullopt : std::optional(*it);
    };
    if (const auto exact = family(name))
        return *exact == Family::Counter ? MetricType::Counter : MetricType::Gauge;
    for (const QByteArrayView suffix : {QByteArrayView("_total"), QByteArrayView("_bucket"),
                                        QByteArrayView("_count"), QByteArrayView("_sum")}) {
        if (!name.endsWith(suffix))
            continue;
        const auto base = family(name.chopped(suffix.size()));
        const bool isTotal = suffix == QByteArrayView("_total");
        if (base
            && (isTotal ? *base == Family::Counter
                        : *base == Family::Histogram || *base == Family::Summary))
            return MetricType::Counter;
    }
    return MetricType::Gauge;
}

bool ExpositionParser::sample(QByteArrayView text)
{
    QByteArrayView rest = text;
    const QByteArrayView name = takeName(rest, true);
    if (name.isEmpty())
        return wrong(
            Exposition::tr("no metric name at '%1'")
                .arg(cleanText(text.first(std::min<qsizetype>(text.size(), kShown)).toByteArray(),
                               kShown)));
    if (name != QByteArrayView(m_lastName)) {
        m_lastName = name.toByteArray();
        m_lastType = typeOf(name);
        m_lastKept = !m_options.keep || m_options.keep(name);
    }
    skipSpaces(rest);
    Labels found;
    if (!rest.isEmpty() && rest.front() == '{') {
        rest = rest.sliced(1);
        if (!labels(rest, m_lastKept ? &found : nullptr))
            return false;
        skipSpaces(rest);
    }
    const QByteArrayView word = takeWord(rest);
    const std::optional<double> value = expositionNumber(word);
    if (!value)
        return wrong(Exposition::tr("'%1' is no value").arg(cleanText(word.toByteArray(), kShown)));
    std::optional<qint64> atMs;
    if (!afterValue(rest, atMs))
        return false;
    ++m_total;
    if (!m_lastKept)
        return true;
    if (m_samples.size() + m_dated.size() >= m_options.sampleLimit) {
        m_tooLarge = true;
        return wrong(Exposition::tr("more than %1 samples").arg(m_options.sampleLimit));
    }
    size_t hash = qHash(m_lastName, QHashSeed::globalSeed());
    for (auto it = found.cbegin(); it != found.cend(); ++it)
        hash = qHashMulti(hash, it.key(), it.value());
    if (m_seen.contains(hash))
        return wrong(Exposition::tr("%1 stands twice with the same labels")
                         .arg(cleanText(m_lastName, kShown)));
    m_seen.insert(hash);
    Sample read{QString::fromLatin1(m_lastName), found, *value, m_lastType};
    if (atMs && (*atMs < m_options.oldestMs || *atMs > m_options.newestMs))
        m_dated.append({std::move(read), *atMs});
    else
        m_samples.append(std::move(read));
    return true;
}

/// A timestamp, an exemplar, or nothing.
bool ExpositionParser::afterValue(QByteArrayView rest, std::optional<qint64> &atMs)
{
    skipSpaces(rest);
    if (!rest.isEmpty() && rest.front() != '#') {
        const QByteArrayView time = takeWord(rest);
        atMs = timestampOf(time);
        if (!atMs)
            return wrong(
                Exposition::tr("'%1' is no timestamp").arg(cleanText(time.toByteArray(), kShown)));
        skipSpaces(rest);
    }
    if (rest.isEmpty())
        return true;
    if (rest.front() != '#')
        return wrong(Exposition::tr("too much behind the value"));
    rest = rest.sliced(1);
    skipSpaces(rest);
    if (rest.isEmpty() || rest.front() != '{')
        return wrong(Exposition::tr("an exemplar needs labels"));
    rest = rest.sliced(1);
    if (!labels(rest, nullptr))
        return false;
    skipSpaces(rest);
    const bool hasValue = expositionNumber(takeWord(rest)).has_value();
    skipSpaces(rest);
    const bool hasRest = !rest.isEmpty() && !timestampOf(takeWord(rest));
    return hasValue && !hasRest ? true : wrong(Exposition::tr("an exemplar needs a value"));
}

bool ExpositionParser::labels(QByteArrayView &rest, Labels *into)
{
    for (int count = 0;; ++count) {
        skipSpaces(rest);
        if (!rest.isEmpty() && rest.front() == '}') {
            rest = rest.sliced(1);
            return true;
        }
        if (count >= kLabelsLimit)
            return wrong(Exposition::tr("more than %1 labels").arg(kLabelsLimit));
        const QByteArrayView name = takeName(rest, false);
        if (name.isEmpty())
            return wrong(Exposition::tr("a label has no name"));
        skipSpaces(rest);
        if (rest.isEmpty() || rest.front() != '=')
            return wrong(
                Exposition::tr("the label %1 has no value").arg(QString::fromLatin1(name)));
        rest = rest.sliced(1);
        skipSpaces(rest);
        QString value;
        if (!labelValue(rest, into != nullptr ? &value : nullptr))
            return false;
        if (into != nullptr) {
            const QString key = QString::fromLatin1(name);
            if (into->contains(key))
                return wrong(Exposition::tr("the label %1 stands twice").arg(key));
            into->insert(key, value);
        }
        skipSpaces(rest);
        if (!rest.isEmpty() && rest.front() == ',')
            rest = rest.sliced(1);
        else if (rest.isEmpty() || rest.front() != '}')
            return wrong(Exposition::tr("the labels do not end"));
    }
}

bool ExpositionParser::labelValue(QByteArrayView &rest, QString *into)
{
    if (rest.isEmpty() || rest.front() != '"')
        return wrong(Exposition::tr("a label's value has no quotes"));
    QByteArray bytes;
    bool isPlain = true;
    for (qsizetype i = 1; i < rest.size(); ++i) {
        const char c = rest.at(i);
        if (c == '"') {
            if (into != nullptr)
                *into = isPlain ? QString::fromLatin1(bytes.left(kValueLimit))
                                : cleanText(bytes, kValueLimit);
            rest = rest.sliced(i + 1);
            return true;
        }
        char plain = c;
        if (c == '\\') {
            const char escaped = i + 1 < rest.size() ? rest.at(i + 1) : '\0';
            if (escaped != '\\' && escaped != '"' && escaped != 'n')
                return wrong(Exposition::tr("a label's value has an unknown escape"));
            plain = escaped == 'n' ? '\n' : escaped;
            ++i;
        }
        const auto code = static_cast<unsigned char>(plain);
        isPlain = isPlain && code >= 0x20 && code < 0x7F;
        if (into != nullptr)
            bytes.append(plain);
    }
    return wrong(Exposition::tr("a label's value does not end"));
}

} // namespace opsdeck
