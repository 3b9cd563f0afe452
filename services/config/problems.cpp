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
    const QString place = placeText(problem.where.file, {problem.where.line, problem.where.column});
    if (const QString origin = m_origins.value(place); !origin.isEmpty())
        problem.text += QLatin1Char(' ') + ConfigText::tr("(the value comes from %1)").arg(origin);
    ++m_reports;
    const bool isError = problem.severity == ProblemSeverity::Error;
    if (isError)
        countError(place);
    if (m_unfilled.contains(place))
        return;
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

void Problems::countError(const QString &place)
{
    ++m_errorReports;
    if (m_errorPlaces.size() < configlimits::kReports)
        m_errorPlaces.append(place);
}

void Problems::addRepeated(const QString &place)
{
    ++m_reports;
    countError(place);
}

bool Problems::isFirstMention(const QString &what)
{
    if (m_mentioned.contains(what))
        return false;
    m_mentioned.insert(what);
    return true;
}

void Problems::forgetVariables(const QString &place)
{
    m_origins.remove(place);
    m_unfilled.remove(place);
    m_refusedByVariable.remove(place);
}

void Problems::takeOver(const QString &place, const QString &origin)
{
    setOrigin(place, origin);
    if (isRefused(origin))
        m_refusedByVariable.insert(place);
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
        m_problems->takeOver(place(at), origin);
}

void Reporter::leftUnfilled(YamlPosition at) const
{
    m_problems->setUnfilled(place(at));
}

void Reporter::forgetVariables(YamlPosition at) const
{
    m_problems->forgetVariables(place(at));
}

QString Reporter::unfilledIn(const YamlNode &node) const
{
    if (node.isScalar())
        return m_problems->isUnfilled(place(node.at())) ? place(node.at()) : QString();
    for (const YamlNode &child : node.children()) {
        if (const QString found = unfilledIn(child); !found.isEmpty())
            return found;
    }
    return {};
}

void Reporter::refuse(YamlPosition at) const
{
    m_problems->setRefused(place(at));
}

QString Reporter::refusedIn(const YamlNode &node) const
{
    if (node.isScalar())
        return m_problems->isRefused(place(node.at())) ? place(node.at()) : QString();
    for (const YamlNode &child : node.children()) {
        if (const QString found = refusedIn(child); !found.isEmpty())
            return found;
    }
    return {};
}

QString Reporter::place(YamlPosition at) const
{
    return placeText(m_file, at);
}

void Reporter::errorOnce(YamlPosition at, const QString &what, const QString &text) const
{
    if (m_problems->isFirstMention(m_file + QLatin1Char('\n') + what))
        error(at, text);
    else
        m_problems->addRepeated(place(at));
}

void Reporter::report(YamlPosition at, ProblemSeverity severity, const QString &text) const
{
    // What belongs to no line belongs to the file: editors and scripts want a place.
    m_problems->add({{m_file, std::max(1, at.line), std::max(1, at.column)}, severity, text});
}

} // namespace opsdeck
