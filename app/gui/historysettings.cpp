// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/historysettings.h"

#include "app/gui/historyfeed.h"
#include "ui/pages/settings/historykeeping.h"

#include <QSettings>

#include <array>

namespace opsdeck {

namespace {

constexpr qint64 kLeastMs = 3'600'000;
constexpr qint64 kMostMs = 3653LL * 24 * 3'600'000;
constexpr qint64 kLeastBytes = qint64(16) << 20;

struct AgeKey
{
    const char *name;
    Milliseconds HistoryAges::*age;
};

constexpr std::array kAges{
    AgeKey{"samples", &HistoryAges::points},         AgeKey{"minutes", &HistoryAges::minutes},
    AgeKey{"ten_minutes", &HistoryAges::tenMinutes}, AgeKey{"hours", &HistoryAges::hours},
    AgeKey{"results", &HistoryAges::results},        AgeKey{"events", &HistoryAges::events}};

QString keyOf(const char *name)
{
    return QStringLiteral("history/") + QLatin1String(name);
}

} // namespace

HistoryAges storedAges()
{
    const QSettings settings;
    HistoryAges ages;
    for (const AgeKey &each : kAges) {
        const qint64 ms = settings.value(keyOf(each.name)).toLongLong();
        if (ms >= kLeastMs && ms <= kMostMs)
            ages.*each.age = Milliseconds(ms);
    }
    const qint64 bytes = settings.value(keyOf("bytes")).toLongLong();
    if (bytes >= kLeastBytes)
        ages.mostBytes = bytes;
    return ages.isInOrder() ? ages : HistoryAges();
}

HistorySettings::HistorySettings(HistoryKeeping &page, HistoryFeed &history, QObject *parent)
    : QObject(parent)
    , m_page(page)
    , m_history(history)
    , m_ages(storedAges())
{
    m_history.setAges(m_ages);
    m_page.setAges(m_ages);
    connect(&m_page, &HistoryKeeping::agesChosen, this, &HistorySettings::choose);
}

void HistorySettings::choose(const HistoryAges &ages)
{
    SqliteAuditLog *log = m_history.auditLog();
    if (log == nullptr || !ages.isInOrder()) {
        m_page.setFault(tr("Nothing is kept: there is no data folder. Try: another one by "
                           "OPSDECK_DATA_DIR."));
        return;
    }
    AuditEntry entry;
    entry.action = QStringLiteral("history.keep");
    entry.target = QStringLiteral("history.db");
    entry.outcome = QStringLiteral("succeeded");
    for (const AgeKey &each : kAges) {
        if (ages.*each.age != m_ages.*each.age)
            entry.body.insert(QLatin1String(each.name),
                              QStringLiteral("%1 → %2").arg(durationText(m_ages.*each.age),
                                                            durationText(ages.*each.age)));
    }
    if (ages.mostBytes != m_ages.mostBytes)
        entry.body.insert(QStringLiteral("bytes"),
                          QStringLiteral("%1 → %2").arg(m_ages.mostBytes).arg(ages.mostBytes));
    log->append(entry, this, [this, ages](const Result<AuditEntry> &written) {
        if (!written) {
            m_page.setFault(tr("Nothing was changed: it could not be recorded. %1")
                                .arg(written.error().message));
            return;
        }
        QSettings settings;
        for (const AgeKey &each : kAges)
            settings.setValue(keyOf(each.name), qint64((ages.*each.age).count()));
        settings.setValue(keyOf("bytes"), ages.mostBytes);
        m_ages = ages;
        m_history.setAges(ages);
        m_history.refreshAudit();
        m_page.setAges(ages);
    });
}

} // namespace opsdeck
