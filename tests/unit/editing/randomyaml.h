// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/editing/yamlvalue.h"

#include <QRandomGenerator>

namespace opsdeck::test {

/// A YAML document in no particular style, with what it means. Every key, value and comment holds a
/// name of its own: k7, v8, c9.
class RandomYaml final
{
public:
    explicit RandomYaml(quint32 seed);

    const QByteArray &bytes() const { return m_bytes; }

    const YamlValue &value() const { return m_value; }

    /// A value with fresh names, to be put in.
    YamlValue fresh(int depth);

    bool chance(int percent) { return static_cast<int>(m_random.bounded(100)) < percent; }

    int below(int limit) { return static_cast<int>(m_random.bounded(limit)); }

private:
    QString name(char kind) { return QChar::fromLatin1(kind) + QString::number(m_next++); }

    YamlValue tree(int depth);
    YamlValue named(int depth); ///< with a name in it somewhere
    void writeBlock(const YamlValue &value, int column, bool isFirstInLine);
    void writeValue(const YamlValue &value, int column, bool isMapParent);
    QByteArray flow(const YamlValue &value, int column);
    QByteArray scalar(const QString &text, bool inFlow);
    void blockText(const QString &text, int column);
    void lineEnd(bool mayComment = true);
    void between(int column);

    QByteArray spaces(int count) { return QByteArray(count, ' '); }

    QRandomGenerator m_random;
    int m_next = 1;
    QByteArray m_break;
    QByteArray m_bytes;
    YamlValue m_value;
};

} // namespace opsdeck::test
