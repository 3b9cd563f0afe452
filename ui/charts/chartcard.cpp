// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chartcard.h"

#include "models/metrics/chartcopy.h"
#include "models/metrics/unittext.h"
#include "models/metrics/valueaxis.h"
#include "services/domain/absence.h"
#include "ui/charts/chartlegend.h"
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
    , m_legend(new ChartLegend(QStringLiteral("metrics.chart.%1.%2.legend")
                                   .arg(key.service.service.toString(), key.metric),
                               theme, this))
{
    m_own.key = m_behind.key = key;
    const QString name =
        QStringLiteral("metrics.chart.%1.%2").arg(key.service.service.toString(), key.metric);
    setObjectName(name);
    m_chart->setObjectName(name + QStringLiteral(".plot"));
    setMinimumSize(280, 160);
    setFocusPolicy(Qt::StrongFocus);
    m_legend->hide();
    connect(m_legend, &ChartLegend::isolateWanted, this, [this](const QString &label) {
        LineChoice choice = m_choice;
        choice.isolate(label);
        choose(choice);
    });
    connect(m_legend, &ChartLegend::toggleWanted, this, [this](const QString &label) {
        LineChoice choice = m_choice;
        choice.toggle(label, labels());
        choose(choice);
    });
    connect(m_legend, &ChartLegend::allWanted, this, [this] { choose({}); });
    connect(&m_theme, &ThemeHub::changed, this, qOverload<>(&QWidget::update));
}

void ChartCard::setSpan(qint64 fromMs, qint64 toMs, qint64 nowMs)
{
    m_nowMs = nowMs;
    m_own.stretch = {fromMs, std::max(toMs, fromMs + 1)};
    want(m_own, m_coarse);
    if (!m_companion.isOn())
        return;
    m_behind.stretch = stretchOf(m_companion, m_own.stretch);
    want(m_behind, m_coarseBehind);
}

void ChartCard::want(Source &source, CoarseBoard *coarse)
{
    const bool isCoarse = coarse != nullptr && CoarseBoard::isFor(source.stretch, m_nowMs);
    source.coarse = isCoarse ? coarse : nullptr;
    // On a page that is not shown at all the next one who asks may be a picture of it.
    if (!isCoarse || (isVisible() && !isOnScreen()))
        return;
    const CoarseBoard::Grid grid = CoarseBoard::gridOf(source.stretch, m_nowMs);
    source.partMs = grid.partMs;
    coarse->want(source.key, grid);
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
    refreshLegend();
    const Drawn now = wouldDraw(m_own);
    const qint64 pixelMs = (m_own.stretch.toMs - m_own.stretch.fromMs)
                           / std::max<qint64>(1, std::llround(m_chart->plotRect().width()));
    const bool same =
        m_drawn && isSame(*m_drawn, now, pixelMs)
        && (!m_companion.isOn() || isSame(m_drawnBehind, wouldDraw(m_behind), pixelMs));
    // On a page that is not shown at all the next one who asks may be a picture of it.
    if (!same && (!isVisible() || isOnScreen()))
        draw();
}

bool ChartCard::isSame(const Drawn &drawn, const Drawn &now, qint64 pixelMs)
{
    return drawn.points == now.points && drawn.oldestMs == now.oldestMs
           && drawn.newestMs == now.newestMs && drawn.grid == now.grid && drawn.state == now.state
           && drawn.states == now.states && drawn.served == now.served && drawn.isOld == now.isOld
           && isSameAsked(drawn.asked, now.asked)
           && drawn.toMs - drawn.fromMs == now.toMs - now.fromMs
           && std::abs(now.toMs - drawn.toMs) < pixelMs;
}

bool ChartCard::isOnScreen() const
{
    return isVisible() && !visibleRegion().isEmpty();
}

ChartCard::Drawn ChartCard::wouldDraw(const Source &source) const
{
    Drawn drawn{source.stretch.fromMs, source.stretch.toMs, 0, 0, 0, m_board.asked(source.key)};
    drawn.isOld = !m_note.isEmpty();
    drawn.states = m_states == nullptr ? 0 : m_states->revision(m_key.service);
    if (source.coarse != nullptr) {
        drawn.grid = source.coarse->grid(source.key);
        drawn.state = source.coarse->state(source.key);
    }
    // What is compared is of the own store alone.
    if (m_servers != nullptr && &source == &m_own)
        drawn.served = m_servers->kept(m_key).revision;
    for (const SeriesBoard::Line &line : m_board.lines(source.key)) {
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
    QStringList states;
    for (const LaneStretch &stretch : content.lane)
        states << laneText(stretch);
    m_chart->setAccessibleDescription(states.join(QLatin1Char('\n')));
    refreshLegend();
    showSource();
    m_drawn = wouldDraw(m_own);
    m_drawnBehind = wouldDraw(m_behind);
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
    refreshLegend();
    update(0, 0, width(), kHeadHeight);
}

QStringList ChartCard::valueTexts() const
{
    QStringList texts;
    const MetricDefinition *definition = m_board.definition(m_key);
    for (const SeriesBoard::Line &line : m_board.lines(m_key)) {
        if (definition != nullptr && m_choice.shows(line.label))
            texts << unitText(valueOf(line.label), definition->unit);
    }
    return texts;
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
        drawRight(cursorText(*m_cursorMs, m_own.stretch.toMs - m_own.stretch.fromMs),
                  figureFont(11), theme.t3, 12);
    else if (!m_isSilent && (m_note.isEmpty() || width() >= kAgeBesideNote))
        drawRight(m_ageMs < 0 ? absenceWord(Absence::NotObserved)
                              : durationText(Milliseconds(m_ageMs)),
                  figureFont(11), theme.t3, 12);

    // What is not of now never stands there as if it were.
    const bool isOld = !m_note.isEmpty() && !m_cursorMs;
    const double titleWidth =
        QFontMetricsF(textFont(13, QFont::DemiBold)).horizontalAdvance(m_title);
    // Those of several lines stand in the legend, a large one in the chart.
    if (const QStringList values = valueTexts(); m_board.lines(m_key).size() == 1
                                                 && m_chart->content().kind != ChartKind::Number
                                                 && !values.isEmpty() && !(isOld && m_isSilent))
        drawRight(values.first(), figureFont(13, QFont::Medium), isOld ? theme.t3 : theme.t1, 6);

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
        const QList<QList<QPointF>> &own = line.isStacked ? line.own : line.segments;
        if (!own.isEmpty() || line.served.isEmpty())
            lines.append({line.label, own});
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
    addCompanions(*menu);
    addKinds(*menu);
    addTraces(*menu);
    Q_EMIT menuOpening(menu);
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
