// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/exposition/exposition.h"

#include "services/base/cleantext.h"
#include "services/probes/exposition/sampleline.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <utility>

namespace opsdeck {

namespace {

constexpr int kShown = 60;

class Exposition
{
    Q_DECLARE_TR_FUNCTIONS(Exposition)
};

/// A plain number that fills the text, as nearly all are.
bool readPlain(QByteArrayView text, double &value)
{
    if (text.isEmpty() || text.front() < '0' || text.front() > '9')
        return false;
    const auto [end, code] = std::from_chars(text.begin(), text.end(), value);
    return code == std::errc() && end == text.end();
}

/// Whether what follows is the value, whatever it is.
bool isSeparated(QByteArrayView start)
{
    return start.endsWith(' ') || start.endsWith('\t') || start.endsWith('}');
}

} // namespace

ExpositionParser::ExpositionParser(ExpositionOptions options)
    : m_options(std::move(options))
{
    if (m_options.before && m_options.before->filter() == m_options.filter) {
        m_before = m_options.before;
        m_values.reserve(static_cast<size_t>(m_before->wanted()));
    } else {
        m_shape = std::make_shared<PageShape>(m_options.filter);
    }
}

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
            isGood = follow(piece.first(size));
        } else {
            m_rest.append(piece.data(), size);
            const QByteArray whole = std::exchange(m_rest, {});
            isGood = follow(whole);
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
    if (!m_rest.isEmpty()) {
        ++m_line;
        if (m_rest != "# EOF" || !follow(m_rest))
            return m_error.isEmpty() ? wrong(Exposition::tr("the page ends within it")) : false;
        m_rest.clear();
    }
    if (m_before && m_followed < m_before->size() && !leave()) // it ends earlier
        return false;
    if (m_shape)
        m_shape->squeeze();
    m_whole = m_before ? m_before : m_shape;
    return true;
}

/// A line that stands where it stood on the last page is known but for its value.
bool ExpositionParser::follow(QByteArrayView text)
{
    if (!m_before)
        return line(text);
    if (m_followed < m_before->size() && !m_eof) {
        const QByteArrayView before = m_before->text(m_followed);
        const PageShape::Kind kind = m_before->kind(m_followed);
        const bool isText = kind == PageShape::Kind::Text || kind == PageShape::Kind::End;
        const bool isKnown = isText ? text == before
                                    : text.size() > before.size() && isSeparated(before)
                                          && text.startsWith(before)
                                          && known(text.sliced(before.size()), kind);
        if (!m_error.isEmpty())
            return false;
        if (isKnown) {
            m_eof = kind == PageShape::Kind::End;
            ++m_followed;
            return true;
        }
    }
    return leave() && line(text);
}

/// What stands behind a known name and known labels. False without an error: it is no value.
bool ExpositionParser::known(QByteArrayView text, PageShape::Kind kind)
{
    double value = 0;
    std::optional<qint64> atMs;
    if (!readPlain(text, value)) {
        QByteArrayView rest = text;
        const std::optional<double> number = expositionNumber(takeWord(rest));
        QString problem;
        if (!number || !rest.isValidUtf8() || rest.endsWith('\r')
            || !readAfterValue(rest, atMs, problem))
            return false;
        value = *number;
    }
    ++m_total;
    return PageShape::isWanted(kind) ? take(value, atMs) : true;
}

/// From here on the page is another one than the last: what was only compared so far is noted now.
bool ExpositionParser::leave()
{
    const std::shared_ptr<const PageShape> before = std::exchange(m_before, nullptr);
    m_shape = std::make_shared<PageShape>(m_options.filter);
    m_shape->appendStart(*before, m_followed);
    QString problem;
    for (qsizetype i = 0; i < m_followed; ++i) {
        const QByteArrayView text = before->text(i);
        if (before->kind(i) == PageShape::Kind::Text) {
            QByteArrayView rest = text;
            skipSpaces(rest);
            if (!rest.isEmpty() && !comment(rest.sliced(1)))
                return false;
        } else if (PageShape::isWanted(before->kind(i))) {
            const QByteArray whole = text.toByteArray() + '0';
            if (const auto sample = readSampleLine(whole, problem))
                m_seen.insert(sample->identity);
        }
    }
    return true;
}

bool ExpositionParser::line(QByteArrayView text)
{
    QByteArrayView rest = text;
    skipSpaces(rest);
    if (m_eof)
        return wrong(Exposition::tr("stands behind # EOF"));
    if (rest.isEmpty()) {
        m_shape->append(text, PageShape::Kind::Text);
        return true;
    }
    if (rest.back() == '\r')
        return wrong(Exposition::tr("ends with a carriage return"));
    if (!rest.isValidUtf8())
        return wrong(Exposition::tr("is not UTF-8"));
    if (rest.front() != '#')
        return sample(text);
    if (!comment(rest.sliced(1)))
        return false;
    m_shape->append(text, m_eof ? PageShape::Kind::End : PageShape::Kind::Text);
    return true;
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
    QString problem;
    const std::optional<SampleLine> found = readSampleLine(text, problem);
    if (!found)
        return wrong(problem);
    if (found->name != QByteArrayView(m_lastName)) {
        m_lastName = found->name.toByteArray();
        m_lastType = typeOf(found->name);
        m_lastKept = !m_options.keep || m_options.keep(found->name);
    }
    ++m_total;
    const QByteArrayView start = text.first(found->valueAt);
    if (!m_lastKept) {
        m_shape->append(start, PageShape::Kind::Left);
        return true;
    }
    if (m_seen.contains(found->identity))
        return wrong(Exposition::tr("%1 stands twice with the same labels")
                         .arg(cleanText(m_lastName, kShown)));
    m_seen.insert(found->identity);
    if (!take(found->value, found->atMs))
        return false;
    m_shape->append(start, m_lastType == MetricType::Counter ? PageShape::Kind::Counter
                                                             : PageShape::Kind::Gauge);
    return true;
}

/// A wanted sample.
bool ExpositionParser::take(double value, const std::optional<qint64> &atMs)
{
    if (static_cast<qsizetype>(m_values.size()) >= m_options.sampleLimit) {
        m_tooLarge = true;
        return wrong(Exposition::tr("more than %1 samples").arg(m_options.sampleLimit));
    }
    if (atMs && (*atMs < m_options.oldestMs || *atMs > m_options.newestMs))
        m_times.insert(static_cast<qsizetype>(m_values.size()), *atMs);
    if (m_values.size() == m_values.capacity())
        m_values.reserve(m_values.size() + m_values.size() / 16 + 64);
    m_values.push_back(value);
    return true;
}

const PageShape &ExpositionParser::read() const
{
    return m_before ? *m_before : *m_shape;
}

QList<Sample> ExpositionParser::samples() const
{
    QList<Sample> found;
    found.reserve(static_cast<qsizetype>(m_values.size()) - m_times.size());
    const PageShape &shape = read();
    qsizetype at = 0;
    for (qsizetype i = 0; at < static_cast<qsizetype>(m_values.size()); ++i) {
        if (!PageShape::isWanted(shape.kind(i)))
            continue;
        if (m_times.isEmpty() || !m_times.contains(at))
            found.append(shape.sample(i, m_values[static_cast<size_t>(at)]));
        ++at;
    }
    return found;
}

QList<DatedSample> ExpositionParser::dated() const
{
    QList<DatedSample> found;
    const PageShape &shape = read();
    qsizetype at = 0;
    for (qsizetype i = 0; found.size() < m_times.size(); ++i) {
        if (!PageShape::isWanted(shape.kind(i)))
            continue;
        if (const auto time = m_times.constFind(at); time != m_times.cend())
            found.append({shape.sample(i, m_values[static_cast<size_t>(at)]), *time});
        ++at;
    }
    return found;
}

} // namespace opsdeck
