// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/importers/prometheusforms.h"

#include "services/config/configtext.h"
#include "services/importers/scrapetargets.h"

#include <QRegularExpression>
#include <QUrl>

#include <algorithm>

namespace opsdeck::prometheusforms {

namespace {

using Form = PrometheusForm;

bool matches(const QString &text, const QRegularExpression &form)
{
    return form.match(text).hasMatch();
}

bool isNumber(const ComposeNode &value, bool isWhole)
{
    static const QRegularExpression whole(
        QStringLiteral("^[-+]?(0x[0-9a-fA-F_]+|0o[0-7_]+|[0-9][0-9_]*(\\.0*)?(e\\+?[0-9]+)?)$"),
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression any(
        QStringLiteral("^([-+]?(\\.[0-9]+|[0-9][0-9_]*(\\.[0-9]*)?)(e[-+]?[0-9]+)?|[-+]?\\.inf|"
                       "\\.nan|0x[0-9a-f_]+)$"),
        QRegularExpression::CaseInsensitiveOption);
    return value.isScalar() && !value.isQuoted && matches(value.text, isWhole ? whole : any);
}

bool isDuration(const QString &text)
{
    static const QRegularExpression zero(QStringLiteral("^0(y|w|d|h|m|s|ms)?$"));
    return matches(text, zero) || scrapeDuration(text);
}

bool isUrl(const QString &text)
{
    static const QRegularExpression control(QStringLiteral("[\\x00-\\x1f\\x7f]"));
    return !text.startsWith(QLatin1Char(':')) && !matches(text, control);
}

bool isHeader(const QString &name)
{
    static const QStringList own =
        QStringLiteral("authorization host content-encoding content-length content-type user-agent "
                       "connection keep-alive proxy-authenticate proxy-authorization "
                       "www-authenticate accept-encoding x-prometheus-remote-write-version "
                       "x-prometheus-remote-read-version x-prometheus-scrape-timeout-seconds "
                       "x-amz-date x-amz-security-token x-amz-content-sha256")
            .split(QLatin1Char(' '));
    return !own.contains(name.toLower());
}

bool areScalars(const ComposeNode &value)
{
    return std::all_of(value.children.cbegin(), value.children.cend(),
                       [](const ComposeNode &each) { return each.isScalar() || each.isNull(); });
}

template <typename Accept>
bool allTexts(const ComposeNode &value, Accept accept)
{
    return value.isList() && areScalars(value)
           && std::all_of(value.children.cbegin(), value.children.cend(),
                          [&accept](const ComposeNode &each) { return accept(each.text); });
}

bool isScalarOf(const ComposeNode &value, Form form)
{
    static const QRegularExpression size(
        QStringLiteral("^(0|([0-9]+(\\.[0-9]*)?([KMGTPE]i?)?B)+)$"));
    const QUrl url(value.text);
    switch (form) {
    case Form::Text:
        return value.isScalar();
    case Form::Flag:
        return isFlag(value);
    case Form::Integer:
        return isNumber(value, true);
    case Form::Count:
        return isNumber(value, true) && !value.text.startsWith(QLatin1Char('-'));
    case Form::Positive:
        return isNumber(value, true) && amount(value) > 0;
    case Form::Number:
        return isNumber(value, false);
    case Form::Percentage:
        return isNumber(value, false) && amount(value) >= 0 && amount(value) <= 100;
    case Form::Duration:
        return value.isScalar() && isDuration(value.text);
    case Form::Size:
        return value.isScalar() && matches(value.text, size);
    case Form::Url:
        return value.isScalar() && isUrl(value.text);
    case Form::HttpUrl:
        return value.isScalar() && !url.host().isEmpty()
               && (url.scheme() == QLatin1String("http") || url.scheme() == QLatin1String("https"));
    default: // ServerUrl
        return value.isScalar() && !url.host().isEmpty() && !url.scheme().isEmpty();
    }
}

bool isCollectionOf(const ComposeNode &value, Form form)
{
    static const QRegularExpression file(
        QStringLiteral("^[^*]*(\\*[^/]*)?\\.(json|yml|yaml|JSON|YML|YAML)$"));
    QStringList seen;
    switch (form) {
    case Form::Texts:
        return allTexts(value, [](const QString &) { return true; });
    case Form::Names:
        return allTexts(value, [&seen](const QString &text) {
            const bool isNew = !text.trimmed().isEmpty() && !seen.contains(text.trimmed());
            seen << text.trimmed();
            return isNew;
        });
    case Form::Files:
        return allTexts(value, [](const QString &text) { return matches(text, file); });
    case Form::Paths:
        return allTexts(value,
                        [](const QString &text) { return text.startsWith(QLatin1Char('/')); });
    case Form::Map:
        return value.isMap() && areScalars(value);
    case Form::Lists:
        return value.isMap()
               && std::all_of(value.children.cbegin(), value.children.cend(),
                              [](const ComposeNode &each) {
                                  return each.isNull() || (each.isList() && areScalars(each));
                              });
    case Form::Headers:
        return value.isMap() && areScalars(value)
               && std::all_of(value.keys.cbegin(), value.keys.cend(),
                              [](const ComposeKey &key) { return isHeader(key.name); });
    case Form::Sections:
        return value.isList();
    default: // Section, SectionMap
        return value.isMap();
    }
}

QString wordsOf(Form form)
{
    switch (form) {
    case Form::Text:
        return ImportText::tr("a text");
    case Form::Flag:
        return ImportText::tr("true or false");
    case Form::Integer:
        return ImportText::tr("a whole number");
    case Form::Count:
        return ImportText::tr("a whole number of 0 or more");
    case Form::Positive:
        return ImportText::tr("a whole number of 1 or more");
    case Form::Number:
        return ImportText::tr("a number");
    case Form::Percentage:
        return ImportText::tr("a number from 0 to 100");
    case Form::Duration:
        return ImportText::tr("a duration such as 30s or 1m");
    case Form::Size:
        return ImportText::tr("a size with its unit, such as 10MB");
    case Form::Url:
        return ImportText::tr("an address");
    case Form::HttpUrl:
        return ImportText::tr("an address that begins with http:// or https:// and has a host");
    case Form::ServerUrl:
        return ImportText::tr("an address with scheme and host");
    case Form::Texts:
        return ImportText::tr("a list of texts");
    case Form::Names:
        return ImportText::tr("a list of names, none empty, each once");
    case Form::Files:
        return ImportText::tr("a list of names of .json, .yml or .yaml files, with a * in the last "
                              "part of a path only");
    case Form::Paths:
        return ImportText::tr("a list of paths that begin with /");
    case Form::Lists:
        return ImportText::tr("a mapping of names to lists of texts");
    case Form::Headers:
        return ImportText::tr("a mapping of headers to texts, without those that Prometheus sets "
                              "itself");
    case Form::Map:
        return ImportText::tr("a mapping of names to texts");
    case Form::Sections:
        return ImportText::tr("a list");
    default:
        return ImportText::tr("a mapping");
    }
}

} // namespace

bool isFlag(const ComposeNode &value)
{
    static const QRegularExpression form(
        QStringLiteral("^(true|True|TRUE|false|False|FALSE|y|Y|yes|Yes|YES|on|On|ON|n|N|no|No|NO|"
                       "off|Off|OFF)$"));
    return value.isScalar() && !value.isQuoted && matches(value.text, form);
}

bool flag(const ComposeNode &value)
{
    return isFlag(value)
           && QStringLiteral("true y yes on")
                  .split(QLatin1Char(' '))
                  .contains(value.text.toLower());
}

double amount(const ComposeNode &value)
{
    bool isNumber = false;
    const double number = value.text.toDouble(&isNumber);
    if (isNumber)
        return number;
    const auto duration = scrapeDuration(value.text);
    return duration ? static_cast<double>(duration->count()) : 0;
}

QString problem(const ComposeNode &value, const PrometheusKey &key)
{
    const Form form = key.form;
    if (form == Form::Any)
        return {};
    if (form == Form::Choice) {
        if (value.isScalar() && (value.text.isEmpty() || key.choices.contains(value.text)))
            return {};
        return ImportText::tr("'%1' is %2, not %3.%4")
            .arg(key.name, ConfigText::anyOf(key.choices), ImportText::quoted(value.text),
                 ConfigText::didYouMean(value.text, key.choices));
    }
    const bool isScalarForm = form >= Form::Text && form <= Form::ServerUrl;
    if (isScalarForm && form != Form::Duration && value.isScalar() && value.isQuoted
        && value.text.isEmpty())
        return {};
    const bool isRight = isScalarForm ? isScalarOf(value, form) : isCollectionOf(value, form);
    return isRight ? QString() : ImportText::tr("'%1' is %2").arg(key.name, wordsOf(form));
}

} // namespace opsdeck::prometheusforms
