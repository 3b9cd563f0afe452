// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/metric.h"

#include <QByteArray>

#include <vector>

namespace opsdeck {

/// What a page of metrics holds but its values: each line up to where its value begins, in the
/// page's order. The next page of the same target is held against it, and only its values are read.
class PageShape final
{
public:
    enum class Kind : quint8 {
        Text,    ///< a comment, a type or an empty line, whole
        End,     ///< "# EOF"
        Left,    ///< a sample that is not wanted
        Gauge,   ///< a sample that is
        Counter, ///< the same, of a counter
    };

    /// `filter` tells one choice of wanted samples from another.
    explicit PageShape(QByteArray filter = {});

    const QByteArray &filter() const { return m_filter; }

    qsizetype size() const { return static_cast<qsizetype>(m_lines.size()); } ///< lines

    QByteArrayView text(qsizetype line) const
    {
        const Line &known = m_lines[static_cast<size_t>(line)];
        return QByteArrayView(m_text.constData() + known.at, static_cast<qsizetype>(known.size));
    }

    Kind kind(qsizetype line) const
    {
        return static_cast<Kind>(m_lines[static_cast<size_t>(line)].kind);
    }

    static bool isWanted(Kind kind) { return kind == Kind::Gauge || kind == Kind::Counter; }

    qsizetype wanted() const { return m_wanted; } ///< samples that are

    /// The name, labels and type of a line that is a sample, with its value of this page.
    Sample sample(qsizetype line, double value) const;

    void append(QByteArrayView text, Kind kind);
    /// The first `lines` lines of another.
    void appendStart(const PageShape &other, qsizetype lines);
    /// Gives back what was reserved for more.
    void squeeze();
    qsizetype memory() const; ///< bytes

private:
    struct Line
    {
        quint32 at;
        quint32 size : 24; ///< lines are shorter than 16 MB, see ExpositionOptions::lineLimit
        quint32 kind : 8;
    };

    QByteArray m_filter;
    QByteArray m_text;
    std::vector<Line> m_lines;
    qsizetype m_wanted = 0;
};

} // namespace opsdeck
