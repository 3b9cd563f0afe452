// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/instant.h"
#include "services/domain/result.h"
#include "services/domain/way.h"

#include <QObject>

#include <memory>

class QProcess;

namespace opsdeck {

class Ways;

/// A POSIX shell script, run once on this machine or at the end of an ssh way: one round trip. The
/// script is its standard input; nothing of it is an argument. Destruction ends it silently, and
/// never waits: what a dead disk holds is left to itself.
class ShellQuestion final : public QObject
{
    Q_OBJECT
public:
    /// At the end of a way it is ended there soon after `limit`, where the host has a timeout
    /// command: nobody hears of it when this end, or the connection, is gone.
    ShellQuestion(Ways &ways, Way way, QByteArray script, qint64 maxBytes, Milliseconds limit,
                  QObject *parent = nullptr);
    ~ShellQuestion() override;
    Q_DISABLE_COPY_MOVE(ShellQuestion)

    void start();

    QString stage() const { return m_stage; } ///< "way", "wait for answer"

    /// What ssh is told to run: a shell that reads its script, for `limit` at most.
    static QString farShell(Milliseconds limit);
    /// `text` for the script, so that the shell takes it as one word.
    static QByteArray quoted(const QString &text);

Q_SIGNALS:
    /// What it printed, once, never from inside start(). Errors: Way; Config for a way that is no
    /// ssh; Process; TooLarge.
    void finished(const opsdeck::Result<QByteArray> &answer);

private:
    void launch(const QString &program, const QStringList &arguments);
    void read();
    void ended(int code, bool isNormal);
    void conclude(const Result<QByteArray> &answer);
    void drop();

    Ways &m_ways;
    Way m_way;
    QByteArray m_script;
    qint64 m_maxBytes;
    Milliseconds m_limit;
    QString m_stage;
    QByteArray m_answer;
    QByteArray m_words; ///< standard error
    std::unique_ptr<QProcess> m_process;
};

} // namespace opsdeck
