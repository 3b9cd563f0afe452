// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/expressions/binaryoperators.h"
#include "services/expressions/expressionerrors.h"
#include "services/expressions/functions.h"

namespace opsdeck::expressions {

namespace {

using Cardinality = Matching::Cardinality;

std::size_t at(int index)
{
    return static_cast<std::size_t>(index);
}

Labels resultLabels(const BinaryNode &node, const Labels &many, const Labels &one)
{
    const Matching &matching = node.matching;
    Labels labels = dropsName(node.operation) ? many.withoutName() : many;
    if (matching.cardinality == Cardinality::OneToOne)
        labels = matching.on ? labels.only(matching.labels) : labels.without(matching.labels);
    for (const QString &name : matching.include)
        labels = labels.with(name, one.value(name));
    return node.returnBool ? labels.withoutName() : labels;
}

/// Pairs two instant vectors step by step. `many` is the side of which several may pair with one.
class Pairing
{
public:
    Pairing(const BinaryNode &node, const Table &left, const Table &right)
        : m_node(node)
        , m_swapped(node.matching.cardinality == Cardinality::OneToMany)
        , m_manyTable(m_swapped ? right : left)
        , m_oneTable(m_swapped ? left : right)
        , m_many(m_manyTable)
        , m_one(m_oneTable)
    {
        Signatures known = signatures(node.matching, m_manyTable, m_oneTable);
        m_manySignatures = std::move(known.left);
        m_oneSignatures = std::move(known.right);
        m_oneOf.resize(at(known.count));
        m_paired.resize(at(known.count), -1);
    }

    std::optional<Error> run(int step);

    Table take() { return m_builder.take(); }

private:
    struct One
    {
        int step = -1;
        StepSample sample;
    };

    Error severalOnOneSide(const StepSample &first, const StepSample &second) const;
    int placeOf(const StepSample &many, const StepSample &one);

    const BinaryNode &m_node;
    bool m_swapped;
    const Table &m_manyTable;
    const Table &m_oneTable;
    StepReader m_many;
    StepReader m_one;
    std::vector<int> m_manySignatures;
    std::vector<int> m_oneSignatures;
    std::vector<One> m_oneOf;  ///< by signature
    std::vector<int> m_paired; ///< by signature: the last step at which it was paired
    std::unordered_map<quint64, int> m_places;
    TableBuilder m_builder;
};

Error Pairing::severalOnOneSide(const StepSample &first, const StepSample &second) const
{
    const Labels &labels = m_oneTable[at(second.series)].labels;
    const Matching &matching = m_node.matching;
    const Labels shared =
        matching.on ? labels.only(matching.labels) : labels.without(matching.labels).withoutName();
    const QString side = m_swapped ? Words::tr("left") : Words::tr("right");
    return matchingError(
        Words::tr("Column %1: on the %2 of %3 several series have the labels %4: %5 and %6.")
            .arg(QString::number(m_node.column), side, name(m_node.operation), shared.text(),
                 m_oneTable[at(first.series)].labels.text(), labels.text()),
        Words::tr("Match on labels that are unique on one side."));
}

int Pairing::placeOf(const StepSample &many, const StepSample &one)
{
    const quint64 pair =
        (static_cast<quint64>(many.series) << 32) | static_cast<quint64>(one.series);
    const auto [found, isNew] = m_places.try_emplace(pair, 0);
    if (isNew)
        found->second = m_builder.place(resultLabels(m_node, m_manyTable[at(many.series)].labels,
                                                     m_oneTable[at(one.series)].labels));
    return found->second;
}

std::optional<Error> Pairing::run(int step)
{
    const auto manySamples = m_many.at(step);
    const auto oneSamples = m_one.at(step);
    if (manySamples.empty() || oneSamples.empty())
        return {};
    for (const StepSample &sample : oneSamples) {
        One &one = m_oneOf[at(m_oneSignatures[at(sample.series)])];
        if (one.step == step)
            return severalOnOneSide(one.sample, sample);
        one = {step, sample};
    }
    for (const StepSample &sample : manySamples) {
        const int signature = m_manySignatures[at(sample.series)];
        const One &one = m_oneOf[at(signature)];
        if (one.step != step)
            continue;
        Combined result = m_swapped ? combined(m_node.operation, one.sample.value, sample.value)
                                    : combined(m_node.operation, sample.value, one.sample.value);
        if (m_node.returnBool)
            result = {result.keep ? 1.0 : 0.0, true};
        if (!result.keep)
            continue;
        if (m_node.matching.cardinality == Cardinality::OneToOne && m_paired[at(signature)] == step)
            return matchingError(
                Words::tr("Column %1: on the left of %2 several series match %3 on the right.")
                    .arg(QString::number(m_node.column), name(m_node.operation),
                         m_oneTable[at(one.sample.series)].labels.text()),
                Words::tr("Say so with group_left or group_right."));
        m_paired[at(signature)] = step;
        const int place = placeOf(sample, one.sample);
        if (!m_builder.add(place, step, result.value))
            return sameLabels(m_builder.labels(place));
    }
    return {};
}

} // namespace

Result<Table> matchedVectors(const BinaryNode &node, const Table &left, const Table &right,
                             const StepGrid &grid)
{
    Pairing pairing(node, left, right);
    for (int step = 0; step < grid.count; ++step) {
        if (const auto error = pairing.run(step))
            return failure(*error);
    }
    return pairing.take();
}

Result<Table> combinedSets(const BinaryNode &node, const Table &left, const Table &right,
                           const StepGrid &grid)
{
    const Signatures known = signatures(node.matching, left, right);
    const bool isOr = node.operation == BinaryOperator::Or;
    const bool isAnd = node.operation == BinaryOperator::And;
    std::vector<int> seen(at(known.count), -1); // by signature: the last step at which it was there
    StepReader lefts(left);
    StepReader rights(right);
    TableBuilder builder;
    for (int step = 0; step < grid.count; ++step) {
        const auto leftSamples = lefts.at(step);
        const auto rightSamples = rights.at(step);
        if (!isOr) {
            for (const StepSample &sample : rightSamples)
                seen[at(known.right[at(sample.series)])] = step;
        }
        for (const StepSample &sample : leftSamples) {
            int &lastSeen = seen[at(known.left[at(sample.series)])];
            if (isOr)
                lastSeen = step;
            else if ((lastSeen == step) != isAnd)
                continue;
            builder.add(builder.place(left[at(sample.series)].labels), step, sample.value);
        }
        if (!isOr)
            continue;
        for (const StepSample &sample : rightSamples) {
            const Labels &labels = right[at(sample.series)].labels;
            if (seen[at(known.right[at(sample.series)])] != step
                && !builder.add(builder.place(labels), step, sample.value))
                return failure(sameLabels(labels));
        }
    }
    return builder.take();
}

} // namespace opsdeck::expressions
