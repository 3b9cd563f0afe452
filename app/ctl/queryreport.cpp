// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/queryreport.h"

#include "app/ctl/console.h"
#include "services/expressions/numbers.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QJsonArray>

namespace opsdeck {

namespace {

using expressions::Matrix;
using expressions::Series;
using expressions::Value;
using expressions::Vector;

QString tr(const char *text)
{
    return QCoreApplication::translate("query", text);
}

QString momentText(qint64 ms)
{
    return QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC).toString(Qt::ISODateWithMs);
}

QJsonObject metricJson(const expressions::Labels &labels)
{
    QJsonObject metric;
    for (const expressions::Label &label : labels.list())
        metric.insert(label.name, label.value);
    return metric;
}

QJsonArray pairJson(qint64 ms, double value)
{
    return {static_cast<double>(ms) / 1000, expressions::plainNumber(value)};
}

struct AsJson
{
    qint64 atMs;
    QString type = {};
    QJsonValue result = {};

    void operator()(double value)
    {
        type = QStringLiteral("scalar");
        result = pairJson(atMs, value);
    }

    void operator()(const QString &text)
    {
        type = QStringLiteral("string");
        result = QJsonArray{static_cast<double>(atMs) / 1000, text};
    }

    void operator()(const Vector &vector)
    {
        type = QStringLiteral("vector");
        QJsonArray all;
        for (const expressions::VectorSample &sample : vector)
            all.append(QJsonObject{{QStringLiteral("metric"), metricJson(sample.labels)},
                                   {QStringLiteral("value"), pairJson(atMs, sample.value)}});
        result = all;
    }

    void operator()(const Matrix &matrix)
    {
        type = QStringLiteral("matrix");
        QJsonArray all;
        for (const Series &series : matrix) {
            QJsonArray values;
            for (const expressions::Point &point : series.points)
                values.append(pairJson(point.t, point.v));
            all.append(QJsonObject{{QStringLiteral("metric"), metricJson(series.labels)},
                                   {QStringLiteral("values"), values}});
        }
        result = all;
    }
};

struct AsTable
{
    QString operator()(double value) const { return expressions::plainNumber(value); }

    QString operator()(const QString &text) const { return text; }

    QString operator()(const Vector &vector) const
    {
        QList<QStringList> rows;
        for (const expressions::VectorSample &sample : vector)
            rows.append({sample.labels.text(), expressions::plainNumber(sample.value)});
        return console::table(rows);
    }

    QString operator()(const Matrix &matrix) const
    {
        QStringList lines;
        for (const Series &series : matrix) {
            lines += series.labels.text();
            for (const expressions::Point &point : series.points)
                lines += QStringLiteral("  %1  %2")
                             .arg(momentText(point.t), expressions::plainNumber(point.v));
        }
        return lines.join(QLatin1Char('\n'));
    }
};

/// Quoted; what a spreadsheet would take for a formula gets an apostrophe before it.
QByteArray quoted(QString text)
{
    if (!text.isEmpty() && QStringLiteral("=+-@\t\r").contains(text.at(0)))
        text.prepend(QLatin1Char('\''));
    return '"' + text.replace(QLatin1Char('"'), QStringLiteral("\"\"")).toUtf8() + '"';
}

struct AsCsv
{
    qint64 atMs;
    QByteArray csv = QByteArrayLiteral("series,time,value\r\n");

    void row(const QString &series, qint64 ms, const QByteArray &value)
    {
        csv += quoted(series) + ',' + momentText(ms).toLatin1() + ',' + value + "\r\n";
    }

    void operator()(double value) { row({}, atMs, expressions::plainNumber(value).toLatin1()); }

    void operator()(const QString &text) { row({}, atMs, quoted(text)); }

    void operator()(const Vector &vector)
    {
        for (const expressions::VectorSample &sample : vector)
            row(sample.labels.text(), atMs, expressions::plainNumber(sample.value).toLatin1());
    }

    void operator()(const Matrix &matrix)
    {
        for (const Series &series : matrix) {
            for (const expressions::Point &point : series.points)
                row(series.labels.text(), point.t, expressions::plainNumber(point.v).toLatin1());
        }
    }
};

} // namespace

QJsonObject toJson(const queries::QueryReply &reply, qint64 atMs, qint64 nowMs)
{
    AsJson made{atMs};
    std::visit(made, reply.value);
    QJsonObject json{{QStringLiteral("source"), queries::toWord(reply.source)},
                     {QStringLiteral("source_title"), reply.sourceTitle},
                     {QStringLiteral("warnings"), QJsonArray::fromStringList(reply.warnings)},
                     {QStringLiteral("partial"), reply.isPartial},
                     {QStringLiteral("newest_at"), QJsonValue::Null},
                     {QStringLiteral("newest_age_ms"), QJsonValue::Null},
                     {QStringLiteral("result_type"), made.type},
                     {QStringLiteral("result"), made.result}};
    if (reply.newestMs) {
        json[QStringLiteral("newest_at")] = momentText(*reply.newestMs);
        json[QStringLiteral("newest_age_ms")] = std::max<qint64>(0, nowMs - *reply.newestMs);
    }
    return json;
}

QString toTable(const queries::QueryReply &reply)
{
    return std::visit(AsTable(), reply.value);
}

QByteArray toCsv(const queries::QueryReply &reply, qint64 atMs)
{
    AsCsv made{atMs};
    std::visit(made, reply.value);
    return made.csv;
}

QStringList remarksOn(const queries::QueryReply &reply, qint64 nowMs)
{
    QString age;
    if (reply.newestMs)
        age = tr("the newest sample is %1 old")
                  .arg(durationText(Milliseconds(std::max<qint64>(0, nowMs - *reply.newestMs))));
    else if (reply.newestAsked)
        age = tr("it rests on no sample");
    else
        age = tr("how new its samples are is not known");
    QStringList lines{tr("From %1; %2.").arg(reply.sourceTitle, age)};
    if (reply.isPartial)
        lines += tr("The answer is not complete.");
    for (const QString &warning : reply.warnings)
        lines += tr("Note: %1").arg(warning);
    return lines;
}

} // namespace opsdeck
