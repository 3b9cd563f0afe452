// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/diagram/nodetext.h"

#include "ui/diagram/nodepainter.h"
#include "ui/theme/theme.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QRegularExpression>

#include <algorithm>
#include <cmath>

namespace opsdeck {

namespace {

class Diagram
{
    Q_DECLARE_TR_FUNCTIONS(Diagram)
};

constexpr int kLeastText = 11; ///< pixels of the screen
/// Of the mark in a small box, pixels of the screen: the largest with which the name is whole.
constexpr double kSmallMarks[] = {24, 20, 16};
constexpr double kUsualSizes = 0.85; ///< from here on no text has to grow
constexpr double kMark = 24;
constexpr double kPadding = 12;
constexpr double kSmallPadding = 8;
constexpr double kTextX = 44;
constexpr double kNameY = 22;
constexpr double kDetailY = 38;
constexpr double kWordY = 59;
constexpr double kWordGap = 4; ///< below a name that no technology follows
constexpr double kFigureGap = 8;
constexpr double kVerticalPadding = 5;
constexpr double kBesideWave = 16;

/// "2/3" of "2 of 3 OK".
QString shareOf(const QString &figure)
{
    static const QRegularExpression share(QStringLiteral("^(\\d+)\\D+(\\d+)\\D"));
    const QRegularExpressionMatch match = share.match(figure);
    return match.hasMatch() ? match.captured(1) + QLatin1Char('/') + match.captured(2) : QString();
}

int grown(int usual, double scale)
{
    return std::max(usual, static_cast<int>(std::ceil(kLeastText / scale)));
}

double widthOf(const QString &text, const QFont &font)
{
    return QFontMetricsF(font).horizontalAdvance(text);
}

double heightOf(const QFont &font)
{
    return QFontMetricsF(font).height();
}

/// At its spaces and hyphens, the first line as long as it may be; one line when there is nowhere
/// to break it, or no need to.
QStringList brokenName(const QString &name, const QFont &font, double width)
{
    if (widthOf(name, font) <= width)
        return {name};
    qsizetype best = 0;
    for (qsizetype i = 1; i + 1 < name.size(); ++i) {
        const QChar c = name.at(i);
        const bool breaksHere = c.isSpace() || c == QLatin1Char('-');
        const qsizetype end = c.isSpace() ? i : i + 1;
        if (breaksHere && widthOf(name.left(end), font) <= width)
            best = end;
    }
    if (best == 0)
        return {name};
    return {name.left(best), name.mid(best).trimmed()};
}

/// Half a port would be another one: as many of them as fit whole, and how many more there are.
QString portsIn(const QString &ports, const QFontMetricsF &metrics, double width)
{
    const QStringList all = ports.split(QLatin1Char(','), Qt::SkipEmptyParts);
    QString shown = ports;
    for (qsizetype kept = all.size() - 1; kept > 0 && metrics.horizontalAdvance(shown) > width;
         --kept)
        shown = Diagram::tr("%1 +%2", "the first ports, how many more")
                    .arg(QStringList(all.first(kept)).join(QLatin1Char(',')).trimmed())
                    .arg(all.size() - kept);
    return metrics.elidedText(shown, Qt::ElideRight, width);
}

/// Where a technology's name may end before its end: "Next.js 14" of "Next.js 14 with React 18",
/// "FastAPI" of "FastAPI (Python 3.11+)".
QList<qsizetype> phraseEnds(const QString &text)
{
    static const QRegularExpression kBreak(
        QStringLiteral("\\s*[,;(]|\\s+(?:\\+|with|and|or|by|on)\\s"));
    QList<qsizetype> ends;
    QRegularExpressionMatchIterator it = kBreak.globalMatch(text);
    while (it.hasNext())
        ends << it.next().capturedStart();
    return ends;
}

/// Whole, or as many of its phrases, or else words of the first phrase, as fit; empty when not one
/// word does.
QString wordsIn(const QString &text, const QFontMetricsF &metrics, double width)
{
    QString shown = text;
    const auto isTooWide = [&] { return metrics.horizontalAdvance(shown) > width; };
    QList<qsizetype> ends = phraseEnds(text);
    while (isTooWide() && !ends.isEmpty())
        shown = text.left(ends.takeLast());
    while (!shown.isEmpty() && isTooWide()) {
        const qsizetype end = shown.lastIndexOf(QLatin1Char(' '));
        shown = end < 0 ? QString() : shown.left(end).trimmed();
    }
    return shown;
}

/// The word of the state with as much of what follows its commas as fits; empty when it does not
/// itself.
QString statusIn(const QString &word, const QFont &font, double width)
{
    QString shown = word;
    while (!shown.isEmpty() && widthOf(shown, font) > width)
        shown.truncate(std::max<qsizetype>(shown.lastIndexOf(QLatin1Char(',')), 0));
    return shown;
}

/// Widths and fonts of one box at one scale. A small box whose name is not whole beside its mark
/// has the name across and the mark below, beside the word.
class Lines
{
public:
    Lines(const NodeLook &look, const QSizeF &size, double scale)
        : m_look(look)
        , m_size(size)
        , m_isUsual(scale >= kUsualSizes)
        , m_right(size.width() - (m_isUsual ? kPadding : kSmallPadding))
        , m_name(textFont(grown(13, scale), QFont::DemiBold))
        , m_detail(textFont(grown(11, scale)))
        , m_word(textFont(grown(12, scale), look.isAbnormal ? QFont::DemiBold : QFont::Normal))
        , m_figure(figureFont(grown(12, scale)))
        , m_count(figureFont(grown(11, scale)))
        , m_countText(look.replicas > 1 ? QStringLiteral("×%1").arg(look.replicas) : QString())
    {
        if (m_isUsual)
            arrangeUsual();
        else
            arrangeSmall(scale);
    }

    QRectF mark() const { return m_mark; }

    QList<NodeLine> run()
    {
        double height = static_cast<double>(m_names.size()) * heightOf(m_name);
        const QString word = statusIn(m_look.word, m_word, m_right - m_wordLeft);
        const bool hasWord = !word.isEmpty() && fits(height + heightOf(m_word));
        height += hasWord ? heightOf(m_word) : 0;
        const QString detail =
            m_isStacked ? QString()
                        : nodeDetail(m_look.technology, m_look.port, m_detail, m_right - m_left);
        const bool hasDetail = hasWord && !detail.isEmpty() && fits(height + heightOf(m_detail));
        height += hasDetail ? heightOf(m_detail) : 0;
        place(static_cast<int>(m_names.size()), hasDetail, height);
        for (qsizetype i = 0; i < m_names.size(); ++i)
            add(NodeLine::Role::Name, m_name,
                QFontMetricsF(m_name).elidedText(m_names.at(i), Qt::ElideMiddle, nameWidth()),
                m_left, m_nameY + static_cast<double>(i) * heightOf(m_name));
        if (!m_countText.isEmpty())
            add(NodeLine::Role::Count, m_count, m_countText,
                m_right - widthOf(m_countText, m_count), m_nameY);
        if (hasDetail)
            add(NodeLine::Role::Detail, m_detail, detail, m_left, m_detailY);
        if (hasWord)
            addWord(word);
        return m_lines;
    }

private:
    double nameWidth() const
    {
        return m_right - m_left
               - (m_countText.isEmpty() ? 0 : widthOf(m_countText, m_count) + kFigureGap);
    }

    bool isWhole() const
    {
        return std::all_of(m_names.cbegin(), m_names.cend(), [this](const QString &line) {
            return widthOf(line, m_name) <= nameWidth();
        });
    }

    /// In as many lines as leave room for the word.
    void breakName()
    {
        m_names = brokenName(m_look.title, m_name, nameWidth());
        if (m_names.size() > 1 && !fits(2 * heightOf(m_name) + wordHeight()))
            m_names = QStringList{m_look.title};
    }

    double wordHeight() const { return m_look.word.isEmpty() ? 0 : heightOf(m_word); }

    void arrangeUsual()
    {
        const bool hasDetail = !m_look.technology.isEmpty() || !m_look.port.isEmpty();
        m_mark = {kPadding, hasDetail ? kPadding : (m_size.height() - kMark) / 2, kMark, kMark};
        m_left = m_wordLeft = kTextX;
        breakName();
    }

    void arrangeSmall(double scale)
    {
        for (const double pixels : kSmallMarks) {
            const double side = pixels / scale;
            m_mark = {kSmallPadding, (m_size.height() - side) / 2, side, side};
            m_left = m_wordLeft = m_mark.right() + kSmallPadding;
            breakName();
            const bool hasWord = !statusIn(m_look.word, m_word, m_right - m_left).isEmpty();
            if (isWhole() && (hasWord || m_look.word.isEmpty())
                && side <= m_size.height() - 2 * kVerticalPadding)
                return;
        }
        if (!fits(heightOf(m_name) + std::max(heightOf(m_word), m_mark.height())))
            return; // the name beside its mark is all
        m_isStacked = true;
        m_left = kSmallPadding;
        const double side = m_mark.width();
        m_mark.setSize({side, side});
        m_wordLeft = m_left + side + kSmallPadding / 2;
        breakName();
        const double names = static_cast<double>(m_names.size()) * heightOf(m_name);
        const double below = (m_size.height() - names - heightOf(m_word)) / 2 + names;
        const double top = std::max(below, below + (heightOf(m_word) - side) / 2);
        if (!m_look.wave.isEmpty()) // its number stands in that corner
            m_wordLeft += kBesideWave;
        m_mark.moveTopLeft({m_wordLeft - side - kSmallPadding / 2, top});
    }

    bool fits(double height) const { return height <= m_size.height() - 2 * kVerticalPadding; }

    void place(int nameLines, bool hasDetail, double height)
    {
        if (m_isUsual && nameLines == 1 && hasDetail) {
            m_nameY = kNameY;
            m_detailY = kDetailY;
            m_wordY = kWordY;
            return;
        }
        const auto ascent = [](const QFont &font) { return QFontMetricsF(font).ascent(); };
        const double gap = m_isUsual && !hasDetail ? kWordGap : 0;
        double y = (m_size.height() - height - gap) / 2;
        m_nameY = y + ascent(m_name);
        y += nameLines * heightOf(m_name);
        m_detailY = y + ascent(m_detail);
        y += hasDetail ? heightOf(m_detail) : 0;
        m_wordY = y + gap + ascent(m_word);
    }

    /// The word never gives way; the figure does, and is whole or not there. One that ends with the
    /// word ("2 of 3 OK") is told instead of it where both have no room: no word is lost by it.
    void addWord(const QString &word)
    {
        const double all = m_right - m_wordLeft;
        const bool isBoth = m_look.figure.endsWith(QLatin1Char(' ') + word);
        const double apart = widthOf(word, m_word) + kFigureGap + widthOf(m_look.figure, m_figure);
        if (isBoth && apart > all && widthOf(m_look.figure, m_word) <= all)
            return add(NodeLine::Role::Word, m_word, m_look.figure, m_wordLeft, m_wordY);
        const QString share = isBoth ? shareOf(m_look.figure) : QString();
        if (apart > all && !share.isEmpty() && widthOf(share, m_word) <= all)
            return add(NodeLine::Role::Word, m_word, share, m_wordLeft, m_wordY);
        add(NodeLine::Role::Word, m_word, word, m_wordLeft, m_wordY);
        const double room = m_right - m_wordLeft - widthOf(word, m_word) - kFigureGap;
        const double width = widthOf(m_look.figure, m_figure);
        if (width <= room)
            add(NodeLine::Role::Figure, m_figure, m_look.figure, m_right - width, m_wordY);
    }

    void add(NodeLine::Role role, const QFont &font, const QString &text, double x, double y)
    {
        if (!text.isEmpty())
            m_lines.append({role, text, font, {x, y}});
    }

    const NodeLook &m_look;
    QSizeF m_size;
    bool m_isUsual;
    bool m_isStacked = false;
    double m_right;
    QFont m_name;
    QFont m_detail;
    QFont m_word;
    QFont m_figure;
    QFont m_count;
    QString m_countText;
    QRectF m_mark;
    double m_left = 0;
    double m_wordLeft = 0;
    QStringList m_names;
    double m_nameY = 0;
    double m_detailY = 0;
    double m_wordY = 0;
    QList<NodeLine> m_lines;
};

} // namespace

QRectF NodeLine::rect() const
{
    const QFontMetricsF metrics(font);
    return {baseline - QPointF(0, metrics.ascent()),
            QSizeF(metrics.horizontalAdvance(text), metrics.height())};
}

QList<NodeLine> nodeLines(const NodeLook &look, const QSizeF &size, double scale)
{
    return Lines(look, size, scale).run();
}

QRectF nodeMarkRect(const NodeLook &look, const QSizeF &size, double scale)
{
    return Lines(look, size, scale).mark();
}

QString nodeDetail(const QString &technology, const QString &port, const QFont &font, double width)
{
    const QFontMetricsF metrics(font);
    if (port.isEmpty())
        return wordsIn(technology, metrics, width);
    if (technology.isEmpty()) {
        const bool isOne = !port.contains(QLatin1Char(','));
        const QString named =
            isOne ? Diagram::tr("port %1").arg(port) : Diagram::tr("ports %1").arg(port);
        return metrics.horizontalAdvance(named) <= width ? named : portsIn(port, metrics, width);
    }
    const QString end = Diagram::tr(" · %1", "after a technology, a port").arg(port);
    const QString shown = wordsIn(technology, metrics, width - metrics.horizontalAdvance(end));
    return shown.isEmpty() ? nodeDetail({}, port, font, width) : shown + end;
}

} // namespace opsdeck
