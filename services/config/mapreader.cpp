// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/mapreader.h"

#include "services/config/configtext.h"
#include "services/config/scalarhints.h"
#include "services/config/scalars.h"

namespace opsdeck {

MapReader::MapReader(const YamlNode &node, const Reporter &reporter, QString what)
    : m_node(node)
    , m_reporter(reporter)
    , m_what(std::move(what))
{
    if (!node.isMap())
        m_reporter.error(node.at(),
                         ConfigText::tr("%1 must be a mapping of keys and values").arg(m_what));
}

const YamlNode *MapReader::value(const QString &key)
{
    m_asked.append(key);
    const YamlNode *found = m_node.find(key);
    if (found != nullptr && found->isNull()) {
        m_reporter.error(found->at(),
                         ConfigText::tr("'%1' has no value; write one or remove the key").arg(key));
        return nullptr;
    }
    return found;
}

void MapReader::wrongType(const YamlNode &value, const QString &key, const QString &expected,
                          const QString &hint) const
{
    if (value.isScalar())
        m_reporter.error(value.at(), ConfigText::tr("'%1' must be %2, not %3")
                                             .arg(key, expected, ConfigText::quoted(value.text()))
                                         + hint);
    else
        m_reporter.error(value.at(), ConfigText::tr("'%1' must be %2").arg(key, expected));
}

QString MapReader::text(const QString &key, const QString &otherwise)
{
    const YamlNode *found = value(key);
    if (found == nullptr)
        return otherwise;
    if (!found->isScalar()) {
        wrongType(*found, key, ConfigText::tr("a text"));
        return otherwise;
    }
    // What names a thing is shown on one line everywhere.
    return key == QLatin1String("title") ? found->text().simplified() : found->text();
}

QString MapReader::requiredText(const QString &key)
{
    const bool absent = m_node.isMap() && m_node.find(key) == nullptr;
    if (absent)
        m_reporter.error(m_node.at(), ConfigText::tr("%1 needs '%2'").arg(m_what, key));
    return text(key);
}

QString MapReader::requiredId(const QString &key)
{
    const QString id = requiredText(key);
    if (id.isEmpty() || scalars::isId(id))
        return id;
    m_reporter.error(
        at(key), ConfigText::tr("'%1' must be letters, digits, '-', '_' or '.', at most 63, not %2")
                         .arg(key, ConfigText::quoted(id))
                     + scalars::colonHint(id));
    return {};
}

bool MapReader::flag(const QString &key, bool otherwise)
{
    const YamlNode *found = value(key);
    if (found == nullptr)
        return otherwise;
    const auto flag = found->isScalar() ? scalars::boolean(found->text()) : std::nullopt;
    if (!flag)
        wrongType(*found, key, ConfigText::tr("true or false"),
                  scalars::booleanHint(found->text()));
    return flag.value_or(otherwise);
}

int MapReader::integer(const QString &key, int otherwise, int minimum, int maximum)
{
    const YamlNode *found = value(key);
    if (found == nullptr)
        return otherwise;
    const auto number = found->isScalar() ? scalars::integer(found->text()) : std::nullopt;
    if (!number || *number < minimum || *number > maximum) {
        wrongType(*found, key,
                  ConfigText::tr("a whole number from %1 to %2").arg(minimum).arg(maximum),
                  scalars::numberHint(found->text()));
        return otherwise;
    }
    return static_cast<int>(*number);
}

Milliseconds MapReader::duration(const QString &key, Milliseconds otherwise, Milliseconds minimum,
                                 Milliseconds maximum)
{
    const YamlNode *found = value(key);
    if (found == nullptr)
        return otherwise;
    const auto length = found->isScalar() ? scalars::duration(found->text()) : std::nullopt;
    if (!length) {
        wrongType(*found, key, ConfigText::tr("a duration such as 500ms, 30s, 5m, 2h or 7d"),
                  scalars::durationHint(found->text()));
        return otherwise;
    }
    if (*length < minimum || *length > maximum) {
        wrongType(*found, key,
                  ConfigText::tr("between %1 and %2")
                      .arg(scalars::durationWord(minimum), scalars::durationWord(maximum)));
        return otherwise;
    }
    return *length;
}

int MapReader::choice(const QString &key, const QStringList &choices, int otherwise)
{
    const YamlNode *found = value(key);
    if (found == nullptr)
        return otherwise;
    const auto index = found->isScalar() ? choices.indexOf(found->text()) : -1;
    if (index >= 0)
        return static_cast<int>(index);
    const QString hint =
        found->isScalar() ? ConfigText::didYouMean(found->text(), choices) : QString();
    m_reporter.error(
        found->at(),
        found->isScalar()
            ? ConfigText::tr("'%1' must be %2, not %3.%4")
                  .arg(key, ConfigText::anyOf(choices), ConfigText::quoted(found->text()), hint)
            : ConfigText::tr("'%1' must be %2").arg(key, ConfigText::anyOf(choices)));
    return otherwise;
}

QList<YamlNode> MapReader::list(const QString &key)
{
    const YamlNode *found = value(key);
    if (found == nullptr)
        return {};
    if (!found->isList()) {
        const bool isShort = found->isScalar() && scalars::isId(found->text());
        wrongType(*found, key, ConfigText::tr("a list"),
                  isShort ? ConfigText::tr(". Write [%1]").arg(found->text()) : QString());
        return {};
    }
    return found->children();
}

QList<YamlNode> MapReader::texts(const QString &key)
{
    QList<YamlNode> good;
    const QList<YamlNode> items = list(key);
    for (const YamlNode &item : items) {
        if (item.isScalar() && !item.text().isEmpty())
            good.append(item);
        else
            m_reporter.error(item.at(), ConfigText::tr("'%1' must be a list of texts").arg(key));
    }
    return good;
}

const YamlNode *MapReader::map(const QString &key)
{
    const YamlNode *found = value(key);
    if (found != nullptr && !found->isMap()) {
        wrongType(*found, key, ConfigText::tr("a mapping of keys and values"));
        return nullptr;
    }
    return found;
}

void MapReader::refuseColons() const
{
    for (const YamlKey &key : m_node.keys()) {
        if (!m_asked.contains(key.name))
            reportColon(key, m_asked);
    }
}

bool MapReader::reportColon(const YamlKey &key, const QStringList &known) const
{
    const QString before = key.name.section(QLatin1Char(':'), 0, 0);
    if (before == key.name || !known.contains(before))
        return false;
    m_reporter.error(key.at, ConfigText::tr("unknown key %1 in %2. A blank is missing behind the "
                                            "colon: write '%3: …'")
                                 .arg(ConfigText::quoted(key.name), m_what, before));
    return true;
}

void MapReader::refuseOthers(const QStringList &known) const
{
    for (const YamlKey &key : m_node.keys()) {
        if (m_asked.contains(key.name))
            continue;
        if (reportColon(key, m_asked + known))
            continue;
        m_reporter.error(key.at, ConfigText::tr("unknown key %1 in %2.%3")
                                     .arg(ConfigText::quoted(key.name), m_what,
                                          ConfigText::didYouMean(key.name, m_asked + known)));
    }
}

YamlPosition MapReader::at(const QString &key) const
{
    const YamlNode *found = m_node.find(key);
    return found == nullptr ? m_node.at() : found->at();
}

} // namespace opsdeck
