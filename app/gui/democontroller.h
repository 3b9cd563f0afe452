// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gui/democatalog.h"
#include "services/domain/instant.h"
#include "services/domain/result.h"

#include <QObject>
#include <QProcess>
#include <QStringList>
#include <QTimer>

#include <memory>

class QWidget;

namespace opsdeck {

class FirstRunPage;

/// Starts the lab of the program's own checkout from the first-run page and opens Opsdeck on it: in
/// a process of its own, for the lab has a keychain and a data directory of its own. This program
/// stays behind it without a window, and ends the lab when that process has ended. When this
/// program dies, the kernel tells both. GUI thread; waits for nothing.
class DemoController final : public QObject
{
    Q_OBJECT
public:
    /// Absolute paths; that of the lab is empty when there is none.
    struct Programs
    {
        QString lab;
        QString opsdeck;
    };

    explicit DemoController(QObject *parent = nullptr);
    /// What still runs is asked to end, and not waited for.
    ~DemoController() override;
    Q_DISABLE_COPY_MOVE(DemoController)

    /// Both outlive it. The window is hidden while the demo has its own.
    void attach(FirstRunPage &page, QWidget &window);
    void setPrograms(const Programs &programs);
    /// How long the window and the lab are each given to end once they are asked to, and the lab to
    /// clean up after one that was killed; then they are killed.
    void setPatience(Milliseconds toEnd, Milliseconds toCleanUp);

    /// The shop, and once the lab has told of them the documented platforms.
    const QList<DemoChoice> &choices() const { return m_choices; }

    /// tests/lab/lab in `folder` or one of the folders above it; empty when there is none.
    static QString labNear(const QString &folder);

    /// Something of it runs.
    bool isActive() const;
    /// Ends all of it, then ended(), at the latest when each has used up its patience. Nothing when
    /// nothing runs.
    void end();

    /// Where the lab lives that was started last.
    QString folder() const { return m_folder; }

Q_SIGNALS:
    /// Nothing of it runs any more.
    void ended();
    /// The demo was at work and its window has been closed; ended() came before.
    void closed();

private:
    void start(const QString &id);
    void readLab();
    void takeLine(const QByteArray &line);
    void openWindow(const QString &workspace);
    void onLabEnded(int code, QProcess::ExitStatus status);
    void onWindowEnded(int code, QProcess::ExitStatus status);
    void endLab();
    void cleanUp();
    void conclude();
    void fail(const QString &message, const QString &advice);
    std::unique_ptr<QProcess> makeProcess() const;

    DemoCatalog m_catalog;
    QList<DemoChoice> m_choices;
    FirstRunPage *m_page = nullptr;
    QWidget *m_window = nullptr;
    Programs m_programs;
    QString m_folder;
    std::unique_ptr<QProcess> m_lab;
    std::unique_ptr<QProcess> m_opsdeck;
    std::unique_ptr<QProcess> m_cleaner; ///< after a lab that did not end by itself
    QTimer m_patience;  ///< with the window or, after it, the lab that was asked to end
    QTimer m_cleaning;  ///< with the cleaner
    QByteArray m_begun; ///< of a line
    QStringList m_said; ///< the last lines
    Error m_problem;
    bool m_hasFailed = false;
    bool m_isEnding = false;
    bool m_isClosed = false; ///< the demo's window ended well
};

} // namespace opsdeck
