// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/importers/servicekindguess.h"

#include <QRegularExpression>

#include <algorithm>

namespace opsdeck {

namespace {

struct PortHint
{
    quint16 port;
    const char *technology; ///< null: some program that talks HTTP
    const char *layer;
    const char *kind;
};

const PortHint kPortHints[] = {
    {5432, "PostgreSQL", "data", "postgres"},
    {6379, "Redis", "data", "redis"},
    {3306, "MySQL", "data", "tcp"},
    {27017, "MongoDB", "data", "tcp"},
    {5672, "AMQP broker", "data", "tcp"},
    {9092, "Kafka", "data", "tcp"},
    {1883, "MQTT broker", "data", "tcp"},
    {11211, "Memcached", "data", "tcp"},
    {9200, "Elasticsearch", "data", "elasticsearch"},
    {80, nullptr, "app", "http"},
    {8080, nullptr, "app", "http"},
    {8000, nullptr, "app", "http"},
    {3000, nullptr, "app", "http"},
    {5000, nullptr, "app", "http"},
    {8081, nullptr, "app", "http"},
    {8008, nullptr, "app", "http"},
    {8888, nullptr, "app", "http"},
    {4200, nullptr, "app", "http"},
    {5173, nullptr, "app", "http"},
    {9000, nullptr, "app", "http"},
    {3001, nullptr, "app", "http"},
    {8001, nullptr, "app", "http"},
    {8082, nullptr, "app", "http"},
};

QRegularExpression whole(const QString &pattern)
{
    return QRegularExpression(QStringLiteral("^(?:%1)$").arg(pattern));
}

/// The row of an image: by its whole path, its last two parts, or its last one.
const Technology *technologyOf(const QString &path)
{
    static const QList<QRegularExpression> expressions = [] {
        QList<QRegularExpression> all;
        for (const Technology &row : technologies())
            all.append(whole(row.images));
        return all;
    }();
    if (path.isEmpty() || path.size() > 255)
        return nullptr;
    const QStringList tries{path, path.section(QLatin1Char('/'), -2),
                            path.section(QLatin1Char('/'), -1)};
    for (qsizetype i = 0; i < expressions.size(); ++i) {
        for (const QString &each : tries) {
            if (expressions.at(i).match(each).hasMatch())
                return &technologies().at(i);
        }
    }
    return nullptr;
}

const CommandHint *commandOf(const QStringList &words)
{
    static const QList<QRegularExpression> expressions = [] {
        QList<QRegularExpression> all;
        for (const CommandHint &row : commandHints())
            all.append(QRegularExpression(row.words));
        return all;
    }();
    const QString line = words.join(QLatin1Char(' ')).left(2000);
    if (line.isEmpty())
        return nullptr;
    for (qsizetype i = 0; i < expressions.size(); ++i) {
        if (expressions.at(i).match(line).hasMatch())
            return &commandHints().at(i);
    }
    return nullptr;
}

const VariableHint *variableOf(const QMap<QString, ComposeVariable> &environment)
{
    static const QList<QRegularExpression> expressions = [] {
        QList<QRegularExpression> all;
        for (const VariableHint &row : variableHints())
            all.append(whole(row.names));
        return all;
    }();
    for (qsizetype i = 0; i < expressions.size(); ++i) {
        for (auto it = environment.keyBegin(); it != environment.keyEnd(); ++it) {
            if (expressions.at(i).match(*it).hasMatch())
                return &variableHints().at(i);
        }
    }
    return nullptr;
}

/// Programs that any command may run in: what they run says more.
bool isPlainBase(const Technology &row)
{
    static const QStringList bases{QStringLiteral("Plain image"), QStringLiteral("Python"),
                                   QStringLiteral("Node.js"),     QStringLiteral("Go"),
                                   QStringLiteral("Java"),        QStringLiteral("Ruby"),
                                   QStringLiteral("PHP"),         QStringLiteral(".NET")};
    return bases.contains(row.title);
}

QList<CheckWay> httpWay(const QString &path = QStringLiteral("/"))
{
    return {{QStringLiteral("http"), path}};
}

QList<quint16> portsOf(const ComposeService &service)
{
    QList<quint16> ports;
    for (const auto *list : {&service.ports, &service.exposed}) {
        for (const ComposePort &port : *list) {
            if (port.isTcp() && !ports.contains(port.target))
                ports.append(port.target);
        }
    }
    return ports;
}

bool guessByPort(const ComposeService &service, KindGuess &guess)
{
    const QList<quint16> ports = portsOf(service);
    for (const ComposePort &port : service.ports) {
        if (port.application == QLatin1String("http")) {
            guess.ways = httpWay();
            guess.ports = {port.target};
            guess.confidence = Confidence::Medium;
            guess.reason = ImportText::tr("its port %1 is said to talk HTTP").arg(port.target);
            return true;
        }
    }
    for (const PortHint &hint : kPortHints) {
        if (!ports.contains(hint.port))
            continue;
        const bool isNamed = hint.technology != nullptr;
        guess.technology = QLatin1String(hint.technology);
        guess.layer = QLatin1String(hint.layer);
        guess.ports = {hint.port};
        guess.ways = {{QLatin1String(hint.kind), isNamed ? QString() : QStringLiteral("/")}};
        if (guess.ways.constFirst().kind == QLatin1String("elasticsearch"))
            guess.ways += httpWay();
        guess.confidence = isNamed ? Confidence::Medium : Confidence::Low;
        guess.reason = isNamed ? ImportText::tr("its port %1 is that of %2")
                                     .arg(QString::number(hint.port), guess.technology)
                               : ImportText::tr("port %1 mostly talks HTTP").arg(hint.port);
        return true;
    }
    return false;
}

QString versioned(const Technology &row, const ComposeService &service)
{
    const QString version = imageVersion(service.image);
    return version.isEmpty() ? row.title : row.title + QLatin1Char(' ') + version;
}

void guessByImage(const Technology &row, const ComposeService &service, KindGuess &guess)
{
    guess.technology = versioned(row, service);
    guess.layer = row.layer;
    guess.ports = row.ports;
    guess.ways = row.ways;
    guess.confidence = Confidence::High;
    guess.reason = ImportText::tr("the image is %1").arg(imagePath(service.image));
}

/// An image of somebody's own, called after what is in it.
bool guessByName(const ComposeService &service, KindGuess &guess)
{
    const Technology *row = technologyOf(service.name.toLower());
    if (row == nullptr || isPlainBase(*row) || row->layer == QLatin1String("app")
        || row->layer == QLatin1String("tools"))
        return false;
    const QList<quint16> ports = portsOf(service);
    const bool fits = std::any_of(row->ports.cbegin(), row->ports.cend(),
                                  [&](quint16 port) { return ports.contains(port); });
    if (!fits && !ports.isEmpty())
        return false;
    guess.technology = row->title;
    guess.layer = row->layer;
    guess.ports = row->ports;
    guess.ways = row->ways;
    guess.confidence = fits ? Confidence::Medium : Confidence::Low;
    guess.reason = fits ? ImportText::tr("its name and port are those of %1").arg(row->title)
                        : ImportText::tr("its name is that of %1").arg(row->title);
    return true;
}

/// Workers are called after what they run in.
bool guessWorker(const ComposeService &service, KindGuess &guess)
{
    const CommandHint *hint = commandOf({service.name.toLower()});
    if (hint == nullptr || hint->layer != QLatin1String("worker") || !portsOf(service).isEmpty())
        return false;
    guess.technology = hint->title;
    guess.layer = hint->layer;
    guess.reason = ImportText::tr("its name is that of %1").arg(hint->title);
    return true;
}

/// In an image of somebody's own: what only such programs are told.
bool guessByVariables(const ComposeService &service, KindGuess &guess)
{
    const VariableHint *hint = variableOf(service.environment);
    if (hint == nullptr)
        return false;
    guess.technology = hint->title;
    guess.ports = hint->ports;
    guess.ways = httpWay();
    guess.confidence = Confidence::Medium;
    guess.reason = ImportText::tr("its variables are those of %1").arg(hint->title);
    return true;
}

void guessByCommand(const CommandHint &hint, KindGuess &guess)
{
    guess.technology = hint.title;
    guess.layer = hint.layer;
    guess.ports = hint.ports;
    guess.ways = hint.isHttp ? httpWay() : QList<CheckWay>();
    if (hint.title == QLatin1String("Redis"))
        guess.ways = {{QStringLiteral("redis"), {}}};
    if (hint.title == QLatin1String("Celery"))
        guess.ways = {{QStringLiteral("celery"), {}}};
    guess.confidence = Confidence::Medium;
    guess.reason = ImportText::tr("its command runs %1").arg(hint.title);
}

/// What its own health check asks for, when nothing else told.
void refineByHealth(const HealthQuestion &question, KindGuess &guess)
{
    switch (question.form) {
    case HealthQuestion::Form::Http:
        if (!guess.ways.isEmpty() && guess.confidence == Confidence::High
            && guess.ways.constFirst().kind != QLatin1String("http"))
            return;
        guess.ways = httpWay(question.path);
        break;
    case HealthQuestion::Form::Postgres:
        guess.ways = {{QStringLiteral("postgres"), {}}};
        break;
    case HealthQuestion::Form::Redis:
        guess.ways = {{QStringLiteral("redis"), {}}};
        break;
    case HealthQuestion::Form::Tcp:
        if (guess.confidence == Confidence::Low)
            guess.ways = {{QStringLiteral("tcp"), {}}};
        break;
    case HealthQuestion::Form::None:
    case HealthQuestion::Form::Other:
        return;
    }
    if (question.port != 0) {
        guess.ports.removeAll(question.port);
        guess.ports.prepend(question.port);
    }
    if (guess.confidence == Confidence::Low) {
        guess.confidence = Confidence::Medium;
        guess.reason = ImportText::tr("its own health check asks that way");
    }
}

QString layerByName(const QString &name)
{
    static const QRegularExpression worker(
        QStringLiteral("worker|celery|beat|scheduler|cron|job|consumer|queue|sidekiq|replacer"));
    static const QRegularExpression edge(QStringLiteral("nginx|proxy|gateway|ingress|balancer"));
    static const QRegularExpression data(QStringLiteral(
        "(^|[-_])(db|database|cache|broker|storage|search)$|postgres|redis|mysql|mongo"));
    const QString lower = name.toLower();
    if (worker.match(lower).hasMatch())
        return QStringLiteral("worker");
    if (edge.match(lower).hasMatch())
        return QStringLiteral("edge");
    return data.match(lower).hasMatch() ? QStringLiteral("data") : QStringLiteral("app");
}

} // namespace

QString toWord(Confidence confidence)
{
    switch (confidence) {
    case Confidence::High:
        return QStringLiteral("high");
    case Confidence::Medium:
        return QStringLiteral("medium");
    case Confidence::Low:
        break;
    }
    return QStringLiteral("low");
}

QString imagePath(const QString &image)
{
    QString path = image.section(QLatin1Char('@'), 0, 0).trimmed();
    const qsizetype colon = path.lastIndexOf(QLatin1Char(':'));
    if (colon > path.lastIndexOf(QLatin1Char('/')))
        path.truncate(colon);
    const QString first = path.section(QLatin1Char('/'), 0, 0);
    const bool isRegistry = path.contains(QLatin1Char('/'))
                            && (first.contains(QLatin1Char('.')) || first.contains(QLatin1Char(':'))
                                || first == QLatin1String("localhost"));
    if (isRegistry)
        path = path.section(QLatin1Char('/'), 1);
    return path.toLower();
}

QString imageVersion(const QString &image)
{
    static const QRegularExpression version(QStringLiteral(R"(^v?([0-9]+(?:\.[0-9]+){0,3}))"));
    static const QRegularExpression postgres(QStringLiteral(R"(^(?:latest-)?pg([0-9]+))"));
    const QString named = image.section(QLatin1Char('@'), 0, 0);
    const qsizetype colon = named.lastIndexOf(QLatin1Char(':'));
    if (colon < 0 || colon < named.lastIndexOf(QLatin1Char('/')))
        return {};
    const QString tag = named.mid(colon + 1);
    if (const auto match = version.match(tag); match.hasMatch())
        return match.captured(1);
    const auto match = postgres.match(tag);
    return match.hasMatch() ? QLatin1String("pg") + match.captured(1) : QString();
}

bool runsOnce(const ComposeService &service)
{
    static const QRegularExpression name(QStringLiteral(
        "(^|[-_.])(init|initdb|setup|migrate|migrations?|migrator|seed|seeder|bootstrap|installer|"
        "provision|provisioner|prestart|genkeys|certs?|createbuckets?|createdb|chown|permissions|"
        "build|tests?|e2e|sut)([-_.]|[0-9]*$)"));
    static const QRegularExpression line(QStringLiteral(
        "\\b(alembic upgrade|manage\\.py migrate|db:migrate|db:prepare|artisan migrate|"
        "prisma migrate|mc (mb|alias|config)|flyway|liquibase)\\b"));
    if (service.isJob)
        return true;
    const bool mayEnd = service.restart.isEmpty() || service.restart == QLatin1String("no")
                        || service.restart == QLatin1String("false")
                        || service.restart == QLatin1String("none")
                        || service.restart == QLatin1String("on-failure");
    if (!mayEnd || !service.ports.isEmpty()
        || service.health.form == ComposeHealthcheck::Form::Command)
        return false;
    // `migrate && serve` goes on.
    const QString words = service.words.join(QLatin1Char(' ')).left(2000);
    const bool isChain =
        words.contains(QLatin1String("&& exec")) || words.contains(QLatin1String("serve"))
        || words.contains(QLatin1String("gunicorn")) || words.contains(QLatin1String("uvicorn"))
        || words.contains(QLatin1String("npm start")) || words.contains(QLatin1String("runserver"))
        || words.contains(QLatin1String("sleep infinity"))
        || words.contains(QLatin1String("tail -f"));
    return !isChain
           && (name.match(service.name.toLower()).hasMatch() || line.match(words).hasMatch());
}

KindGuess guessKind(const ComposeService &service)
{
    KindGuess guess;
    guess.layer = layerByName(service.name);
    const QString path = imagePath(service.image);
    const Technology *row = technologyOf(path);
    const CommandHint *command = commandOf(service.words);
    const bool isBase = row != nullptr && isPlainBase(*row);
    if (row != nullptr && !isBase && !service.isBuilt) {
        guessByImage(*row, service, guess);
    } else if (command != nullptr) {
        guessByCommand(*command, guess);
    } else if (!guessByName(service, guess) && !guessWorker(service, guess)
               && !guessByVariables(service, guess) && !guessByPort(service, guess)) {
        guess.ways = {{QStringLiteral("tcp"), {}}};
        guess.reason = ImportText::tr("nothing tells what it is");
    }
    const bool isNamed = isBase && row->title != QLatin1String("Plain image");
    if (isNamed && (guess.technology.isEmpty() || guess.technology == row->title))
        guess.technology = versioned(*row, service);
    refineByHealth(healthQuestion(service.health), guess);
    return guess;
}

} // namespace opsdeck
