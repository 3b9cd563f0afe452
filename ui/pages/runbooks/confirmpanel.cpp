// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/runbooks/confirmpanel.h"

#include "ui/paint/paint.h"
#include "ui/theme/theme.h"
#include "ui/widgets/holdbutton.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/typedconfirm.h"

#include <QPushButton>
#include <QVBoxLayout>

namespace opsdeck {

ConfirmPanel::ConfirmPanel(ThemeHub &theme, QWidget *parent)
    : QWidget(parent)
    , m_sentence(
          wrappedLabel(QStringLiteral("runbooks.confirm.sentence"), textFont(13), "t1", this))
    , m_typed(new TypedConfirm(theme, this))
    , m_hold(new HoldButton(theme, this))
    , m_run(new QPushButton(this))
    , m_note(wrappedLabel(QStringLiteral("runbooks.confirm.note"), textFont(11), "t3", this))
{
    setObjectName(QStringLiteral("runbooks.confirm"));
    m_typed->setObjectName(QStringLiteral("runbooks.confirm.name"));
    m_typed->setAccessibleName(tr("Name of the environment, to be typed"));
    m_hold->setObjectName(QStringLiteral("runbooks.confirm.hold"));
    m_run->setObjectName(QStringLiteral("runbooks.confirm.run"));
    m_run->setProperty("kind", QStringLiteral("primary"));
    m_run->setMinimumHeight(40);
    m_run->setAutoDefault(false);

    auto *label =
        plainLabel(QStringLiteral("runbooks.confirm.title"), roleFont(TextRole::Label), "t2", this);
    label->setText(tr("CONFIRM"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 12, 16, 12);
    layout->setSpacing(10);
    layout->addWidget(label);
    layout->addWidget(m_sentence);
    layout->addWidget(m_typed);
    layout->addWidget(m_hold);
    layout->addWidget(m_run);
    layout->addWidget(m_note);
    layout->addStretch();

    connect(m_typed, &TypedConfirm::matched, this, [this](bool matched) {
        m_matched = matched;
        update();
    });
    connect(m_hold, &HoldButton::held, this, [this] { Q_EMIT confirmed(m_typed->text()); });
    connect(m_run, &QPushButton::clicked, this, [this] { Q_EMIT confirmed(QString()); });
    update();
}

void ConfirmPanel::setPlan(const RunPlan &plan)
{
    // The same plan made anew leaves alone what is being typed.
    if (plan.hash != m_plan.hash) {
        m_matched = false;
        m_typed->setExpected(plan.confirmationText());
    }
    m_plan = plan;
    update();
}

void ConfirmPanel::setArmed(bool armed)
{
    m_armed = armed;
    update();
}

void ConfirmPanel::setRunning(bool running)
{
    // One typed name allows one run.
    if (running && !m_running) {
        m_typed->clear();
        m_matched = false;
    }
    m_running = running;
    update();
}

bool ConfirmPanel::isAllowed() const
{
    const bool armedEnough = m_armed || m_plan.danger == Danger::ReadOnly;
    return !m_plan.hash.isEmpty() && !m_running && armedEnough
           && (m_plan.confirmationText().isEmpty() || m_matched);
}

void ConfirmPanel::update()
{
    const QString environment = environmentTagText(m_plan.environment.environment);
    const bool typed = !m_plan.confirmationText().isEmpty();
    const bool armedEnough = m_armed || m_plan.danger == Danger::ReadOnly;
    m_typed->setVisible(typed);
    m_typed->setEnabled(armedEnough && !m_running);
    m_hold->setVisible(typed);
    m_run->setVisible(!typed);
    if (typed) {
        m_sentence->setText(tr("%1 runs in %2. Type %3 to confirm (no paste):")
                                .arg(m_plan.title, environment, m_plan.confirmationText()));
        m_hold->setText(armedEnough ? tr("Hold 2 s: %1 in %2").arg(m_plan.title, environment)
                                    : tr("Arm to run"));
    } else {
        m_sentence->setText(tr("%1 runs in %2.").arg(m_plan.title, environment));
        m_run->setText(armedEnough ? tr("%1 in %2").arg(m_plan.title, environment)
                                   : tr("Arm to run"));
    }
    m_hold->setEnabled(isAllowed());
    m_run->setEnabled(isAllowed());
    if (m_running)
        m_note->setText(tr("A run is under way."));
    else if (!armedEnough)
        m_note->setText(
            tr("%1 is read-only. Arm it with Ctrl+Shift+A; nothing runs before.").arg(environment));
    else
        m_note->setText(tr("The intent is written to the audit log before the first step."));
}

} // namespace opsdeck
