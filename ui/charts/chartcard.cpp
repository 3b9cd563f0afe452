// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chartcard.h"

#include "models/metrics/chartcopy.h"
#include "models/metrics/unittext.h"
#include "models/metrics/valueaxis.h"
#include "services/domain/absence.h"
#include "ui/charts/servedparts.h"
#include "ui/charts/sourceline.h"
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

constexpr int kPadding = 12;
constexpr int kMarkSize = 16;
constexpr int kMostValues = 3;
constexpr int kLeastServiceTitle = 64; ///< less of it tells nothing
constexpr int kAgeBesideNote =
    400; ///< a narrower card leaves out the age where its note names the time

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
    m_nowMs = nowMs;
    m_isCoarse = m_coarse != nullptr && CoarseBoard::isFor({m_fromMs, m_toMs}, nowMs);
    // On a page that is not shown at all the next one who asks may be a picture of it.
    if (!m_isCoarse || (isVisible() && !isOnScreen()))
        return;
    const CoarseBoard::Grid grid = CoarseBoard::gridOf({m_fromMs, m_toMs}, nowMs);
    m_partMs = grid.partMs;
    m_coarse->want(m_key, grid);
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
                      && m_drawn->state == now.state && m_drawn->served == now.served
                      && isSameAsked(m_drawn->asked, now.asked)
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
    if (m_servers != nullptr)
        drawn.served = m_servers->kept(m_key).revision;
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
    const ChartContent content = contentOf();
    m_lacks = content.lacks;
    m_chart->setContent(content);
    showSource();
    m_drawn = wouldDraw();
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
        double value = !m_cursorMs  ? line.points.last().value
                       : m_isCoarse ? drawnValue(line.label, *m_cursorMs)
                                    : line.points.at(*m_cursorMs, reach).value;
        if (m_cursorMs && std::isnan(value))
            value = drawnValue(line.label, *m_cursorMs); // as a server tells it
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
    for (const ChartContent::Line &line : content.lines) {
        if (!line.segments.isEmpty() || line.served.isEmpty())
            lines.append({line.label, line.segments});
        if (!line.served.isEmpty())
            lines.append({tr("%1 from %2")
                              .arg(line.label.isEmpty() ? m_title : line.label, content.servedBy),
                          line.served});
    }
    QGuiApplication::clipboard()->setText(chartCsv(m_title, lines));
}

void ChartCard::copyExpression()
{
    const MetricDefinition *definition = m_board.definition(m_key);
    const Service *service = m_board.service(m_key);
    if (definition == nullptr || service == nullptr)
        return;
    const auto check =
        std::find_if(service->checks.cbegin(), service->checks.cend(),
                     [&](const Check &each) { return each.id == definition->check; });
    const QString instance = check == service->checks.cend() ? QString() : check->instance;
    QGuiApplication::clipboard()->setText(chartExpression(m_key, *definition, instance));
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
    addTraces(*menu);
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
    placeChart();
    // What was never drawn is drawn when it is seen.
    if (m_drawn)
        draw();
}

} // namespace opsdeck
