// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/expressions/promqlscript.h"

#include "services/expressions/expression.h"
#include "services/expressions/expressionerrors.h"
#include "services/expressions/numbers.h"
#include "tests/support/memoryseries.h"

#include <QRegularExpression>

#include <cmath>
#include <limits>

namespace opsdeck::expressions {

namespace {

struct Expected
{
    Labels labels;
    double value = 0;
};

struct Evaluated
{
    QString mode; ///< "", fail or ordered
    qint64 atMs = 0;
    QString text;
    int line = 0;
    std::optional<double> scalar;
    std::vector<Expected> vector;
};

std::optional<double> number(const QString &text)
{
    const auto magnitude = [](const QString &bare) -> std::optional<double> {
        if (bare.compare("inf", Qt::CaseInsensitive) == 0)
            return std::numeric_limits<double>::infinity();
        if (bare.compare("nan", Qt::CaseInsensitive) == 0)
            return std::numeric_limits<double>::quiet_NaN();
        return parseNumber(bare);
    };
    if (text.startsWith('-')) {
        const auto value = magnitude(text.mid(1));
        return value ? std::optional(-*value) : value;
    }
    return magnitude(text.startsWith('+') ? text.mid(1) : text);
}

std::optional<qint64> duration(const QString &text)
{
    static const QRegularExpression kNone("^0[a-z]*$");
    return kNone.match(text).hasMatch() ? std::optional<qint64>(0) : parseDuration(text);
}

bool almostEqual(double a, double b)
{
    constexpr double kEpsilon = 0.000001;
    constexpr double kLeast = std::numeric_limits<double>::min();
    if ((std::isnan(a) && std::isnan(b)) || a == b)
        return true;
    const double difference = std::abs(a - b);
    if (a == 0 || b == 0 || difference < kLeast)
        return difference < kEpsilon * kLeast;
    return difference / (std::abs(a) + std::abs(b)) < kEpsilon;
}

/// The labels at the start of a line, and what follows.
std::optional<Labels> labelsAt(const QString &line, QString &rest)
{
    static const QRegularExpression kForm(
        R"(^([a-zA-Z_:][\w:]*)?\s*(\{(?:[^}"]|"(?:[^"\\]|\\.)*")*\})?\s*(.*)$)");
    const auto match = kForm.match(line);
    rest = match.captured(3).trimmed();
    const QString metric = match.captured(1) + match.captured(2);
    if (metric == "{}")
        return Labels();
    const auto selector = parse(metric);
    if (!selector)
        return std::nullopt;
    QList<Label> labels;
    for (const Matcher &matcher : std::get<SelectorNode>(selector->root().part).matchers)
        labels.append({matcher.name(), matcher.value()});
    return Labels(labels);
}

/// Values of a load line; nothing stands for a gap.
std::optional<std::vector<std::optional<double>>> sequence(const QString &text)
{
    static const QString kNumber = R"((?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|(?i:inf|nan))";
    static const QRegularExpression kItem("^(_|stale|[+-]?(?:" + kNumber + "))([+-](?:" + kNumber
                                          + "))?(?:x(\\d+))?$");
    std::vector<std::optional<double>> values;
    for (const QString &item : text.split(QRegularExpression("\\s+"), Qt::SkipEmptyParts)) {
        const auto match = kItem.match(item);
        if (!match.hasMatch())
            return std::nullopt;
        const bool gap = match.captured(1) == "_";
        const int times = match.captured(3).isEmpty() ? 0 : match.captured(3).toInt();
        const int count = gap && !match.captured(3).isEmpty() ? times : times + 1;
        double value = match.captured(1) == "stale" ? staleMarker()
                       : gap                        ? 0
                                                    : number(match.captured(1)).value();
        const double step = match.captured(2).isEmpty() ? 0 : number(match.captured(2)).value();
        for (int i = 0; i < count; ++i) {
            values.push_back(gap ? std::optional<double>() : value);
            if (step != 0)
                value += step;
        }
    }
    return values;
}

class Script
{
public:
    explicit Script(const QString &text)
    {
        for (const QString &line : text.split('\n')) {
            const QString bare = line.trimmed();
            m_lines.append(bare.startsWith('#') ? QString() : bare);
        }
    }

    ScriptTally run();

private:
    void fail(int line, const QString &what)
    {
        m_tally.failures.append(QString("line %1: %2").arg(line).arg(what));
    }

    void load(const QString &step);
    void evaluated(const QRegularExpressionMatch &command);
    void judge(const Evaluated &wanted);
    QString difference(const Evaluated &wanted, const Value &value) const;
    QString differenceInRange(const Evaluated &wanted, const Expression &expression) const;

    QStringList m_lines;
    int m_at = 0;
    MemorySeries m_series;
    ScriptTally m_tally;
};

ScriptTally Script::run()
{
    static const QRegularExpression kEval(
        R"(^eval(?:_(fail|ordered))?\s+instant\s+(?:at\s+(\S+))?\s+(.+)$)");
    static const QRegularExpression kLoad(R"(^load\s+(\S+)$)");
    for (m_at = 0; m_at < m_lines.size(); ++m_at) {
        const QString line = m_lines.at(m_at);
        if (line.isEmpty())
            continue;
        if (line == "clear")
            m_series.clear();
        else if (const auto command = kLoad.match(line); command.hasMatch())
            load(command.captured(1));
        else if (const auto asked = kEval.match(line); asked.hasMatch())
            evaluated(asked);
        else
            fail(m_at + 1, "not understood: " + line);
    }
    return m_tally;
}

void Script::load(const QString &step)
{
    const auto stepMs = duration(step);
    if (!stepMs)
        return fail(m_at + 1, "no duration: " + step);
    while (m_at + 1 < m_lines.size() && !m_lines.at(m_at + 1).isEmpty()) {
        QString rest;
        const auto labels = labelsAt(m_lines.at(++m_at), rest);
        const auto values = sequence(rest);
        if (!labels || !values) {
            fail(m_at + 1, "no series: " + m_lines.at(m_at));
            continue;
        }
        qint64 t = 0;
        for (const auto &value : *values) {
            if (value)
                m_series.add(*labels, t, *value);
            t += *stepMs;
        }
    }
}

void Script::evaluated(const QRegularExpressionMatch &command)
{
    Evaluated wanted{command.captured(1),
                     duration(command.captured(2)).value_or(0),
                     command.captured(3),
                     m_at + 1,
                     {},
                     {}};
    while (m_at + 1 < m_lines.size() && !m_lines.at(m_at + 1).isEmpty()) {
        const QString line = m_lines.at(++m_at);
        if (const auto scalar = number(line)) {
            wanted.scalar = scalar;
            break;
        }
        QString rest;
        const auto labels = labelsAt(line, rest);
        const auto value = number(rest);
        if (!labels || !value)
            return fail(m_at + 1, "no result: " + line);
        wanted.vector.push_back({*labels, *value});
    }
    judge(wanted);
}

void Script::judge(const Evaluated &wanted)
{
    const auto expression = parse(wanted.text);
    Result<Value> value = expression ? evaluate(*expression, m_series, wanted.atMs)
                                     : Result<Value>(failure(expression.error()));
    if (!value && value.error().fault == kServerFault) {
        ++m_tally.needsServer;
        return;
    }
    if (wanted.mode == "fail") {
        if (value)
            fail(wanted.line, "no error: " + wanted.text);
        else
            ++m_tally.passed;
        return;
    }
    QString wrong = value ? difference(wanted, *value) : value.error().message;
    if (wrong.isEmpty() && wanted.mode != "ordered")
        wrong = differenceInRange(wanted, *expression);
    if (wrong.isEmpty())
        ++m_tally.passed;
    else
        fail(wanted.line, wanted.text + ": " + wrong);
}

QString Script::difference(const Evaluated &wanted, const Value &value) const
{
    if (const auto *scalar = std::get_if<double>(&value)) {
        const bool equal = wanted.scalar && almostEqual(*wanted.scalar, *scalar);
        return equal ? QString() : "is " + numberForm(*scalar);
    }
    const auto *vector = std::get_if<Vector>(&value);
    if (!vector)
        return "is neither a scalar nor an instant vector";
    std::vector<bool> met(wanted.vector.size(), false);
    for (std::size_t i = 0; i < vector->size(); ++i) {
        const VectorSample &sample = (*vector)[i];
        std::size_t at = 0;
        while (at < met.size() && !(wanted.vector[at].labels == sample.labels))
            ++at;
        if (at == met.size())
            return "has " + sample.labels.text();
        if (wanted.mode == "ordered" && at != i)
            return sample.labels.text() + " is out of order";
        if (!almostEqual(wanted.vector[at].value, sample.value))
            return sample.labels.text() + " is " + numberForm(sample.value);
        met[at] = true;
    }
    for (std::size_t i = 0; i < met.size(); ++i) {
        if (!met[i])
            return "lacks " + wanted.vector[i].labels.text();
    }
    return {};
}

QString Script::differenceInRange(const Evaluated &wanted, const Expression &expression) const
{
    constexpr qint64 kMinute = 60'000;
    const auto matrix =
        evaluateRange(expression, m_series, wanted.atMs - kMinute, wanted.atMs + kMinute, kMinute);
    if (!matrix)
        return "in a range: " + matrix.error().message;
    Vector middle;
    for (const Series &series : *matrix) {
        for (const Point &point : series.points) {
            if (point.t == wanted.atMs)
                middle.push_back({series.labels, point.v});
        }
    }
    const bool isScalar = expression.type() == ValueType::Scalar;
    const QString wrong =
        difference(wanted, isScalar ? Value(middle.front().value) : Value(middle));
    return wrong.isEmpty() ? QString() : "in a range it " + wrong;
}

} // namespace

ScriptTally runScript(const QString &text)
{
    return Script(text).run();
}

} // namespace opsdeck::expressions
