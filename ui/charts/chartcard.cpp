// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chartcard.h"

#include "models/metrics/chartcopy.h"
#include "models/metrics/unittext.h"
#include "models/metrics/valueaxis.h"
#include "services/domain/absence.h"
#include "ui/paint/paint.h"
#include "ui/paint/statusmark.h"
#include "ui/theme/theme.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QFontMetricsF>
#include <QGuiApplication>
#include <QMenu>
#include <QPainter>

#include <cmath>
#include <tuple>

namespace opsdeck {

namespace {

constexpr int kHeadHeight = 36;
constexpr int kPadding = 12;
constexpr int kMarkSize = 16;
constexpr int kMostValues = 3;
constexpr int kLeastServiceTitle = 64; ///< less of it tells nothing
constexpr int kAgeBesideNote =
    400; ///< a narrower card leaves out the age where its note names the time

/// Where no line was observed for longer than `gapMs`. Before `from` there was nothing to miss.
QList<Stretch> gapsOf(const QList<ChartContent::Line> &lines, qint64 from, qint64 to, qint64 gapMs)
{
    QList<std::pair<qint64, qint64>> seen;
    for (const ChartContent::Line &line : lines) {
        for (const QList<QPointF> &segment : line.segments)
            seen.append({static_cast<qint64>(segment.first().x()),
                         static_cast<qint64>(segment.last().x())});
    }
    std::sort(seen.begin(), seen.end());
    QList<Stretch> gaps;
    qint64 last = from;
    for (const auto &[begin, end] : std::as_const(seen)) {
        if (begin - last > gapMs)
            gaps.append({last, begin});
        last = std::max(last, end);
    }
    if (to - last > gapMs)
        gaps.append({last, to});
    return gaps;
}

/// As long as it goes on, asking is no news.
bool isSameAsked(const QList<Stretch> &a, const QList<Stretch> &b)
{
    return a.size() == b.size()
           && (a.isEmpty() || (a.last().fromMs == b.last().fromMs && a.first() == b.first())
               || (a.size() == 1 && a.first().fromMs == b.first().fromMs));
}

} // namespace

ChartCard::ChartCard(const MetricKey &key, SeriesBoard &board, ThemeHub &theme, QWidget *parent)
    : QWidget(parent)
    , m_key(key)
    , m_board(board)
    , m_theme(theme)
    , m_chart(new TimeChart(theme, this))
{
    const QString name =
        QStringLiteral("metrics.chart.%1.%2").arg(key.service.service.toString(), key.metric);
    setObjectName(name);
    m_chart->setObjectName(name + QStringLiteral(".plot"));
    setMinimumSize(280, 160);
    setFocusPolicy(Qt::StrongFocus);
    connect(&m_theme, &ThemeHub::changed, this, qOverload<>(&QWidget::update));
}

void ChartCard::setSpan(qint64 fromMs, qint64 toMs, qint64 nowMs)
{
    m_fromMs = fromMs;
    m_toMs = std::max(toMs, fromMs + 1);
    m_isCoarse = m_coarse != nullptr && CoarseBoard::isFor({m_fromMs, m_toMs}, nowMs);
    // On a page that is not shown at all the next one who asks may be a picture of it.
    if (!m_isCoarse || (isVisible() && !isOnScreen()))
        return;
    const CoarseBoard::Grid grid = CoarseBoard::gridOf({m_fromMs, m_toMs}, nowMs);
    m_partMs = grid.partMs;
    m_coarse->want(m_key, grid);
}

ChartCard::Drawable ChartCard::fromPoints() const
{
    Drawable drawable;
    drawable.gapMs = m_board.gapMs(m_key);
    drawable.oldestMs = m_toMs;
    const int columns = std::max(50, static_cast<int>(m_chart->plotRect().width()));
    for (const SeriesBoard::Line &line : m_board.lines(m_key)) {
        if (line.points.isEmpty())
            continue;
        drawable.newestMs = std::max(drawable.newestMs, line.points.last().timeMs);
        drawable.oldestMs = std::min(drawable.oldestMs, line.points.first().timeMs);
        const auto segments = line.points.segments(m_fromMs, m_toMs, columns, drawable.gapMs);
        double low = 0;
        double high = 0;
        if (!segments.isEmpty() && line.points.extremes(m_fromMs, m_toMs, low, high))
            drawable.lines.append({line.label, segments});
    }
    return drawable;
}

ChartCard::Drawable ChartCard::fromParts() const
{
    Drawable drawable = fromPoints();
    const CoarseBoard::Grid grid = m_coarse->grid(m_key);
    const qint64 gapMs = std::max(grid.partMs, drawable.gapMs);
    QMap<QString, QList<QList<QPointF>>> lines;
    for (const CoarseBoard::Line &line : m_coarse->lines(m_key)) {
        if (line.parts.isEmpty())
            continue;
        drawable.oldestMs = std::min(drawable.oldestMs, line.parts.first().fromMs);
        drawable.newestMs = std::max(drawable.newestMs, line.parts.last().fromMs + grid.partMs);
        lines.insert(line.label, CoarseBoard::segments(line, grid.partMs, drawable.gapMs));
    }
    // The parts end where the one begins that goes on; from there the points are there.
    const auto end = static_cast<double>(grid.stretch.toMs);
    for (const ChartContent::Line &line : std::as_const(drawable.lines)) {
        QList<QList<QPointF>> &whole = lines[line.label];
        for (QList<QPointF> segment : line.segments) {
            segment.removeIf([&](const QPointF &point) { return point.x() < end; });
            if (segment.isEmpty())
                continue;
            if (whole.isEmpty()
                || segment.first().x() - whole.last().last().x() > static_cast<double>(gapMs) * 1.5)
                whole.append(segment);
            else
                whole.last().append(segment);
        }
    }
    drawable.lines.clear();
    for (auto it = lines.cbegin(); it != lines.cend(); ++it) {
        if (!it->isEmpty())
            drawable.lines.append({it.key(), *it});
    }
    drawable.gapMs = gapMs * 3 / 2;
    return drawable;
}

/// False while the newest points alone would seem to be all there is.
bool ChartCard::isHistoryTold() const
{
    switch (m_coarse->state(m_key)) {
    case CoarseBoard::State::Here:
        return true;
    case CoarseBoard::State::Asked: // for the next part of what is shown already
        return m_coarse->grid(m_key).partMs == m_partMs;
    case CoarseBoard::State::Failed:
        break;
    }
    return false;
}

QString ChartCard::emptyText(qint64 newestMs) const
{
    const MetricDefinition *definition = m_board.definition(m_key);
    if (m_isCoarse && m_coarse->state(m_key) == CoarseBoard::State::Failed)
        return tr("The history could not be read: %1").arg(m_coarse->message(m_key));
    if (m_isCoarse && m_coarse->state(m_key) == CoarseBoard::State::Asked)
        return tr("Reading the history…");
    const auto timeText = [](qint64 ms) {
        return QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC).toString(QStringLiteral("HH:mm:ss"));
    };
    if (newestMs >= m_toMs)
        return tr("No samples of that time are kept.");
    const qint64 silent = m_board.noAnswerSince(m_key);
    return silent > 0         ? tr("No answer since %1.").arg(timeText(silent))
           : newestMs > 0     ? tr("No samples since %1.").arg(timeText(newestMs))
           : definition->rate ? tr("A rate needs two samples of %1.").arg(definition->metric)
                              : tr("No samples yet of %1.").arg(definition->metric);
}

ChartContent ChartCard::contentOf() const
{
    ChartContent content;
    const MetricDefinition *definition = m_board.definition(m_key);
    if (definition == nullptr)
        return content;
    content.fromMs = m_fromMs;
    content.toMs = m_toMs;
    content.unit = definition->unit;
    content.thresholds = definition->thresholds;
    Drawable drawable = m_isCoarse ? fromParts() : fromPoints();
    if (m_isCoarse && !isHistoryTold())
        drawable.lines.clear();
    content.lines = drawable.lines;
    bool any = false;
    double lowest = 0;
    double highest = 0;
    for (const ChartContent::Line &line : std::as_const(content.lines)) {
        for (const QList<QPointF> &segment : line.segments) {
            for (const QPointF &point : segment) {
                // The neighbours outside only tell where the line goes.
                if (point.x() < static_cast<double>(m_fromMs)
                    || point.x() > static_cast<double>(m_toMs))
                    continue;
                lowest = any ? std::min(lowest, point.y()) : point.y();
                highest = any ? std::max(highest, point.y()) : point.y();
                any = true;
            }
        }
    }
    // A limit in reach of the values belongs into the picture; one far away would flatten the line.
    for (const Threshold &threshold : content.thresholds) {
        if (any && threshold.enter > highest && threshold.enter < highest * 4)
            highest = threshold.enter * 1.1;
        if (any && threshold.enter < lowest && threshold.enter > lowest / 4)
            lowest = threshold.enter;
    }
    // A lone point would be no line at all: it becomes a short dash.
    const qint64 dash = std::max<qint64>(1, (m_toMs - m_fromMs) / 150);
    for (ChartContent::Line &line : content.lines) {
        for (QList<QPointF> &segment : line.segments) {
            if (segment.size() == 1)
                segment.prepend(segment.first() - QPointF(static_cast<double>(dash), 0));
        }
    }
    content.axis = niceAxis(lowest, any ? highest : 1.0, content.unit);
    if (content.lines.isEmpty()) {
        content.emptyText = emptyText(drawable.newestMs);
        return content;
    }
    const QList<Stretch> asked = m_board.asked(m_key);
    const qint64 reach = m_board.askedReachMs({m_key.service, definition->check});
    for (const Stretch &gap :
         gapsOf(content.lines, std::max(m_fromMs, drawable.oldestMs), m_toMs, drawable.gapMs))
        content.gaps += holesOf(gap, asked, reach);
    return content;
}

void ChartCard::refresh(const QModelIndex &row)
{
    const auto shown = [this] {
        return std::tuple(m_title, m_serviceTitle, m_severity, m_pending, m_wasSeverity, m_limit,
                          m_note, m_isSilent, valueTexts(), m_ageMs < 0 ? -1 : m_ageMs / 1000);
    };
    const auto before =
        std::tuple(m_title, m_serviceTitle, m_severity, m_pending, m_wasSeverity, m_limit, m_note,
                   m_isSilent, m_values, m_ageMs < 0 ? -1 : m_ageMs / 1000);
    m_title = row.data(Qt::DisplayRole).toString();
    m_serviceTitle = row.data(MetricsModel::ServiceTitleRole).toString();
    m_severity = row.data(MetricsModel::SeverityRole).toInt();
    m_pending = row.data(MetricsModel::PendingRole).toInt();
    m_ageMs = row.data(MetricsModel::AgeRole).toLongLong();
    m_note = row.data(MetricsModel::NoteRole).toString();
    m_limit = row.data(MetricsModel::LimitRole).toString();
    m_wasSeverity = row.data(MetricsModel::WasSeverityRole).toInt();
    m_isSilent = row.data(MetricsModel::NoAnswerRole).toBool();
    if (shown() != before) {
        m_values = valueTexts();
        setAccessibleName(accessibleText());
        setToolTip(m_limit.isEmpty() ? QString() : accessibleText().toHtmlEscaped());
        update(0, 0, width(), kHeadHeight);
    }
    const Drawn now = wouldDraw();
    const qint64 pixelMs =
        (m_toMs - m_fromMs) / std::max<qint64>(1, std::llround(m_chart->plotRect().width()));
    const bool same = m_drawn && m_drawn->points == now.points && m_drawn->oldestMs == now.oldestMs
                      && m_drawn->newestMs == now.newestMs && m_drawn->grid == now.grid
                      && m_drawn->state == now.state && isSameAsked(m_drawn->asked, now.asked)
                      && m_drawn->toMs - m_drawn->fromMs == now.toMs - now.fromMs
                      && std::abs(now.toMs - m_drawn->toMs) < pixelMs;
    // On a page that is not shown at all the next one who asks may be a picture of it.
    if (!same && (!isVisible() || isOnScreen()))
        draw();
}

bool ChartCard::isOnScreen() const
{
    return isVisible() && !visibleRegion().isEmpty();
}

ChartCard::Drawn ChartCard::wouldDraw() const
{
    Drawn drawn{m_fromMs, m_toMs, 0, 0, 0, m_board.asked(m_key)};
    if (m_isCoarse) {
        drawn.grid = m_coarse->grid(m_key);
        drawn.state = m_coarse->state(m_key);
    }
    for (const SeriesBoard::Line &line : m_board.lines(m_key)) {
        if (line.points.isEmpty())
            continue;
        drawn.points += line.points.size();
        drawn.oldestMs = drawn.oldestMs == 0 ? line.points.first().timeMs
                                             : std::min(drawn.oldestMs, line.points.first().timeMs);
        drawn.newestMs = std::max(drawn.newestMs, line.points.last().timeMs);
    }
    return drawn;
}

void ChartCard::draw()
{
    m_drawn = wouldDraw();
    m_chart->setContent(contentOf());
}

void ChartCard::setAge(qint64 ageMs)
{
    if (m_ageMs / 1000 == ageMs / 1000)
        return;
    m_ageMs = ageMs;
    update(0, 0, width(), kHeadHeight);
}

void ChartCard::setCursorTime(std::optional<qint64> timeMs)
{
    m_cursorMs = timeMs;
    m_chart->setCursorTime(timeMs);
    update(0, 0, width(), kHeadHeight);
}

QStringList ChartCard::valueTexts() const
{
    QStringList texts;
    const MetricDefinition *definition = m_board.definition(m_key);
    if (definition == nullptr)
        return texts;
    const qint64 reach = m_board.gapMs(m_key);
    for (const SeriesBoard::Line &line : m_board.lines(m_key)) {
        const double value = !m_cursorMs  ? line.points.last().value
                             : m_isCoarse ? drawnValue(line.label, *m_cursorMs)
                                          : line.points.at(*m_cursorMs, reach).value;
        texts << unitText(value, definition->unit);
    }
    return texts;
}

double ChartCard::drawnValue(const QString &label, qint64 timeMs) const
{
    for (const ChartContent::Line &line : m_chart->content().lines) {
        if (line.label == label)
            return line.valueAt(timeMs);
    }
    return std::nan("");
}

QString ChartCard::accessibleText() const
{
    const QStringList values = valueTexts();
    const QString age =
        m_ageMs < 0 ? absenceWord(Absence::NotObserved) : durationText(Milliseconds(m_ageMs));
    if (m_isSilent)
        return tr("%1 of %2: %3").arg(m_title, m_serviceTitle, m_note);
    if (!m_note.isEmpty())
        return tr("%1 of %2: %3, %4")
            .arg(m_title, m_serviceTitle, values.join(QStringLiteral(", ")),
                 m_limit.isEmpty() ? m_note : tr("%1, %2").arg(m_limit, m_note));
    if (!m_limit.isEmpty())
        return tr("%1 of %2: %3, %4, %5 old")
            .arg(m_title, m_serviceTitle, values.join(QStringLiteral(", ")), m_limit, age);
    return tr("%1 of %2: %3, %4 old")
        .arg(m_title, m_serviceTitle,
             values.isEmpty() ? tr("no samples") : values.join(QStringLiteral(", ")), age);
}

void ChartCard::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event)
    const Theme &theme = m_theme.theme();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paintCard(painter, rect(), theme);
    if (hasFocus()) {
        painter.setPen(QPen(theme.ink, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 8, 8);
    }

    double left = kPadding;
    const double middle = kHeadHeight / 2.0 + 2;
    if (const int severity = std::max({m_severity, m_pending, m_wasSeverity}); severity >= 0) {
        StatusMark mark;
        mark.health =
            severity == static_cast<int>(Severity::Critical) ? Health::Down : Health::Degraded;
        mark.soft = m_pending >= 0;
        mark.stale = m_wasSeverity >= 0;
        paintMark(painter, QRectF(left, middle - kMarkSize / 2.0, kMarkSize, kMarkSize), mark,
                  theme);
        left += kMarkSize + 8;
    }

    double right = width() - kPadding;
    const auto drawRight = [&](const QString &text, const QFont &font, const QColor &colour,
                               double gap) {
        const double textWidth = QFontMetricsF(font).horizontalAdvance(text);
        painter.setFont(font);
        painter.setPen(colour);
        painter.drawText(QRectF(right - textWidth - 1, 2, textWidth + 2, kHeadHeight),
                         Qt::AlignVCenter | Qt::AlignRight, text);
        right -= textWidth + gap;
    };
    if (m_cursorMs)
        drawRight(cursorText(*m_cursorMs, m_toMs - m_fromMs), figureFont(11), theme.t3, 12);
    else if (!m_isSilent && (m_note.isEmpty() || width() >= kAgeBesideNote))
        drawRight(m_ageMs < 0 ? absenceWord(Absence::NotObserved)
                              : durationText(Milliseconds(m_ageMs)),
                  figureFont(11), theme.t3, 12);

    // What is not of now never stands there as if it were.
    const bool isOld = !m_note.isEmpty() && !m_cursorMs;
    const QStringList values = isOld && m_isSilent ? QStringList() : valueTexts();
    const auto &lines = m_board.lines(m_key);
    const qsizetype shown = std::min<qsizetype>(values.size(), kMostValues);
    const double titleWidth =
        QFontMetricsF(textFont(13, QFont::DemiBold)).horizontalAdvance(m_title);
    for (qsizetype i = shown - 1; i >= 0; --i) {
        if (right < left + titleWidth + 60 && i > 0)
            continue;
        drawRight(values.at(i), figureFont(lines.size() == 1 ? 13 : 12, QFont::Medium),
                  isOld ? theme.t3 : theme.t1, 6);
        if (lines.size() > 1) {
            drawRight(lines.at(i).label, textFont(12), theme.t2, 6);
            painter.setPen(
                QPen(theme.series(static_cast<int>(i)), 2.5, Qt::SolidLine, Qt::FlatCap));
            painter.drawLine(QPointF(right - 10, middle), QPointF(right, middle));
            right -= 20;
        }
    }

    if (!m_limit.isEmpty() && !m_cursorMs
        && right - left - titleWidth
               > QFontMetricsF(textFont(12, QFont::Medium)).horizontalAdvance(m_limit)
                     + (isOld ? QFontMetricsF(textFont(12)).horizontalAdvance(m_note) + 24 : 16))
        drawRight(m_limit, textFont(12, QFont::Medium), isOld ? theme.t2 : theme.t1, 8);
    if (isOld)
        drawRight(m_note, textFont(12, QFont::Medium), m_isSilent ? theme.t1 : theme.t2, 8);

    painter.setFont(textFont(13, QFont::DemiBold));
    painter.setPen(theme.t1);
    const QFontMetricsF titleMetrics(painter.font());
    const QString title =
        titleMetrics.elidedText(m_title, Qt::ElideRight, std::max(0.0, right - left));
    painter.drawText(QRectF(left, 2, right - left, kHeadHeight), Qt::AlignVCenter | Qt::AlignLeft,
                     title);
    left += titleMetrics.horizontalAdvance(title) + 8;
    if (right - left > kLeastServiceTitle) {
        painter.setFont(textFont(12));
        painter.setPen(theme.t3);
        painter.drawText(QRectF(left, 2, right - left, kHeadHeight),
                         Qt::AlignVCenter | Qt::AlignLeft,
                         QFontMetricsF(painter.font())
                             .elidedText(m_serviceTitle, Qt::ElideMiddle, right - left - 8));
    }
}

void ChartCard::copyPicture()
{
    QGuiApplication::clipboard()->setPixmap(grab());
}

void ChartCard::copyValues()
{
    QList<CopiedLine> lines;
    const ChartContent content = contentOf();
    for (const ChartContent::Line &line : content.lines)
        lines.append({line.label, line.segments});
    QGuiApplication::clipboard()->setText(chartCsv(m_title, lines));
}

void ChartCard::copyExpression()
{
    if (const MetricDefinition *definition = m_board.definition(m_key))
        QGuiApplication::clipboard()->setText(chartExpression(m_key, *definition));
}

void ChartCard::contextMenuEvent(QContextMenuEvent *event)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setObjectName(objectName() + QStringLiteral(".menu"));
    const auto add = [&](const QString &text, const char *name, void (ChartCard::*copy)()) {
        menu->addAction(text, this, copy)
            ->setObjectName(objectName() + QLatin1Char('.') + QLatin1String(name));
    };
    add(tr("Copy picture"), "picture", &ChartCard::copyPicture);
    add(tr("Copy values as CSV"), "values", &ChartCard::copyValues);
    add(tr("Copy expression"), "expression", &ChartCard::copyExpression);
    menu->popup(event->globalPos());
    event->accept();
}

void ChartCard::focusInEvent(QFocusEvent *event)
{
    QWidget::focusInEvent(event);
    update();
    Q_EMIT entered();
}

void ChartCard::focusOutEvent(QFocusEvent *event)
{
    QWidget::focusOutEvent(event);
    update();
}

void ChartCard::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_chart->setGeometry(rect().adjusted(4, kHeadHeight, -4, -6));
    // What was never drawn is drawn when it is seen.
    if (m_drawn)
        draw();
}

} // namespace opsdeck
