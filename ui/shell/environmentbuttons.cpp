// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/environmentbuttons.h"

#include "models/status/environmentwords.h"
#include "ui/shell/environmentbutton.h"
#include "ui/theme/theme.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QPainter>

#include <algorithm>

namespace opsdeck {

namespace {

constexpr int kSpacing = 4;
constexpr int kMargin = 1;

} // namespace

EnvironmentButtons::EnvironmentButtons(StatusBoard &board, ThemeHub &theme, QWidget *parent)
    : QWidget(parent)
    , m_board(board)
    , m_theme(theme)
    , m_layout(new QHBoxLayout(this))
    , m_group(new QButtonGroup(this))
{
    setObjectName(QStringLiteral("header.environments"));
    setFixedHeight(40);
    m_layout->setContentsMargins(kMargin, kMargin, kMargin, kMargin);
    m_layout->setSpacing(kSpacing);
    connect(&m_theme, &ThemeHub::changed, this, qOverload<>(&QWidget::update));
}

QList<EnvironmentKey> EnvironmentButtons::keys() const
{
    QList<EnvironmentKey> keys;
    for (const UnitedEnvironment &environment : m_environments)
        keys += environment.keys;
    return keys;
}

/// That of the platform that is looked at, else of the first that has one.
EnvironmentKey EnvironmentButtons::choiceOf(const UnitedEnvironment &environment) const
{
    const EnvironmentKey own{m_environment.platform, environment.id};
    return environment.keys.contains(own) ? own : environment.keys.first();
}

void EnvironmentButtons::setEnvironment(const EnvironmentKey &chosen, bool whole)
{
    m_environment = chosen;
    m_isWhole = whole;
    m_environments.clear();
    const WorkspacePtr &workspace = m_board.workspace();
    if (workspace && (m_isWhole || workspace->platform(m_environment.platform) != nullptr))
        m_environments =
            unitedEnvironments(*workspace, m_isWhole ? PlatformId() : m_environment.platform);
    const bool same =
        m_environments.size() == m_buttons.size()
        && std::equal(
            m_environments.cbegin(), m_environments.cend(), m_buttons.cbegin(),
            [this](const UnitedEnvironment &environment, const EnvironmentButton *button) {
                return choiceOf(environment) == button->key();
            });
    if (!same)
        rebuild();
    for (EnvironmentButton *button : std::as_const(m_buttons))
        button->setChecked(button->key() == m_environment);
}

void EnvironmentButtons::rebuild()
{
    for (EnvironmentButton *button : std::as_const(m_buttons))
        button->deleteLater();
    m_buttons.clear();
    for (const UnitedEnvironment &environment : std::as_const(m_environments)) {
        const EnvironmentKey key = choiceOf(environment);
        auto *button = new EnvironmentButton(key, environment.tier, m_theme, this);
        button->setTight(m_isTight);
        m_group->addButton(button);
        m_buttons.append(button);
        m_layout->addWidget(button);
        connect(button, &QAbstractButton::clicked, this, [this, key] { Q_EMIT chosen(key); });
    }
    setVisible(!m_environments.isEmpty());
}

void EnvironmentButtons::refreshButton(int number)
{
    const UnitedEnvironment &environment = m_environments.at(number);
    QList<const EnvironmentView *> views;
    QStringList words;
    for (const EnvironmentKey &key : environment.keys) {
        const EnvironmentView *view = m_board.environment(key);
        if (view == nullptr)
            continue;
        views.append(view);
        words << tr("%1 in %2", "state, platform")
                     .arg(environmentWord(*view),
                          m_board.workspace()->platform(key.platform)->title);
    }
    if (views.isEmpty())
        return;
    if (m_isWhole)
        m_buttons.at(number)->setViews(*worstOf(views), words.join(QStringLiteral(", ")),
                                       countsText(views));
    else
        m_buttons.at(number)->setView(*views.first());
}

void EnvironmentButtons::refresh()
{
    for (int number = 0; number < m_buttons.size(); ++number)
        refreshButton(number);
}

void EnvironmentButtons::setTight(bool tight)
{
    m_isTight = tight;
    for (EnvironmentButton *button : std::as_const(m_buttons))
        button->setTight(tight);
}

int EnvironmentButtons::widthWhen(bool tight) const
{
    int width = 2 * kMargin + static_cast<int>(m_buttons.size() - 1) * kSpacing;
    for (const EnvironmentButton *button : m_buttons)
        width += button->widthWhen(tight);
    return width;
}

void EnvironmentButtons::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_theme.theme().s2);
    painter.drawRoundedRect(rect(), 6, 6);
}

} // namespace opsdeck
