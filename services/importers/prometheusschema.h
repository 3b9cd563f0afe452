// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>
#include <QStringList>

namespace opsdeck {

/// What a key of a Prometheus configuration may hold.
enum class PrometheusForm {
    Any,
    Text,
    Flag,
    Integer,
    Count,    ///< 0 or more
    Positive, ///< 1 or more
    Number,
    Percentage,
    Duration,
    Size,
    Url,
    HttpUrl,   ///< of http or https, with a host
    ServerUrl, ///< with scheme and host
    Texts,
    Names,   ///< texts, none empty, each once
    Files,   ///< names of files that discovery reads
    Paths,   ///< texts that begin with a slash
    Map,     ///< of texts
    Lists,   ///< map of lists of texts
    Headers, ///< map of texts, names that Prometheus sets itself left out
    Choice,
    Section,
    Sections,  ///< list
    SectionMap ///< by names of the user's own
};

struct PrometheusKey
{
    QString name;
    PrometheusForm form = PrometheusForm::Any;
    QString section;     ///< of Section, Sections and SectionMap
    QStringList choices; ///< of Choice
    bool isRequired = false;
};

/// What keys of one section mean for each other. A term is a key or a dotted path that must be set,
/// `key=value`, or `key=` for one that is not set.
struct PrometheusKeyRule
{
    enum class Kind {
        AtMostOne,
        AtLeastOne,
        Needs,    ///< any of `these` asks for one of `those`
        Excludes, ///< any of `these` excludes all of `those`
        Never,
        NotAbove ///< the value of the first of `these` is at most that of the first of `those`
    };

    Kind kind = Kind::AtMostOne;
    QStringList these;
    QStringList those;
};

/// A mapping of the configuration, with what it takes over from others.
struct PrometheusSection
{
    QList<PrometheusKey> keys;
    QList<PrometheusKeyRule> rules;

    const PrometheusKey *find(const QString &key) const;
};

/// Sections of Prometheus 2.42 to 3: "top", "job", "file" (of `scrape_config_files`), those they
/// name. An unknown name is a mistake of the table; it gives an empty section.
const PrometheusSection &prometheusSection(const QString &name);

} // namespace opsdeck
