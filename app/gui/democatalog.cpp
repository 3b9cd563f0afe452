// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/democatalog.h"

#include "services/base/cleantext.h"
#include "services/base/reaper.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>
#include <QProcess>

#include <utility>

namespace opsdeck {

namespace {

constexpr int kLongestName = 120; ///< characters

QStringList namesOf(const QJsonObject &object, QLatin1String key)
{
    QStringList names;
    const QJsonArray all = object.value(key).toArray();
    for (const QJsonValue &name : all)
        names << cleanText(name.toString(), kLongestName);
    return names;
}

} // namespace

DemoCatalog::DemoCatalog(QObject *parent)
    : QObject(parent)
{}

DemoCatalog::~DemoCatalog()
{
    if (!m_lab)
        return;
    m_lab->disconnect(this);
    m_lab->terminate();
    leaveToReaper(std::move(m_lab));
}

void DemoCatalog::ask(const QString &lab)
{
    if (m_lab || lab.isEmpty())
        return;
    m_lab = std::make_unique<QProcess>();
    m_lab->setStandardInputFile(QProcess::nullDevice());
    m_lab->setWorkingDirectory(QStringLiteral("/"));
    m_lab->setProgram(lab);
    m_lab->setArguments({QStringLiteral("platforms"), QStringLiteral("--json")});
    const auto done = [this] {
        if (!m_lab)
            return;
        const QList<DemoChoice> choices = read(m_lab->readAllStandardOutput());
        m_lab.release()->deleteLater();
        if (!choices.isEmpty())
            Q_EMIT told(choices);
    };
    connect(m_lab.get(), &QProcess::finished, this, done);
    connect(
        m_lab.get(), &QProcess::errorOccurred, this,
        [done](QProcess::ProcessError error) {
            if (error == QProcess::FailedToStart)
                done();
        },
        Qt::QueuedConnection);
    m_lab->start();
}

QList<DemoChoice> DemoCatalog::read(const QByteArray &json)
{
    QList<DemoChoice> choices;
    const QJsonArray all = QJsonDocument::fromJson(json).array();
    for (const QJsonValue &each : all) {
        const QJsonObject object = each.toObject();
        const QStringList environments = namesOf(object, QLatin1String("environments"));
        const QStringList real = namesOf(object, QLatin1String("real"));
        const QStringList standIns = namesOf(object, QLatin1String("stand_ins"));
        DemoChoice choice;
        choice.id = object.value(QLatin1String("id")).toString();
        choice.title = cleanText(object.value(QLatin1String("title")).toString(), kLongestName);
        if (choice.id.isEmpty() || choice.title.isEmpty() || environments.isEmpty())
            continue;
        const QString comma = QStringLiteral(", ");
        QStringList sentences{
            tr("Environments: %1.").arg(QLocale().createSeparatedList(environments))};
        if (!real.isEmpty())
            sentences << tr("Real: %1.").arg(real.join(comma));
        if (!standIns.isEmpty())
            sentences << tr("Stand-ins: %1.").arg(standIns.join(comma));
        choice.sentence = sentences.join(QLatin1Char(' '));
        choices.append(choice);
    }
    return choices;
}

} // namespace opsdeck
