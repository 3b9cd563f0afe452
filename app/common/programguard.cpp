// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/common/programguard.h"

#include "services/base/poolwork.h"
#include "services/config/filewatch.h"

#include <QPointer>

namespace opsdeck {

namespace {

constexpr int kMostThreads = 4; ///< that a silent disk may hold

/// The first path that is not what it was; empty when all are.
QString changedAmong(const ProgramGuard::Prints &files)
{
    for (auto it = files.cbegin(); it != files.cend(); ++it) {
        if (WorkspaceWatch::fingerprint(it.key()) != it.value())
            return it.key();
    }
    return {};
}

} // namespace

struct ProgramGuard::Waiter
{
    QPointer<QObject> context;
    std::function<void(const std::optional<Error> &)> answer;
};

struct ProgramGuard::Look
{
    QList<Waiter> waiters; ///< of the look under way
    QList<Waiter> later;   ///< asked since it began: they want another
};

ProgramGuard::ProgramGuard(QObject *parent)
    : QObject(parent)
{
    m_pool.setMaxThreadCount(kMostThreads);
}

ProgramGuard::~ProgramGuard()
{
    m_pool.clear();
}

void ProgramGuard::setPrograms(const QHash<CheckKey, Prints> &programs)
{
    m_programs = programs;
    ++m_generation;
}

void ProgramGuard::look(const CheckKey &key, QObject *context,
                        std::function<void(const std::optional<Error> &)> answer)
{
    if (m_programs.value(key).isEmpty()) {
        answer(std::nullopt);
        return;
    }
    std::shared_ptr<Look> &look = m_looks[key];
    if (look) {
        look->later.append({context, std::move(answer)});
        return;
    }
    look = std::make_shared<Look>();
    look->waiters.append({context, std::move(answer)});
    begin(key);
}

void ProgramGuard::begin(const CheckKey &key)
{
    runInPool(
        m_pool, this, [files = m_programs.value(key)] { return changedAmong(files); },
        [this, key, generation = m_generation](const QString &changed) {
            looked(key, changed, generation);
        });
}

void ProgramGuard::looked(const CheckKey &key, const QString &changed, int generation)
{
    const std::shared_ptr<Look> look = m_looks.value(key);
    if (generation != m_generation) // compared with what is no longer wanted
        return begin(key);
    const QList<Waiter> waiters = std::exchange(look->waiters, std::exchange(look->later, {}));
    if (look->waiters.isEmpty())
        m_looks.remove(key);
    else
        begin(key);
    std::optional<Error> refusal;
    if (!changed.isEmpty()) {
        Q_EMIT programChanged();
        refusal = Error{ErrorKind::Guard,
                        tr("Not run: %1 changed since it was looked at.").arg(changed),
                        tr("It is looked at again before it runs; another content "
                           "than the trusted one asks again."),
                        {}};
    }
    for (const Waiter &waiter : waiters) {
        if (waiter.context)
            waiter.answer(refusal);
    }
}

} // namespace opsdeck
