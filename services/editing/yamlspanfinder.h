// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/editing/yamlspan.h"

namespace opsdeck {

/// A node as the parser reports it: it knows where a value begins, not where it ends.
struct YamlRawNode
{
    YamlSpan::Kind kind = YamlSpan::Kind::Null;
    qsizetype mark = 0; ///< of the anchor or tag when there is one
    bool hasProperties = false;
    bool hasAnchor = false;
    QString text;
    std::vector<YamlRawNode> children; ///< of a map: key, value, key, value …
};

/// Finds the bytes of every value from the places where they begin.
class YamlSpanFinder final
{
public:
    explicit YamlSpanFinder(const QByteArray &text)
        : m_text(text)
    {}

    /// Nothing when the text is written in a way that is not understood.
    bool find(const YamlRawNode &root, YamlSpan &span);

private:
    struct Place
    {
        qsizetype from = 0; ///< the value does not begin before
        bool inFlow = false;
        qsizetype parentColumn = -1; ///< of the key or dash that it belongs to
    };

    void finish(const YamlRawNode &raw, const Place &place, YamlSpan &span);
    void finishNull(const YamlRawNode &raw, const Place &place, YamlSpan &span);
    void finishScalar(const Place &place, YamlSpan &span);
    void finishList(const YamlRawNode &raw, const Place &place, YamlSpan &span);
    void finishMap(const YamlRawNode &raw, const Place &place, YamlSpan &span);
    void close(char bracket, qsizetype from, YamlSpan &span);

    char at(qsizetype place) const
    {
        return place >= 0 && place < m_text.size() ? m_text.at(place) : '\0';
    }

    qsizetype column(qsizetype place) const;
    qsizetype lineEnd(qsizetype place) const;
    /// Over spaces, line ends and comments; over commas too when asked to.
    qsizetype skipBlank(qsizetype from, bool commas = false) const;
    qsizetype skipProperties(qsizetype from) const;
    qsizetype quotedEnd(qsizetype begin) const;
    qsizetype plainEnd(qsizetype begin, const QString &text) const;
    qsizetype blockTextEnd(qsizetype begin, qsizetype parentColumn) const;

    const QByteArray &m_text;
    bool m_failed = false;
};

} // namespace opsdeck
