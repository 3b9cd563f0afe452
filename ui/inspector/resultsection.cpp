// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/resultsection.h"

#include "models/inspector/documentwords.h"
#include "ui/inspector/resultdelegate.h"
#include "ui/inspector/resultstrip.h"
#include "ui/inspector/section.h"
#include "ui/widgets/plainlist.h"
#include "ui/widgets/plaintip.h"

namespace opsdeck {

ResultSection::ResultSection(ResultsModel &results, ThemeHub &theme, QWidget *parent)
    : QWidget(parent)
    , m_results(results)
    , m_facts(wrappedLabel(QStringLiteral("inspector.results.facts"), roleFont(TextRole::Caption),
                           "t3", this))
    , m_origin(wrappedLabel(QStringLiteral("inspector.results.origin"), roleFont(TextRole::Caption),
                            "t3", this))
    , m_strip(new ResultStrip(theme, this))
    , m_list(
          plainList(QStringLiteral("inspector.results.list"), tr("Last results"), &results, this))
{
    m_list->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setItemDelegate(new ResultDelegate(theme, m_list));
    m_list->setSelectionMode(QAbstractItemView::NoSelection);
    m_list->setFocusPolicy(Qt::NoFocus);
    QVBoxLayout *layout = beginSection(*this, tr("LAST RESULTS"));
    layout->addWidget(m_facts);
    layout->addWidget(m_origin);
    layout->addWidget(m_strip);
    layout->addWidget(m_list);
}

void ResultSection::tell(const Check &definition, const Platform &platform)
{
    m_strip->setResults(m_results.strip());
    QString facts =
        tr("%1, every %2, %3 limit, %n tr(y|ies)", nullptr, definition.retries)
            .arg(definition.title.isEmpty() ? definition.id.toString() : definition.title,
                 durationText(definition.interval), durationText(definition.timeout));
    if (const Milliseconds span = m_results.stripSpan(); span.count() > 0)
        facts += tr("; shown: %1", "the last results, a duration").arg(durationText(span));
    m_facts->setText(facts);
    m_origin->setVisible(definition.source.isGiven);
    m_origin->setText(figuresText(definition, platform.contradictions) + QLatin1Char('\n')
                      + checkSourceText(definition, platform.contradictions));
    m_origin->setToolTip(plainTip(checkDetail(definition, platform)));
    m_list->setVisible(m_results.rowCount() > 0);
    m_list->setFixedHeight(std::max(1, m_results.rowCount()) * ResultDelegate::kHeight);
}

} // namespace opsdeck
