// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/clock.h"
#include "services/probes/builtinprobes.h"

#include <QHash>
#include <QObject>

#include <functional>
#include <memory>
#include <optional>

namespace opsdeck {

/// Runs checks now, each under its own total deadline: when `check.timeout` is over the probe is
/// destroyed and the result is a timeout. Never two of one key at once. Engine thread.
class ProbeRunner final : public QObject
{
    Q_OBJECT
public:
    /// `services` is what probes may use (its key is set for each run); it and `clock` outlive the
    /// runner.
    ProbeRunner(ProbeRegistry registry, const Clock &clock, const ProbeContext &services,
                QObject *parent = nullptr);
    ~ProbeRunner() override;
    Q_DISABLE_COPY_MOVE(ProbeRunner)

    using Answer = std::function<void(const std::optional<Error> &)>;
    /// Asked right before a check runs; an error keeps it from running and is its outcome. Answers
    /// once, at once or later on this thread, and not at all once `context` is gone. The deadline
    /// counts from the question.
    using Guard = std::function<void(const CheckKey &key, QObject *context, const Answer &answer)>;

    void setGuard(Guard guard) { m_guard = std::move(guard); }

    /// finished() comes exactly once for it, later than this call, unless aborted. False when this
    /// key is running already. What is withheld is not run: its outcome is unknown, by a guard.
    bool run(const CheckKey &key, const Check &check);
    /// No signal comes for it.
    void abort(const CheckKey &key);
    void abortAll();

    bool isRunning(const CheckKey &key) const { return m_runs.contains(key); }

    int running() const { return static_cast<int>(m_runs.size()); }

Q_SIGNALS:
    /// Judged by the check's conditions too (applyConditions()), with the samples probe_success
    /// and, when it was answered, probe_duration_seconds appended.
    void finished(const opsdeck::CheckResult &result);

private:
    struct Run;

    void begin(const CheckKey &key);
    void probeFinished(const CheckKey &key, const ProbeOutcome &outcome);
    void expired(const CheckKey &key);
    void conclude(const CheckKey &key, ProbeOutcome outcome);
    void concludeLater(const CheckKey &key, const Error &error);

    ProbeRegistry m_registry;
    const Clock &m_clock;
    ProbeContext m_services;
    Guard m_guard;                                ///< may be empty
    QHash<CheckKey, std::shared_ptr<Run>> m_runs; ///< shared only because QHash wants copies
};

} // namespace opsdeck
