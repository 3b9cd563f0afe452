// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/platforms/comparison.h"
#include "tests/platforms/wording.h"

#include <QRegularExpression>

#include <algorithm>
#include <array>

namespace opsdeck {

namespace {

const QString kTable = "rules";

/// A line in a chart with the metric that it is drawn for.
struct Line
{
    QString where;
    Threshold threshold;
};

QList<Line> linesFor(const PlatformView &view, const QString &ref)
{
    QList<Line> lines;
    const auto metrics = view.metrics();
    for (const auto &placed : metrics) {
        for (const Threshold &threshold : placed.item->thresholds) {
            if (threshold.rule == ref)
                lines.append({placed.service->id.toString() + '/' + placed.item->id, threshold});
        }
    }
    return lines;
}

/// A condition's figure may be drawn in base units: 80 % as 0.8, 100 ms as 0.1 s, 25 h as 90000 s.
bool isFigure(const QString &condition, double value)
{
    constexpr std::array kScales{1.0, 0.01, 0.001, 60.0, 3600.0};
    const QSet<QString> numbers = wording::numbers(condition);
    return std::any_of(numbers.cbegin(), numbers.cend(), [&](const QString &number) {
        return std::any_of(kScales.cbegin(), kScales.cend(), [&](double scale) {
            return qFuzzyCompare(1 + number.toDouble() * scale, 1 + value);
        });
    });
}

/// Key of the threshold that a comparison stands for; a target says what is wanted, not what is
/// wrong. Empty: the document does not compare.
QString keyFor(const FactRow &rule)
{
    static const QRegularExpression comparison("(>=|<=|==|>|<) *\\d");
    static const QMap<QString, QString> wrong{
        {">", "above"}, {">=", "at_least"}, {"<", "below"}, {"<=", "at_most"}, {"==", "at_most"}};
    static const QMap<QString, QString> wanted{
        {">", "at_most"}, {">=", "below"}, {"<", "at_least"}, {"<=", "above"}};
    const QString sign = comparison.match(rule.text("condition")).captured(1);
    return (rule.text("kind") == "target" ? wanted : wrong).value(sign);
}

QString keyOf(const Threshold &threshold)
{
    if (threshold.isInclusive)
        return threshold.above ? "at_least" : "at_most";
    return threshold.above ? "above" : "below";
}

void compareText(const FactRow &row, const QString &column, const QString &said,
                 const RowDifferences &found)
{
    if (row.isOpen(column)) {
        if (!said.isEmpty())
            found.add(column, QString("'%1' is not in the document").arg(said));
    } else if (said.isEmpty()) {
        found.add(column, QString("'%1' is missing").arg(row.text(column)));
    } else {
        compareProse(row.text(column), said, column, found);
    }
}

void compareDuration(const FactRow &row, const QString &column,
                     const std::optional<Milliseconds> &said, const RowDifferences &found)
{
    if (said != wording::duration(row.text(column)))
        found.add(column,
                  QString("%1, not %2")
                      .arg(said ? QString("%1 ms").arg(said->count()) : "none", row.text(column)));
}

/// What the rule leaves open of a line in a chart is ours.
void compareOpen(const FactRow &row, const Line &line, const RowDifferences &found)
{
    const auto isOurs = [&](const char *field) {
        return fieldSource(line.threshold, field).basis == FactBasis::Ours;
    };
    if (row.isOpen("severity") && !isOurs("severity"))
        found.add("threshold",
                  QString("the severity at %1 is not said to be ours").arg(line.where));
    if (row.isOpen("for") && line.threshold.holdFor.count() > 0 && !isOurs("for"))
        found.add("threshold",
                  QString("its duration at %1 is not said to be ours").arg(line.where));
}

void compareThresholds(const FactRow &row, const PlatformView &view, const RowDifferences &found)
{
    const QList<Line> lines = linesFor(view, row.text("ref"));
    if (lines.isEmpty() && needsThreshold(row))
        found.add("threshold", "no metric has a line for it");
    for (const Line &line : lines) {
        const Threshold &drawn = line.threshold;
        if (!isFigure(row.text("condition") + ' ' + row.text("scale_down"), drawn.enter))
            found.add("threshold", QString("%1 at %2 is none of its figures (%3)")
                                       .arg(drawn.enter)
                                       .arg(line.where, row.text("condition")));
        const QString key = keyFor(row);
        if (!key.isEmpty() && keyOf(drawn) != key)
            found.add("threshold", QString("'%1' at %2, not '%3' for '%4'")
                                       .arg(keyOf(drawn), line.where, key, row.text("condition")));
        if (const auto holdFor = wording::duration(row.text("for"));
            holdFor && row.text("kind") == "alert"
            && !row.text("condition").contains(row.text("for")) && *holdFor != drawn.holdFor)
            found.add("threshold", QString("it holds for %1 ms at %2, not %3")
                                       .arg(drawn.holdFor.count())
                                       .arg(line.where, row.text("for")));
        compareOpen(row, line, found);
        const QString severity = drawn.severity == Severity::Critical ? "critical" : "warning";
        if (row.hasValue("severity") && severity != row.text("severity"))
            found.add("threshold",
                      QString("%1 at %2, not %3").arg(severity, line.where, row.text("severity")));
    }
}

void compareRule(const FactRow &row, const DocumentedRule &rule, const RowDifferences &found)
{
    if (toWord(rule.kind) != row.text("kind"))
        found.add("kind", QString("%1, not %2").arg(toWord(rule.kind), row.text("kind")));
    if (!wording::saysMost(row.text("title"), rule.title))
        found.add("title", QString("'%1', not '%2'").arg(rule.title, row.text("title")));
    compareText(row, "condition", rule.condition, found);
    compareDuration(row, "for", rule.holdFor, found);
    const QString severity = row.isOpen("severity") ? QString() : row.text("severity");
    if (rule.severity != severity)
        found.add("severity", QString("'%1', not '%2'").arg(rule.severity, severity));
    compareText(row, "action", rule.action, found);
    compareText(row, "recovery", rule.recovery, found);
    compareText(row, "scale_down", rule.scaleDown, found);
    compareDuration(row, "scale_down_for", rule.scaleDownFor, found);
    if (!rule.source.isGiven) {
        found.add("source", "it has none");
        return;
    }
    compareLines(row, wording::lineNumbers(rule.source.lines), found);
    compareImpliedCells(row, rule.source, rule.fieldSources, found);
    compareFields(row, rule.fieldSources, found);
    if (row.isImplied("kind") && fieldSource(rule, "kind").basis != FactBasis::Implied)
        found.add("basis", "that it is one is implied");
}

} // namespace

bool needsThreshold(const FactRow &rule)
{
    // Those of checks that fail, of answers and of backups are watched by checks.
    static const QRegularExpression comparison("(?:>=?|<) *\\d|\\d %");
    return rule.text("kind") == "alert" && comparison.match(rule.text("condition")).hasMatch();
}

void compareRules(const PlatformView &view, const FactTable &table, Differences &found)
{
    const QList<DocumentedRule> &rules = view.platform().rules;
    for (const FactRow &row : table.rows()) {
        const RowDifferences here(found, kTable, row.text("ref"));
        const auto rule = std::find_if(rules.cbegin(), rules.cend(), [&](const auto &each) {
            return each.ref == row.text("ref");
        });
        if (rule == rules.cend())
            here.missing("the definition has no such rule");
        else
            compareRule(row, *rule, here);
        compareThresholds(row, view, here);
    }
    for (const DocumentedRule &rule : rules) {
        if (table.find("ref", rule.ref) == nullptr && rule.source.basis != FactBasis::Ours)
            found.add(kTable, rule.ref, "unknown", "the document has no such rule");
    }
    const auto metrics = view.metrics();
    for (const auto &placed : metrics) {
        for (const Threshold &threshold : placed.item->thresholds) {
            const QString where = placed.service->id.toString() + '/' + placed.item->id;
            if (!threshold.source.isGiven)
                found.add("sources", where, "threshold", "it has no source");
            else if (threshold.rule.isEmpty() && threshold.source.basis != FactBasis::Ours)
                found.add(kTable, where, "unknown",
                          "a threshold is said to be documented and stands for no rule");
            else if (!threshold.rule.isEmpty() && table.find("ref", threshold.rule) == nullptr)
                found.add(kTable, threshold.rule, "unknown",
                          "a threshold stands for no rule of the document");
        }
    }
}

} // namespace opsdeck
