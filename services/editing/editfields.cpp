// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/editing/editfields.h"

#include "services/config/scalars.h"
#include "services/domain/workspace.h"
#include "services/editing/yamlwriter.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>

namespace opsdeck {

namespace {

class EditText
{
    Q_DECLARE_TR_FUNCTIONS(EditFields)
};

template <typename Enum>
QStringList words(Enum last)
{
    QStringList all;
    for (int value = 0; value <= static_cast<int>(last); ++value)
        all << toWord(static_cast<Enum>(value));
    return all;
}

ParameterSpec field(const char *name, ParameterType type, const QString &help,
                    const QVariant &standard = {})
{
    ParameterSpec spec;
    spec.name = QString::fromLatin1(name);
    spec.type = type;
    spec.help = help;
    spec.defaultValue = standard;
    return spec;
}

ParameterSpec needed(ParameterSpec spec)
{
    spec.required = true;
    return spec;
}

ParameterSpec choice(const char *name, const QStringList &choices, const QString &help,
                     const QVariant &standard = {})
{
    ParameterSpec spec = field(name, ParameterType::Enum, help, standard);
    spec.choices = choices;
    return spec;
}

ParameterSpec listOf(const char *name, const QStringList &choices, const QString &help)
{
    ParameterSpec spec = field(name, ParameterType::StringList, help);
    spec.choices = choices;
    return spec;
}

ParameterSpec viaField(const EditChoices &choices, const QString &help)
{
    return choice("via", QStringList(choices.ways) << QStringLiteral("direct"), help);
}

ParameterSpec idField()
{
    return needed(field(
        "id", ParameterType::String,
        EditText::tr("The name that other places refer to: letters, digits, '-', '_' and '.'.")));
}

ParameterSpec titleField()
{
    return field("title", ParameterType::String,
                 EditText::tr("As it is shown; the name when empty."));
}

ParameterSpec tierField()
{
    return choice("tier", words(Tier::Other),
                  EditText::tr("What it is for; prod is protected unless said otherwise."),
                  QStringLiteral("other"));
}

ParameterSchema platformFields(bool isNew)
{
    ParameterSchema fields;
    if (isNew) {
        fields << needed(
            field("file", ParameterType::String,
                  EditText::tr(
                      "The file to write, inside of the workspace's folder: platforms/shop.yaml.")))
               << needed(field("platform", ParameterType::String,
                               EditText::tr("The name that other places refer to.")));
    }
    fields << titleField();
    fields << field(
        "layers", ParameterType::StringList,
        EditText::tr(
            "Groups of services from top to bottom, one a line: \"data\" or \"data: Data\"."));
    if (isNew) {
        fields << needed(field("environment", ParameterType::String,
                               EditText::tr("Its first environment: dev, staging, prod …")));
        fields << tierField();
    }
    return fields;
}

ParameterSchema environmentFields(const EditChoices &choices)
{
    return {idField(),
            titleField(),
            tierField(),
            field("protected", ParameterType::Boolean,
                  EditText::tr("Acting here asks for more. On in prod.")),
            field("host", ParameterType::String,
                  EditText::tr("Shown beside its name: shop.example.com.")),
            viaField(choices, EditText::tr("The way that what is in it is reached by.")),
            field("witness_quorum", ParameterType::Integer,
                  EditText::tr("So many silent witnesses put it out of sight; all when empty.")),
            field("parameters", ParameterType::StringMap,
                  EditText::tr("What ${name} stands for here: addresses, ports, names of "
                               "credentials in the keychain. Never a password."))};
}

ParameterSchema serviceFields(const EditTarget &target, const EditChoices &choices)
{
    QStringList others = choices.services;
    others.removeAll(target.service.toString());
    ParameterSchema fields;
    if (target.only.isEmpty())
        fields << idField();
    fields << titleField()
           << field("technology", ParameterType::String,
                    EditText::tr("What it is made of: PostgreSQL 15."))
           << field("port", ParameterType::String,
                    EditText::tr("Shown in the diagram: \"80, 443\"."))
           << choice("layer", choices.layers, EditText::tr("The group that it stands in."))
           << field("description", ParameterType::String,
                    EditText::tr("What it does, in one sentence."))
           << choice("presence", words(Presence::NotConfigured),
                     EditText::tr("Whether it is expected to be there."), QStringLiteral("active"))
           << field("replicas", ParameterType::Integer, EditText::tr("How many of it run."), 1);
    if (target.only.isEmpty())
        fields << listOf("only_in", choices.environments,
                         EditText::tr("The environments that have it; all when empty."));
    fields << listOf("depends_on", others, EditText::tr("The services that it needs."));
    fields << viaField(
        choices, EditText::tr("The way that its checks go by; the environment's when not set."));
    return fields;
}

ParameterSchema checkFields(const EditTarget &target, const EditChoices &choices,
                            const QString &checkKind)
{
    QStringList kinds;
    for (const KindInfo &kind : choices.kinds)
        kinds << kind.id;
    ParameterSchema fields;
    if (target.only.isEmpty())
        fields << idField()
               << needed(choice("kind", kinds, EditText::tr("What is asked, and how.")));
    fields << titleField();
    const auto kind = std::find_if(choices.kinds.cbegin(), choices.kinds.cend(),
                                   [&](const KindInfo &each) { return each.id == checkKind; });
    const ParameterSchema own = kind == choices.kinds.cend() ? ParameterSchema() : kind->parameters;
    // What it can't do without first.
    std::copy_if(own.cbegin(), own.cend(), std::back_inserter(fields),
                 [](const ParameterSpec &spec) { return spec.required; });
    const Check standard;
    fields << field("interval", ParameterType::Duration,
                    EditText::tr("How often it is asked: 30s, 5m."),
                    static_cast<qint64>(standard.interval.count()))
           << field("timeout", ParameterType::Duration,
                    EditText::tr("How long the whole answer may take."),
                    static_cast<qint64>(standard.timeout.count()))
           << field("retries", ParameterType::Integer,
                    EditText::tr("Bad results in a row until the service counts as down."),
                    standard.retries)
           << field("start_period", ParameterType::Duration,
                    EditText::tr("Failures this long after the start do not count."),
                    static_cast<qint64>(standard.startPeriod.count()))
           << viaField(choices,
                       EditText::tr("The way that it is reached by; the service's when not set."))
           << choice("witness", {QStringLiteral("true"), QStringLiteral("outside")},
                     EditText::tr("true: while it is silent and nothing else there answers, its "
                                  "environment is out of sight, not down. outside: it asks by a "
                                  "path of its own."))
           << field("degraded_if", ParameterType::StringList,
                    EditText::tr("Conditions, one a line; any that holds is a warning."))
           << field("down_if", ParameterType::StringList,
                    EditText::tr("Conditions, one a line; any that holds is critical."));
    std::copy_if(own.cbegin(), own.cend(), std::back_inserter(fields),
                 [](const ParameterSpec &spec) { return !spec.required; });
    return fields;
}

ParameterSchema metricFields(const EditChoices &choices)
{
    return {
        idField(),
        titleField(),
        needed(choice("check", choices.checks, EditText::tr("The check whose samples are drawn."))),
        needed(field("metric", ParameterType::String,
                     EditText::tr("Name of the sample: probe_duration_seconds."))),
        field("thresholds", ParameterType::StringList,
              EditText::tr("Limits, one a line: \"above 0.5 clear 0.4 for 2m warning\", \"below 10 "
                           "critical\".")),
        choice("unit", words(Unit::Count), EditText::tr("How values are written."),
               QStringLiteral("none")),
        field("rate", ParameterType::Boolean, EditText::tr("Draw a counter's increase per second."),
              false),
        field("series_label", ParameterType::String,
              EditText::tr("The label whose values name the lines.")),
        field("labels", ParameterType::StringMap, EditText::tr("Only samples with these labels."))};
}

ParameterSchema dependencyFields(const EditTarget &target, const EditChoices &choices)
{
    QStringList others = choices.services;
    others.removeAll(target.service.toString());
    return {
        needed(choice("service", others, EditText::tr("The service that is needed."))),
        choice("basis",
               {QStringLiteral("stated"), QStringLiteral("implied"), QStringLiteral("disputed")},
               EditText::tr("How sure it is; a disputed one carries no impact."),
               QStringLiteral("stated")),
        choice("role", {QStringLiteral("uses"), QStringLiteral("scrapes")},
               EditText::tr("Whether it needs the other or only observes it."),
               QStringLiteral("uses"))};
}

bool isWrittenPlain(ParameterType type)
{
    switch (type) {
    case ParameterType::Integer:
    case ParameterType::Number:
    case ParameterType::Boolean:
    case ParameterType::Duration:
    case ParameterType::ByteSize:
    case ParameterType::Port:
        return true;
    default:
        return false;
    }
}

bool isText(const YamlSpan &span)
{
    return span.isScalar();
}

QString textOf(const YamlSpan &map, const char *key)
{
    const YamlEntry *entry = map.find(QString::fromLatin1(key));
    return entry != nullptr && entry->value.isScalar() ? entry->value.text : QString();
}

/// "above 0.5 clear 0.4 for 2m warning" of { above: 0.5, clear: 0.4, for: 2m, severity: warning }.
QString thresholdText(const YamlSpan &span)
{
    QStringList parts;
    for (const char *key : {"above", "below", "clear", "for"}) {
        const QString value = textOf(span, key);
        if (!value.isEmpty())
            parts << QString::fromLatin1(key) << value;
    }
    const QString severity = textOf(span, "severity");
    return (severity.isEmpty() ? parts : parts << severity).join(QLatin1Char(' '));
}

QString layerText(const YamlSpan &span)
{
    const QString title = textOf(span, "title");
    return title.isEmpty() ? textOf(span, "id") : textOf(span, "id") + QStringLiteral(": ") + title;
}

/// An item of a list as a line of the form; empty when it has another shape.
QString itemText(const QString &field, const YamlSpan &item)
{
    if (isText(item))
        return item.text;
    if (!item.isMap())
        return {};
    if (field == QLatin1String("thresholds"))
        return thresholdText(item);
    if (field == QLatin1String("layers"))
        return layerText(item);
    return field == QLatin1String("depends_on") ? textOf(item, "service") : QString();
}

Result<YamlValue> thresholdOf(const QString &text)
{
    static const QRegularExpression shape(QStringLiteral(
        R"(^\s*(above|below)[\s:]+(\S+?),?(?:\s+clear[\s:]+(\S+?),?)?(?:\s+for[\s:]+(\S+?),?)?(?:\s+(warning|critical))?\s*$)"));
    const QRegularExpressionMatch match = shape.match(text);
    if (!match.hasMatch())
        return failure(ErrorKind::Config,
                       EditText::tr("a limit is written \"above 0.5 clear 0.4 for 2m warning\" or "
                                    "\"below 10 critical\""));
    YamlValue value = YamlValue::map().add(match.captured(1), YamlValue::plain(match.captured(2)));
    if (!match.captured(3).isEmpty())
        value.add(QStringLiteral("clear"), YamlValue::plain(match.captured(3)));
    if (!match.captured(4).isEmpty())
        value.add(QStringLiteral("for"), YamlValue::plain(match.captured(4)));
    if (!match.captured(5).isEmpty())
        value.add(QStringLiteral("severity"), YamlValue::text(match.captured(5)));
    return value;
}

YamlValue layerOf(const QString &text)
{
    const auto colon = text.indexOf(QLatin1Char(':'));
    YamlValue value =
        YamlValue::map().add(QStringLiteral("id"), YamlValue::text(text.left(colon).trimmed()));
    if (colon >= 0 && !text.mid(colon + 1).trimmed().isEmpty())
        value.add(QStringLiteral("title"), YamlValue::text(text.mid(colon + 1).trimmed()));
    return value;
}

Result<YamlValue> writtenList(const QString &field, const QStringList &lines, const YamlSpan *old)
{
    QList<YamlValue> items;
    for (const QString &line : lines) {
        const YamlEntry *same = nullptr;
        for (std::size_t i = 0; old != nullptr && old->isList() && i < old->entries.size(); ++i) {
            if (itemText(field, old->entries.at(i).value) == line)
                same = &old->entries.at(i);
        }
        if (same != nullptr) {
            items.append(YamlText::valueOf(same->value));
        } else if (field == QLatin1String("thresholds")) {
            const auto threshold = thresholdOf(line);
            if (!threshold)
                return threshold;
            items.append(*threshold);
        } else {
            items.append(field == QLatin1String("layers") ? layerOf(line) : YamlValue::text(line));
        }
    }
    return YamlValue::list(items);
}

ParameterSchema fieldsOf(const EditTarget &target, const EditChoices &choices,
                         const QString &checkKind)
{
    switch (target.kind) {
    case EditKind::Platform:
        return platformFields(target.isNew);
    case EditKind::Environment:
        return environmentFields(choices);
    case EditKind::Service:
        return serviceFields(target, choices);
    case EditKind::Check:
        return checkFields(target, choices, checkKind);
    case EditKind::Metric:
        return metricFields(choices);
    case EditKind::Dependency:
        break;
    }
    return dependencyFields(target, choices);
}

} // namespace

ParameterSchema editFields(const EditTarget &target, const EditChoices &choices,
                           const QString &checkKind)
{
    ParameterSchema fields = fieldsOf(target, choices, checkKind);
    // What differs in one environment may be as little as one thinks fit.
    for (ParameterSpec &spec : fields)
        spec.required = spec.required && target.only.isEmpty();
    return fields;
}

QString defaultText(const ParameterSpec &field)
{
    if (!field.defaultValue.isValid())
        return {};
    switch (field.type) {
    case ParameterType::Duration:
        return scalars::durationWord(Milliseconds(field.defaultValue.toLongLong()));
    case ParameterType::ByteSize:
        return scalars::bytesWord(field.defaultValue.toLongLong());
    case ParameterType::StringList:
    case ParameterType::ConditionList:
        return field.defaultValue.toStringList().join(QStringLiteral(", "));
    case ParameterType::StringMap:
    case ParameterType::Conditions:
        return {};
    default:
        return field.defaultValue.toString();
    }
}

bool isEmptyValue(const QVariant &value)
{
    switch (value.typeId()) {
    case QMetaType::QStringList:
        return value.toStringList().isEmpty();
    case QMetaType::QVariantMap:
        return value.toMap().isEmpty();
    default:
        return value.toString().isEmpty();
    }
}

std::optional<QVariant> shownValue(const ParameterSpec &field, const YamlSpan &span)
{
    if (span.kind == YamlSpan::Kind::Null)
        return QVariant();
    switch (field.type) {
    case ParameterType::StringList:
    case ParameterType::ConditionList: {
        if (isText(span))
            return QStringList{span.text};
        QStringList lines;
        for (const YamlEntry &entry : span.entries)
            lines << itemText(field.name, entry.value);
        if (!span.isList() || lines.contains(QString()))
            return std::nullopt;
        return lines;
    }
    case ParameterType::StringMap:
    case ParameterType::Conditions:
    case ParameterType::Places: {
        QVariantMap map;
        for (const YamlEntry &entry : span.entries) {
            if (!isText(entry.value))
                return std::nullopt;
            map.insert(entry.key, entry.value.text);
        }
        if (!span.isMap() || span.isOdd)
            return std::nullopt;
        return map;
    }
    case ParameterType::Steps: {
        // As YAML, to be typed as in the file.
        const YamlHabits habits;
        if (!span.isList())
            return std::nullopt;
        return QString::fromUtf8(YamlWriter(habits).block({}, YamlText::valueOf(span), 0,
                                                          YamlWriter::BlockText::Allowed));
    }
    default:
        if (!isText(span))
            return std::nullopt;
        return span.text;
    }
}

Result<YamlValue> writtenValue(const ParameterSpec &field, const QVariant &value,
                               const YamlSpan *old)
{
    if (field.type == ParameterType::StringList || field.type == ParameterType::ConditionList)
        return writtenList(field.name, value.toStringList(), old);
    if (field.type == ParameterType::Steps) {
        const auto text = YamlText::parse(value.toString().toUtf8());
        if (text && text->root().isList())
            return text->value();
        return failure(ErrorKind::Config,
                       text ? EditText::tr("a list of steps, each begun with \"- \"")
                            : text.error().message);
    }
    if (field.type == ParameterType::StringMap || field.type == ParameterType::Conditions
        || field.type == ParameterType::Places) {
        // In the order of the file, new ones behind.
        const QVariantMap wanted = value.toMap();
        QStringList names;
        for (std::size_t i = 0; old != nullptr && old->isMap() && i < old->entries.size(); ++i)
            names << old->entries.at(i).key;
        for (auto it = wanted.cbegin(); it != wanted.cend(); ++it) {
            if (!names.contains(it.key()))
                names << it.key();
        }
        YamlValue map = YamlValue::map();
        for (const QString &name : std::as_const(names)) {
            if (!wanted.contains(name))
                continue;
            const QString text = wanted.value(name).toString();
            map.add(name, field.name == QLatin1String("parameters") ? YamlValue::plain(text)
                                                                    : YamlValue::text(text));
        }
        return map;
    }
    return isWrittenPlain(field.type) ? YamlValue::plain(value.toString())
                                      : YamlValue::text(value.toString());
}

} // namespace opsdeck
