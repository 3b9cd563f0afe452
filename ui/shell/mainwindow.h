// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/find/findmodel.h"
#include "models/status/statusboard.h"
#include "ui/shell/banner.h"
#include "ui/shell/environmentband.h"
#include "ui/shell/inspectordock.h"

#include <QMainWindow>

#include <optional>

class QHBoxLayout;
class QStackedWidget;
class QVBoxLayout;

namespace opsdeck {

class ArmedFrame;
class CauseLine;
class FindPanel;
class Header;
class KeysPanel;
class Page;
class Rail;
class SignsPanel;
class ThemeHub;

/// The window: header, rail, environment band, pages, inspector. Knows what is chosen; acts on
/// nothing, asks by signals.
class MainWindow final : public QMainWindow
{
    Q_OBJECT
public:
    /// What stands in the rail.
    struct PageEntry
    {
        QString id;
        QString title;
        QString icon;
        bool hasInspector = false; ///< the inspector stands beside it when a service is chosen
        bool atBottom = false;
    };

    MainWindow(StatusBoard &board, ThemeHub &theme, QWidget *parent = nullptr);
    ~MainWindow() override;

    void addPage(const PageEntry &entry, Page *page);
    /// Stands at the right of pages that have it; lies over them in windows below 1440.
    void setInspector(QWidget *inspector);
    /// Shown instead of all pages while there is no workspace.
    void setFirstRun(QWidget *page);

    /// How large a window begins on a screen with this much room: the drawn size, or what the
    /// screen has with its frame.
    static QSize firstSize(const QSize &available);

    void showPage(const QString &id);

    const QString &currentPage() const { return m_page; }

    /// By value: what it replaces may be what it was called with.
    void setEnvironment(EnvironmentKey environment);

    const EnvironmentKey &environment() const { return m_environment; }

    /// Every platform at once, on the page that can show them; the others go on with the
    /// environment. Of a workspace of one platform nothing changes.
    void setWholeWorkspace(bool whole);

    bool isOfWholeWorkspace() const { return m_isWhole; }

    void selectService(ServiceKey service);

    const ServiceKey &selectedService() const { return m_service; }

    void setArming(const std::optional<ArmedState> &armed);

    Banner &banner() { return *m_banner; }

    void beat(const Instant &at);
    void tick(const Instant &now);

Q_SIGNALS:
    void pageShown(const QString &id);
    /// Empty: nothing is looked for.
    void findTextChanged(const QString &text);
    void environmentChanged(const opsdeck::EnvironmentKey &environment);
    void serviceChanged(const opsdeck::ServiceKey &service);
    /// The user asks to arm `environment` or to disarm.
    void armingToggled(const opsdeck::EnvironmentKey &environment);
    void runbookRequested(const QString &runbookId);
    /// The user asks to edit the chosen service.
    void editRequested(const opsdeck::ServiceKey &service);
    /// The user wants to say this of a service, or takes it back.
    void markRequested(const opsdeck::ServiceKey &service, opsdeck::OperatorMarkKind kind);
    void markLifted(const opsdeck::ServiceKey &service, opsdeck::OperatorMarkKind kind);
    void wallRequested();
    /// The user asks for a workspace from files that are already there; those that were dropped.
    void importRequested(const QStringList &files);
    void queryRequested(); ///< a free one, of metrics
    /// A workspace was dropped.
    void workspaceDropped(const QString &file);
    void themeToggled();

protected:
    void resizeEvent(QResizeEvent *event) override;
    bool event(QEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    struct Entry
    {
        PageEntry what;
        Page *page;
    };

    void addKeys();
    void showServiceMenu(const ServiceKey &service, const QPoint &at);
    void goTo(const FindModel::Target &target);
    void inspect(ServiceKey service);
    void onWorkspaceChanged();
    void back();
    void applyLayout();
    void placeOverlays();
    void applyArming();
    void showPageAge();
    void updateTitle();
    void nameActions();
    void chooseWholeWorkspace();
    void chooseNumbered(int number);
    void askArming();
    static QString armOneNotice();     ///< id of its banner
    static QString armNotHereNotice(); ///< the same
    /// Of the page that is seen: nothing is done from it; empty: it may be.
    QString whyNoActions() const;
    bool showsWhole() const;
    const Entry *current() const;

    StatusBoard &m_board;
    ThemeHub &m_theme;
    FindModel m_findModel;
    QString m_page;
    EnvironmentKey m_environment;
    bool m_isWhole = false; ///< every platform is chosen
    ServiceKey m_service;
    std::optional<ArmedState> m_armed;
    std::optional<bool> m_compact; ///< as it was last laid out
    QList<Entry> m_entries;
    QWidget *m_root;
    QVBoxLayout *m_rootLayout;
    Header *m_header;
    Rail *m_rail;
    EnvironmentBand *m_band;
    CauseLine *m_cause;
    Banner *m_banner;
    QHBoxLayout *m_columns;
    InspectorDock m_dock;
    QStackedWidget *m_stack;
    QWidget *m_firstRun = nullptr;
    ArmedFrame *m_frame;
    FindPanel *m_find;
    SignsPanel *m_signs;
    KeysPanel *m_keys;
};

} // namespace opsdeck
