// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/runbooks/passfile.h"
#include "services/runbooks/plannedreach.h"
#include "services/ways/relaypeer.h"

namespace opsdeck {

class Relay;

/// The endpoints that one running step reaches: by a way, a port of 127.0.0.1 each, open to the
/// step's own programs alone. Whoever else connects there is cut off, which is put into the record
/// (the first few of them). Closed at the latest with the object. Engine thread.
class StepReach final : public QObject
{
    Q_OBJECT
public:
    /// Whether the step's programs have the socket of this inode open.
    using Holds = std::function<bool(quint64 inode)>;

    /// What `context` points to outlives it.
    StepReach(QList<PlannedReach> reaches, const StepContext &context, Holds holds);
    ~StepReach() override;
    Q_DISABLE_COPY_MOVE(StepReach)

    /// Answered once by opened() or failed(), never from inside.
    void open();
    void close();

    /// After opened(): some of the texts are not as the plan has them.
    bool hasOpened() const { return !m_values.isEmpty(); }

    /// After opened(): with what the plan could not know.
    QString resolved(QString text) const;
    QStringList resolved(const QStringList &texts) const;
    /// What libpq compares with what it was told: for an endpoint that is reached, whatever it is
    /// called by the program.
    QList<PassFile::Entry> passEntries(const QVariantMap &entry) const;
    /// For the record: id, target, way, address.
    QVariantList places() const;
    /// The same in words.
    QString words() const;

    /// A connection has just been closed by the far end; lost() may be about to come.
    bool hasJustClosed() const;

    /// What the far end last said against a connection; empty: nothing.
    const QString &trouble() const { return m_trouble; }

Q_SIGNALS:
    void opened();
    void failed(const opsdeck::Error &error);
    /// A way went while connections were open on it.
    void lost(const opsdeck::Error &error);
    void said(const QString &line);

private:
    void openFrom(qsizetype index);
    void watch(const PlannedReach &reach, const std::shared_ptr<Relay> &relay);
    void tellOf(const QString &id, const QString &who);

    QList<PlannedReach> m_reaches;
    StepContext m_context;
    Holds m_holds;
    QMap<QString, QString> m_values;                 ///< of what only the run knows, by variable
    QHash<QString, std::shared_ptr<Relay>> m_relays; ///< by the reach's id
    QString m_trouble;
    int m_strangers = 0;
};

} // namespace opsdeck
