// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/common/exitcode.h"
#include "app/common/opener.h"
#include "app/ctl/commands/commands.h"
#include "app/ctl/console.h"
#include "app/ctl/secretinput.h"
#include "services/config/credentialuses.h"
#include "services/credentials/keychaincredentialstore.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QJsonArray>
#include <QRegularExpression>

namespace opsdeck {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("credential", text);
}

/// Runs the event loop until the keychain answered.
template <typename Value, typename Ask>
Result<Value> waitFor(Ask &&ask)
{
    std::optional<Result<Value>> answer;
    QObject context;
    ask(&context, [&answer](Result<Value> result) {
        answer = std::move(result);
        QCoreApplication::quit();
    });
    if (!answer)
        QCoreApplication::exec();
    return answer ? *answer : Result<Value>(failure(ErrorKind::Cancelled, tr("Stopped.")));
}

bool isName(const QString &id)
{
    static const QRegularExpression shape(
        QStringLiteral(R"(^[A-Za-z0-9][A-Za-z0-9._/@-]{0,127}$)"));
    return shape.match(id).hasMatch();
}

const QStringList kActions{QStringLiteral("list"), QStringLiteral("set"), QStringLiteral("remove")};

int ended(const Result<void> &result, const QString &done)
{
    if (!result) {
        console::complain(result.error());
        return exitcode::kUsage;
    }
    console::note(done);
    return exitcode::kOk;
}

/// What the keychain said of one credential: a stable word, and why when it said nothing.
struct Answer
{
    QString word; ///< "stored", "missing", "unreadable"
    std::optional<Error> error;
};

Answer ask(KeychainCredentialStore &store, const CredentialId &id)
{
    const auto value =
        waitFor<Secret>([&](QObject *context, auto done) { store.read(id, context, done); });
    if (value)
        return {QStringLiteral("stored"), {}};
    if (value.error().kind == ErrorKind::NotFound)
        return {QStringLiteral("missing"), {}};
    return {QStringLiteral("unreadable"), value.error()};
}

QString shown(const Answer &answer)
{
    if (answer.error)
        return tr("could not be read");
    return answer.word == QLatin1String("stored") ? tr("stored") : tr("missing");
}

QJsonObject entryJson(const CredentialId &id, const Answer &answer, const QStringList &uses)
{
    QJsonObject entry{{QStringLiteral("id"), id.toString()},
                      {QStringLiteral("state"), answer.word},
                      {QStringLiteral("used_by"), QJsonArray::fromStringList(uses)}};
    if (answer.error) {
        entry[QStringLiteral("error_kind")] = toWord(answer.error->kind);
        entry[QStringLiteral("message")] = answer.error->message;
        entry[QStringLiteral("advice")] = answer.error->advice;
    }
    return entry;
}

int list(const QString &path, bool wantsJson)
{
    const LoadedWorkspace loaded = openWorkspace(path);
    complainAbout(loaded, path);
    if (!loaded.workspace)
        return exitcode::kUsage;
    const auto uses =
        credentialUses(*loaded.workspace, kindCatalog(), loaded.metricServers, loaded.teamStore);
    KeychainCredentialStore store;
    QList<QStringList> rows;
    QJsonArray entries;
    QList<Error> errors;
    for (auto it = uses.cbegin(); it != uses.cend(); ++it) {
        const Answer answer = ask(store, it.key());
        rows.append({it.key().toString(), shown(answer), it->join(QStringLiteral(", "))});
        entries.append(entryJson(it.key(), answer, *it));
        if (answer.error && !errors.contains(*answer.error))
            errors.append(*answer.error);
    }
    if (wantsJson)
        console::print(QJsonObject{{QStringLiteral("credentials"), entries}});
    else
        console::print(rows.isEmpty() ? tr("%1 uses no credentials.").arg(loaded.workspace->id)
                                      : console::table(rows));
    for (const Error &error : std::as_const(errors))
        console::complain(error);
    return errors.isEmpty() && !loaded.hasErrors() ? exitcode::kOk : exitcode::kUsage;
}

int set(const QString &id)
{
    const auto secret = readSecret(tr("Secret for %1: ").arg(id));
    if (!secret) {
        console::complain(secret.error());
        return exitcode::kUsage;
    }
    KeychainCredentialStore store;
    return ended(waitFor<void>([&](QObject *context, auto done) {
                     store.write(CredentialId(id), *secret, context, done);
                 }),
                 tr("%1 is in the keychain.").arg(id));
}

int remove(const QString &id)
{
    KeychainCredentialStore store;
    auto removed = waitFor<void>(
        [&](QObject *context, auto done) { store.remove(CredentialId(id), context, done); });
    if (!removed && removed.error().kind == ErrorKind::NotFound)
        removed.error().advice = tr("Nothing was removed. opsdeckctl credential list W shows the "
                                    "names that a workspace uses.");
    return ended(removed, tr("%1 is no longer in the keychain.").arg(id));
}

int run(const QStringList &arguments)
{
    if (!console::isAction(QStringLiteral("credential"), credentialCommand().usage, arguments,
                           kActions))
        return exitcode::kUsage;
    QCommandLineParser parser;
    console::addCommonOptions(parser);
    const QString second = arguments.value(0) == QLatin1String("list")
                               ? tr("the workspace's folder or file")
                               : tr("the credential's name");
    if (const int code =
            console::parse(parser, QStringLiteral("credential"), credentialCommand().usage,
                           arguments, {tr("what to do"), second});
        code >= 0)
        return code;
    const QString action = parser.positionalArguments().at(0);
    const QString subject = parser.positionalArguments().at(1);
    if (action == QLatin1String("list"))
        return list(subject, console::wantsJson(parser));
    if (!isName(subject)) {
        console::complain(tr("That is not a credential's name; names look like shop/prod/db."));
        return exitcode::kUsage;
    }
    return action == QLatin1String("set") ? set(subject) : remove(subject);
}

} // namespace

Command credentialCommand()
{
    return {QStringLiteral("credential"),
            tr("Put secrets into the keychain, or say which ones a workspace wants."),
            QStringLiteral("list W | set NAME | remove NAME"), run};
}

} // namespace opsdeck
