// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/credentials/secretservice.h"

#include <QCoreApplication>
#include <QDBusConnection>
#include <QDBusConnectionInterface>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusServiceWatcher>
#include <QDBusVariant>
#include <QFileInfo>
#include <QTimer>

namespace opsdeck {

namespace {

constexpr int kCallTimeoutMs = 3000;
constexpr int kSecondLookMs = 200;

class Words
{
    Q_DECLARE_TR_FUNCTIONS(Keychain)
};

/// The bus connects its signals to a name only, not to a function.
class KeychainEar final : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

Q_SIGNALS:
    void told();
};

bool hasSessionBus()
{
    // Without an address libdbus would start a bus of its own.
    if (!qEnvironmentVariableIsEmpty("DBUS_SESSION_BUS_ADDRESS"))
        return true;
    const QString runtime = qEnvironmentVariable("XDG_RUNTIME_DIR");
    return !runtime.isEmpty() && QFileInfo::exists(runtime + QStringLiteral("/bus"));
}

KeychainState stateOf(const QDBusMessage &reply)
{
    if (reply.type() == QDBusMessage::ReplyMessage)
        return reply.arguments().value(0).value<QDBusVariant>().variant().toBool()
                   ? KeychainState::Locked
                   : KeychainState::Ready;
    const QString name = reply.errorName();
    if (name.endsWith(QLatin1String("ServiceUnknown"))
        || name.endsWith(QLatin1String("NameHasNoOwner")) || name.contains(QLatin1String("Spawn")))
        return KeychainState::NoService;
    if (name.endsWith(QLatin1String("NoReply")) || name.endsWith(QLatin1String("Timeout"))
        || name.endsWith(QLatin1String("TimedOut")))
        return KeychainState::Silent;
    if (name.endsWith(QLatin1String("Disconnected")))
        return KeychainState::NoBus;
    // The service is there and does not know the object: there is no default collection.
    return KeychainState::NoCollection;
}

/// A keychain that many ask at once denies its collection now and then: it is looked for twice.
void ask(QObject *context, const std::function<void(KeychainState)> &done, bool isFirst)
{
    const QDBusConnection bus = QDBusConnection::sessionBus();
    QDBusMessage call = QDBusMessage::createMethodCall(
        QStringLiteral("org.freedesktop.secrets"),
        QStringLiteral("/org/freedesktop/secrets/aliases/default"),
        QStringLiteral("org.freedesktop.DBus.Properties"), QStringLiteral("Get"));
    call << QStringLiteral("org.freedesktop.Secret.Collection") << QStringLiteral("Locked");
    auto *watcher = new QDBusPendingCallWatcher(bus.asyncCall(call, kCallTimeoutMs), context);
    QObject::connect(watcher, &QDBusPendingCallWatcher::finished, context,
                     [watcher, context, done, isFirst] {
                         watcher->deleteLater();
                         const KeychainState state = stateOf(watcher->reply());
                         if (state == KeychainState::NoCollection && isFirst)
                             QTimer::singleShot(kSecondLookMs, context,
                                                [context, done] { ask(context, done, false); });
                         else
                             done(state);
                     });
}

} // namespace

void askKeychainState(QObject *context, std::function<void(KeychainState)> done)
{
    const auto later = [&](KeychainState state) {
        QTimer::singleShot(0, context, [done, state] { done(state); });
    };
    if (!hasSessionBus())
        return later(KeychainState::NoBus);
    const QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return later(KeychainState::NoBus);
    ask(context, done, true);
}

void watchKeychain(QObject *context, std::function<void()> changed)
{
    const QString collection = QStringLiteral("org.freedesktop.Secret.Collection");
    const QString service = QStringLiteral("org.freedesktop.Secret.Service");
    const QString properties = QStringLiteral("org.freedesktop.DBus.Properties");
    auto *ear = new KeychainEar(context);
    QObject::connect(ear, &KeychainEar::told, context, changed);
    QDBusConnection bus = QDBusConnection::sessionBus();
    // From whomever they come: at worst something is read once more than needed.
    for (const auto &name : {QStringLiteral("ItemCreated"), QStringLiteral("ItemChanged"),
                             QStringLiteral("ItemDeleted")})
        bus.connect({}, {}, collection, name, ear, SIGNAL(told()));
    bus.connect({}, {}, service, QStringLiteral("CollectionChanged"), ear, SIGNAL(told()));
    bus.connect({}, {}, properties, QStringLiteral("PropertiesChanged"), QStringList{collection},
                {}, ear, SIGNAL(told()));
    auto *keeper = new QDBusServiceWatcher(QStringLiteral("org.freedesktop.secrets"), bus,
                                           QDBusServiceWatcher::WatchForOwnerChange, ear);
    QObject::connect(keeper, &QDBusServiceWatcher::serviceOwnerChanged, ear, &KeychainEar::told);
}

std::optional<Error> keychainError(KeychainState state)
{
    const auto error = [](const QString &message, const QString &advice) {
        return Error{ErrorKind::Credential, message, advice, {}};
    };
    switch (state) {
    case KeychainState::Ready:
        break;
    case KeychainState::NoBus:
        return error(
            Words::tr("There is no session bus, so no keychain can be reached."),
            Words::tr(
                "Try: start Opsdeck from the desktop session, or set DBUS_SESSION_BUS_ADDRESS."));
    case KeychainState::NoService:
        return error(
            Words::tr("No keychain is running on this session's bus."),
            Words::tr(
                "Try: install and start gnome-keyring, KWallet or KeePassXC's Secret Service."));
    case KeychainState::NoCollection:
        return error(
            Words::tr("The keychain has no default collection yet."),
            Words::tr("Try: create one in the keychain's own program (Passwords and Keys)."));
    case KeychainState::Locked:
        return error(
            Words::tr("The keychain is locked."),
            Words::tr("Try: unlock it in the desktop session; Opsdeck asks again by itself."));
    case KeychainState::Silent:
        return error(Words::tr("The keychain did not answer in 3 s."),
                     Words::tr("Try: look for a prompt of the keychain, or restart its service."));
    }
    return std::nullopt;
}

} // namespace opsdeck

#include "secretservice.moc"
