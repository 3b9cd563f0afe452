// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/drawnschema.h"

#include "services/config/configtext.h"
#include "services/config/diagramreader.h"
#include "services/config/schemavalues.h"
#include "services/domain/chartpage.h"

namespace opsdeck::drawnschema {

using namespace schemavalues;

namespace {

constexpr VariableRule kRefused = VariableRule::Refused;

} // namespace

QJsonObject diagram()
{
    const QJsonObject pinned =
        closed({{QStringLiteral("service"), text()},
                {QStringLiteral("x"), integer(kRefused, 0, kDiagramPixels)},
                {QStringLiteral("y"), integer(kRefused, 0, kDiagramPixels)}},
               {QStringLiteral("service"), QStringLiteral("x"), QStringLiteral("y")});
    return closed(
        {{QStringLiteral("pinned"),
          described(list(pinned),
                    ConfigText::tr("Nodes that stand where they are put: the middle of each, "
                                   "in pixels from the drawing's top left corner."))}},
        {});
}

QJsonObject pages()
{
    const QJsonObject chart = closed(
        {{QStringLiteral("service"), text()},
         {QStringLiteral("metric"),
          described(text(), ConfigText::tr("Id of one of the service's metrics."))},
         {QStringLiteral("wide"),
          described(integer(kRefused, 1, PlacedChart::kWidest), ConfigText::tr("Columns; 1."))},
         {QStringLiteral("high"),
          described(integer(kRefused, 1, PlacedChart::kHighest), ConfigText::tr("Rows; 1."))},
         {QStringLiteral("kind"),
          described(choice(kRefused, chartKindWords()),
                    ConfigText::tr("How it is drawn; as the metric says when absent."))}},
        {QStringLiteral("service"), QStringLiteral("metric")});
    const QJsonObject page =
        closed({{QStringLiteral("id"), id()},
                {QStringLiteral("title"), text()},
                {QStringLiteral("charts"),
                 described(list(chart), ConfigText::tr("In the order of reading."))}},
               {QStringLiteral("id")});
    return described(list(page),
                     ConfigText::tr("Pages of charts, beside those that each service has."));
}

} // namespace opsdeck::drawnschema
