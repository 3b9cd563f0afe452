// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/host/pluginoutput.h"

#include "services/base/cleantext.h"
#include "services/net/neterrors.h"

#include <QStringView>

#include <cmath>
#include <limits>

namespace opsdeck {

namespace {

constexpr int kTextShown = 400;
constexpr int kLongTextShown = 4000;
constexpr int kLabelShown = 120;
constexpr int kUnitShown = 12;
constexpr int kRangeShown = 48;

/// A finite number with nothing behind it. Some locales write a comma.
std::optional<double> numberIn(QStringView text)
{
    QString plain = text.trimmed().toString();
    if (plain.count(QLatin1Char(',')) == 1 && !plain.contains(QLatin1Char('.')))
        plain.replace(QLatin1Char(','), QLatin1Char('.'));
    bool isNumber = false;
    const double number = plain.toDouble(&isNumber);
    return isNumber && std::isfinite(number) ? std::optional(number) : std::nullopt;
}

bool isOfNumber(QChar c)
{
    return c.isDigit() || c == QLatin1Char('.') || c == QLatin1Char(',') || c == QLatin1Char('-')
           || c == QLatin1Char('+');
}

/// Where the number at the start ends; an exponent counts only with its digits, for "E" may begin a
/// unit.
qsizetype numberEnd(QStringView text)
{
    qsizetype end = 0;
    while (end < text.size() && isOfNumber(text.at(end)))
        ++end;
    if (end > 0 && end + 1 < text.size()
        && (text.at(end) == QLatin1Char('e') || text.at(end) == QLatin1Char('E'))) {
        qsizetype exponent = end + 1;
        if (text.at(exponent) == QLatin1Char('-') || text.at(exponent) == QLatin1Char('+'))
            ++exponent;
        const qsizetype digits = exponent;
        while (exponent < text.size() && text.at(exponent).isDigit())
            ++exponent;
        if (exponent > digits)
            end = exponent;
    }
    return end;
}

std::optional<PluginFigure> figureIn(const QString &label, QStringView values)
{
    const QList<QStringView> parts = values.split(QLatin1Char(';'));
    const QStringView first = parts.first().trimmed();
    PluginFigure figure;
    figure.label = cleanText(label, kLabelShown).trimmed();
    if (figure.label.isEmpty())
        return std::nullopt;
    if (first != QLatin1String("U")) {
        const qsizetype end = numberEnd(first);
        figure.value = numberIn(first.first(end));
        figure.unit = cleanText(first.sliced(end).toString(), kUnitShown);
        if (!figure.value)
            return std::nullopt;
    }
    const auto part = [&parts](qsizetype at) {
        return at < parts.size() ? cleanText(parts.at(at).toString(), kRangeShown).trimmed()
                                 : QString();
    };
    figure.warning = part(1);
    figure.critical = part(2);
    figure.minimum = part(3);
    figure.maximum = part(4);
    return figure;
}

class FigureReader final
{
public:
    FigureReader(QStringView text, PluginOutput &output)
        : m_text(text)
        , m_output(output)
    {}

    void read()
    {
        while (true) {
            while (m_at < m_text.size() && m_text.at(m_at).isSpace())
                ++m_at;
            if (m_at >= m_text.size())
                return;
            const std::optional<QString> label =
                m_text.at(m_at) == QLatin1Char('\'') ? quoted() : plain();
            const qsizetype from = m_at;
            while (m_at < m_text.size() && !m_text.at(m_at).isSpace())
                ++m_at;
            const auto figure =
                label ? figureIn(*label, m_text.sliced(from, m_at - from)) : std::nullopt;
            if (figure && m_output.figures.size() < PluginOutput::kMostFigures)
                m_output.figures.append(*figure);
            else
                ++m_output.unreadable;
        }
    }

private:
    /// Behind it stands the value; nothing when there is no label, and the piece is to be skipped.
    std::optional<QString> quoted()
    {
        QString label;
        for (++m_at; m_at < m_text.size(); ++m_at) {
            if (m_text.at(m_at) != QLatin1Char('\'')) {
                label += m_text.at(m_at);
                continue;
            }
            ++m_at;
            if (m_at >= m_text.size() || m_text.at(m_at) != QLatin1Char('\''))
                break;
            label += QLatin1Char('\'');
        }
        if (m_at >= m_text.size() || m_text.at(m_at) != QLatin1Char('='))
            return std::nullopt;
        ++m_at;
        return label;
    }

    std::optional<QString> plain()
    {
        const qsizetype from = m_at;
        while (m_at < m_text.size() && m_text.at(m_at) != QLatin1Char('=')
               && !m_text.at(m_at).isSpace())
            ++m_at;
        if (m_at >= m_text.size() || m_text.at(m_at) != QLatin1Char('='))
            return std::nullopt;
        const QString label = m_text.sliced(from, m_at - from).toString();
        ++m_at;
        return label;
    }

    QStringView m_text;
    PluginOutput &m_output;
    qsizetype m_at = 0;
};

struct UnitRow
{
    const char *unit;
    const char *metric;
    double factor;
};

// KB, MB… are decimal: what counts by 1024 writes KiB, MiB….
constexpr UnitRow kUnits[] = {
    {"s", "command_seconds", 1},
    {"ms", "command_seconds", 1e-3},
    {"us", "command_seconds", 1e-6},
    {"ns", "command_seconds", 1e-9},
    {"%", "command_ratio", 1e-2},
    {"b", "command_bytes", 1},
    {"kb", "command_bytes", 1e3},
    {"mb", "command_bytes", 1e6},
    {"gb", "command_bytes", 1e9},
    {"tb", "command_bytes", 1e12},
    {"pb", "command_bytes", 1e15},
    {"kib", "command_bytes", 1024.0},
    {"mib", "command_bytes", 1048576.0},
    {"gib", "command_bytes", 1073741824.0},
    {"tib", "command_bytes", 1099511627776.0},
    {"", "command_value", 1},
};

} // namespace

std::optional<PluginRange> PluginRange::parse(const QString &text)
{
    PluginRange range;
    QStringView rest = QStringView(text).trimmed();
    if (rest.startsWith(QLatin1Char('@'))) {
        range.m_isInside = true;
        rest = rest.sliced(1);
    }
    const qsizetype colon = rest.indexOf(QLatin1Char(':'));
    const QStringView start = colon < 0 ? QStringView() : rest.first(colon).trimmed();
    const QStringView end = (colon < 0 ? rest : rest.sliced(colon + 1)).trimmed();
    if (start.isEmpty() && end.isEmpty())
        return std::nullopt;
    range.m_end = std::numeric_limits<double>::infinity();
    if (start == QLatin1String("~")) {
        range.m_start = -std::numeric_limits<double>::infinity();
    } else if (!start.isEmpty()) {
        const std::optional<double> number = numberIn(start);
        if (!number)
            return std::nullopt;
        range.m_start = *number;
    }
    if (!end.isEmpty()) {
        const std::optional<double> number = numberIn(end);
        if (!number)
            return std::nullopt;
        range.m_end = *number;
    }
    return range.m_start <= range.m_end ? std::optional(range) : std::nullopt;
}

PluginOutput PluginOutput::parse(const QByteArray &bytes)
{
    PluginOutput output;
    const QString all = QString::fromUtf8(bytes);
    const qsizetype lineEnd = all.indexOf(QLatin1Char('\n'));
    const QString first = lineEnd < 0 ? all : all.left(lineEnd);
    const QString rest = lineEnd < 0 ? QString() : all.mid(lineEnd + 1);
    const qsizetype bar = first.indexOf(QLatin1Char('|'));
    output.text = cleanText(bar < 0 ? first : first.left(bar), kTextShown).trimmed();
    // As check_disk ends its list; it is no part of a sentence.
    while (output.text.endsWith(QLatin1Char(';')))
        output.text = output.text.chopped(1).trimmed();
    if (bar >= 0)
        FigureReader(QStringView(first).sliced(bar + 1), output).read();
    const qsizetype laterBar = rest.indexOf(QLatin1Char('|'));
    output.longText =
        cleanText(laterBar < 0 ? rest : rest.left(laterBar), kLongTextShown, true).trimmed();
    if (laterBar >= 0)
        FigureReader(QStringView(rest).sliced(laterBar + 1), output).read();
    return output;
}

std::optional<Sample> sampleOf(const PluginFigure &figure)
{
    if (!figure.value)
        return std::nullopt;
    Labels labels{{QStringLiteral("label"), figure.label}};
    if (figure.unit == QLatin1String("c"))
        return Sample{QStringLiteral("command_total"), labels, *figure.value, MetricType::Counter};
    const QString unit = figure.unit.toLower();
    for (const UnitRow &row : kUnits) {
        if (unit == QLatin1String(row.unit))
            return Sample{QLatin1String(row.metric), labels, *figure.value * row.factor,
                          MetricType::Gauge};
    }
    labels.insert(QStringLiteral("unit"), figure.unit);
    return Sample{QStringLiteral("command_value"), labels, *figure.value, MetricType::Gauge};
}

QString figureText(const PluginFigure &figure)
{
    if (!figure.value)
        return QStringLiteral("U");
    const std::optional<Sample> sample = sampleOf(figure);
    if (sample && sample->metric == QLatin1String("command_bytes")
        && std::abs(sample->value) < 1e18)
        return byteText(qRound64(sample->value));
    const QString number = QString::number(*figure.value, 'g', 6);
    const bool isPlain = figure.unit.isEmpty() || figure.unit == QLatin1String("c");
    return isPlain ? number : number + QChar(QChar::Nbsp) + figure.unit;
}

} // namespace opsdeck
