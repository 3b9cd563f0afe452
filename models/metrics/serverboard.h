// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/metrics/seriesboard.h"

#include <QPointF>
#include <QStringList>
#include <QUrl>

namespace opsdeck {

/// What environments' Prometheus servers have of the charts, where own samples are lacking. Asks
/// for what is not there; nothing of it is kept longer than its chart shows it. GUI thread.
class ServerBoard final : public QObject
{
    Q_OBJECT
public:
    /// One moment of a line, or what lies in the step that ends then.
    struct Part
    {
        qint64 timeMs = 0;
        double lowest = 0;
        double highest = 0;
    };

    struct Line
    {
        QString label;
        QList<Part> parts; ///< in order
    };

    struct Wish
    {
        Stretch stretch; ///< begins with a step
        qint64 stepMs = 0;

        bool operator==(const Wish &) const = default;
    };

    /// One observation behind a line.
    struct Exemplar
    {
        QString label; ///< of the line
        qint64 timeMs = 0;
        double value = 0;
        QString trace; ///< empty: it names none

        bool operator==(const Exemplar &) const = default;
    };

    struct Answer
    {
        QList<Line> lines;
        QString source;       ///< "Prometheus prom:9090"
        QStringList targets;  ///< of the server: what the lines are of
        QStringList warnings; ///< a sentence each
        bool isPartial = false;
        QString remark;       ///< why there is no line although it has something; else empty
        QString meaning = {}; ///< of the metric, as its page explains it; empty: not known
        QList<Exemplar> exemplars = {};
    };

    enum class State {
        Idle,      ///< nothing was wanted
        Asked,     ///< what is there is of another stretch, or nothing
        Here,      ///< and may hold nothing
        Failed,    ///< message() says why
        Cancelled, ///< by a person
    };

    struct Kept
    {
        Wish wish;
        Answer answer;
        State state = State::Idle;
        QString message; ///< of a failure: what happened, and what to try
        int revision = 0;
    };

    explicit ServerBoard(SeriesBoard &series, QObject *parent = nullptr);

    /// Of the charts that can be asked for: what their servers are called. What is there of others
    /// goes.
    void setSources(const QHash<MetricKey, QString> &sources);

    /// Empty: there is nobody to ask.
    QString source(const MetricKey &key) const { return m_sources.value(key); }

    static qint64 stepOf(const Stretch &shown);

    /// Own samples are lacking from the first to the last moment of `lack`. Asks unless that was
    /// asked already; `shown` says how fine.
    void want(const MetricKey &key, const Stretch &shown, const Stretch &lack, qint64 nowMs);
    /// Nothing is lacking any more.
    void unwant(const MetricKey &key);
    /// By a person: what is under way ends, and is not asked again by itself.
    void cancel(const MetricKey &key);
    /// By a person.
    void askAgain(const MetricKey &key);
    /// Nothing is looked at: all that is under way ends.
    void withdraw();
    bool isAsking() const;

    void add(const MetricKey &key, const Wish &wish, const Answer &answer);
    void fail(const MetricKey &key, const Wish &wish, const QString &message);
    // Behind an answer.
    void addMeaning(const MetricKey &key, const Wish &wish, const QString &meaning);
    void addExemplars(const MetricKey &key, const Wish &wish, const QList<Exemplar> &exemplars);

    /// Where traces of environments can be looked at.
    void setTracing(const QHash<EnvironmentKey, QUrl> &pages) { m_tracing = pages; }

    /// Of a trace; empty when there is nowhere to look, or it is no name of one.
    QUrl tracePage(const MetricKey &key, const QString &trace) const;
    /// Where traces of that time are searched for; empty where the environment has no Jaeger.
    QUrl traceSearch(const MetricKey &key, const Stretch &stretch) const;

    const Kept &kept(const MetricKey &key) const;

    /// A line as it is drawn in `within`.
    static QList<QList<QPointF>> segments(const Line &line, qint64 stepMs, const Stretch &within);

Q_SIGNALS:
    void wanted(const opsdeck::MetricKey &key, const opsdeck::ServerBoard::Wish &wish);
    void unwanted(const opsdeck::MetricKey &key);
    void changed(const opsdeck::MetricKey &key);

private:
    void become(const MetricKey &key, State state);

    QHash<MetricKey, QString> m_sources;
    QHash<MetricKey, Kept> m_kept;
    QHash<EnvironmentKey, QUrl> m_tracing;
};

} // namespace opsdeck

Q_DECLARE_METATYPE(opsdeck::ServerBoard::Wish)
