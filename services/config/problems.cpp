// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/problems.h"

#include "services/config/configlimits.h"
#include "services/config/configtext.h"

#include <algorithm>
#include <tuple>

namespace opsdeck {

namespace {

QString placeText(const QString &file, YamlPosition at)
{
    return QStringLiteral("%1:%2:%3").arg(file).arg(at.line).arg(at.column);
}

} // namespace

void Problems::add(const ConfigProblem &reported)
{
    ConfigProblem problem = reported;
    if (const QString origin = m_origins.value(
            placeText(problem.where.file, {problem.where.line, problem.where.column}));
        !origin.isEmpty())
        problem.text += QLatin1Char(' ') + ConfigText::tr("(the value comes from %1)").arg(origin);
    ++m_reports;
    const bool isError = problem.severity == ProblemSeverity::Error;
    if (isError)
        ++m_errorReports;
    int &count = isError ? m_errors : m_warnings;
    if (count >= configlimits::kProblems || m_reports > configlimits::kReports) {
        // A first error must be seen whatever came before it.
        if (!isError || m_errors > 0) {
            ++m_left;
            return;
        }
    }
    const QString text = problem.toString();
    if (m_known.contains(text))
        return;
    m_known.insert(text);
    m_problems.append(problem);
    ++count;
}

bool Problems::isFull() const
{
    return m_errors >= configlimits::kProblems
           || (m_reports > configlimits::kReports && m_errors > 0);
}

QList<ConfigProblem> Problems::sorted(const QStringList &files) const
{
    QHash<QString, qsizetype> order;
    for (qsizetype i = 0; i < files.size(); ++i) {
        if (!order.contains(files.at(i)))
            order.insert(files.at(i), i);
    }
    QList<ConfigProblem> all = m_problems;
    for (ConfigProblem &problem : all)
        problem.text = concealed(problem.text);
    const auto rank = [&](const ConfigProblem &p) {
        return std::tuple(order.value(p.where.file, files.size()), p.where.line, p.where.column);
    };
    std::stable_sort(all.begin(), all.end(), [&](const ConfigProblem &a, const ConfigProblem &b) {
        return rank(a) < rank(b);
    });
    if (m_left > 0 && !all.isEmpty()) {
        const ConfigProblem more{all.constLast().where,
                                 m_errors > 0 ? ProblemSeverity::Error : ProblemSeverity::Warning,
                                 ConfigText::tr("further problems are left out; mend these first")};
        all.append(more);
    }
    return all;
}

QString Problems::concealed(QString text) const
{
    constexpr qsizetype kShortest = 4; // shorter ones are also parts of plain words
    for (const QString &secret : m_secrets) {
        // Long values are quoted shortened.
        const QString part = secret.left(configlimits::kQuotedCharacters - 4);
        if (part.size() >= kShortest)
            text.replace(part, QStringLiteral("•••"));
    }
    return text;
}

Reporter Reporter::withOrigins(const QHash<QString, QString> &origins) const
{
    Reporter reporter = *this;
    reporter.m_origins = origins;
    return reporter;
}

void Reporter::tookVariable(YamlPosition at, const QString &name) const
{
    if (const QString origin = m_origins.value(name); !origin.isEmpty())
        m_problems->setOrigin(placeText(m_file, at), origin);
}

void Reporter::report(YamlPosition at, ProblemSeverity severity, const QString &text) const
{
    // What belongs to no line belongs to the file: editors and scripts want a place.
    m_problems->add({{m_file, std::max(1, at.line), std::max(1, at.column)}, severity, text});
}

} // namespace opsdeck
