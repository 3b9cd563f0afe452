// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/expressions/series.h"

#include <map>

namespace opsdeck::expressions {

/// Series held in memory; counts how often it was asked.
class MemorySeries final : public SeriesSource
{
public:
    void add(const Labels &labels, qint64 t, double v)
    {
        for (auto &[known, points] : m_series) {
            if (known == labels) {
                points[t] = v;
                return;
            }
        }
        m_series.push_back({labels, {{t, v}}});
    }

    void clear() { m_series.clear(); }

    int asked() const { return m_asked; }

    Result<std::vector<Series>> select(const QList<Matcher> &matchers, qint64 fromMs,
                                       qint64 toMs) const override
    {
        ++m_asked;
        std::vector<Series> found;
        for (const auto &[labels, points] : m_series) {
            const auto fits = matchesAll(matchers, labels);
            if (!fits)
                return failure(fits.error());
            if (!*fits)
                continue;
            Series series{labels, {}};
            for (auto at = points.lower_bound(fromMs); at != points.end() && at->first <= toMs;
                 ++at)
                series.points.push_back({at->first, at->second});
            found.push_back(std::move(series));
        }
        return found;
    }

private:
    std::vector<std::pair<Labels, std::map<qint64, double>>> m_series;
    mutable int m_asked = 0;
};

} // namespace opsdeck::expressions
