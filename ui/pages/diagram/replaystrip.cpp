// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/diagram/replaystrip.h"

#include "models/topology/replay.h"
#include "ui/theme/theme.h"
#include "ui/widgets/plainlabel.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QSlider>

namespace opsdeck {

namespace {

constexpr qint64 kSecond = 1000;

} // namespace

ReplayStrip::ReplayStrip(Replay &replay, QWidget *parent)
    : QFrame(parent)
    , m_replay(replay)
    , m_moment(plainLabel(QStringLiteral("diagram.replay.moment"), figureFont(14, QFont::DemiBold),
                          "t1", this))
    , m_slider(new QSlider(Qt::Horizontal, this))
    , m_words(
          plainLabel(QStringLiteral("diagram.replay.words"), roleFont(TextRole::Small), "t2", this))
    , m_earlier(makeButton(tr("Change before"), tr("To the change of state before"),
                           "diagram.replay.earlier", false))
    , m_later(makeButton(tr("Next change"), tr("To the next change of state"),
                         "diagram.replay.later", true))
{
    setObjectName(QStringLiteral("diagram.replay.strip"));
    setProperty("kind", QStringLiteral("card"));
    m_slider->setObjectName(QStringLiteral("diagram.replay.slider"));
    m_slider->setAccessibleName(tr("Moment shown"));
    m_slider->setToolTip(tr("Arrow keys: 10 s. Page keys: 10 min. Home and End: the oldest and "
                            "the newest record."));
    m_slider->setSingleStep(kStepSeconds);
    m_slider->setPageStep(kPageSeconds);
    m_slider->setMinimumWidth(160);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(16, 4, 4, 4);
    layout->setSpacing(12);
    layout->addWidget(m_moment);
    layout->addWidget(m_slider, 1);
    layout->addWidget(m_words);
    layout->addWidget(m_earlier);
    layout->addWidget(m_later);
    connect(m_slider, &QSlider::valueChanged, this, [this](int seconds) {
        if (!m_isRefreshing)
            m_replay.setTime(m_replay.firstMs() + seconds * kSecond);
    });
    connect(&replay, &Replay::changed, this, &ReplayStrip::refresh);
    setFocusProxy(m_slider);
    refresh();
}

QPushButton *ReplayStrip::makeButton(const QString &text, const QString &name,
                                     const char *objectName, bool later)
{
    auto *button = new QPushButton(text, this);
    button->setObjectName(QLatin1String(objectName));
    button->setAccessibleName(name);
    button->setToolTip(name);
    connect(button, &QPushButton::clicked, this, [this, later] { m_replay.goToChange(later); });
    return button;
}

QSize ReplayStrip::minimumSizeHint() const
{
    return {320, QFrame::minimumSizeHint().height()};
}

void ReplayStrip::refresh()
{
    m_isRefreshing = true;
    const qint64 first = m_replay.firstMs();
    const qint64 last = m_replay.lastMs();
    const bool isUsable = m_replay.isReady() && first > 0;
    m_slider->setEnabled(isUsable);
    // The last second is begun, so that the newest moment can be reached.
    m_slider->setRange(0, isUsable ? static_cast<int>((last - first + kSecond - 1) / kSecond) : 0);
    m_slider->setValue(
        isUsable ? static_cast<int>((m_replay.wantedMs() - first + kSecond - 1) / kSecond) : 0);
    m_moment->setText(isUsable ? momentText(m_replay.wantedMs(), last) : QString());
    m_slider->setAccessibleDescription(m_moment->text());
    m_words->setText(!m_replay.remark().isEmpty()    ? m_replay.remark()
                     : !m_replay.problem().isEmpty() ? m_replay.problem()
                     : !isUsable                     ? tr("Reading the history…")
                     : m_replay.isSilent() && m_replay.lastBeforeMs() > 0
                         ? tr("Nothing was observed then; last at %1")
                               .arg(momentText(m_replay.lastBeforeMs(), last))
                     : m_replay.isSilent() ? tr("Nothing was observed then or before")
                                           : tr("recorded since %1").arg(momentText(first, last)));
    m_earlier->setEnabled(m_replay.hasChange(false));
    m_later->setEnabled(m_replay.hasChange(true));
    m_isRefreshing = false;
}

} // namespace opsdeck
