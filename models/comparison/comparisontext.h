// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QAbstractItemModel;

namespace opsdeck {

/// The rows of a ComparisonModel, or of a filter over one, as a Markdown table a service under its
/// heading. What is not of now says so.
QString comparisonMarkdown(const QAbstractItemModel &model, const QString &title);

/// The same as CSV (RFC 4180, CRLF): service, fact, difference, reason, then a column an
/// environment. No cell is taken for a formula.
QString comparisonCsv(const QAbstractItemModel &model);

} // namespace opsdeck
