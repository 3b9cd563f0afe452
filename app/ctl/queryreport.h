// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/queries/query.h"

#include <QJsonObject>

namespace opsdeck {

/// The stable form of an answer: `source`, `source_title`, `warnings`, `partial`, `newest_at`,
/// `newest_age_ms`, `result_type` and `result`; the last two as Prometheus' HTTP API has them.
QJsonObject toJson(const queries::QueryReply &reply, qint64 atMs, qint64 nowMs);
/// A row a sample, or a line a series with its points below it. Empty when there is none.
QString toTable(const queries::QueryReply &reply);
/// series,time,value with a row a sample; times in ISO 8601, UTC.
QByteArray toCsv(const queries::QueryReply &reply, qint64 atMs);
/// Where it comes from and how new it is, then its warnings: a line each.
QStringList remarksOn(const queries::QueryReply &reply, qint64 nowMs);

} // namespace opsdeck
