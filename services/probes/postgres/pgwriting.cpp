// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/postgres/pgwriting.h"

#include "services/base/cleantext.h"
#include "services/base/clock.h"
#include "services/probes/outcome.h"
#include "services/probes/postgres/pgtable.h"
#include "services/probes/probememory.h"

#include <QCoreApplication>

namespace opsdeck {

namespace {

constexpr std::chrono::minutes kLasts{1};
constexpr std::chrono::seconds kPatience{1};

class Writing
{
    Q_DECLARE_TR_FUNCTIONS(PgWriting)
};

/// What the last look found, and where.
struct Kept
{
    QString account;
    PgWriting writing;
};

void worsen(ProbeOutcome &outcome, CheckStatus status, const QString &message,
            const QString &advice, const QString &figure, const QString &fault)
{
    if (!isWorse(status, outcome.status))
        return;
    outcome.status = status;
    outcome.message = asMessage(message);
    outcome.figure = figure;
    outcome.error = Error{ErrorKind::Condition, message, advice, {}, fault};
}

} // namespace

QString PgWriting::statement()
{
    return QStringLiteral("SELECT pg_is_in_recovery() AS is_standby, setting = 'on' AS "
                          "is_read_only, source AS set_by FROM pg_settings WHERE name = "
                          "'default_transaction_read_only'");
}

PgWriting PgWriting::from(const PgAnswer &answer, const Instant &now)
{
    const PgTable table(answer);
    PgWriting writing;
    if (table.size() != 1 || table.text(0, "set_by", 40).isEmpty())
        return writing;
    writing.askedAt = now;
    writing.isStandby = table.flag(0, "is_standby");
    writing.setBy = table.text(0, "set_by", 40);
    // What is set for our own user says nothing of others.
    const bool isOurs = writing.setBy == QLatin1String("user")
                        || writing.setBy == QLatin1String("database user")
                        || writing.setBy == QLatin1String("client");
    writing.isReadOnly = table.flag(0, "is_read_only") && !isOurs;
    return writing;
}

void judgeWriting(const PgWriting &writing, const QString &role, const QString &where,
                  ProbeOutcome &outcome)
{
    if (!writing.askedAt.isValid())
        return;
    outcome.fields.insert(QStringLiteral("postgres.role"), writing.isStandby
                                                               ? QStringLiteral("standby")
                                                               : QStringLiteral("primary"));
    outcome.fields.insert(QStringLiteral("postgres.read_only"),
                          writing.isStandby || writing.isReadOnly);
    const bool wantsPrimary = role == QLatin1String("primary");
    if (wantsPrimary && writing.isStandby) {
        worsen(outcome, CheckStatus::Critical,
               Writing::tr("%1 is a standby, a primary was expected.").arg(where),
               Writing::tr("Nothing can be written there: it is in recovery. The roles have "
                           "changed, or the address leads elsewhere."),
               Writing::tr("standby"), QStringLiteral("wrong-role"));
    } else if (role == QLatin1String("standby") && !writing.isStandby) {
        worsen(outcome, CheckStatus::Critical,
               Writing::tr("%1 is a primary, a standby was expected.").arg(where),
               Writing::tr("The roles have changed, or the address leads elsewhere."),
               Writing::tr("primary"), QStringLiteral("wrong-role"));
    } else if (writing.isReadOnly && !writing.isStandby) {
        worsen(outcome, wantsPrimary ? CheckStatus::Critical : CheckStatus::Warning,
               Writing::tr("%1 takes no changes: default_transaction_read_only is on.").arg(where),
               Writing::tr("Reads work, whatever writes fails (set by: %1). Somebody protects it, "
                           "often while its disk is full. Try: df on its host; then ALTER SYSTEM "
                           "RESET default_transaction_read_only and pg_reload_conf().")
                   .arg(writing.setBy),
               Writing::tr("read-only"), QStringLiteral("read-only"));
    } else if (writing.isStandby && role != QLatin1String("standby")
               && outcome.status == CheckStatus::Ok) {
        outcome.message = Writing::tr("%1, a standby").arg(outcome.message);
    }
}

PgWriteLook::PgWriteLook(const ProbeContext &context, PgTarget target)
    : m_context(context)
    , m_target(std::move(target))
    , m_key(context.key.toString() + QStringLiteral(" writing"))
{
    m_target.seesDefaults = true;
    m_patience.setSingleShot(true);
    connect(&m_patience, &QTimer::timeout, this, [this] { end({}); });
}

PgWriteLook::~PgWriteLook()
{
    m_query.reset();
    m_context.postgres->kept().drop(m_key);
}

void PgWriteLook::start()
{
    const Instant now = m_context.clock->now();
    if (m_context.memory != nullptr) {
        const Kept &kept = m_context.memory->of<Kept>(m_context.key);
        if (kept.account == m_target.account() && kept.writing.askedAt.isValid()
            && !kept.writing.isReadOnly && kept.writing.askedAt.ageAt(now) < kLasts) {
            QMetaObject::invokeMethod(
                this, [this, writing = kept.writing] { Q_EMIT finished(writing); },
                Qt::QueuedConnection);
            return;
        }
    }
    m_patience.start(kPatience);
    m_query =
        std::make_unique<PgQuery>(*m_context.postgres, m_key, m_target, PgWriting::statement());
    connect(m_query.get(), &PgQuery::finished, this, [this](const Result<PgAnswer> &answer) {
        const PgWriting writing =
            answer ? PgWriting::from(*answer, m_context.clock->now()) : PgWriting();
        // Not from inside the query that has just ended.
        QMetaObject::invokeMethod(this, [this, writing] { end(writing); }, Qt::QueuedConnection);
    });
    m_query->start();
}

void PgWriteLook::end(const PgWriting &writing)
{
    if (!m_query)
        return;
    m_patience.stop();
    m_query.reset();
    m_context.postgres->kept().drop(m_key);
    m_target.password = {};
    if (m_context.memory != nullptr)
        m_context.memory->of<Kept>(m_context.key) = {m_target.account(), writing};
    Q_EMIT finished(writing);
}

} // namespace opsdeck
