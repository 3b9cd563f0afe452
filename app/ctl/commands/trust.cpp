// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/common/exitcode.h"
#include "app/common/trusting.h"
#include "app/ctl/commands/commands.h"
#include "app/ctl/console.h"
#include "services/audit/sqliteauditlog.h"
#include "services/storage/datadirectory.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QCryptographicHash>
#include <QJsonArray>

#include <unistd.h>

#include <optional>

namespace opsdeck {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("trust", text);
}

/// Of all of them together, in whatever order.
QString setDigest(const QList<ProgramUse> &programs)
{
    QStringList all;
    for (const ProgramUse &program : programs)
        all << program.digest;
    all.sort();
    return QString::fromLatin1(
        QCryptographicHash::hash(all.join(QLatin1Char('\n')).toLatin1(), QCryptographicHash::Sha256)
            .toHex());
}

/// The digests of what is not trusted; an empty one among them never is.
QSet<QString> withheldIn(const TrustedWorkspace &opened)
{
    QSet<QString> digests;
    for (const ProgramUse &program : opened.untrusted)
        digests.insert(program.digest);
    return digests;
}

QString placeOf(const ProgramUse &program, const QString &path)
{
    return problemText({program.where, ProblemSeverity::Warning, {}}, path)
        .section(QStringLiteral(": "), 0, 0);
}

QString toText(const QList<ProgramUse> &programs, const QSet<QString> &untrusted,
               const QString &path)
{
    QStringList blocks;
    for (const ProgramUse &program : programs) {
        QStringList lines;
        lines << QStringLiteral("%1 %2  %3")
                     .arg(untrusted.contains(program.digest) ? QStringLiteral("?")
                                                             : QStringLiteral("✓"),
                          placeOf(program, path),
                          untrusted.contains(program.digest) ? tr("not trusted") : tr("trusted"));
        lines << tr("    for %1").arg(runnersText(program));
        for (qsizetype at = 0; at < program.argumentVector.size(); ++at)
            lines << QStringLiteral("    %1  %2")
                         .arg(at, 2)
                         .arg(shownArgument(program.argumentVector.at(at)));
        for (const QString &fact : program.facts)
            lines << QStringLiteral("        ") + fact;
        blocks << lines.join(QLatin1Char('\n'));
    }
    return blocks.join(QLatin1Char('\n'));
}

QJsonObject toJson(const TrustedWorkspace &opened, const QSet<QString> &untrusted,
                   const QString &path)
{
    QJsonArray programs;
    for (const ProgramUse &program : opened.loaded.programs) {
        QJsonArray checks;
        for (const CheckKey &key : program.checks)
            checks.append(key.toString());
        programs.append(QJsonObject{
            {QStringLiteral("argv"), QJsonArray::fromStringList(program.argumentVector)},
            {QStringLiteral("facts"), QJsonArray::fromStringList(program.facts)},
            {QStringLiteral("where"), placeOf(program, path)},
            {QStringLiteral("checks"), checks},
            {QStringLiteral("digest"), program.digest},
            {QStringLiteral("trusted"), !untrusted.contains(program.digest)}});
    }
    return {{QStringLiteral("workspace"), opened.loaded.workspace->id},
            {QStringLiteral("file"), opened.loaded.files.value(0)},
            {QStringLiteral("digest"), setDigest(opened.loaded.programs)},
            {QStringLiteral("programs"), programs}};
}

/// Runs the event loop until the record has answered.
template <typename Act>
Result<void> waitFor(Act act)
{
    std::optional<Result<void>> answer;
    QObject context;
    act(&context, [&answer](const Result<void> &result) {
        answer = result;
        QCoreApplication::quit();
    });
    if (!answer)
        QCoreApplication::exec();
    return answer ? *answer : Result<void>(failure(ErrorKind::Cancelled, tr("Stopped.")));
}

int show(const TrustedWorkspace &opened, const QString &path, bool json)
{
    const QSet<QString> untrusted = withheldIn(opened);
    if (json)
        console::print(toJson(opened, untrusted, path));
    else if (opened.loaded.programs.isEmpty())
        console::print(tr("%1 runs no programs.").arg(opened.loaded.workspace->id));
    else
        console::print(toText(opened.loaded.programs, untrusted, path) + QLatin1Char('\n')
                       + tr("digest of all: %1").arg(setDigest(opened.loaded.programs)));
    return untrusted.isEmpty() ? exitcode::kOk : exitcode::kGuardRefused;
}

/// A person types a word below what is shown; a script names what it has seen.
int refusalOf(const TrustedWorkspace &opened, const QString &path, const QString &seen)
{
    if (!seen.isEmpty()) {
        if (seen == setDigest(opened.loaded.programs))
            return exitcode::kOk;
        console::complain(tr("These are not the programs of that digest. Nothing was changed. Try: "
                             "look at them anew with --show."));
        return exitcode::kGuardRefused;
    }
    if (::isatty(STDIN_FILENO) == 0) {
        console::complain(tr("Nothing is trusted unseen. Try: --digest D, with the digest that "
                             "--show tells."));
        return exitcode::kGuardRefused;
    }
    console::note(toText(opened.loaded.programs, withheldIn(opened), path));
    if (console::ask(tr("Type trust to let them run: ")) == QLatin1String("trust"))
        return exitcode::kOk;
    console::complain(tr("Not confirmed. Nothing was changed."));
    return exitcode::kGuardRefused;
}

int remove(const LoadedWorkspace &loaded, const QString &directory)
{
    SqliteAuditLog audit(directory + QStringLiteral("/audit.db"));
    const Result<void> done = waitFor([&](QObject *context, auto answer) {
        distrust(audit, directory, loaded, context, answer);
    });
    if (!done) {
        console::complain(done.error());
        return exitcode::kUsage;
    }
    console::note(tr("No program of %1 is trusted any more.").arg(loaded.workspace->id));
    return exitcode::kOk;
}

int trust(const TrustedWorkspace &opened, const QString &path, const QString &directory,
          const QString &seen, bool json)
{
    const LoadedWorkspace &loaded = opened.loaded;
    if (loaded.hasErrors()) {
        console::complain(tr("Nothing is trusted of a workspace that has errors."));
        return exitcode::kUsage;
    }
    if (digestsOf(opened.untrusted).isEmpty())
        return show(opened, path, json);
    if (const int code = refusalOf(opened, path, seen); code != exitcode::kOk)
        return code;
    SqliteAuditLog audit(directory + QStringLiteral("/audit.db"));
    const Result<void> done = waitFor([&](QObject *context, auto answer) {
        trustPrograms(audit, directory, loaded, opened.untrusted, context, answer);
    });
    if (!done) {
        console::complain(done.error());
        return exitcode::kUsage;
    }
    TrustedWorkspace now = opened;
    now.untrusted.removeIf([](const ProgramUse &program) { return !program.digest.isEmpty(); });
    return show(now, path, json);
}

int run(const QStringList &arguments)
{
    QCommandLineParser parser;
    console::addCommonOptions(parser);
    parser.addOption(
        {QStringLiteral("show"), tr("Only show the programs; 6 when one of them is not trusted.")});
    parser.addOption({QStringLiteral("digest"),
                      tr("For scripts: trust them if they are still those of this digest, from "
                         "--show; else 6."),
                      QStringLiteral("digest")});
    parser.addOption({QStringLiteral("remove"), tr("Trust none of them any more.")});
    if (const int code = console::parse(parser, QStringLiteral("trust"), trustCommand().usage,
                                        arguments, {tr("the workspace's folder or file")});
        code >= 0)
        return code;
    const bool isShown = parser.isSet(QStringLiteral("show"));
    const bool isRemoval = parser.isSet(QStringLiteral("remove"));
    if (isShown && isRemoval) {
        console::complain(tr("Say --show or --remove, not both."));
        return exitcode::kUsage;
    }
    const Result<QString> directory = dataDirectory();
    if (!directory && !isShown) {
        console::complain(directory.error());
        return exitcode::kUsage;
    }
    const QString path = parser.positionalArguments().constFirst();
    const TrustedWorkspace opened = openTrusted(path, directory.value_or(QString()));
    complainAbout(opened.loaded, path);
    if (!opened.loaded.workspace)
        return exitcode::kUsage;
    if (opened.trustError)
        console::note(opened.trustError->message + QLatin1Char(' ') + opened.trustError->advice);
    if (isShown)
        return show(opened, path, console::wantsJson(parser));
    return isRemoval ? remove(opened.loaded, *directory)
                     : trust(opened, path, *directory, parser.value(QStringLiteral("digest")),
                             console::wantsJson(parser));
}

} // namespace

Command trustCommand()
{
    return {QStringLiteral("trust"),
            tr("Show the programs that watching a workspace runs, and trust them."),
            QStringLiteral("WORKSPACE [--show | --digest D | --remove] [--format table|json]"),
            run};
}

} // namespace opsdeck
