// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/metrics/queryview.h"

#include "models/metrics/chartcopy.h"
#include "models/metrics/serverboard.h"
#include "services/domain/instant.h"
#include "ui/charts/timechart.h"
#include "ui/theme/theme.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/segment.h"

#include <QButtonGroup>
#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QTableView>

#include <algorithm>

namespace opsdeck {

namespace {

constexpr int kGap = 8;
constexpr int kRow = 28;
constexpr int kFigureWidth = 120;
constexpr int kMostDrawn = 12;

/// Messages of expressions end without a full stop.
QString inSentences(const QStringList &parts)
{
    QString text;
    for (const QString &part : parts) {
        if (part.isEmpty())
            continue;
        if (!text.isEmpty())
            text += text.endsWith(QLatin1Char('.')) ? QStringLiteral(" ") : QStringLiteral(". ");
        text += part;
    }
    return text;
}

/// Broken where a step is missing.
QList<QList<QPointF>> segmentsOf(const QList<QPointF> &points, qint64 stepMs)
{
    QList<QList<QPointF>> segments;
    for (const QPointF &point : points) {
        if (segments.isEmpty()
            || point.x() - segments.last().last().x() > static_cast<double>(stepMs) * 1.5)
            segments.append(QList<QPointF>());
        segments.last().append(point);
    }
    return segments;
}

/// A series' name behind the colour that it is drawn in.
class SeriesDelegate final : public QStyledItemDelegate
{
public:
    SeriesDelegate(ThemeHub &theme, QObject *parent)
        : QStyledItemDelegate(parent)
        , m_theme(theme)
    {}

    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        constexpr QSize kSwatch(20, 12);
        QPixmap swatch(kSwatch);
        swatch.fill(Qt::transparent);
        if (index.row() < kMostDrawn) {
            QPainter painter(&swatch);
            painter.fillRect(4, kSwatch.height() / 2 - 1, 12, 3,
                             m_theme.theme().series(index.row()));
        }
        option->features |= QStyleOptionViewItem::HasDecoration;
        option->icon = QIcon(swatch);
        option->decorationSize = kSwatch;
        option->textElideMode = Qt::ElideMiddle;
    }

private:
    ThemeHub &m_theme;
};

QPushButton *quietButton(const QString &text, const QString &name, QWidget *parent)
{
    auto *button = new QPushButton(text, parent);
    button->setObjectName(name);
    button->setProperty("kind", QStringLiteral("quiet"));
    return button;
}

} // namespace

QString queryText(const QuerySheet &sheet)
{
    using State = QuerySheet::State;
    switch (sheet.state()) {
    case State::Idle:
        return {};
    case State::Asked:
        return QueryView::tr("Asking…");
    case State::Cancelled:
        return QueryView::tr("Cancelled.");
    case State::Failed:
        return inSentences({sheet.fault().message, sheet.fault().advice});
    case State::Here:
        break;
    }
    const QuerySheet::Answer &answer = sheet.answer();
    QStringList words;
    if (answer.isPartial)
        words << QueryView::tr("Answered in part.");
    const auto count = static_cast<int>(answer.lines.size());
    words << (count == 0 ? QueryView::tr("No series answers to this in %1.").arg(answer.source)
                         : QueryView::tr("%n series from %1.", nullptr, count).arg(answer.source));
    if (count > kMostDrawn)
        words << QueryView::tr("The first %1 are drawn.").arg(kMostDrawn);
    if (answer.newestMs)
        words << QueryView::tr("Newest sample at %1.")
                     .arg(cursorText(*answer.newestMs,
                                     sheet.asked().stretch.toMs - sheet.asked().stretch.fromMs));
    else if (!answer.newestAsked)
        words << QueryView::tr("How new the samples are is not known.");
    return (words + answer.warnings).join(QLatin1Char(' '));
}

QueryView::QueryView(QuerySheet &sheet, ThemeHub &theme, QWidget *parent)
    : QWidget(parent)
    , m_sheet(sheet)
    , m_theme(theme)
    , m_chart(new TimeChart(theme, this))
    , m_table(new QTableView(this))
{
    setObjectName(QStringLiteral("metrics.query.view"));
    setAccessibleName(tr("Query"));
    m_chart->setObjectName(QStringLiteral("metrics.query.chart"));
    m_chart->setMinimumHeight(140);
    connect(m_chart, &TimeChart::cursorMoved, m_chart,
            [this](qint64 timeMs) { m_chart->setCursorTime(timeMs); });
    connect(m_chart, &TimeChart::cursorLeft, m_chart,
            [this] { m_chart->setCursorTime(std::nullopt); });
    m_table->setObjectName(QStringLiteral("metrics.query.table"));
    m_table->setAccessibleName(tr("Series of the answer"));
    m_table->setModel(&m_sheet);
    m_table->setItemDelegateForColumn(QuerySheet::NameColumn, new SeriesDelegate(theme, m_table));
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setTabKeyNavigation(false);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setFont(figureFont(12));
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(kRow);
    QHeaderView *header = m_table->horizontalHeader();
    header->setSectionResizeMode(QHeaderView::Fixed);
    header->setSectionResizeMode(QuerySheet::NameColumn, QHeaderView::Stretch);
    header->setHighlightSections(false);
    for (int column = QuerySheet::LastColumn; column < QuerySheet::ColumnCount; ++column)
        m_table->setColumnWidth(column, kFigureWidth);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(kGap);
    layout->addWidget(makeQuestion());
    layout->addWidget(m_chart, 3);
    layout->addWidget(m_table, 2);
    layout->addWidget(makeFoot());
    connect(&m_sheet, &QuerySheet::changed, this, &QueryView::refresh);
    refresh();
}

QWidget *QueryView::makeQuestion()
{
    auto *box = new QWidget(this);
    m_expression = new QLineEdit(box);
    m_expression->setObjectName(QStringLiteral("metrics.query.expression"));
    m_expression->setAccessibleName(tr("Expression in PromQL"));
    m_expression->setPlaceholderText(
        tr("PromQL, as in sum by (status) (rate(http_requests_total[5m]))"));
    m_expression->setFont(figureFont(13));
    m_expression->setClearButtonEnabled(true);
    m_sources = new QButtonGroup(box);
    auto *line = new QHBoxLayout;
    line->setSpacing(4);
    line->addWidget(m_expression, 1);
    line->addSpacing(4);
    for (const auto &[source, name, text] :
         {std::tuple(QuerySheet::Source::Automatic, "automatic", tr("Server, else own")),
          std::tuple(QuerySheet::Source::Own, "own", tr("Own samples")),
          std::tuple(QuerySheet::Source::Server, "server", tr("Server"))}) {
        QPushButton *button =
            segment(text, QStringLiteral("metrics.query.") + QLatin1String(name), box);
        m_sources->addButton(button, static_cast<int>(source));
        line->addWidget(button);
    }
    m_sources->button(0)->setChecked(true);
    m_ask = new QPushButton(tr("Ask"), box);
    m_ask->setObjectName(QStringLiteral("metrics.query.ask"));
    line->addSpacing(4);
    line->addWidget(m_ask);
    QPushButton *close = quietButton(tr("Close"), QStringLiteral("metrics.query.close"), box);
    line->addWidget(close);
    m_pointer = plainLabel(QStringLiteral("metrics.query.pointer"), figureFont(13), "t1", box);
    m_status = wrappedLabel(QStringLiteral("metrics.query.status"), textFont(13), "t2", box);
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    layout->addLayout(line);
    layout->addWidget(m_pointer);
    layout->addWidget(m_status);
    connect(m_expression, &QLineEdit::returnPressed, this, &QueryView::ask);
    connect(m_expression, &QLineEdit::textEdited, this, [this] { pointAt(0); });
    connect(m_ask, &QPushButton::clicked, this, [this] {
        if (m_sheet.state() == QuerySheet::State::Asked)
            m_sheet.cancel();
        else
            ask();
    });
    connect(close, &QPushButton::clicked, this, &QueryView::closed);
    return box;
}

QWidget *QueryView::makeFoot()
{
    auto *box = new QWidget(this);
    m_copyValues = quietButton(tr("Copy values as CSV"), QStringLiteral("metrics.query.csv"), box);
    m_copyPicture = quietButton(tr("Copy picture"), QStringLiteral("metrics.query.picture"), box);
    connect(m_copyValues, &QPushButton::clicked, this, &QueryView::copyValues);
    connect(m_copyPicture, &QPushButton::clicked, this, &QueryView::copyPicture);
    auto *layout = new QHBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addStretch();
    layout->addWidget(m_copyValues);
    layout->addWidget(m_copyPicture);
    return box;
}

void QueryView::setEnvironment(const EnvironmentKey &environment)
{
    if (environment == m_environment)
        return;
    m_environment = environment;
    // What is there is of another one.
    m_sheet.clear();
}

void QueryView::setStretch(const Stretch &stretch, bool again)
{
    m_stretch = stretch;
    if (again && isVisible() && m_sheet.state() != QuerySheet::State::Idle)
        m_sheet.ask({m_environment, m_sheet.asked().expression, m_stretch,
                     ServerBoard::stepOf(m_stretch), m_sheet.asked().source});
}

QuerySheet::Source QueryView::source() const
{
    return static_cast<QuerySheet::Source>(m_sources->checkedId());
}

void QueryView::ask()
{
    m_sheet.ask(
        {m_environment, m_expression->text(), m_stretch, ServerBoard::stepOf(m_stretch), source()});
}

/// Marks the sign in the expression, and points at it from below.
void QueryView::pointAt(int column)
{
    const auto at = static_cast<int>(std::min<qsizetype>(column, m_expression->text().size() + 1));
    m_pointer->setVisible(at > 0);
    if (at == 0)
        return;
    m_expression->setFocus();
    m_expression->setCursorPosition(at - 1);
    const int x = m_expression->inputMethodQuery(Qt::ImCursorRectangle).toRect().center().x();
    if (at <= m_expression->text().size())
        m_expression->setSelection(at - 1, 1);
    m_pointer->setContentsMargins(
        std::max(0, x - QFontMetrics(m_pointer->font()).horizontalAdvance(QChar(0x2191)) / 2), 0, 0,
        0);
    m_pointer->setText(QStringLiteral("\u2191 ") + tr("here"));
}

void QueryView::refresh()
{
    using State = QuerySheet::State;
    const State state = m_sheet.state();
    m_ask->setText(state == State::Asked ? tr("Cancel") : tr("Ask"));
    m_ask->setAccessibleName(state == State::Asked ? tr("Stop asking") : tr("Ask"));
    const QString words = queryText(m_sheet);
    m_status->setText(words);
    m_status->setVisible(!words.isEmpty());
    pointAt(state == State::Failed ? m_sheet.fault().column : 0);
    m_chart->setContent(content());
    const bool isAny = !m_sheet.answer().lines.isEmpty();
    m_table->setVisible(isAny);
    m_copyValues->setEnabled(isAny);
    m_copyPicture->setEnabled(isAny);
}

ChartContent QueryView::content() const
{
    ChartContent content;
    const QuerySheet::Asked &asked = m_sheet.asked();
    content.fromMs = asked.stretch.fromMs;
    content.toMs = std::max(asked.stretch.toMs, asked.stretch.fromMs + 1);
    bool isAny = false;
    double lowest = 0;
    double highest = 0;
    for (const QuerySheet::Line &line : m_sheet.answer().lines) {
        if (content.lines.size() >= kMostDrawn)
            break;
        content.lines.append({line.name, segmentsOf(line.points, asked.stepMs),
                              static_cast<int>(content.lines.size())});
        for (const QPointF &point : line.points) {
            lowest = isAny ? std::min(lowest, point.y()) : point.y();
            highest = isAny ? std::max(highest, point.y()) : point.y();
            isAny = true;
        }
    }
    content.axis = niceAxis(lowest, isAny ? highest : 1.0, content.unit);
    content.emptyText = m_sheet.state() == QuerySheet::State::Idle
                            ? tr("Write an expression and press Enter: it is asked over the time "
                                 "that is shown above.")
                        : m_sheet.state() == QuerySheet::State::Failed ? tr("No answer.")
                                                                       : queryText(m_sheet);
    return content;
}

void QueryView::copyPicture()
{
    QGuiApplication::clipboard()->setPixmap(m_chart->grab());
}

void QueryView::copyValues()
{
    QList<CopiedLine> lines;
    for (const QuerySheet::Line &line : m_sheet.answer().lines)
        lines.append({line.name, {line.points}});
    QGuiApplication::clipboard()->setText(chartCsv(m_sheet.asked().expression, lines));
}

void QueryView::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape) {
        if (m_sheet.state() == QuerySheet::State::Asked)
            m_sheet.cancel();
        else
            Q_EMIT closed();
        return;
    }
    QWidget::keyPressEvent(event);
}

void QueryView::paintEvent(QPaintEvent *event)
{
    QPainter(this).fillRect(event->rect(), m_theme.theme().bg);
}

void QueryView::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_expression->setFocus();
}

void QueryView::hideEvent(QHideEvent *event)
{
    // Nobody looks at what would come.
    m_sheet.cancel();
    QWidget::hideEvent(event);
}

} // namespace opsdeck
