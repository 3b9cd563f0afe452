// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/probes/conditions/expectation.h"
#include "services/probes/exposition/exposition.h"
#include "services/probes/exposition/sampleselector.h"
#include "services/probes/http/httprequestparameters.h"
#include "services/probes/netprobe.h"

#include <QRegularExpression>

namespace opsdeck {

/// One page of metrics, fetched and read while it arrives, then judged: by the check's own limits
/// on samples and by what a kind makes of them.
class ScrapeProbe : public NetProbe
{
    Q_OBJECT
public:
    using NetProbe::NetProbe;

    QString address() const override { return m_call ? m_call->address() : NetProbe::address(); }

    /// The rows of every kind that reads a page; `metricsHelp` tells what `metrics` keeps.
    static ParameterSchema schema(const QString &metricsHelp);
    /// What those rows can have wrong together.
    static QList<ParameterFinding> findings(const QVariantMap &values);

protected:
    /// What is read for judging, whether or not it is kept as a sample.
    virtual bool reads(const QString &) const { return false; }

    /// Every sample is kept when `metrics` names none.
    virtual bool keepsAllByDefault() const { return true; }

    /// `read` holds all that was kept or read; `outcome` arrives Ok or worsened by the limits, with
    /// the kept samples.
    virtual void judge(const QList<Sample> &, ProbeOutcome &) {}

    Result<Question> question() override;
    void ask(const Prepared &prepared) override;

    QString askStage() const override { return m_call ? m_call->stage() : QString(); }

    QString path() const { return pathText(m_request.url); }

private:
    struct Limit
    {
        QString text;
        SampleSelector selector;
        Expectation expectation;
        CheckStatus onBreak = CheckStatus::Critical;
    };

    std::optional<Error> readLimits(const char *name, CheckStatus onBreak);
    bool isKept(const QString &name) const;
    QByteArray filter() const;
    void answered(const Result<HttpReply> &reply);
    std::optional<Error> pageError(const HttpReply &reply);
    void judgeLimits(ProbeOutcome &outcome) const;
    void judgeAge(ProbeOutcome &outcome) const;

    HttpRequest m_request;
    QList<Limit> m_limits;
    QList<QRegularExpression> m_globs;
    std::unique_ptr<ExpositionParser> m_parser;
    QList<Sample> m_read;       ///< of now
    QList<DatedSample> m_dated; ///< of another time
    QByteArray m_start;         ///< of the body
    std::unique_ptr<HttpCall> m_call;
};

} // namespace opsdeck
