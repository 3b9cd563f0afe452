// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/cleantext.h"
#include "services/credentials/credentialstore.h"
#include "services/net/neterrors.h"
#include "services/probes/findings.h"
#include "services/probes/host/pluginoutput.h"
#include "services/probes/host/worstline.h"
#include "services/probes/kinds.h"
#include "services/probes/outcome.h"
#include "services/process/childprocess.h"
#include "services/process/memoryfile.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QRegularExpression>
#include <QStandardPaths>

namespace opsdeck {

namespace {

constexpr qint64 kMaxBytes = 64 * 1024;
constexpr qsizetype kErrorKept = 16 * 1024;
constexpr qint64 kMostErrors = 1024 * 1024;
constexpr int kErrorShown = 2000;
constexpr int kFigureShown = 14;
constexpr int kFieldsShown = 100;

const QString kFileMark = QStringLiteral("{credential_file}");

/// Where distributions put monitoring plugins.
const QStringList kPluginFolders{
    QStringLiteral("/usr/lib/nagios/plugins"), QStringLiteral("/usr/lib/monitoring-plugins"),
    QStringLiteral("/usr/lib64/nagios/plugins"), QStringLiteral("/usr/libexec/nagios/plugins"),
    QStringLiteral("/usr/local/lib/nagios/plugins")};

QString programPath(const QString &program)
{
    if (program.contains(QLatin1Char('/')))
        return QDir::isAbsolutePath(program) && QFileInfo(program).isFile()
                       && QFileInfo(program).isExecutable()
                   ? QDir::cleanPath(program)
                   : QString();
    const QString found = QStandardPaths::findExecutable(program);
    return found.isEmpty() ? QStandardPaths::findExecutable(program, kPluginFolders) : found;
}

struct RangeLimit
{
    QString label;
    PluginRange range;
    QString written;
    CheckStatus status = CheckStatus::Critical;
};

/// A program of this machine that tells by its exit code, as monitoring plugins do.
class CommandProbe final : public Probe
{
    Q_OBJECT
public:
    CommandProbe(const Check &check, const ProbeContext &context)
        : m_check(check)
        , m_context(context)
    {}

    void start() override;

    QString stage() const override
    {
        return m_stage == QLatin1String("credential") && m_context.credentials->isBusy()
                   ? QStringLiteral("busy")
                   : m_stage;
    }

    QString target() const override { return m_name; }

private:
    Result<void> read();
    void run(const Secret &secret);
    void take(bool isError, const QByteArray &bytes);
    void ended(const Result<int> &exitCode);
    void judge(int exitCode, ProbeOutcome &outcome) const;
    void judgeLimits(const PluginOutput &output, ProbeOutcome &outcome) const;
    void conceal(QByteArray &bytes) const;
    void finish(ProbeOutcome outcome);
    void finishLater(const Error &error);

    Check m_check;
    ProbeContext m_context;
    ChildProcess::Start m_start;
    QList<RangeLimit> m_limits;
    QString m_name;
    QString m_stage = QStringLiteral("start");
    Secret m_secret;
    std::unique_ptr<MemoryFile> m_secretFile;
    std::unique_ptr<ChildProcess> m_process;
    qint64 m_maxBytes = kMaxBytes;
    QByteArray m_output;
    QByteArray m_errors;
    qint64 m_errorBytes = 0;
    QElapsedTimer m_clock;
    bool m_isDone = false;
};

void CommandProbe::start()
{
    m_clock.start();
    if (const Result<void> read = this->read(); !read) {
        finishLater(read.error());
        return;
    }
    const CredentialId credential(Parameters(m_check).text("credential"));
    if (credential.isEmpty()) {
        run({});
        return;
    }
    m_stage = QStringLiteral("credential");
    m_context.credentials->read(credential, this, [this](Result<Secret> secret) {
        if (!secret) {
            Error error = secret.error();
            error.kind = ErrorKind::Credential;
            finish(failedOutcome(error));
            return;
        }
        m_clock.start();
        run(*secret);
    });
}

Result<void> CommandProbe::read()
{
    const Parameters parameters(m_check);
    m_start.arguments = parameters.list("command");
    if (m_start.arguments.isEmpty() || m_start.arguments.first().isEmpty())
        return failure(missingParameter("command"));
    m_name = cleanText(m_start.arguments.first().section(QLatin1Char('/'), -1), 80);
    if (!m_check.via.isDirect())
        return failure(ErrorKind::Config,
                       tr("%1 runs on this machine: it goes by no way.").arg(m_name),
                       tr("Try: via: direct in the check, or a check of kind ssh."));
    for (const auto &[name, status] : {std::pair("ranges_warning", CheckStatus::Warning),
                                       std::pair("ranges_critical", CheckStatus::Critical)}) {
        for (const auto &[label, text] : parameters.map(name)) {
            const std::optional<PluginRange> range = PluginRange::parse(text);
            if (!range)
                return failure(missingParameter(name));
            m_limits.append({label, *range, text, status});
        }
    }
    const QString program = programPath(m_start.arguments.first());
    if (program.isEmpty())
        return failure(
            ErrorKind::Process,
            tr("There is no program %1 here.").arg(cleanText(m_start.arguments.first(), 200)),
            tr("Try: install it, or its absolute path in the check's command; ${workspace_dir} "
               "begins one inside the workspace."));
    m_start.arguments.first() = program;
    m_start.leavesNothing = true;
    m_start.workingDirectory = QDir::rootPath();
    // Plugins write figures by the locale.
    m_start.environment.append(QStringLiteral("LC_ALL=C.UTF-8"));
    for (const auto &[name, value] : parameters.map("environment"))
        m_start.environment.append(name + QLatin1Char('=') + value);
    m_maxBytes = parameters.integer("max_bytes", kMaxBytes);
    return {};
}

void CommandProbe::run(const Secret &secret)
{
    m_stage = QStringLiteral("run");
    m_secret = secret;
    if (!secret.isEmpty()) {
        Result<std::unique_ptr<MemoryFile>> file = MemoryFile::make(
            QByteArray::fromRawData(secret.data(), static_cast<qsizetype>(secret.size())));
        if (!file) {
            finishLater(file.error());
            return;
        }
        m_secretFile = std::move(*file);
        if (Parameters(m_check).text("credential_as") == QLatin1String("file")) {
            m_start.inherited = m_secretFile->descriptor();
            m_start.environment.append(QStringLiteral("OPSDECK_CREDENTIAL_FILE=")
                                       + m_secretFile->path());
            for (qsizetype i = 1; i < m_start.arguments.size(); ++i)
                m_start.arguments[i].replace(kFileMark, m_secretFile->path());
        } else {
            m_start.inputFile = m_secretFile->path();
        }
    }
    m_process = std::make_unique<ChildProcess>();
    connect(m_process.get(), &ChildProcess::output, this, &CommandProbe::take);
    connect(m_process.get(), &ChildProcess::ended, this, &CommandProbe::ended);
    m_process->start(m_start);
}

void CommandProbe::take(bool isError, const QByteArray &bytes)
{
    if (isError) {
        m_errors += bytes.left(std::max<qsizetype>(0, kErrorKept - m_errors.size()));
        m_errorBytes += bytes.size();
        if (m_errorBytes > kMostErrors)
            finishLater(neterror::tooLarge(tr("The error output of %1").arg(m_name), kMostErrors));
        return;
    }
    m_output +=
        bytes.left(static_cast<qsizetype>(std::max<qint64>(0, m_maxBytes + 1 - m_output.size())));
    if (m_output.size() <= m_maxBytes)
        return;
    finishLater(neterror::tooLarge(tr("The output of %1").arg(m_name), m_maxBytes));
}

void CommandProbe::ended(const Result<int> &exitCode)
{
    if (m_isDone)
        return;
    if (!exitCode) {
        Error error = exitCode.error();
        error.message =
            error.message == tr("The program could not be ended.") || error.detail.isEmpty()
                ? tr("%1: %2").arg(m_name, error.message)
                : error.message;
        finish(failedOutcome(error));
        return;
    }
    conceal(m_output);
    conceal(m_errors);
    ProbeOutcome outcome =
        answeredOutcome(std::chrono::microseconds(m_clock.nsecsElapsed() / 1000));
    judge(*exitCode, outcome);
    applyLatencyLimit(outcome, Parameters(m_check).duration("latency_limit"));
    finish(outcome);
}

void CommandProbe::judge(int exitCode, ProbeOutcome &outcome) const
{
    const PluginOutput output = PluginOutput::parse(m_output);
    const QString said = cleanText(m_errors, kErrorShown, true).trimmed();
    const bool isOfPlugin = exitCode >= 0 && exitCode <= 3;
    const QString worst =
        exitCode == 0 ? QString()
                      : worstLineOf(output.text, output.longText + QLatin1Char('\n') + said);
    const bool isFurther = !worst.isEmpty() && worst != output.text;
    outcome.message = isFurther ? cleanText(worst, 400) : output.text;
    if (outcome.message.isEmpty())
        outcome.message = cleanText(said.section(QLatin1Char('\n'), 0, 0), 400);
    if (outcome.message.isEmpty())
        outcome.message =
            tr("%1 ended with exit code %2 and said nothing").arg(m_name).arg(exitCode);
    else if (isOfPlugin && exitCode != 0 && worst.isEmpty() && !output.text.isEmpty())
        outcome.message = tr("%1 ended with exit code %2 and names no fault: %3")
                              .arg(m_name)
                              .arg(exitCode)
                              .arg(outcome.message);
    outcome.fields.insert(QStringLiteral("command.exit_code"), exitCode);
    if (!output.longText.isEmpty())
        outcome.fields.insert(QStringLiteral("command.output"), output.longText);
    if (!said.isEmpty())
        outcome.fields.insert(QStringLiteral("command.errors"), said);
    if (output.unreadable > 0)
        outcome.fields.insert(QStringLiteral("command.unreadable_figures"), output.unreadable);
    outcome.samples.append({QStringLiteral("command_exit_code"),
                            {},
                            static_cast<double>(exitCode),
                            MetricType::Gauge});
    for (const PluginFigure &figure : output.figures) {
        if (const std::optional<Sample> sample = sampleOf(figure))
            outcome.samples.append(*sample);
        if (outcome.fields.size() >= kFieldsShown)
            continue;
        const QString name = QStringLiteral("figure.") + figure.label;
        outcome.fields.insert(name, figureText(figure));
        if (!figure.warning.isEmpty())
            outcome.fields.insert(name + QStringLiteral(".warning"), figure.warning);
        if (!figure.critical.isEmpty())
            outcome.fields.insert(name + QStringLiteral(".critical"), figure.critical);
    }
    const QString shown = output.figures.isEmpty() ? QString() : figureText(output.figures.first());
    const bool isShort = !shown.isEmpty() && shown.size() <= kFigureShown;
    if (isShort)
        outcome.figure = shown;
    if (exitCode == 0) {
        judgeLimits(output, outcome);
        return;
    }
    outcome.status = exitCode == 1   ? CheckStatus::Warning
                     : exitCode == 2 ? CheckStatus::Critical
                                     : CheckStatus::Unknown;
    if (!isShort)
        outcome.figure = tr("exit %1").arg(exitCode);
    Error error{isOfPlugin ? ErrorKind::Status : ErrorKind::Process,
                outcome.message + QLatin1Char('.'),
                {},
                output.longText.isEmpty() ? said
                : isFurther               ? output.text + QLatin1Char('\n') + output.longText
                                          : output.longText};
    if (!isOfPlugin) {
        error.message = tr("%1 ended with exit code %2, which is none of a check: %3.")
                            .arg(m_name)
                            .arg(exitCode)
                            .arg(asMessage(outcome.message));
        error.advice = tr("0 is good, 1 a warning, 2 critical, 3 unknown. Try: run it by hand.");
        outcome.message = asMessage(error.message);
    } else if (exitCode == 3) {
        error.advice = tr("%1 could not tell. Try: its arguments, run by hand.").arg(m_name);
    } else {
        error.advice =
            tr("%1 judges by its own limits. Try: what it says, and its arguments.").arg(m_name);
    }
    outcome.error = error;
}

void CommandProbe::judgeLimits(const PluginOutput &output, ProbeOutcome &outcome) const
{
    Findings findings;
    for (const RangeLimit &limit : m_limits) {
        const auto figure =
            std::find_if(output.figures.cbegin(), output.figures.cend(),
                         [&](const PluginFigure &each) { return each.label == limit.label; });
        if (figure == output.figures.cend() || !figure->value) {
            findings.add(
                CheckStatus::Unknown, ErrorKind::Garbage,
                tr("%1 tells no %2.").arg(m_name, cleanText(limit.label, 80)),
                tr("Its limit %1 can't be judged. Try: the labels among the check's figures.")
                    .arg(limit.written));
        } else if (limit.range.alerts(*figure->value)) {
            findings.add(
                limit.status, ErrorKind::Condition,
                tr("%1 is %2, limit %3.").arg(figure->label, figureText(*figure), limit.written),
                tr("The program itself is content; the limit is the check's own. Try: what %1 "
                   "says.")
                    .arg(m_name),
                figureText(*figure));
        }
    }
    findings.apply(outcome);
}

/// A program may print what it was given.
void CommandProbe::conceal(QByteArray &bytes) const
{
    if (!m_secret.isEmpty())
        bytes.replace(
            QByteArray::fromRawData(m_secret.data(), static_cast<qsizetype>(m_secret.size())),
            "\xE2\x80\xA6");
}

void CommandProbe::finish(ProbeOutcome outcome)
{
    if (m_isDone)
        return;
    m_isDone = true;
    m_secret = {};
    // Its exit code does not tell whether the secret was taken.
    if (const QString credential = Parameters(m_check).text("credential");
        outcome.status != CheckStatus::Ok && !credential.isEmpty())
        m_context.credentials->forget(CredentialId(credential));
    if (outcome.latency.count() == 0)
        outcome.latency = std::chrono::microseconds(m_clock.nsecsElapsed() / 1000 + 1);
    Q_EMIT finished(outcome);
}

void CommandProbe::finishLater(const Error &error)
{
    QMetaObject::invokeMethod(
        this, [this, error] { finish(failedOutcome(error)); }, Qt::QueuedConnection);
}

QList<ParameterFinding> findings(const QVariantMap &values)
{
    static const QRegularExpression name(QStringLiteral("^[A-Za-z_][A-Za-z0-9_]*$"));
    QList<ParameterFinding> all;
    for (const char *ranges : {"ranges_warning", "ranges_critical"}) {
        const QVariantMap map = values.value(QLatin1String(ranges)).toMap();
        for (auto it = map.cbegin(); it != map.cend(); ++it) {
            if (!PluginRange::parse(it->toString()))
                all.append(
                    {QLatin1String(ranges), ProblemSeverity::Error,
                     CommandProbe::tr("'%1' is no range: write 10, 10:, ~:10, 10:20 or @10:20")
                         .arg(cleanText(it->toString(), 60))});
        }
    }
    const QVariantMap environment = values.value(QStringLiteral("environment")).toMap();
    for (auto it = environment.cbegin(); it != environment.cend(); ++it) {
        if (!name.match(it.key()).hasMatch())
            all.append({QStringLiteral("environment"), ProblemSeverity::Error,
                        CommandProbe::tr("'%1' is no name of an environment variable")
                            .arg(cleanText(it.key(), 60))});
    }
    const QStringList command = values.value(QStringLiteral("command")).toStringList();
    const QString program = command.value(0);
    if (program.contains(QLatin1Char('/')) && !QDir::isAbsolutePath(program))
        all.append({QStringLiteral("command"), ProblemSeverity::Error,
                    CommandProbe::tr("the program must be a name or an absolute path; "
                                     "${workspace_dir} begins one inside the workspace")});
    const bool isFile =
        values.value(QStringLiteral("credential_as")).toString() == QLatin1String("file");
    if (!isFile && !command.filter(kFileMark).isEmpty())
        all.append({QStringLiteral("command"), ProblemSeverity::Error,
                    CommandProbe::tr(
                        "%1 stands for something only with 'credential' and 'credential_as: file'")
                        .arg(kFileMark)});
    return all;
}

ParameterSchema schema()
{
    ParameterSpec command = requiredParameter(
        "command", ParameterType::StringList,
        CommandProbe::tr("Program and arguments, one entry each; no shell. A name is looked for in "
                         "PATH and among the monitoring plugins."));
    command.isArgumentVector = true;
    return {
        command,
        parameter("environment", ParameterType::StringMap,
                  CommandProbe::tr("Variables that it gets beside PATH, HOME and the like.")),
        parameter("credential", ParameterType::Credential,
                  CommandProbe::tr("Entry of the keychain that it gets, never as an argument.")),
        choiceParameter(
            "credential_as", {QStringLiteral("stdin"), QStringLiteral("file")},
            CommandProbe::tr("How it gets the credential: as its standard input, or as a file in "
                             "memory whose path is in OPSDECK_CREDENTIAL_FILE and wherever "
                             "{credential_file} stands in an argument."),
            QStringLiteral("stdin")),
        parameter("ranges_warning", ParameterType::StringMap,
                  CommandProbe::tr("Figures by their labels and the ranges outside of which they "
                                   "are a warning, in the program's own units: load1: \"~:5\".")),
        parameter("ranges_critical", ParameterType::StringMap,
                  CommandProbe::tr("The same for critical.")),
        rangeParameter("max_bytes", ParameterType::ByteSize, 64, 4 * 1024 * 1024,
                       CommandProbe::tr("Most output; a program that prints more is killed."),
                       kMaxBytes),
        latencyLimitParameter(),
    };
}

} // namespace

ProbeKind commandProbeKind()
{
    return {{QStringLiteral("command"), QT_TRANSLATE_NOOP("ProbeKind", "Command"), schema(),
             &findings, WayUse::None},
            [](const Check &check, const ProbeContext &context) -> std::unique_ptr<Probe> {
                return std::make_unique<CommandProbe>(check, context);
            }};
}

} // namespace opsdeck

#include "commandprobe.moc"
