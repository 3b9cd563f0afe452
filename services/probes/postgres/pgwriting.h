// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/net/pgconnections.h"
#include "services/probes/probe.h"

#include <QTimer>

namespace opsdeck {

/// Whether a server takes changes, by what it says of itself.
struct PgWriting
{
    Instant askedAt; ///< invalid: never, or nothing could be learned
    bool isStandby = false;
    bool isReadOnly = false; ///< new transactions are, for whoever does not say otherwise
    QString setBy;           ///< of pg_settings: "configuration file", "database"…

    /// From the answer to statement(); askedAt stays invalid where that is of another form.
    static PgWriting from(const PgAnswer &answer, const Instant &now);
    static QString statement();
};

/// Judges by the role that is wanted ("any", "primary", "standby"): worsens an outcome that is
/// better, and names a standby in its message.
void judgeWriting(const PgWriting &writing, const QString &role, const QString &where,
                  ProbeOutcome &outcome);

/// Asks for it on a short session of its own: those of checks are read-only by our own wish, which
/// hides the server's. Where there is a memory and all was well, at
/// most once a minute; what can't be learned, or not
/// within a second, is nothing.
class PgWriteLook final : public QObject
{
    Q_OBJECT
public:
    PgWriteLook(const ProbeContext &context, PgTarget target);
    ~PgWriteLook() override;
    Q_DISABLE_COPY_MOVE(PgWriteLook)

    void start();

Q_SIGNALS:
    /// Once, never from inside start().
    void finished(const opsdeck::PgWriting &writing);

private:
    void end(const PgWriting &writing);

    ProbeContext m_context;
    PgTarget m_target;
    QString m_key;
    std::unique_ptr<PgQuery> m_query;
    QTimer m_patience;
};

} // namespace opsdeck
