// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/assurance/assurancesections.h"

#include "ui/theme/theme.h"
#include "ui/widgets/plainlabel.h"

#include <QAbstractItemView>
#include <QEvent>
#include <QHBoxLayout>
#include <QScrollBar>

#include <algorithm>
#include <utility>

namespace opsdeck {

namespace {

constexpr int kBetween = 16;
constexpr int kLeast = 96;     ///< of a section with its head
constexpr int kReadable = 216; ///< of one that needs as much

} // namespace

QList<int> shareHeights(int room, const QList<int> &needed, int least)
{
    QList<int> heights(needed.size(), least);
    int left = room - static_cast<int>(needed.size()) * least;
    while (left > 0) {
        const auto isShort = [&](qsizetype i) { return heights.at(i) < needed.at(i); };
        int open = 0;
        for (qsizetype i = 0; i < needed.size(); ++i)
            open += isShort(i) ? 1 : 0;
        if (open == 0)
            break;
        const int each = std::max(1, left / open);
        for (qsizetype i = 0; i < needed.size() && left > 0; ++i) {
            const int more = isShort(i) ? std::min({each, needed.at(i) - heights.at(i), left}) : 0;
            heights[i] += more;
            left -= more;
        }
    }
    if (left > 0 && !heights.isEmpty())
        heights.last() += left;
    return heights;
}

AssuranceSections::AssuranceSections(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("assurance.sections"));
}

void AssuranceSections::add(const QString &name, const QString &title, QWidget *body,
                            QAbstractItemView *view, int least)
{
    const QString prefix = QStringLiteral("assurance.section.") + name;
    auto *box = new QWidget(this);
    box->setObjectName(prefix);
    Section section{
        box,
        plainLabel(prefix + QStringLiteral(".title"), roleFont(TextRole::Label), "t2", box),
        plainLabel(prefix + QStringLiteral(".count"), roleFont(TextRole::Small), "t3", box),
        wrappedLabel(prefix + QStringLiteral(".note"), roleFont(TextRole::Body), "t2", box),
        body,
        view,
        least};
    section.title->setText(title);
    auto *head = new QHBoxLayout;
    head->setSpacing(12);
    head->addWidget(section.title);
    head->addWidget(section.count, 1);
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    layout->addLayout(head);
    layout->addWidget(section.note, 1);
    layout->addWidget(body, 1);
    section.note->hide();
    section.note->setAlignment(Qt::AlignTop);
    view->viewport()->installEventFilter(this);
    connect(view->verticalScrollBar(), &QScrollBar::valueChanged, this,
            &AssuranceSections::countRows);
    m_sections << section;
    arrange();
}

void AssuranceSections::showOnly(int section)
{
    m_only = section;
    arrange();
}

void AssuranceSections::showAll()
{
    m_only = -1;
    arrange();
}

void AssuranceSections::setPresent(int section, bool isPresent)
{
    if (std::exchange(m_sections[section].isPresent, isPresent) != isPresent)
        arrange();
}

void AssuranceSections::setNote(int section, const QString &text)
{
    const Section &noted = m_sections.at(section);
    noted.note->setText(text);
    noted.note->setVisible(!text.isEmpty());
    noted.body->setVisible(text.isEmpty());
    arrange();
}

void AssuranceSections::countRows()
{
    if (m_only >= 0)
        return;
    for (const Section &section : std::as_const(m_sections)) {
        const QAbstractItemModel *model = section.view->model();
        const int rows = model->rowCount();
        const QRect place = section.view->viewport()->rect();
        int inSight = 0;
        // By any column that is shown: a hidden one has no place.
        for (int row = 0; row < rows; ++row) {
            QRect cell;
            for (int column = 0; column < model->columnCount() && cell.isEmpty(); ++column)
                cell = section.view->visualRect(model->index(row, column));
            inSight +=
                !cell.isEmpty() && cell.top() >= 0 && cell.bottom() <= place.bottom() ? 1 : 0;
        }
        section.count->setText(inSight == rows
                                   ? QString::number(rows)
                                   : tr("%1 of %2 in sight", "rows").arg(inSight).arg(rows));
    }
}

int AssuranceSections::neededHeight(const Section &section) const
{
    if (section.note->isVisibleTo(section.box))
        return kLeast;
    const int rows = section.view->model()->rowCount();
    const int row = rows == 0 ? 0 : section.view->sizeHintForRow(0);
    // Above the rows there may be names of columns, around them a frame.
    const int around = section.view->viewport()->mapTo(section.view, QPoint()).y() + 24;
    const int head = section.title->sizeHint().height() + 6;
    return std::max(head + section.least, head + around + rows * row);
}

QList<QList<int>> AssuranceSections::columns(int width) const
{
    QList<int> all;
    for (int section = 0; section < m_sections.size(); ++section) {
        if (m_sections.at(section).isPresent)
            all << section;
    }
    if (width < kBesideFrom)
        return {all};
    QList<QList<int>> pair{{}, {}};
    for (qsizetype place = 0; place < all.size(); ++place)
        pair[place % 2] << all.at(place);
    return pair;
}

int AssuranceSections::fullHeight(int width) const
{
    int highest = 0;
    const QList<QList<int>> all = columns(width);
    for (const QList<int> &column : all) {
        int height = kBetween * (static_cast<int>(column.size()) - 1);
        for (const int section : column)
            height += neededHeight(m_sections.at(section));
        highest = std::max(highest, height);
    }
    return highest;
}

/// Of all of them: below it nothing can be read, and the page scrolls.
int AssuranceSections::readableHeight(int width) const
{
    int highest = 0;
    const QList<QList<int>> all = columns(width);
    for (const QList<int> &column : all) {
        int height = kBetween * (static_cast<int>(column.size()) - 1);
        for (const int section : column)
            height += std::clamp(neededHeight(m_sections.at(section)), kLeast, kReadable);
        highest = std::max(highest, height);
    }
    return highest;
}

void AssuranceSections::arrange()
{
    setMinimumHeight(m_only < 0 ? readableHeight(width()) : 0);
    for (qsizetype i = 0; i < m_sections.size(); ++i) {
        const Section &section = m_sections.at(i);
        section.title->setVisible(m_only < 0);
        section.count->setVisible(m_only < 0);
        section.box->setVisible(m_only < 0 ? section.isPresent : m_only == i);
        if (m_only == i)
            section.box->setGeometry(rect());
    }
    if (m_only >= 0)
        return;
    const QList<QList<int>> all = columns(width());
    const int count = static_cast<int>(all.size());
    const int wide = (width() - kBetween * (count - 1)) / count;
    for (int i = 0; i < count; ++i) {
        QList<int> needed;
        for (const int section : all.at(i))
            needed << neededHeight(m_sections.at(section));
        const int room = height() - kBetween * (static_cast<int>(needed.size()) - 1);
        const QList<int> heights = shareHeights(room, needed, kLeast);
        int y = 0;
        for (qsizetype j = 0; j < needed.size(); ++j) {
            m_sections.at(all.at(i).at(j))
                .box->setGeometry(i * (wide + kBetween), y, wide, heights.at(j));
            y += heights.at(j) + kBetween;
        }
    }
    countRows();
}

void AssuranceSections::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrange();
}

bool AssuranceSections::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize)
        countRows();
    return QWidget::eventFilter(watched, event);
}

} // namespace opsdeck
