// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/expressions/expressionerrors.h"
#include "services/expressions/functions.h"

namespace opsdeck::expressions {

namespace {

/// A place in a replacement, after its '$': a group's number or name.
struct Reference
{
    QString name;
    qsizetype size = 0; ///< characters of it; 0 when there is none
};

Reference referenceAt(const QString &text, qsizetype at)
{
    const bool braced = at < text.size() && text.at(at) == u'{';
    const qsizetype from = at + braced;
    qsizetype end = from;
    while (end < text.size()
           && (text.at(end).isLetter() || text.at(end).isDigit() || text.at(end) == u'_'))
        ++end;
    if (end == from || (braced && (end == text.size() || text.at(end) != u'}')))
        return {};
    return {text.mid(from, end - from), end + braced - at};
}

QString groupNamed(const QRegularExpressionMatch &match, const QString &name)
{
    bool isNumber = false;
    const int number = name.toInt(&isNumber);
    if (isNumber && (name.size() == 1 || !name.startsWith(u'0')))
        return match.captured(number);
    const qsizetype index = match.regularExpression().namedCaptureGroups().indexOf(name);
    return index > 0 ? match.captured(static_cast<int>(index)) : QString();
}

/// $1, ${1}, $name and ${name} stand for groups, $$ for a dollar; what is not there is empty.
QString expanded(const QString &replacement, const QRegularExpressionMatch &match)
{
    QString text;
    for (qsizetype at = 0; at < replacement.size();) {
        const QChar c = replacement.at(at++);
        if (c != u'$') {
            text += c;
        } else if (at < replacement.size() && replacement.at(at) == u'$') {
            text += u'$';
            ++at;
        } else {
            const Reference reference = referenceAt(replacement, at);
            text += reference.size == 0 ? QString(u'$') : groupNamed(match, reference.name);
            at += reference.size;
        }
    }
    return text;
}

Error noLabelName(const Node &argument, const QString &name)
{
    return argumentError(argument.column, Words::tr("%1 is no label's name").arg(quoted(name)));
}

template <typename F>
Result<Table> relabelled(Table &table, F labelsOf)
{
    TableBuilder builder;
    for (StepSeries &series : table) {
        const Result<Labels> labels = labelsOf(series.labels);
        if (!labels)
            return failure(labels.error());
        if (!builder.addSeries(*labels, std::move(series.points)))
            return failure(sameLabels(*labels));
    }
    return builder.take();
}

Result<Table> labelReplace(Arguments &arguments)
{
    const auto &nodes = arguments.call.arguments;
    const QString target = stringOf(*nodes[1]);
    const QString replacement = stringOf(*nodes[2]);
    const QString source = stringOf(*nodes[3]);
    const auto pattern = Pattern::compile(stringOf(*nodes[4]));
    if (!pattern)
        return failure(pattern.error());
    if (!isLabelName(target))
        return failure(noLabelName(*nodes[1], target));
    return relabelled(arguments.tables[0], [&](const Labels &labels) -> Result<Labels> {
        const auto match = pattern->match(labels.value(source));
        if (!match)
            return failure(match.error());
        return match->hasMatch() ? labels.with(target, expanded(replacement, *match)) : labels;
    });
}

Result<Table> labelJoin(Arguments &arguments)
{
    const auto &nodes = arguments.call.arguments;
    const QString target = stringOf(*nodes[1]);
    const QString separator = stringOf(*nodes[2]);
    for (std::size_t i = 3; i < nodes.size(); ++i) {
        if (!isLabelName(stringOf(*nodes[i])))
            return failure(noLabelName(*nodes[i], stringOf(*nodes[i])));
    }
    if (!isLabelName(target))
        return failure(noLabelName(*nodes[1], target));
    return relabelled(arguments.tables[0], [&](const Labels &labels) -> Result<Labels> {
        QStringList values;
        for (std::size_t i = 3; i < nodes.size(); ++i)
            values.append(labels.value(stringOf(*nodes[i])));
        return labels.with(target, values.join(separator));
    });
}

} // namespace

std::vector<Function> labelFunctions()
{
    constexpr auto kString = ValueType::String;
    Function replace;
    replace.name = "label_replace";
    replace.arguments = {ValueType::Vector, kString, kString, kString, kString};
    replace.vector = labelReplace;
    Function join;
    join.name = "label_join";
    join.arguments = {ValueType::Vector, kString, kString, kString};
    join.optional = -1;
    join.vector = labelJoin;
    return {replace, join};
}

} // namespace opsdeck::expressions
