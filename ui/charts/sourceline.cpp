// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/sourceline.h"

#include "ui/charts/timechart.h"
#include "ui/paint/statusmark.h"
#include "ui/theme/theme.h"
#include "ui/widgets/elidedlabel.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QToolButton>

#include <algorithm>

namespace opsdeck {

namespace {

constexpr int kMarkSize = 14;

} // namespace

QString sourceText(const ServerBoard::Kept &kept, const QString &source,
                   const QList<Stretch> &served, const Stretch &shown)
{
    using State = ServerBoard::State;
    switch (kept.state) {
    case State::Idle:
        return {};
    case State::Asked:
        return SourceLine::tr("Asking %1 for what own samples lack…").arg(source);
    case State::Failed:
        return SourceLine::tr("%1: %2").arg(source, kept.message);
    case State::Cancelled:
        return SourceLine::tr("%1 was not asked to the end: cancelled.").arg(source);
    case State::Here:
        break;
    }
    const qint64 span = shown.toMs - shown.fromMs;
    const bool isSaid = kept.answer.isPartial || !kept.answer.warnings.isEmpty();
    const bool isOfMoments = std::all_of(served.cbegin(), served.cend(), [](const Stretch &told) {
        return told.fromMs == told.toMs;
    });
    // A point before the own ones is no stretch to speak of.
    if (!served.isEmpty() && isOfMoments && !isSaid)
        return {};
    QStringList words;
    if (served.isEmpty())
        words << (kept.answer.remark.isEmpty()
                      ? SourceLine::tr("%1 has nothing of it at that time.").arg(source)
                      : SourceLine::tr("%1: %2").arg(source, kept.answer.remark));
    else
        words << (kept.answer.targets.isEmpty() ? SourceLine::tr("From %1: %2 to %3.")
                                                : SourceLine::tr("From %1: %2 to %3, %4."))
                     .arg(source, cursorText(served.first().fromMs, span),
                          cursorText(served.last().toMs, span),
                          kept.answer.targets.join(QStringLiteral(", ")));
    if (kept.answer.isPartial)
        words.prepend(SourceLine::tr("Answered in part."));
    words += kept.answer.warnings;
    if (!served.isEmpty() && !kept.answer.meaning.isEmpty())
        words << SourceLine::tr("It means: %1.").arg(kept.answer.meaning);
    return words.join(QLatin1Char(' '));
}

SourceLine::SourceLine(const QString &name, ThemeHub &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_label(elidedLabel(name + QStringLiteral(".words"), roleFont(TextRole::Caption), "t2", this))
    , m_button(new QToolButton(this))
{
    setObjectName(name);
    m_button->setObjectName(name + QStringLiteral(".button"));
    m_button->setProperty("kind", QStringLiteral("quiet"));
    m_button->setFont(roleFont(TextRole::Caption));
    m_button->setAutoRaise(true);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(kMarkSize + 8, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(m_label, 1);
    layout->addWidget(m_button);
    connect(m_button, &QToolButton::clicked, this, [this] {
        if (m_state == ServerBoard::State::Asked)
            Q_EMIT cancelWanted();
        else
            Q_EMIT againWanted();
    });
    hide();
}

QString SourceLine::text() const
{
    return m_label->text();
}

void SourceLine::show(const ServerBoard::Kept &kept, const QString &source,
                      const QList<Stretch> &served, const Stretch &shown)
{
    using State = ServerBoard::State;
    m_state = kept.state;
    m_isLacking = kept.state == State::Failed
                  || (kept.state == State::Here
                      && (kept.answer.isPartial || !kept.answer.warnings.isEmpty()));
    const QString text = sourceText(kept, source, served, shown);
    m_label->setText(text);
    setAccessibleName(text);
    const bool isAsked = m_state == State::Asked;
    const bool canAsk = m_state == State::Failed || m_state == State::Cancelled;
    m_button->setText(isAsked ? tr("Cancel") : tr("Ask again"));
    m_button->setAccessibleName(isAsked ? tr("Stop asking %1").arg(source)
                                        : tr("Ask %1 again").arg(source));
    m_button->setVisible(isAsked || canAsk);
    layout()->setContentsMargins(m_isLacking ? kMarkSize + 8 : 0, 0, 0, 0);
    setVisible(!text.isEmpty());
    update();
}

void SourceLine::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event)
    if (!m_isLacking)
        return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    StatusMark mark;
    mark.health = m_state == ServerBoard::State::Failed ? Health::Unknown : Health::Degraded;
    paintMark(painter, QRectF(0, (height() - kMarkSize) / 2.0, kMarkSize, kMarkSize), mark,
              m_theme.theme());
}

} // namespace opsdeck
