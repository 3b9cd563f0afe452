// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/status/unitedenvironments.h"
#include "ui/marks/markmenu.h"
#include "ui/pages/page.h"
#include "ui/shell/findpanel.h"
#include "ui/shell/keyspanel.h"
#include "ui/shell/mainwindow.h"
#include "ui/signs/signspanel.h"

#include <QMenu>
#include <QShortcut>
#include <QStackedWidget>

namespace opsdeck {

namespace {

// What can be done by finding it.
const char *const kImport = "import";
const char *const kSigns = "signs";
const char *const kKeys = "keys";
const char *const kQuery = "query";
const char *const kWhole = "all-platforms";

} // namespace

void MainWindow::addKeys()
{
    const auto bind = [this](const QKeySequence &keys, auto &&action) {
        auto *shortcut = new QShortcut(keys, this);
        connect(shortcut, &QShortcut::activated, this, std::forward<decltype(action)>(action));
    };
    bind(QKeySequence(Qt::Key_Slash), [this] { m_find->open(); });
    bind(QKeySequence(Qt::CTRL | Qt::Key_K), [this] { m_find->open(); });
    bind(QKeySequence(Qt::Key_Question), [this] { m_keys->open(); });
    bind(QKeySequence(Qt::Key_F1), [this] { m_signs->toggle(); });
    bind(QKeySequence(Qt::Key_Escape), [this] { back(); });
    bind(QKeySequence(Qt::Key_R), [this] {
        if (!m_service.service.isEmpty() && whyNoActions().isEmpty())
            showPage(QStringLiteral("runbooks"));
    });
    bind(QKeySequence(Qt::Key_E), [this] {
        if (!m_service.service.isEmpty() && whyNoActions().isEmpty())
            Q_EMIT editRequested(m_service);
    });
    const auto bindMark = [this, &bind](Qt::Key key, OperatorMarkKind kind) {
        bind(QKeySequence(key), [this, kind] {
            if (!m_service.service.isEmpty() && whyNoActions().isEmpty())
                Q_EMIT markRequested(m_service, kind);
        });
    };
    bindMark(Qt::Key_A, OperatorMarkKind::Acknowledged);
    bindMark(Qt::Key_M, OperatorMarkKind::Maintenance);
    bind(QKeySequence(Qt::CTRL | Qt::Key_I), [this] { Q_EMIT importRequested({}); });
    bind(QKeySequence(Qt::Key_F11), [this] { Q_EMIT wallRequested(); });
    bind(QKeySequence(Qt::CTRL | Qt::Key_T), [this] { Q_EMIT themeToggled(); });
    bind(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_A), [this] { askArming(); });
    bind(QKeySequence(Qt::ALT | Qt::Key_0), [this] {
        if (showsWhole())
            setWholeWorkspace(false);
        else
            chooseWholeWorkspace();
    });
    for (int number = 1; number <= 9; ++number) {
        bind(QKeySequence(Qt::CTRL | static_cast<Qt::Key>(Qt::Key_0 + number)), [this, number] {
            if (number <= m_entries.size())
                showPage(m_entries.at(number - 1).what.id);
        });
        bind(QKeySequence(Qt::ALT | static_cast<Qt::Key>(Qt::Key_0 + number)),
             [this, number] { chooseNumbered(number); });
    }
    m_keys = new KeysPanel(KeysPanel::ofTheWindow(), m_root);
    nameActions();
}

void MainWindow::nameActions()
{
    QList<std::pair<QString, QString>> actions{
        {QString::fromLatin1(kImport), tr("Import a stack…")},
        {QString::fromLatin1(kQuery), tr("Ask for metrics by an expression")},
        {QString::fromLatin1(kSigns), tr("What the signs mean")},
        {QString::fromLatin1(kKeys), tr("Keys")}};
    if (m_board.workspace() && m_board.workspace()->platforms.size() > 1)
        actions.prepend({QString::fromLatin1(kWhole), tr("All platforms")});
    m_findModel.setActions(actions);
}

/// As the header has them, from the left.
void MainWindow::chooseNumbered(int number)
{
    if (!m_board.workspace())
        return;
    const QList<UnitedEnvironment> environments = unitedEnvironments(
        *m_board.workspace(), showsWhole() ? PlatformId() : m_environment.platform);
    if (number > environments.size())
        return;
    const UnitedEnvironment &chosen = environments.at(number - 1);
    const EnvironmentKey own{m_environment.platform, chosen.id};
    setEnvironment(chosen.keys.contains(own) ? own : chosen.keys.first());
}

void MainWindow::goTo(const FindModel::Target &target)
{
    switch (target.kind) {
    case FindModel::Kind::Page:
        showPage(target.id);
        break;
    case FindModel::Kind::Environment:
        setWholeWorkspace(false);
        setEnvironment(target.key.environment);
        break;
    case FindModel::Kind::Service:
        inspect(target.key);
        break;
    case FindModel::Kind::Action:
        if (target.id == QLatin1String(kSigns))
            m_signs->toggle();
        else if (target.id == QLatin1String(kKeys))
            m_keys->open();
        else if (target.id == QLatin1String(kQuery))
            Q_EMIT queryRequested();
        else if (target.id == QLatin1String(kWhole))
            chooseWholeWorkspace();
        else
            Q_EMIT importRequested({});
        break;
    case FindModel::Kind::Runbook:
        showPage(QStringLiteral("runbooks"));
        Q_EMIT runbookRequested(target.id);
        break;
    }
}

void MainWindow::showServiceMenu(const ServiceKey &service, const QPoint &at)
{
    const ServiceView *view = m_board.service(service);
    if (view == nullptr)
        return;
    auto *menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("service.menu"));
    menu->setAccessibleName(tr("What can be said of %1").arg(view->title));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    addMarkActions(
        *menu, *view,
        [this, service](OperatorMarkKind kind) { Q_EMIT markRequested(service, kind); },
        [this, service](OperatorMarkKind kind) { Q_EMIT markLifted(service, kind); });
    if (const Entry *entry = current())
        entry->page->addMenuActions(*menu, service);
    menu->popup(at);
}

void MainWindow::back()
{
    if (m_find->isVisible())
        m_find->hide();
    else if (m_signs->isVisible())
        m_signs->hide();
    else if (m_keys->isVisible())
        m_keys->hide();
    else if (current() == nullptr || m_stack->currentWidget() != current()->page
             || !current()->page->leave())
        selectService({});
}

} // namespace opsdeck
