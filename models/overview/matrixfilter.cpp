// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/overview/matrixfilter.h"

#include <algorithm>
#include <utility>

namespace opsdeck {

namespace {

using Kind = MatrixRow::Kind;

constexpr int kMostTurns = 8; ///< rows and the room for them change each other

} // namespace

MatrixFilter::MatrixFilter(QObject *parent)
    : QSortFilterProxyModel(parent)
{}

void MatrixFilter::setSourceModel(QAbstractItemModel *model)
{
    // Before the proxy itself hears of it: it asks for rows at once.
    connect(model, &QAbstractItemModel::modelReset, this, &MatrixFilter::judge);
    if (const auto *matrix = qobject_cast<MatrixModel *>(model))
        connect(matrix, &MatrixModel::abnormalityChanged, this, &MatrixFilter::refresh);
    QSortFilterProxyModel::setSourceModel(model);
    refresh();
}

void MatrixFilter::setRoom(const MatrixRoom &room)
{
    if (std::exchange(m_room, room) != room)
        refresh();
}

void MatrixFilter::setOnlyAbnormal(bool only)
{
    m_onlyAbnormal = only;
    refresh();
}

void MatrixFilter::setText(const QString &text)
{
    m_text = text.trimmed();
    refresh();
}

void MatrixFilter::keepOpen(const ServiceKey &service)
{
    if (std::exchange(m_kept, service) != service)
        refresh();
}

void MatrixFilter::toggle(const QModelIndex &head)
{
    const int fold = head.data(MatrixModel::FoldRole).toInt();
    if (fold == MatrixModel::Fixed)
        return;
    m_byHand.insert(head.siblingAtColumn(0).data(MatrixModel::HeadRole).toString(),
                    fold == MatrixModel::Folded);
    refresh();
}

Kind MatrixFilter::kindOf(int row) const
{
    return static_cast<Kind>(sourceModel()->index(row, 0).data(MatrixModel::KindRole).toInt());
}

std::optional<bool> MatrixFilter::byHand(int head) const
{
    const auto chosen =
        m_byHand.constFind(sourceModel()->index(head, 0).data(MatrixModel::HeadRole).toString());
    return chosen == m_byHand.constEnd() ? std::nullopt : std::optional(*chosen);
}

/// What the source has, for fold(): rows before the first head are a layer without one.
QList<FoldableSection> MatrixFilter::sections() const
{
    QList<FoldableSection> all;
    for (int row = 0; row < sourceModel()->rowCount(); ++row) {
        const QModelIndex index = sourceModel()->index(row, 0);
        const Kind kind = kindOf(row);
        if (all.isEmpty() || kind == Kind::Platform)
            all.append(FoldableSection());
        FoldableSection &section = all.last();
        if (kind == Kind::Platform) {
            section.hasHead = true;
            section.severity = index.data(MatrixModel::SeverityRole).toInt();
            section.open = byHand(row);
            continue;
        }
        if (kind == Kind::Layer || section.layers.isEmpty()) {
            section.layers.append(FoldableLayer());
            section.layers.last().hasHead = kind == Kind::Layer;
        }
        FoldableLayer &layer = section.layers.last();
        if (kind == Kind::Layer) {
            layer.open = byHand(row);
            continue;
        }
        ++layer.services;
        const bool isAbnormal = index.data(MatrixModel::IsAbnormalRole).toBool();
        const auto key = index.data(MatrixModel::ServiceRole).value<ServiceKey>();
        const bool isKept = key.service == m_kept.service
                            && key.environment.platform == m_kept.environment.platform;
        layer.mustBeOpen = layer.mustBeOpen || isAbnormal;
        layer.isKept = layer.isKept || isKept;
        section.isAbnormal = section.isAbnormal || isAbnormal;
        section.isKept = section.isKept || isKept;
    }
    return all;
}

void MatrixFilter::judgeFolds()
{
    QList<FoldableSection> all = sections();
    fold(all, m_room);
    const auto stateOf = [](bool canFold, bool isOpen) {
        return !canFold ? MatrixModel::Fixed : isOpen ? MatrixModel::Open : MatrixModel::Folded;
    };
    int row = 0;
    for (const FoldableSection &section : std::as_const(all)) {
        if (section.hasHead)
            m_heads.append({row++, stateOf(!section.isKept, section.isOpen)});
        for (const FoldableLayer &layer : section.layers) {
            if (layer.hasHead) {
                m_hidden.setBit(row, !section.isOpen);
                m_heads.append({row++, stateOf(layer.canFold, layer.isOpen)});
            }
            for (int i = 0; i < layer.services; ++i)
                m_hidden.setBit(row++, !section.isOpen || !layer.isOpen);
        }
    }
}

/// Heads stay while a service below them does.
void MatrixFilter::judgeFiltered()
{
    int platform = -1;
    int layer = -1;
    QHash<QString, int> heads; // of layers
    const auto outerOf = [&](int head) {
        return heads.value(
            sourceModel()->index(head, 0).data(MatrixModel::OuterHeadRole).toString(), -1);
    };
    for (int row = 0; row < sourceModel()->rowCount(); ++row) {
        const Kind kind = kindOf(row);
        m_hidden.setBit(row);
        if (kind == Kind::Platform) {
            platform = row;
            layer = -1;
        } else if (kind == Kind::Layer) {
            layer = row;
            heads.insert(sourceModel()->index(row, 0).data(MatrixModel::HeadRole).toString(), row);
        } else if (acceptsService(row)) {
            for (const int shown : {row, platform, layer}) {
                if (shown >= 0)
                    m_hidden.clearBit(shown);
            }
            for (int outer = layer < 0 ? -1 : outerOf(layer); outer >= 0 && m_hidden.testBit(outer);
                 outer = outerOf(outer))
                m_hidden.clearBit(outer);
        }
    }
}

void MatrixFilter::judge()
{
    m_heads.clear();
    m_hidden = QBitArray(sourceModel()->rowCount());
    if (isFiltering())
        judgeFiltered();
    else
        judgeFolds();
}

/// Who hears of rows that come and go may change what there is room for. The proxy is in the midst
/// of its own then: it must not be asked to take away others.
void MatrixFilter::refresh()
{
    m_isDue = true;
    if (sourceModel() == nullptr || m_isRefreshing)
        return;
    m_isRefreshing = true;
    for (int turn = 0; turn < kMostTurns && std::exchange(m_isDue, false); ++turn)
        refreshOnce();
    m_isRefreshing = false;
}

void MatrixFilter::refreshOnce()
{
    const QList<Head> headsBefore = m_heads;
    const QBitArray hiddenBefore = m_hidden;
    judge();
    if (m_hidden != hiddenBefore)
        invalidateRowsFilter();
    if (m_heads == headsBefore)
        return;
    for (int row = 0; row < rowCount(); ++row) {
        const int source = mapToSource(index(row, 0)).row();
        if (kindOf(source) != Kind::Service)
            Q_EMIT dataChanged(index(row, 0), index(row, columnCount() - 1),
                               {MatrixModel::FoldRole, Qt::AccessibleTextRole});
    }
}

MatrixModel::Fold MatrixFilter::foldOf(int row) const
{
    const auto head =
        std::lower_bound(m_heads.cbegin(), m_heads.cend(), row,
                         [](const Head &each, int wanted) { return each.row < wanted; });
    return head == m_heads.cend() || head->row != row ? MatrixModel::Fixed : head->fold;
}

QVariant MatrixFilter::data(const QModelIndex &index, int role) const
{
    const bool isMine =
        role == MatrixModel::FoldRole || (role == Qt::AccessibleTextRole && index.column() == 0);
    if (!isMine || !index.isValid()
        || !QSortFilterProxyModel::data(index, MatrixModel::IsHeadRole).toBool())
        return QSortFilterProxyModel::data(index, role);
    const int source = mapToSource(index).row();
    const MatrixModel::Fold fold = foldOf(source);
    if (role == MatrixModel::FoldRole)
        return fold;
    const QString name = QSortFilterProxyModel::data(index, role).toString();
    if (fold != MatrixModel::Folded)
        return name;
    return kindOf(source) == Kind::Platform ? tr("%1, folded").arg(name)
                                            : tr("%1, folded: all is OK").arg(name);
}

Qt::ItemFlags MatrixFilter::flags(const QModelIndex &index) const
{
    const bool canFold = index.isValid() && index.data(MatrixModel::IsHeadRole).toBool()
                         && index.data(MatrixModel::FoldRole).toInt() != MatrixModel::Fixed;
    return canFold ? Qt::ItemIsEnabled | Qt::ItemNeverHasChildren
                   : QSortFilterProxyModel::flags(index);
}

bool MatrixFilter::acceptsService(int row) const
{
    const QModelIndex index = sourceModel()->index(row, 0);
    if (m_onlyAbnormal && !index.data(MatrixModel::IsAbnormalRole).toBool())
        return false;
    return m_text.isEmpty()
           || index.data(Qt::DisplayRole).toString().contains(m_text, Qt::CaseInsensitive)
           || index.data(MatrixModel::CaptionRole).toString().contains(m_text, Qt::CaseInsensitive);
}

bool MatrixFilter::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    return parent.isValid() || row >= m_hidden.size() || !m_hidden.testBit(row);
}

} // namespace opsdeck
