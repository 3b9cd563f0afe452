// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/storage/team/teamsession.h"
#include "services/storage/team/teamstore.h"
#include "tests/support/realservers.h"

namespace opsdeck::test {

/// A PostgreSQL with databases for teams, each of its own user "team".
class TeamServer final
{
public:
    bool start(const QStringList &settings = {})
    {
        return m_server.start(settings)
               && (m_hasUser
                   || (m_hasUser =
                           m_server.sql("CREATE ROLE team LOGIN PASSWORD 'together'").isEmpty()));
    }

    RealPostgres &server() { return m_server; }

    /// An empty database.
    TeamPlace newPlace()
    {
        const QByteArray name = "team" + QByteArray::number(++m_databases);
        const QByteArray made = m_server.sql("CREATE DATABASE " + name + " OWNER team");
        if (!made.isEmpty())
            qWarning("%s", made.constData());
        return placeOf(QString::fromLatin1(name));
    }

    TeamPlace placeOf(const QString &database) const
    {
        TeamPlace place;
        place.host = QStringLiteral("127.0.0.1");
        place.port = m_server.port();
        place.database = database;
        place.user = QStringLiteral("team");
        place.credential = CredentialId(QStringLiteral("team-db"));
        place.sslMode = QStringLiteral("prefer");
        return place;
    }

    /// The first value of the answer, or an empty one.
    QByteArray sql(const TeamPlace &place, const QByteArray &statement) const
    {
        TeamSession session;
        static const Secret password(QByteArray("together"));
        if (auto opened = session.open(place, password); !opened)
            return opened.error().message.toUtf8();
        const auto rows = session.ask(statement);
        if (!rows)
            return "ERROR " + rows.error().message.toUtf8();
        return rows->count() > 0 ? rows->bytes(0, 0) : QByteArray();
    }

private:
    RealPostgres m_server;
    int m_databases = 0;
    bool m_hasUser = false;
};

inline void answerPassword(TeamStore &store, const QByteArray &password = "together")
{
    QObject::connect(&store, &TeamStore::passwordWanted, &store,
                     [&store, password] { store.setPassword(Secret(password)); });
}

inline TeamLimits impatientTeam()
{
    TeamLimits limits;
    limits.flushEvery = std::chrono::milliseconds(20);
    limits.retryAfter = std::chrono::milliseconds(100);
    limits.history.retryAfter = std::chrono::milliseconds(50);
    return limits;
}

} // namespace opsdeck::test
