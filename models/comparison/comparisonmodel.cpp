// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/comparison/comparisonmodel.h"

#include "models/comparison/comparisonwords.h"
#include "models/documents/servicelookup.h"
#include "services/domain/expecteddifference.h"

#include <algorithm>

namespace opsdeck {

namespace {

constexpr int kMostAtFirst = 3;

QString keyOf(const ComparedRow &row)
{
    return QStringList{row.service.toString(), row.check.toString(),
                       QString::number(static_cast<int>(row.kind)), row.aspect}
        .join(QLatin1Char('/'));
}

} // namespace

ComparisonModel::ComparisonModel(StatusBoard &board, QObject *parent)
    : QAbstractTableModel(parent)
    , m_board(board)
{
    connect(&board, &StatusBoard::workspaceChanged, this, &ComparisonModel::refresh);
    connect(&board, &StatusBoard::ticked, this, &ComparisonModel::refresh);
}

void ComparisonModel::setPlatform(const PlatformId &platform)
{
    if (platform == m_platform)
        return;
    m_platform = platform;
    m_wanted.clear();
    refresh();
}

void ComparisonModel::setEnvironments(const QList<EnvironmentId> &environments)
{
    m_wanted = environments;
    refresh();
}

void ComparisonModel::setActive(bool active)
{
    m_isActive = active;
    refresh();
}

QList<EnvironmentId> ComparisonModel::environments() const
{
    return m_columns;
}

QList<EnvironmentId> ComparisonModel::choices() const
{
    QList<EnvironmentId> all;
    const Platform *platform = definition();
    for (const Environment &each :
         platform == nullptr ? QList<Environment>() : platform->environments)
        all << each.id;
    return all;
}

QString ComparisonModel::platformTitle() const
{
    const Platform *platform = definition();
    return platform == nullptr ? QString() : platform->title;
}

const Platform *ComparisonModel::definition() const
{
    return m_board.workspace() ? m_board.workspace()->platform(m_platform) : nullptr;
}

QList<EnvironmentId> ComparisonModel::chosen(const Platform &platform) const
{
    QList<EnvironmentId> wanted;
    QList<EnvironmentId> usual;
    for (const Environment &each : platform.environments) {
        if (m_wanted.contains(each.id))
            wanted << each.id;
        if (!each.isNotConfigured)
            usual << each.id;
    }
    if (wanted.size() >= 2)
        return wanted;
    for (const Environment &each : platform.environments) {
        if (usual.size() < 2 && !usual.contains(each.id))
            usual << each.id;
    }
    // The last is production.
    return usual.size() > kMostAtFirst ? usual.mid(usual.size() - kMostAtFirst) : usual;
}

void ComparisonModel::refresh()
{
    const Platform *platform = m_isActive ? definition() : nullptr;
    QList<const Environment *> environments;
    QList<const EnvironmentView *> views;
    const QList<EnvironmentId> columns =
        platform == nullptr ? QList<EnvironmentId>() : chosen(*platform);
    for (const EnvironmentId &id : columns) {
        environments << platform->environment(id);
        views << m_board.environment({m_platform, id});
    }
    take(columns.size() < 2 ? QList<ComparedRow>()
                            : opsdeck::compared(*platform, environments, views),
         columns.size() < 2 ? QList<EnvironmentId>() : columns);
}

bool ComparisonModel::isOtherShape(const QList<ComparedRow> &rows,
                                   const QList<EnvironmentId> &columns) const
{
    return columns != m_columns
           || !std::equal(rows.cbegin(), rows.cend(), m_compared.cbegin(), m_compared.cend(),
                          [](const auto &a, const auto &b) {
                              return sectionOf(a.difference) == sectionOf(b.difference)
                                     && keyOf(a) == keyOf(b);
                          });
}

void ComparisonModel::take(QList<ComparedRow> rows, const QList<EnvironmentId> &columns)
{
    std::stable_sort(rows.begin(), rows.end(), [](const ComparedRow &a, const ComparedRow &b) {
        return sectionOf(a.difference) < sectionOf(b.difference);
    });
    if (!isOtherShape(rows, columns)) {
        if (rows == m_compared)
            return;
        m_compared = rows;
        count();
        // A head stays in sight by its rows, so that all may come or go.
        if (!m_rows.isEmpty())
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
        if (!m_columns.isEmpty())
            Q_EMIT headerDataChanged(Qt::Horizontal, 0, columnCount() - 1);
        Q_EMIT summaryChanged();
        return;
    }
    beginResetModel();
    m_compared = rows;
    m_columns = columns;
    arrangeRows();
    count();
    endResetModel();
    Q_EMIT summaryChanged();
}

void ComparisonModel::arrangeRows()
{
    m_rows.clear();
    qsizetype section = -1;
    qsizetype service = -1;
    for (int i = 0; i < m_compared.size(); ++i) {
        const ComparedRow *before = i == 0 ? nullptr : &m_compared.at(i - 1);
        const ComparedRow &own = m_compared.at(i);
        const bool isNewSection =
            before == nullptr || sectionOf(before->difference) != sectionOf(own.difference);
        if (isNewSection) {
            section = m_rows.size();
            m_rows << Row{i, Row::Section, 0};
        }
        if (isNewSection || before->service != own.service) {
            service = m_rows.size();
            m_rows << Row{i, Row::Service, 0};
        }
        m_rows << Row{i, Row::Fact, 0};
        ++m_rows[section].below;
        ++m_rows[service].below;
    }
}

ComparisonSection ComparisonModel::sectionAt(const Row &row) const
{
    return sectionOf(m_compared.at(row.compared).difference);
}

void ComparisonModel::count()
{
    m_counts = {};
    for (const ComparedRow &row : std::as_const(m_compared)) {
        m_counts.facts += isCompared(sectionOf(row.difference)) ? 1 : 0;
        m_counts.explained += row.difference == Difference::Explained ? 1 : 0;
        m_counts.expected += row.difference == Difference::Expected ? 1 : 0;
        m_counts.unobserved += row.difference == Difference::NotObserved ? 1 : 0;
        m_counts.differ += isDrift(row.difference) ? 1 : 0;
    }
}

const ComparedRow *ComparisonModel::compared(int row) const
{
    const bool isRow = row >= 0 && row < m_rows.size() && m_rows.at(row).kind == Row::Fact;
    return isRow ? &m_compared.at(m_rows.at(row).compared) : nullptr;
}

QString ComparisonModel::serviceTitle(int row) const
{
    return row < 0 || row >= m_rows.size()
               ? QString()
               : serviceTitle(m_compared.at(m_rows.at(row).compared).service);
}

QString ComparisonModel::serviceTitle(const ServiceId &service) const
{
    const Platform *platform = definition();
    if (platform == nullptr)
        return {};
    return service.isEmpty() ? tr("The environments themselves")
                             : titleOfService(*platform, service);
}

int ComparisonModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int ComparisonModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_columns.size()) + 1;
}

QStringList ComparisonModel::environmentTexts() const
{
    QStringList texts;
    for (const EnvironmentId &id : m_columns)
        texts << id.toString();
    return texts;
}

QVariant ComparisonModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row &row = m_rows.at(index.row());
    const ComparedRow &own = m_compared.at(row.compared);
    switch (role) {
    case IsHeadRole:
        return row.kind != Row::Fact;
    case IsSectionRole:
        return row.kind == Row::Section;
    case SectionRole:
        return static_cast<int>(sectionAt(row));
    case KeyRole:
        return row.kind == Row::Section   ? QString::number(static_cast<int>(sectionAt(row)))
               : row.kind == Row::Service ? own.service.toString()
                                          : keyOf(own);
    case ServiceRole:
        return QVariant::fromValue(ServiceKey{
            {m_platform, index.column() == 0 ? EnvironmentId() : m_columns.at(index.column() - 1)},
            own.service});
    default:
        break;
    }
    if (row.kind != Row::Fact)
        return headData(row, index.column(), role);
    switch (role) {
    case TellingRole:
        return isTelling(sectionAt(row));
    case DifferenceRole:
        return static_cast<int>(own.difference);
    case RefRole:
        return isDrift(own.difference) || !own.reason.isEmpty() ? differenceRef(own) : QString();
    case ReasonRole:
        return own.reason;
    case DetailRole:
    case Qt::ToolTipRole:
        return rowSentences(own, serviceTitle(index.row()), environmentTexts());
    case SearchRole: {
        QStringList texts{serviceTitle(index.row()),
                          own.service.toString(),
                          aspectText(own),
                          own.checkTitle,
                          differenceText(own.difference),
                          own.reason};
        for (const ComparedValue &value : own.values)
            texts << valueText(own, value);
        return texts.join(QLatin1Char('\n'));
    }
    default:
        return index.column() == 0 ? nameData(own, role) : cellData(own, index.column(), role);
    }
}

Qt::ItemFlags ComparisonModel::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return Qt::NoItemFlags;
    // The keys pass over heads of services.
    return m_rows.at(index.row()).kind == Row::Service
               ? Qt::ItemNeverHasChildren
               : Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren;
}

} // namespace opsdeck
