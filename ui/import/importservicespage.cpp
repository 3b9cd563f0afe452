// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/import/importservicespage.h"

#include "models/import/importservicesmodel.h"
#include "ui/import/importservicesdelegate.h"
#include "ui/theme/theme.h"
#include "ui/widgets/card.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/segment.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QTableView>
#include <QVBoxLayout>

namespace opsdeck {

namespace {

constexpr int kRow = 32;
constexpr int kNoteHeight = 56;

} // namespace

ImportServicesPage::ImportServicesPage(ImportServicesModel &services, ThemeHub &theme,
                                       QWidget *parent)
    : QWidget(parent)
    , m_services(services)
{
    setObjectName(QStringLiteral("import.found.page"));
    m_filter.setSourceModel(&m_services);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(makeHead());
    QFrame *ground = card(QStringLiteral("import.found.card"), this);
    auto *inner = new QVBoxLayout(ground);
    inner->setContentsMargins(1, 1, 1, 1);
    makeTable(theme);
    inner->addWidget(m_table);
    layout->addWidget(ground, 1);
    m_place = elidedLabel(QStringLiteral("import.found.place"), figureFont(12), "t3", this);
    m_note =
        wrappedLabel(QStringLiteral("import.found.note"), roleFont(TextRole::Body), "t1", this);
    m_note->setFixedHeight(kNoteHeight);
    m_note->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    layout->addWidget(m_place);
    layout->addWidget(m_note);
    connect(&m_services, &ImportServicesModel::chosen, this, &ImportServicesPage::showCurrent);
}

void ImportServicesPage::focusFirst()
{
    m_table->setFocus(Qt::OtherFocusReason);
}

QWidget *ImportServicesPage::makeHead()
{
    auto *head = new QWidget(this);
    auto *layout = new QHBoxLayout(head);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    auto *what =
        elidedLabel(QStringLiteral("import.found.what"), roleFont(TextRole::Body), "t2", head);
    what->setText(tr("Space skips or accepts a service, F2 chooses another check for it."));
    m_text = new QLineEdit(head);
    m_text->setObjectName(QStringLiteral("import.found.filter"));
    m_text->setAccessibleName(tr("Filter services"));
    m_text->setPlaceholderText(tr("Filter"));
    m_text->setClearButtonEnabled(true);
    m_text->setFixedWidth(160);
    m_doubtful = segment(tr("Only doubtful"), QStringLiteral("import.found.doubtful"), head);
    m_doubtful->setAutoDefault(false);
    QPushButton *accept =
        makeButton(tr("Accept all"), QStringLiteral("import.found.acceptall"), head);
    QPushButton *skip = makeButton(tr("Skip all"), QStringLiteral("import.found.skipall"), head);
    layout->addWidget(what, 1);
    layout->addWidget(m_text);
    layout->addWidget(m_doubtful);
    layout->addWidget(accept);
    layout->addWidget(skip);
    connect(m_text, &QLineEdit::textChanged, &m_filter, &ImportServicesFilter::setText);
    connect(m_doubtful, &QPushButton::toggled, &m_filter, &ImportServicesFilter::setOnlyDoubtful);
    connect(accept, &QPushButton::clicked, this, [this] { m_services.setAllAccepted(true); });
    connect(skip, &QPushButton::clicked, this, [this] { m_services.setAllAccepted(false); });
    return head;
}

QPushButton *ImportServicesPage::makeButton(const QString &text, const QString &name,
                                            QWidget *parent)
{
    auto *button = new QPushButton(text, parent);
    button->setObjectName(name);
    button->setAutoDefault(false);
    return button;
}

void ImportServicesPage::makeTable(ThemeHub &theme)
{
    m_table = new QTableView(this);
    m_table->setObjectName(QStringLiteral("import.found"));
    m_table->setAccessibleName(tr("Services that were found"));
    m_table->setModel(&m_filter);
    m_table->setItemDelegate(new ImportServicesDelegate(theme, m_table));
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setShowGrid(false);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed);
    m_table->setTabKeyNavigation(false);
    m_table->setWordWrap(false);
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(kRow);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->installEventFilter(this);
    setColumns();
    connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &ImportServicesPage::showCurrent);
    connect(m_table, &QTableView::clicked, this, [this](const QModelIndex &index) {
        if (index.flags().testFlag(Qt::ItemIsEditable))
            m_table->edit(index);
    });
}

void ImportServicesPage::setColumns()
{
    QHeaderView *header = m_table->horizontalHeader();
    const std::initializer_list<std::pair<int, int>> widths{
        {ImportServicesModel::ServiceColumn, 200},
        {ImportServicesModel::TechnologyColumn, 184},
        {ImportServicesModel::ConfidenceColumn, 88},
        {ImportServicesModel::KindColumn, 144},
        {ImportServicesModel::NeedsColumn, 184}};
    for (const auto &[column, width] : widths)
        header->resizeSection(column, width);
    header->setSectionResizeMode(ImportServicesModel::AskedColumn, QHeaderView::Stretch);
}

void ImportServicesPage::begin()
{
    m_text->clear();
    m_doubtful->setChecked(false);
    m_filter.invalidate();
    m_table->setCurrentIndex(m_filter.index(0, 0));
    m_table->scrollToTop();
    showCurrent();
}

void ImportServicesPage::toggleCurrent()
{
    const QModelIndex index =
        m_table->currentIndex().siblingAtColumn(ImportServicesModel::ServiceColumn);
    if (!index.isValid())
        return;
    const bool isSkipped = index.data(ImportServicesModel::SkippedRole).toBool();
    m_filter.setData(index, isSkipped ? Qt::Checked : Qt::Unchecked, Qt::CheckStateRole);
}

void ImportServicesPage::showCurrent()
{
    const QModelIndex index = m_table->currentIndex();
    const auto service = index.data(ImportServicesModel::ServiceRole).value<PlannedService>();
    m_note->setText(index.data(ImportServicesModel::NoteRole).toString());
    m_note->setToolTip(m_note->text());
    m_place->setText(!index.isValid() ? QString()
                                      : QStringLiteral("%1:%2:%3")
                                            .arg(service.where.file)
                                            .arg(service.where.line)
                                            .arg(service.where.column));
}

bool ImportServicesPage::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_table || event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const auto *key = static_cast<QKeyEvent *>(event);
    if (key->key() == Qt::Key_Space && key->modifiers() == Qt::NoModifier) {
        toggleCurrent();
        return true;
    }
    if (key->key() != Qt::Key_F2)
        return QWidget::eventFilter(watched, event);
    // The kind is what can be edited, wherever in the row one is.
    const QModelIndex kind =
        m_table->currentIndex().siblingAtColumn(ImportServicesModel::KindColumn);
    if (kind.flags().testFlag(Qt::ItemIsEditable)) {
        m_table->setCurrentIndex(kind);
        m_table->edit(kind);
    }
    return true;
}

} // namespace opsdeck
