// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/rangebar.h"

#include "models/status/statuswords.h"
#include "ui/theme/theme.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/segment.h"

#include <QButtonGroup>
#include <QDateTimeEdit>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QMenu>
#include <QWidgetAction>

#include <algorithm>
#include <span>

namespace opsdeck {

namespace {

constexpr qint64 kMinute = 60'000;
constexpr qint64 kHour = 60 * kMinute;
constexpr qint64 kDay = 24 * kHour;

struct Length
{
    const char *label;
    const char *name;
    qint64 ms;
};

constexpr Length kShort[] = {
    {QT_TRANSLATE_NOOP("RangeBar", "5 min"), "5min", 5 * kMinute},
    {QT_TRANSLATE_NOOP("RangeBar", "15 min"), "15min", 15 * kMinute},
    {QT_TRANSLATE_NOOP("RangeBar", "1 h"), "1h", kHour},
    {QT_TRANSLATE_NOOP("RangeBar", "6 h"), "6h", 6 * kHour},
    {QT_TRANSLATE_NOOP("RangeBar", "1 d"), "1d", kDay},
};
constexpr Length kLong[] = {
    {QT_TRANSLATE_NOOP("RangeBar", "7 d"), "7d", 7 * kDay},
    {QT_TRANSLATE_NOOP("RangeBar", "30 d"), "30d", 30 * kDay},
    {QT_TRANSLATE_NOOP("RangeBar", "90 d"), "90d", 90 * kDay},
    {QT_TRANSLATE_NOOP("RangeBar", "1 year"), "1y", 365 * kDay},
    {QT_TRANSLATE_NOOP("RangeBar", "2 years"), "2y", TimeWindow::kMostMs},
};

const QString kFormat = QStringLiteral("yyyy-MM-dd HH:mm:ss");

QDateTimeEdit *timeField(const QString &objectName, const QString &name, QWidget *parent)
{
    auto *field = new QDateTimeEdit(parent);
    field->setObjectName(objectName);
    field->setAccessibleName(name);
    field->setTimeSpec(Qt::UTC);
    field->setDisplayFormat(kFormat);
    field->setCalendarPopup(true);
    return field;
}

/// From when to when, as short as the day allows.
QString stretchText(const Stretch &stretch, qint64 nowMs)
{
    const auto time = [](qint64 ms) { return QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC); };
    const QDateTime from = time(stretch.fromMs);
    const QDateTime to = time(stretch.toMs);
    const bool isShort = stretch.toMs - stretch.fromMs < 10 * kMinute;
    const QString clock = isShort ? QStringLiteral("HH:mm:ss") : QStringLiteral("HH:mm");
    const QString day = stretch.toMs - stretch.fromMs > 300 * kDay ? QStringLiteral("dd MMM yyyy")
                                                                   : QStringLiteral("dd MMM");
    if (from.date() != to.date())
        return QStringLiteral("%1 – %2").arg(from.toString(day), to.toString(day));
    const QString times = QStringLiteral("%1 – %2").arg(from.toString(clock), to.toString(clock));
    return to.date() == time(nowMs).date() ? times : to.toString(QStringLiteral("dd MMM ")) + times;
}

} // namespace

QString lengthText(qint64 spanMs)
{
    for (const auto &lengths : {std::span<const Length>(kShort), std::span<const Length>(kLong)}) {
        for (const Length &length : lengths) {
            if (length.ms == spanMs)
                return RangeBar::tr(length.label);
        }
    }
    return durationText(Milliseconds(spanMs));
}

RangeBar::RangeBar(QWidget *parent)
    : QWidget(parent)
    , m_lengths(new QButtonGroup(this))
    , m_back(new QPushButton(tr("Back"), this))
    , m_longer(new QPushButton(this))
    , m_live(segment(tr("Live"), QStringLiteral("metrics.live"), this))
{
    setObjectName(QStringLiteral("metrics.range"));
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    m_back->setObjectName(QStringLiteral("metrics.back"));
    m_back->setAccessibleName(tr("Back to the times shown before"));
    m_back->setToolTip(tr("Back to the times shown before (Backspace)"));
    m_back->setProperty("kind", QStringLiteral("quiet"));
    m_longer->setObjectName(QStringLiteral("metrics.longer"));
    m_longer->setProperty("kind", QStringLiteral("quiet"));
    m_live->setToolTip(tr("Follow the clock"));
    connect(m_back, &QPushButton::clicked, this, &RangeBar::backWanted);
    connect(m_live, &QPushButton::clicked, this,
            [this] { Q_EMIT followWanted(Milliseconds(m_spanMs)); });
    layout->addWidget(m_back);
    addLengths();
    layout->addWidget(m_longer);
    layout->addWidget(m_live);
    buildMenu();
}

void RangeBar::addLengths()
{
    m_lengths->setExclusive(false); // none of them may be the one
    for (const Length &length : kShort) {
        auto *button = segment(tr(length.label),
                               QStringLiteral("metrics.span.") + QLatin1String(length.name), this);
        button->setProperty("ms", length.ms);
        m_lengths->addButton(button);
        layout()->addWidget(button);
        connect(button, &QPushButton::clicked, this,
                [this, ms = length.ms] { Q_EMIT followWanted(Milliseconds(ms)); });
    }
}

void RangeBar::buildMenu()
{
    auto *menu = new QMenu(m_longer);
    menu->setObjectName(QStringLiteral("metrics.longer.menu"));
    for (const Length &length : kLong) {
        QAction *action = menu->addAction(tr(length.label), this, [this, ms = length.ms] {
            Q_EMIT followWanted(Milliseconds(ms));
        });
        action->setObjectName(QStringLiteral("metrics.span.") + QLatin1String(length.name));
    }
    menu->addSeparator();
    auto *form = new QWidget(menu);
    auto *grid = new QGridLayout(form);
    grid->setContentsMargins(12, 8, 12, 8);
    m_from = timeField(QStringLiteral("metrics.from"), tr("From, UTC"), form);
    m_to = timeField(QStringLiteral("metrics.to"), tr("To, UTC"), form);
    auto *apply = new QPushButton(tr("Show"), form);
    apply->setObjectName(QStringLiteral("metrics.show"));
    const auto label = [&](const char *name, const QString &text) {
        auto *made = plainLabel(QLatin1String(name), textFont(12), "t2", form);
        made->setText(text);
        return made;
    };
    grid->addWidget(label("metrics.from.label", tr("From, UTC")), 0, 0);
    grid->addWidget(m_from, 0, 1);
    grid->addWidget(label("metrics.to.label", tr("To, UTC")), 1, 0);
    grid->addWidget(m_to, 1, 1);
    grid->addWidget(apply, 2, 1);
    connect(apply, &QPushButton::clicked, this, [this, menu] {
        menu->close();
        Q_EMIT showWanted(
            {m_from->dateTime().toMSecsSinceEpoch(), m_to->dateTime().toMSecsSinceEpoch()});
    });
    auto *action = new QWidgetAction(menu);
    action->setDefaultWidget(form);
    menu->addAction(action);
    m_longer->setMenu(menu);
}

void RangeBar::setWindow(const TimeWindow &window, qint64 nowMs)
{
    m_spanMs = window.span().count();
    bool isNamed = false;
    for (QAbstractButton *button : m_lengths->buttons()) {
        const bool isIt = window.isLive() && button->property("ms").toLongLong() == m_spanMs;
        button->setChecked(isIt);
        isNamed |= isIt;
    }
    const Stretch shown = window.at(nowMs);
    m_longer->setText(isNamed           ? tr("Longer")
                      : window.isLive() ? lengthText(m_spanMs)
                                        : stretchText(shown, nowMs));
    m_longer->setAccessibleName(isNamed ? tr("Longer, or from and to")
                                        : tr("Shown: %1").arg(m_longer->text()));
    m_live->setChecked(window.isLive());
    m_back->setEnabled(window.hasBefore());
    if (!m_longer->menu()->isVisible()) {
        m_from->setDateTime(QDateTime::fromMSecsSinceEpoch(shown.fromMs, Qt::UTC));
        m_to->setDateTime(QDateTime::fromMSecsSinceEpoch(shown.toMs, Qt::UTC));
    }
}

} // namespace opsdeck
