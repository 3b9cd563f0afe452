// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/storage/historywriter.h"
#include "services/storage/ledgertable.h"
#include "services/storage/showntable.h"

// What one program alone may keep: of two that show a check differently, or see it at different
// times, the states would come to an account that neither of them gave.

namespace opsdeck {

namespace {

template <typename T>
QHash<CheckKey, QList<T>> without(const QSet<CheckKey> &others, QHash<CheckKey, QList<T>> all)
{
    if (!others.isEmpty())
        all.removeIf([&](const auto &each) { return others.contains(each.key()); });
    return all;
}

} // namespace

/// Before what changed is written: of a check whose owner has gone meanwhile it begins here.
Result<void> HistoryWriter::findOwners()
{
    QSet<CheckKey> keys(m_shown.changed().keyBegin(), m_shown.changed().keyEnd());
    for (auto it = m_spans.changed().cbegin(); it != m_spans.changed().cend(); ++it)
        keys.insert(it.key());
    const qsizetype before = m_foreign.size();
    if (auto taken = takeOwn(keys); !taken)
        return taken;
    // Who had these has gone, with all that it had.
    return m_foreign.size() < before ? takeOwn(QSet<CheckKey>(m_foreign)) : Result<void>();
}

Result<void> HistoryWriter::takeOwn(const QSet<CheckKey> &keys)
{
    const QString path = m_path + QStringLiteral("-owners");
    for (const CheckKey &key : keys) {
        const auto id = checkId(key);
        if (!id)
            return failure(id.error());
        if (!m_owners.take(path, *id))
            m_foreign.insert(key);
        else if (m_foreign.remove(key))
            m_shown.restate(key);
    }
    return {};
}

Result<void> HistoryWriter::writeOwned()
{
    if (auto found = findOwners(); !found)
        return found;
    const auto idOf = [this](const CheckKey &key) { return checkId(key); };
    if (auto done = writeSpans(m_file, without(m_foreign, m_spans.changed()), idOf); !done)
        return done;
    return writeShown(m_file, without(m_foreign, m_shown.changed()), idOf);
}

void HistoryWriter::tellOfOwners()
{
    if (m_foreign.isEmpty()) {
        if (std::exchange(m_foreignTold, false))
            Q_EMIT recovered();
        return;
    }
    if (std::exchange(m_foreignTold, true))
        return;
    Q_EMIT problem({ErrorKind::Storage,
                    tr("Another Opsdeck with the same data folder keeps what is shown of %n "
                       "check(s), and when (it was|they were) up.",
                       nullptr, static_cast<int>(m_foreign.size())),
                    tr("This one adds its results and samples; replay and availability tell what "
                       "the other one saw. Try: close one of them, or another OPSDECK_DATA_DIR."),
                    m_path});
}

} // namespace opsdeck
