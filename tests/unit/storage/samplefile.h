// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/storage/historyschema.h"
#include "services/storage/series/seriesreader.h"

#include <QTest>

namespace opsdeck::test {

/// A history file with `series` series, numbered from one on, and its sample store.
class SampleFile
{
public:
    explicit SampleFile(const QString &path, int series = 1)
    {
        isFine = file.open(path, SqliteFile::Durability::Normal, SqliteFile::Space::GivenBack)
                 && makeHistorySchema(file);
        for (int i = 1; isFine && i <= series; ++i)
            isFine = file.run(QString("INSERT OR IGNORE INTO series (id, check_id, metric, labels) "
                                      "VALUES (%1, 1, 'm', '%1')")
                                  .arg(i))
                         .has_value();
        isFine = isFine && store.load();
    }

    ~SampleFile() { store.close(); }

    /// One commit.
    bool write(const QList<std::pair<qint64, Point>> &samples)
    {
        if (!store.load() || !file.begin())
            return false;
        for (const auto &[series, point] : samples)
            store.append(series, point);
        return store.write() && file.commit();
    }

    QList<Point> points(qint64 series, qint64 fromMs = std::numeric_limits<qint64>::min(),
                        qint64 toMs = std::numeric_limits<qint64>::max())
    {
        return SeriesReader(store).points(series, fromMs, toMs).value_or(QList<Point>{{-1, -1}});
    }

    int rows(const QString &table) const
    {
        return file.value("SELECT count(*) FROM " + table).toInt();
    }

    SqliteFile file;
    SeriesStore store{file};
    bool isFine = false;
};

} // namespace opsdeck::test
