// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/expressions/functions.h"

#include "services/expressions/expressionerrors.h"

namespace opsdeck::expressions {

namespace {

const std::vector<Function> &table()
{
    static const std::vector<Function> kTable = [] {
        std::vector<Function> all;
        for (auto *family :
             {mathFunctions, overTimeFunctions, rateFunctions, dateFunctions, vectorFunctions,
              labelFunctions, histogramFunctions, serverFunctions}) {
            const std::vector<Function> rows = family();
            all.insert(all.end(), rows.cbegin(), rows.cend());
        }
        return all;
    }();
    return kTable;
}

} // namespace

std::span<const Function> functions()
{
    return table();
}

const Function *functionNamed(const QString &name)
{
    static const QHash<QString, const Function *> kByName = [] {
        QHash<QString, const Function *> rows;
        for (const Function &function : table())
            rows.insert(QLatin1String(function.name), &function);
        return rows;
    }();
    return kByName.value(name, nullptr);
}

std::vector<Function> serverFunctions()
{
    std::vector<Function> rows;
    for (const char *name :
         {"predict_linear", "holt_winters", "double_exponential_smoothing", "histogram_count",
          "histogram_sum", "histogram_avg", "histogram_fraction", "histogram_stddev",
          "histogram_stdvar", "mad_over_time", "sort_by_label", "sort_by_label_desc", "info",
          "ts_of_first_over_time", "ts_of_last_over_time", "ts_of_max_over_time",
          "ts_of_min_over_time", "first_over_time"}) {
        Function row;
        row.name = name;
        row.needsServer = true;
        rows.push_back(row);
    }
    return rows;
}

QString stringOf(const Node &node)
{
    const auto *string = std::get_if<StringNode>(&bare(node).part);
    return string ? string->value : QString();
}

Error sameLabels(const Labels &labels)
{
    return matchingError(Words::tr("Two results would have the same labels %1.").arg(labels.text()),
                         Words::tr("Keep a label that tells them apart, or aggregate first."));
}

} // namespace opsdeck::expressions
