// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/differencesection.h"

#include "models/comparison/comparisonwords.h"
#include "models/comparison/environmentdifferences.h"
#include "ui/inspector/readingtext.h"
#include "ui/inspector/section.h"
#include "ui/paint/paint.h"

#include <algorithm>

namespace opsdeck {

DifferenceSection::DifferenceSection(ThemeHub &theme, QWidget *parent)
    : QWidget(parent)
    , m_count(wrappedLabel(QStringLiteral("inspector.differences.count"),
                           roleFont(TextRole::BodyStrong), "t1", this))
    , m_rows(new ReadingText(QStringLiteral("inspector.differences"),
                             tr("What differs from the other environment"), theme, this))
{
    QVBoxLayout *layout = beginSection(*this, tr("DIFFERENCES"));
    layout->addWidget(m_count);
    layout->addWidget(m_rows);
    hide();
}

void DifferenceSection::setDifferences(const EnvironmentDifferences &differences)
{
    m_differences = &differences;
    connect(&differences, &EnvironmentDifferences::changed, this, &DifferenceSection::tell);
    tell();
}

void DifferenceSection::setService(const ServiceKey &service)
{
    m_service = service;
    tell();
}

void DifferenceSection::tell()
{
    const bool isOn = m_differences != nullptr && m_differences->isOn()
                      && m_service.environment == m_differences->environment()
                      && !m_service.service.isEmpty();
    setVisible(isOn);
    if (!isOn)
        return;
    const QList<ComparedRow> all = m_differences->rowsOf(m_service);
    const QString other = environmentTagText(m_differences->other());
    QList<ReadingText::Row> rows;
    for (const ComparedRow &row : all) {
        const bool isDifferent = isDrift(row.difference);
        const auto told = [&row](int environment) {
            const ComparedValue &value = row.values.at(environment);
            const QString age = freshnessText(value);
            return age.isEmpty()
                       ? valueText(row, value)
                       : tr("%1 (%2)", "value, how old it is").arg(valueText(row, value), age);
        };
        const QString text =
            tr("%1 here, %2 in %3", "value, value, environment").arg(told(0), told(1), other);
        rows.append({{},
                     isDifferent ? QChar(0x2260) + QStringLiteral(" %1").arg(aspectText(row))
                                 : aspectText(row),
                     isDifferent ? text : tr("%1. Not observed in both: it may differ.").arg(text),
                     !isDifferent,
                     false});
    }
    const auto count = static_cast<int>(std::count_if(
        all.cbegin(), all.cend(), [](const auto &row) { return isDrift(row.difference); }));
    m_count->setText(
        count > 0       ? tr("%n fact(s) (differs|differ) from %1", nullptr, count).arg(other)
        : all.isEmpty() ? tr("Nothing differs from %1 that is not expected to").arg(other)
                        : tr("Nothing that is known differs from %1").arg(other));
    m_rows->setRows(rows);
    m_rows->setVisible(!rows.isEmpty());
}

} // namespace opsdeck
