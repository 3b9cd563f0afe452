// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/storage/historystore.h"
#include "services/storage/sqlitefile.h"

#include <QHash>
#include <QTimer>

namespace opsdeck {

/// The storage thread's side of the history.
class HistoryWriter final : public QObject
{
    Q_OBJECT
public:
    HistoryWriter();

    void open(const QString &path);
    /// Kept until the next commit, at most a second.
    void take(const ChangeSet &changes);
    void flush();
    void close();
    QList<StoredSeries> series(const CheckKey &check, const QString &metric, qint64 fromMs, qint64 toMs);
    QList<Event> events(int limit);

Q_SIGNALS:
    void problem(const opsdeck::Error &error);
    void recovered();

private:
    Result<void> reopen();
    void setAside();
    Result<void> makeSchema();
    Result<void> write(const QList<ChangeSet> &all);
    Result<void> writeResult(const CheckResult &result);
    Result<void> writeEvent(const Event &event);
    Result<qint64> checkId(const CheckKey &key);
    Result<qint64> seriesId(qint64 check, const QString &metric, const Labels &labels);
    Result<void> exec(QSqlQuery &query, const QString &doing);
    void forgetIds();
    void fail(const Error &error);
    void prune();

    SqliteFile m_file;
    QString m_path;
    QHash<QString, qint64> m_checks;
    QHash<QString, qint64> m_series;
    QList<ChangeSet> m_pending;
    QTimer m_flush{this};
    QTimer m_prune{this};
    QTimer m_retry{this};
    bool m_failing = false;
    bool m_refused = false; ///< the file is of a newer program: left alone
    qint64 m_dropped = 0;
};

} // namespace opsdeck
