// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/editing/editfields.h"

#include "services/config/scalars.h"
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

const QString kRollUp = QStringLiteral("rollup");

/// "above 0.5 clear 0.4 for 2m warning" of { above: 0.5, clear: 0.4, for: 2m, severity: warning },
/// "at least 3" of { at_least: 3 }.
QString thresholdText(const YamlSpan &span)
{
    QStringList parts;
    for (const char *key : {"above", "below", "at_least", "at_most", "clear", "for"}) {
        const QString value = textOf(span, key);
        if (!value.isEmpty())
            parts << QString::fromLatin1(key).replace(QLatin1Char('_'), QLatin1Char(' ')) << value;
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
        R"(^\s*(above|below|at[ _]least|at[ _]most)[\s:]+(\S+?),?(?:\s+clear[\s:]+(\S+?),?)?(?:\s+for[\s:]+(\S+?),?)?(?:\s+(warning|critical))?\s*$)"));
    const QRegularExpressionMatch match = shape.match(text);
    if (!match.hasMatch())
        return failure(ErrorKind::Config,
                       EditText::tr("a limit is written \"above 0.5 clear 0.4 for 2m warning\", "
                                    "\"below 10 critical\", \"at least 3\" or \"at most 0\""));
    const QString side = match.captured(1).replace(QLatin1Char(' '), QLatin1Char('_'));
    YamlValue value = YamlValue::map().add(side, YamlValue::plain(match.captured(2)));
    if (!match.captured(3).isEmpty())
        value.add(QStringLiteral("clear"), YamlValue::plain(match.captured(3)));
    if (!match.captured(4).isEmpty())
        value.add(QStringLiteral("for"), YamlValue::plain(match.captured(4)));
    if (!match.captured(5).isEmpty())
        value.add(QStringLiteral("severity"), YamlValue::text(match.captured(5)));
    return value;
}

/// "at least 2" of { at_least: 2 }, "50 %" of { percent: 50 }; nothing when it has another shape.
std::optional<QVariant> rollUpText(const YamlSpan &span)
{
    if (isText(span))
        return span.text;
    if (!span.isMap() || span.isOdd || span.entries.size() != 1)
        return std::nullopt;
    const QString amount = textOf(span, "at_least");
    const QString percent = textOf(span, "percent");
    if (amount.isEmpty() == percent.isEmpty())
        return std::nullopt;
    return amount.isEmpty() ? percent + QStringLiteral(" %") : QStringLiteral("at least ") + amount;
}

Result<YamlValue> rollUpOf(const QString &text)
{
    static const QRegularExpression shape(
        QStringLiteral(R"(^\s*(?:(worst|best)|at[ _]least[\s:]+(\d+)|(\d+)\s*%)\s*$)"));
    const QRegularExpressionMatch match = shape.match(text);
    if (!match.hasMatch())
        return failure(ErrorKind::Config,
                       EditText::tr("it is \"worst\", \"best\", \"at least 2\" or \"50 %\""));
    if (!match.captured(1).isEmpty())
        return YamlValue::text(match.captured(1));
    const bool isAmount = !match.captured(2).isEmpty();
    return YamlValue::map().add(isAmount ? QStringLiteral("at_least") : QStringLiteral("percent"),
                                YamlValue::plain(match.captured(isAmount ? 2 : 3)));
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

} // namespace

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
    if (field.name == kRollUp)
        return rollUpText(span);
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
    if (field.name == kRollUp)
        return rollUpOf(value.toString());
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
