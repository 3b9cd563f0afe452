// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/cleantext.h"
#include "services/base/clock.h"
#include "services/net/pgconnections.h"
#include "services/probes/backup/lifesign.h"
#include "services/probes/exposition/scrapeprobe.h"
#include "services/probes/host/shellquestion.h"
#include "services/probes/kinds.h"
#include "services/probes/postgres/pgsession.h"

#include <QElapsedTimer>

namespace opsdeck {

namespace {

constexpr int kNameShown = 80;
constexpr qint64 kFileBytes = 4096;

/// A timestamp in a page of metrics. Of several series the oldest counts: none may be silent.
class MetricSign final : public ScrapeProbe
{
    Q_OBJECT
public:
    using ScrapeProbe::ScrapeProbe;

protected:
    Result<Question> question() override
    {
        m_text = Parameters(check()).text("metric");
        const std::optional<SampleSelector> selector = SampleSelector::parse(m_text);
        if (!selector)
            return failure(missingParameter("metric"));
        m_selector = *selector;
        return ScrapeProbe::question();
    }

    bool reads(const QString &name) const override { return name == m_selector.metric; }

    bool keepsAllByDefault() const override { return false; }

    void judge(const QList<Sample> &read, ProbeOutcome &outcome) override
    {
        std::optional<qint64> oldest;
        for (const Sample &sample : read) {
            if (!m_selector.matches(sample))
                continue;
            const qint64 moment = momentOf(sample.value).value_or(0);
            oldest = std::min(oldest.value_or(moment), moment);
        }
        judgeLifeSign(cleanText(m_text, kNameShown), oldest, context().clock->now().wallMs,
                      LifeSignRules::from(Parameters(check())), outcome);
    }

private:
    QString m_text;
    SampleSelector m_selector;
};

/// A timestamp in the first column of the first row of a query's answer.
class RowSign final : public NetProbe
{
    Q_OBJECT
public:
    using NetProbe::NetProbe;

    QString address() const override
    {
        const QString current = m_query ? m_query->address() : QString();
        return current.isEmpty() ? NetProbe::address() : current;
    }

protected:
    Result<Question> question() override
    {
        const Parameters parameters(check());
        Result<PgTarget> target = pgTargetFrom(parameters);
        if (!target)
            return failure(target.error());
        m_target = std::move(*target);
        return Question{m_target.endpoint, {}, CredentialId(parameters.text("credential"))};
    }

    void ask(const Prepared &prepared) override
    {
        m_target.place = prepared.place;
        m_target.password = prepared.secret;
        m_query = std::make_unique<PgQuery>(*context().postgres, context().key.toString(), m_target,
                                            Parameters(check()).text("query"));
        m_target.password = {};
        connect(m_query.get(), &PgQuery::finished, this, &RowSign::answered);
        m_query->start();
    }

    QString askStage() const override
    {
        return m_query ? m_query->stage() : QStringLiteral("connect");
    }

private:
    void answered(const Result<PgAnswer> &answer)
    {
        if (!answer) {
            fail(answer.error());
            return;
        }
        setAddress(answer->address);
        const std::optional<QByteArray> value =
            answer->rows.isEmpty() || answer->rows.first().isEmpty() ? std::nullopt
                                                                     : answer->rows.first().first();
        const std::optional<qint64> moment = value ? readMoment(*value) : std::nullopt;
        if (value && !moment) {
            fail(neterror::garbage(tr("The query's answer is no timestamp: '%1'.")
                                       .arg(cleanText(*value, kNameShown))));
            return;
        }
        ProbeOutcome outcome =
            answeredOutcome(std::max(answer->time, std::chrono::microseconds(1)));
        judgeLifeSign(tr("%1 on %2").arg(check().title, endpoint().toString()), moment,
                      context().clock->now().wallMs, LifeSignRules::from(Parameters(check())),
                      outcome);
        finish(outcome);
    }

    PgTarget m_target;
    std::unique_ptr<PgQuery> m_query;
};

/// A file of this machine, or of the host at the end of an ssh way: when it was last written to, or
/// the timestamp in it.
class FileSign final : public Probe
{
    Q_OBJECT
public:
    FileSign(const Check &check, const ProbeContext &context)
        : m_check(check)
        , m_context(context)
        , m_file(Parameters(check).text("file"))
    {}

    void start() override;

    QString stage() const override { return m_question ? m_question->stage() : QString(); }

    QString target() const override { return where(); }

private:
    void answered(const Result<QByteArray> &answer);
    void judge(const QByteArray &answer, ProbeOutcome &outcome) const;

    QString where() const
    {
        const QString file = cleanText(m_file, kNameShown);
        return m_check.via.isDirect() ? file : m_check.via.title + QLatin1Char(':') + file;
    }

    Check m_check;
    ProbeContext m_context;
    QString m_file;
    QElapsedTimer m_timer;
    std::unique_ptr<ShellQuestion> m_question;
};

void FileSign::start()
{
    m_timer.start();
    if (!m_file.startsWith(QLatin1Char('/'))) {
        QMetaObject::invokeMethod(
            this, [this] { Q_EMIT finished(failedOutcome(missingParameter("file"))); },
            Qt::QueuedConnection);
        return;
    }
    const QByteArray script = "LC_ALL=C; export LC_ALL; f=" + ShellQuestion::quoted(m_file) + "\n"
                              + R"SH(if ! [ -e "$f" ]; then echo opsdeck-missing; exit 0; fi
if ! [ -f "$f" ]; then echo opsdeck-nofile; exit 0; fi
if ! [ -r "$f" ]; then echo opsdeck-denied; exit 0; fi
echo "opsdeck-now $(date +%s)"
stat -c %Y "$f" 2>/dev/null || stat -f %m "$f" || echo none
head -n 1 "$f" | cut -c 1-200
echo
echo opsdeck-end
)SH";
    m_question = std::make_unique<ShellQuestion>(*m_context.ways, m_check.via, script, kFileBytes,
                                                 m_check.timeout);
    connect(m_question.get(), &ShellQuestion::finished, this, &FileSign::answered);
    m_question->start();
}

void FileSign::answered(const Result<QByteArray> &answer)
{
    ProbeOutcome outcome = answer ? answeredOutcome({}) : failedOutcome(answer.error());
    outcome.latency = std::chrono::microseconds(m_timer.nsecsElapsed() / 1000);
    if (answer)
        judge(*answer, outcome);
    Q_EMIT finished(outcome);
}

void FileSign::judge(const QByteArray &answer, ProbeOutcome &outcome) const
{
    const auto fail = [&outcome](const Error &error) {
        const auto latency = outcome.latency;
        outcome = failedOutcome(error);
        outcome.latency = latency;
    };
    QList<QByteArray> lines = answer.split('\n');
    // A login shell may have had its say before.
    const auto isOurs = [](const QByteArray &line) { return line.startsWith("opsdeck-"); };
    lines.erase(lines.begin(), std::find_if(lines.begin(), lines.end(), isOurs));
    const QByteArray word = lines.value(0);
    const LifeSignRules rules = LifeSignRules::from(Parameters(m_check));
    if (word == "opsdeck-missing") {
        judgeLifeSign(where(), std::nullopt, 0, rules, outcome);
        outcome.error->advice =
            tr("There is no such file. Try: the job that writes it, then file in the check.");
    } else if (word == "opsdeck-nofile") {
        fail({ErrorKind::NotFound,
              tr("%1 is no file.").arg(where()),
              tr("Try: file in the check."),
              {}});
    } else if (word == "opsdeck-denied") {
        fail({ErrorKind::Permission,
              tr("The file %1 may not be read.").arg(where()),
              tr("Try: rights of the user that looks."),
              {}});
    } else if (!word.startsWith("opsdeck-now ") || !lines.contains("opsdeck-end")) {
        fail(neterror::garbage(tr("%1 could not be looked at.").arg(where()), answer.left(200)));
    } else {
        const bool isContent = Parameters(m_check).text("timestamp") == QLatin1String("content");
        const std::optional<qint64> moment = readMoment(lines.value(isContent ? 2 : 1));
        if (!moment) {
            fail(neterror::garbage(isContent
                                       ? tr("The first line of %1 is no timestamp.").arg(where())
                                       : tr("%1 does not tell when it was written.").arg(where()),
                                   lines.value(2)));
            return;
        }
        // What the host wrote is told by the host's clock; the content may be anybody's.
        const qint64 nowMs = isContent
                                 ? m_context.clock->now().wallMs
                                 : readMoment(word.mid(12)).value_or(m_context.clock->now().wallMs);
        judgeLifeSign(where(), moment, nowMs, rules, outcome);
    }
}

void append(ParameterSchema &schema, const ParameterSchema &more)
{
    for (ParameterSpec spec : more) {
        const auto isSame = [&spec](const ParameterSpec &each) { return each.name == spec.name; };
        spec.required = false; // by the place that is chosen
        if (std::none_of(schema.cbegin(), schema.cend(), isSame))
            schema.append(spec);
    }
}

ParameterSchema schema()
{
    ParameterSchema all;
    append(all, httpRequestSchema());
    for (ParameterSpec &spec : all) {
        if (spec.name == QLatin1String("url"))
            spec.help = MetricSign::tr("Page of metrics with the timestamp.");
    }
    all.append(parameter("metric", ParameterType::String,
                         MetricSign::tr("Its sample, as job_last_success{job=\"nightly\"}; of "
                                        "several the oldest counts.")));
    append(all, pgSessionSchema());
    all.append(parameter("query", ParameterType::String,
                         RowSign::tr("Query of PostgreSQL that gives the timestamp, as SELECT "
                                     "max(finished_at) FROM runs.")));
    all.append(
        parameter("file", ParameterType::String,
                  FileSign::tr("File that the job writes, an absolute path: of this "
                               "machine, or, by a way of kind ssh, of the host at its end.")));
    all.append(choiceParameter("timestamp", {QStringLiteral("modified"), QStringLiteral("content")},
                               FileSign::tr("Whether the file's time counts or what its first line "
                                            "says."),
                               QStringLiteral("modified")));
    all += LifeSignRules::schema();
    return all;
}

QList<ParameterFinding> judge(const QVariantMap &values)
{
    QList<ParameterFinding> findings = limitFindings(values, {"age"});
    const auto has = [&values](const char *name) {
        return !values.value(QLatin1String(name)).toString().isEmpty();
    };
    const auto broken = [&findings](const char *name, const QString &text) {
        findings.append({QLatin1String(name), ProblemSeverity::Error, text});
    };
    const int places = int(has("url")) + int(has("query")) + int(has("file"));
    if (places != 1) {
        broken("url", MetricSign::tr("the sign of life is in a metric ('url' and 'metric'), a row "
                                     "('query' of PostgreSQL) or a 'file': state one of them"));
        return findings;
    }
    if (has("url")) {
        findings += httpRequestFindings(values);
        if (!SampleSelector::parse(values.value(QStringLiteral("metric")).toString()))
            broken("metric", MetricSign::tr("'metric' must name a sample, as job_last_success or "
                                            "job_last_success{job=\"nightly\"}"));
    }
    if (has("query")) {
        for (const char *name : {"host", "port", "database", "user"}) {
            if (!has(name))
                broken(name, RowSign::tr("'query' needs '%1'").arg(QLatin1String(name)));
        }
    }
    if (has("file")
        && !values.value(QStringLiteral("file")).toString().startsWith(QLatin1Char('/')))
        broken("file", FileSign::tr("'file' must be an absolute path"));
    return findings;
}

} // namespace

ProbeKind deadManProbeKind()
{
    return {{QStringLiteral("dead-man"), QT_TRANSLATE_NOOP("ProbeKind", "Dead man's switch"),
             schema(), judge},
            [](const Check &check, const ProbeContext &context) -> std::unique_ptr<Probe> {
                const Parameters parameters(check);
                if (!parameters.text("file").isEmpty())
                    return std::make_unique<FileSign>(check, context);
                if (!parameters.text("query").isEmpty())
                    return std::make_unique<RowSign>(check, context);
                return std::make_unique<MetricSign>(check, context);
            }};
}

} // namespace opsdeck

#include "deadmanprobe.moc"
