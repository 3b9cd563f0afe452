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

constexpr int kLeastText = 11;       ///< pixels of the screen
constexpr double kSmallMark = 20;    ///< pixels of the screen
constexpr double kBelowMark = 16;    ///< likewise, of a mark that shares its column or stands below
constexpr double kUsualSizes = 0.85; ///< from here on no text has to grow
constexpr double kBesideMark = 0.56; ///< from here on a name in two lines and the word fit
constexpr double kTightLine = 1.08;  ///< of a small text's size
constexpr double kMark = 24;
constexpr double kPadding = 12;
constexpr double kSmallPadding = 8;
constexpr double kLeastPadding = 3; ///< pixels of the screen
constexpr double kTextX = 44;
constexpr double kNameY = 22;
constexpr double kDetailY = 38;
constexpr double kWordY = 59;
constexpr double kWordGap = 4; ///< below a name that no technology follows
constexpr double kFigureGap = 8;
constexpr double kVerticalPadding = 5;
constexpr double kTightPadding = 3; ///< where lines are tight
constexpr double kWaveGap = 2;
constexpr double kWaveMark = 18.5; ///< likewise, of a mark above a wave: its circle is of 16
constexpr double kMostWave = 24;   ///< pixels of the screen
constexpr double kLeastWave = 16;  ///< likewise

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

/// Widths and fonts of one box at one scale. The scale alone chooses where mark and name stand, so
/// that the boxes of one picture are alike: the mark at the left, or, where a name has hardly any
/// room beside it, the name across and the mark below, beside the word.
class Lines
{
public:
    Lines(const NodeLook &look, const QSizeF &size, double scale)
        : m_look(look)
        , m_size(size)
        , m_isUsual(scale >= kUsualSizes)
        , m_isTight(!m_isUsual && scale >= kBesideMark)
        , m_right(size.width() - (m_isUsual ? kPadding : kSmallPadding))
        , m_wordRight(m_right)
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
        makeRoomForWave(scale);
        const bool isFree = m_wave.isNull() || m_wave.left() < m_left;
        if (isFree && m_countText.isEmpty() && m_right > m_mark.right())
            m_spare = std::max(0.0, size.width() - kLeastPadding / scale - m_right);
    }

    QRectF mark() const { return m_mark; }

    QRectF wave() const { return m_wave; }

    QList<NodeLine> run()
    {
        double height = static_cast<double>(m_names.size()) * lineOf(m_name);
        const QString word = statusIn(m_look.word, m_word, m_wordRight - m_wordLeft);
        const bool hasWord = !word.isEmpty() && fits(height + lineOf(m_word));
        height += hasWord ? lineOf(m_word) : 0;
        const QString detail =
            m_isStacked ? QString()
                        : nodeDetail(m_look.technology, m_look.port, m_detail, m_right - m_left);
        const bool hasDetail = hasWord && !detail.isEmpty()
                               && static_cast<double>(m_names.size()) * heightOf(m_name)
                                          + heightOf(m_word) + heightOf(m_detail)
                                      <= m_size.height() - 2 * kVerticalPadding; // never tight
        height += hasDetail ? lineOf(m_detail) : 0;
        place(static_cast<int>(m_names.size()), hasDetail, height);
        for (qsizetype i = 0; i < m_names.size(); ++i)
            add(NodeLine::Role::Name, m_name,
                QFontMetricsF(m_name).elidedText(m_names.at(i), Qt::ElideMiddle,
                                                 nameWidth() + m_spare),
                m_left, m_nameY + static_cast<double>(i) * lineOf(m_name));
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

    /// From one line's baseline to the next.
    double lineOf(const QFont &font) const
    {
        return m_isTight ? std::min(heightOf(font), std::ceil(kTightLine * font.pixelSize()))
                         : heightOf(font);
    }

    /// In as many lines as leave room for the word.
    void breakName()
    {
        m_names = brokenName(m_look.title, m_name, nameWidth());
        if (m_names.size() > 1 && !fits(2 * lineOf(m_name) + wordHeight()))
            m_names = QStringList{m_look.title};
    }

    double wordHeight() const { return m_look.word.isEmpty() ? 0 : lineOf(m_word); }

    void arrangeUsual()
    {
        const bool hasDetail = !m_look.technology.isEmpty() || !m_look.port.isEmpty();
        m_mark = {kPadding, hasDetail ? kPadding : (m_size.height() - kMark) / 2, kMark, kMark};
        m_left = m_wordLeft = kTextX;
        breakName();
    }

    void arrangeSmall(double scale)
    {
        const double side = (scale < kBesideMark ? kBelowMark : kSmallMark) / scale;
        const double below = (m_size.height() + heightOf(m_name) - lineOf(m_word)) / 2;
        // Where not even that has room, the mark is beside the name all the same.
        m_isStacked = scale < kBesideMark && below + side <= m_size.height() - 1;
        m_mark = {kSmallPadding, (m_size.height() - side) / 2, side, side};
        m_left = m_wordLeft = m_isStacked ? kSmallPadding : m_mark.right() + kSmallPadding;
        if (!m_isStacked)
            return breakName();
        m_names = QStringList{m_look.title};
        m_mark.moveTop(std::max(below, below + (lineOf(m_word) - side) / 2));
        m_wordLeft = m_mark.right() + kSmallPadding / 2;
    }

    /// In the mark's column, below it; where the mark stands below the name, at the right end of
    /// its row. No line or ring runs there.
    void makeRoomForWave(double scale)
    {
        if (m_look.wave.isEmpty())
            return;
        const double least = kLeastWave / scale;
        if (m_isStacked) {
            m_wave = {m_right - least, m_mark.top(), least, least};
            m_wordRight = m_wave.left() - kWaveGap;
            return;
        }
        if (!m_isUsual)
            m_mark.setSize(QSizeF(kWaveMark, kWaveMark) / scale);
        const double room = m_size.height() - m_mark.height() - kWaveGap - 2 * kTightPadding;
        const double side =
            std::clamp(room, least, std::max(least, std::min(kMostWave / scale, kMark)));
        const double top = (m_size.height() - m_mark.height() - kWaveGap - side) / 2;
        const double middle = std::max(m_mark.center().x(), (m_left - kWaveGap) / 2);
        if (top < 0) { // a number that is not legible is none: it stands above, the mark is whole
            m_mark.moveTopLeft({kSmallPadding, m_size.height() - m_mark.height()});
            m_wave = {m_right - least, 0, least, least};
            m_right = m_wordRight = m_wave.left() - kWaveGap;
            breakName();
            return;
        }
        m_mark.moveTop(top);
        m_wave = {middle - side / 2, m_mark.bottom() + kWaveGap, side, side};
    }

    bool fits(double height) const
    {
        return height <= m_size.height() - 2 * (m_isUsual ? kVerticalPadding : kTightPadding);
    }

    void place(int nameLines, bool hasDetail, double height)
    {
        if (m_isUsual && nameLines == 1 && hasDetail) {
            m_nameY = kNameY;
            m_detailY = kDetailY;
            m_wordY = kWordY;
            return;
        }
        const auto ascent = [this](const QFont &font) {
            return QFontMetricsF(font).ascent() - (heightOf(font) - lineOf(font)) / 2;
        };
        const double gap = m_isUsual && !hasDetail ? kWordGap : 0;
        double y = (m_size.height() - height - gap) / 2;
        m_nameY = y + ascent(m_name);
        y += nameLines * lineOf(m_name);
        m_detailY = y + ascent(m_detail);
        y += hasDetail ? lineOf(m_detail) : 0;
        m_wordY = y + gap + ascent(m_word);
    }

    /// The word never gives way; the figure does, and is whole or not there. One that ends with the
    /// word ("2 of 3 OK") is told instead of it where both have no room: no word is lost by it.
    void addWord(const QString &word)
    {
        const double all = m_wordRight - m_wordLeft;
        const bool isBoth = m_look.figure.endsWith(QLatin1Char(' ') + word);
        const double apart = widthOf(word, m_word) + kFigureGap + widthOf(m_look.figure, m_figure);
        if (isBoth && apart > all && widthOf(m_look.figure, m_word) <= all)
            return add(NodeLine::Role::Word, m_word, m_look.figure, m_wordLeft, m_wordY);
        const QString share = isBoth ? shareOf(m_look.figure) : QString();
        if (apart > all && !share.isEmpty() && widthOf(share, m_word) <= all)
            return add(NodeLine::Role::Word, m_word, share, m_wordLeft, m_wordY);
        add(NodeLine::Role::Word, m_word, word, m_wordLeft, m_wordY);
        const double room = m_wordRight - m_wordLeft - widthOf(word, m_word) - kFigureGap;
        const double width = widthOf(m_look.figure, m_figure);
        if (width <= room)
            add(NodeLine::Role::Figure, m_figure, m_look.figure, m_wordRight - width, m_wordY);
    }

    void add(NodeLine::Role role, const QFont &font, const QString &text, double x, double y)
    {
        if (!text.isEmpty())
            m_lines.append({role, text, font, {x, y}});
    }

    const NodeLook &m_look;
    QSizeF m_size;
    bool m_isUsual;
    bool m_isTight; ///< so that a name in two lines leaves room for the word
    bool m_isStacked = false;
    double m_right;
    double m_wordRight;
    double m_spare = 0; ///< of the padding at the right, before a name is cut
    QFont m_name;
    QFont m_detail;
    QFont m_word;
    QFont m_figure;
    QFont m_count;
    QString m_countText;
    QRectF m_mark;
    QRectF m_wave;
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

QRectF nodeWaveRect(const NodeLook &look, const QSizeF &size, double scale)
{
    return Lines(look, size, scale).wave();
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
