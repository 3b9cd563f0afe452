// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/way.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

namespace opsdeck {

/// tests/support/bastion.py, running.
class Bastion final
{
public:
    bool start(const QStringList &arguments = {})
    {
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start("/usr/bin/python3",
                        QStringList{"-B", QStringLiteral(OPSDECK_TESTS) + "/support/bastion.py",
                                    m_folder.path()}
                            + arguments);
        return m_process.waitForStarted()
               && QTest::qWaitFor(
                   [&] {
                       return QFile::exists(m_folder.filePath("ports.json"))
                              || m_process.state() == QProcess::NotRunning;
                   },
                   20000)
               && m_process.state() == QProcess::Running;
    }

    ~Bastion()
    {
        m_process.closeWriteChannel();
        if (!m_process.waitForFinished(5000))
            m_process.kill();
        m_process.waitForFinished();
    }

    QString file(const QString &name) const { return m_folder.filePath(name); }

    quint16 port(const QString &name) const
    {
        QFile file(m_folder.filePath("ports.json"));
        return file.open(QIODevice::ReadOnly)
                   ? quint16(QJsonDocument::fromJson(file.readAll()).object().value(name).toInt())
                   : quint16(0);
    }

    void tell(const QByteArray &command)
    {
        m_process.write(command + '\n');
        while (!m_process.canReadLine())
            QVERIFY(m_process.waitForReadyRead(5000));
        QCOMPARE(m_process.readLine().trimmed(), command);
    }

    Way way(const QStringList &hosts = {"bastion"}) const
    {
        Way way;
        way.id = "bastion";
        way.title = "Bastion";
        way.kind = WayKind::Ssh;
        way.hosts = hosts;
        way.configFile = file("config");
        return way;
    }

private:
    QTemporaryDir m_folder{QDir::tempPath() + "/ob-XXXXXX"};
    QProcess m_process;
};

} // namespace opsdeck
