// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/marks/markdialog.h"

#include "models/status/markwords.h"
#include "ui/shell/environmentband.h"
#include "ui/theme/theme.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/segment.h"

#include <QButtonGroup>
#include <QDateTimeEdit>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace opsdeck {

namespace {

constexpr int kWidth = 560;
constexpr int kLongestNote = 200;
constexpr int kMostDays = 7;
constexpr int kMorning = 8; ///< o'clock, UTC
constexpr qint64 kMinute = 60'000;

QString titleOf(OperatorMarkKind kind, const QString &service)
{
    switch (kind) {
    case OperatorMarkKind::Acknowledged:
        return MarkDialog::tr("Acknowledge %1").arg(service);
    case OperatorMarkKind::Maintenance:
        return MarkDialog::tr("Maintenance of %1").arg(service);
    case OperatorMarkKind::Shelved:
        break;
    }
    return MarkDialog::tr("Shelve %1").arg(service);
}

QString meaningOf(OperatorMarkKind kind)
{
    switch (kind) {
    case OperatorMarkKind::Acknowledged:
        return MarkDialog::tr(
            "Somebody knows of it and works on it. It ends when the service is well again.");
    case OperatorMarkKind::Maintenance:
        return MarkDialog::tr(
            "It is being worked on: whatever it says until then is expected. It goes on being "
            "asked and counted.");
    case OperatorMarkKind::Shelved:
        break;
    }
    return MarkDialog::tr(
        "Put aside until a time: quiet on purpose. It goes on being asked and counted.");
}

QString buttonText(OperatorMarkKind kind, const QString &service, const QString &environment)
{
    switch (kind) {
    case OperatorMarkKind::Acknowledged:
        return MarkDialog::tr("Acknowledge %1 in %2").arg(service, environment);
    case OperatorMarkKind::Maintenance:
        return MarkDialog::tr("Begin maintenance of %1 in %2").arg(service, environment);
    case OperatorMarkKind::Shelved:
        break;
    }
    return MarkDialog::tr("Shelve %1 in %2").arg(service, environment);
}

QString tagOfEnvironment(const Environment &environment)
{
    return environment.id.toString().toUpper();
}

/// In full minutes, as it is told.
qint64 wholeMinute(qint64 wallMs)
{
    return (wallMs + kMinute - 1) / kMinute * kMinute;
}

} // namespace

MarkDialog::MarkDialog(const Subject &subject, const Instant &now, ThemeHub &theme, QWidget *parent)
    : QDialog(parent)
    , m_subject(subject)
    , m_now(now)
    , m_refusal(whyNotMarked(subject.view, subject.kind))
    , m_note(new QLineEdit(this))
    , m_choices(new QWidget(this))
    , m_until(new QButtonGroup(this))
    , m_time(new QDateTimeEdit(this))
    , m_end(wrappedLabel(QStringLiteral("mark.end"), roleFont(TextRole::Body), "t1", this))
    , m_accept(new QPushButton(this))
{
    setObjectName(QStringLiteral("mark"));
    const QString title = titleOf(subject.kind, subject.view.title);
    setWindowTitle(tr("%1 · %2", "environment, what is asked")
                       .arg(tagOfEnvironment(subject.environment), title));
    setModal(true);
    setFixedWidth(kWidth);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 16);
    layout->setSpacing(0);
    auto *band = new EnvironmentBand(theme, this);
    band->setObjectName(QStringLiteral("mark.band"));
    band->setEnvironment(subject.platform, subject.environment);
    layout->addWidget(band);
    auto *inner = new QVBoxLayout;
    inner->setContentsMargins(24, 16, 24, 0);
    inner->setSpacing(8);
    layout->addLayout(inner);
    QLabel *head =
        wrappedLabel(QStringLiteral("mark.title"), roleFont(TextRole::Title), "t1", this);
    head->setText(title);
    inner->addWidget(head);
    QLabel *words =
        wrappedLabel(QStringLiteral("mark.words"), roleFont(TextRole::Body), "t2", this);
    words->setText(meaningOf(subject.kind));
    inner->addWidget(words);
    m_note->setObjectName(QStringLiteral("mark.note"));
    m_note->setAccessibleName(tr("Note"));
    m_note->setPlaceholderText(tr("Note: what is being done, by whom"));
    m_note->setMaxLength(kLongestNote);
    if (const OperatorMark *mark = markOf(subject.view.marks, subject.kind))
        m_note->setText(mark->note);
    inner->addSpacing(4);
    inner->addWidget(m_note);
    inner->addSpacing(4);
    m_time->setObjectName(QStringLiteral("mark.time"));
    m_time->setAccessibleName(tr("Ends at, UTC"));
    addChoices();
    inner->addWidget(m_choices);
    inner->addWidget(m_time);
    inner->addWidget(m_end);
    QLabel *record =
        wrappedLabel(QStringLiteral("mark.record"), roleFont(TextRole::Small), "t3", this);
    record->setText(tr("In the name of %1. The note is kept in the record of actions: no secrets.")
                        .arg(subject.by));
    inner->addWidget(record);
    auto *buttons = new QHBoxLayout;
    auto *cancel = new QPushButton(tr("Cancel"), this);
    cancel->setObjectName(QStringLiteral("mark.cancel"));
    cancel->setAutoDefault(false);
    m_accept->setObjectName(QStringLiteral("mark.accept"));
    m_accept->setText(
        buttonText(subject.kind, subject.view.title, tagOfEnvironment(subject.environment))
            .replace(QLatin1Char('&'), QStringLiteral("&&")));
    m_accept->setProperty("kind", QStringLiteral("primary"));
    m_accept->setAutoDefault(false);
    m_accept->setDefault(!subject.environment.isProtected);
    m_accept->setEnabled(m_refusal.isEmpty());
    buttons->addWidget(cancel);
    buttons->addStretch(1);
    buttons->addWidget(m_accept);
    inner->addSpacing(8);
    inner->addLayout(buttons);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_accept, &QPushButton::clicked, this, &MarkDialog::accept);
    connect(m_until, &QButtonGroup::idToggled, this, &MarkDialog::tell);
    connect(m_time, &QDateTimeEdit::dateTimeChanged, this, &MarkDialog::tell);
    tell();
    m_note->setFocus(Qt::OtherFocusReason);
}

void MarkDialog::addChoices()
{
    auto *flow = new FlowLayout(m_choices, 4);
    flow->setContentsMargins(0, 0, 0, 0);
    m_choices->setObjectName(QStringLiteral("mark.until"));
    m_choices->setAccessibleName(tr("Until when"));
    m_until->setExclusive(true);
    if (m_subject.kind == OperatorMarkKind::Acknowledged)
        addChoice(Well, tr("Until it is well"), QStringLiteral("mark.until.well"));
    addChoice(HalfHour, tr("30 min"), QStringLiteral("mark.until.30"));
    addChoice(Hour, tr("1 h"), QStringLiteral("mark.until.60"));
    addChoice(FourHours, tr("4 h"), QStringLiteral("mark.until.240"));
    addChoice(Morning, tr("Until 08:00 UTC"), QStringLiteral("mark.until.morning"));
    addChoice(Time, tr("Until…"), QStringLiteral("mark.until.time"));
    m_until->button(m_subject.kind == OperatorMarkKind::Acknowledged ? Well : Hour)
        ->setChecked(true);
    m_time->setTimeSpec(Qt::UTC);
    m_time->setDisplayFormat(QStringLiteral("yyyy-MM-dd HH:mm 'UTC'"));
    m_time->setDateTimeRange(m_now.utc().addSecs(60), m_now.utc().addDays(kMostDays));
    m_time->setDateTime(
        QDateTime::fromMSecsSinceEpoch(wholeMinute(m_now.wallMs + 120 * kMinute), Qt::UTC));
}

void MarkDialog::addChoice(Until until, const QString &text, const QString &objectName)
{
    QPushButton *button = segment(text, objectName, m_choices);
    button->setAutoDefault(false);
    m_until->addButton(button, until);
    m_choices->layout()->addWidget(button);
}

void MarkDialog::tick(const Instant &now)
{
    m_now = now;
    tell();
}

qint64 MarkDialog::untilMs() const
{
    const auto after = [this](int minutes) {
        return wholeMinute(m_now.wallMs + minutes * kMinute);
    };
    switch (m_until->checkedId()) {
    case HalfHour:
        return after(30);
    case Hour:
        return after(60);
    case FourHours:
        return after(240);
    case Morning: {
        QDateTime morning(m_now.utc().date(), QTime(kMorning, 0), Qt::UTC);
        if (morning.toMSecsSinceEpoch() <= m_now.wallMs)
            morning = morning.addDays(1);
        return morning.toMSecsSinceEpoch();
    }
    case Time:
        return m_time->dateTime().toMSecsSinceEpoch();
    default:
        return 0;
    }
}

void MarkDialog::tell()
{
    m_time->setVisible(m_until->checkedId() == Time);
    const qint64 until = untilMs();
    const bool isPast = until != 0 && until <= m_now.wallMs;
    m_accept->setEnabled(m_refusal.isEmpty() && !isPast);
    m_end->setText(!m_refusal.isEmpty() ? m_refusal
                   : isPast             ? tr("That time is over.")
                   : until == 0
                       ? tr("Ends by itself when %1 is OK again.").arg(m_subject.view.title)
                   : m_subject.kind == OperatorMarkKind::Acknowledged
                       ? tr("Ends by itself when %1 is OK again, at %2 at the latest.")
                             .arg(m_subject.view.title, clockText(until, m_now))
                       : tr("Ends by itself at %1.").arg(clockText(until, m_now)));
}

void MarkDialog::accept()
{
    if (!m_accept->isEnabled())
        return;
    Q_EMIT marked(untilMs(), m_note->text());
    QDialog::accept();
}

} // namespace opsdeck
