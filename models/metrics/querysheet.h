// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/metrics/holes.h"
#include "services/domain/id.h"

#include <QAbstractTableModel>
#include <QPointF>
#include <QStringList>

#include <optional>

namespace opsdeck {

/// An expression that a person asks an environment: what is asked, how it stands, and what came, a
/// row a series. GUI thread.
class QuerySheet final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum class Source { Automatic, Own, Server };

    struct Asked
    {
        EnvironmentKey environment;
        QString expression;
        Stretch stretch;
        qint64 stepMs = 0;
        Source source = Source::Automatic;

        bool operator==(const Asked &) const = default;
    };

    struct Line
    {
        QString name;          ///< its labels, as in an expression
        QList<QPointF> points; ///< x: UTC milliseconds, in order
    };

    struct Answer
    {
        QList<Line> lines;
        QString source;       ///< "own samples", "Prometheus at prom:9090"
        QStringList warnings; ///< a sentence each
        bool isPartial = false;
        bool newestAsked = true;
        std::optional<qint64> newestMs; ///< of the samples that it rests on
    };

    struct Fault
    {
        QString message;
        QString advice;
        int column = 0; ///< of the expression, from 1; 0: none is known
    };

    enum class State { Idle, Asked, Here, Failed, Cancelled };

    enum Column { NameColumn, LastColumn, LowestColumn, HighestColumn, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    /// Takes the place of what is under way. An empty expression asks nothing.
    void ask(const Asked &asked);
    void cancel();
    /// What came is of another workspace or environment.
    void clear();

    State state() const { return m_state; }

    const Asked &asked() const { return m_asked; }

    const Answer &answer() const { return m_answer; }

    const Fault &fault() const { return m_fault; }

    // Answers that nobody waits for any more are left out.
    void add(int id, const Answer &answer);
    void fail(int id, const Fault &fault);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

Q_SIGNALS:
    void wanted(int id, const opsdeck::QuerySheet::Asked &asked);
    void unwanted();
    void changed();

private:
    void become(State state, const Answer &answer, const Fault &fault);

    Asked m_asked;
    State m_state = State::Idle;
    Answer m_answer;
    Fault m_fault;
    int m_id = 0;
};

} // namespace opsdeck

Q_DECLARE_METATYPE(opsdeck::QuerySheet::Asked)
