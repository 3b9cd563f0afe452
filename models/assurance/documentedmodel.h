// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/assurance/assuranceroles.h"
#include "models/status/statusboard.h"

#include <QAbstractTableModel>

namespace opsdeck {

/// Rows made of the platforms of the workspace in force, and made anew when another one is. Says
/// the roles of assuranceroles.h by what its kinds tell of a row and of a cell.
class DocumentedModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    int columnCount(const QModelIndex &parent = {}) const final;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const final;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const final;

protected:
    /// How a cell is drawn beside its text.
    struct Look
    {
        QString caption; ///< below the text
        bool isQuiet = false;
        bool isStrong = false;
        bool isFigure = false;
        bool isGroup = false;
        std::optional<double> share = {};
        std::optional<Tier> tier = {};
    };

    /// A kind calls rebuild() at the end of its constructor.
    DocumentedModel(StatusBoard &board, const QStringList &headers, QObject *parent);

    void rebuild();

    const StatusBoard &board() const { return m_board; }

    /// The workspace that the rows are of; they hold positions in it.
    const Workspace &workspace() const { return *m_workspace; }

    /// Takes away all rows.
    virtual void clear() = 0;
    /// Adds the rows of one platform behind those of the others.
    virtual void addRowsOf(int platform) = 0;
    virtual const Platform &platformOf(int row) const = 0;
    virtual QString cell(int row, int column) const = 0;
    virtual Look look(int row, int column) const = 0;
    virtual QString detail(int row) const = 0;
    virtual QString search(int row) const = 0;
    virtual bool isOpen(int row) const = 0;
    /// For a screen reader: "column: text" unless a kind says more.
    virtual QString spoken(int row, int column) const;
    /// Roles of a kind's own.
    virtual QVariant own(int row, int role) const;

private:
    StatusBoard &m_board;
    QStringList m_headers;
    WorkspacePtr m_workspace;
};

/// The rows themselves, as values.
template <typename Row>
class DocumentedRows : public DocumentedModel
{
public:
    int rowCount(const QModelIndex &parent = {}) const final
    {
        return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
    }

protected:
    using DocumentedModel::DocumentedModel;

    void clear() final { m_rows.clear(); }

    void add(Row row) { m_rows.append(std::move(row)); }

    const Row &at(int row) const { return m_rows.at(row); }

    /// A row knows its platform by the position in the workspace.
    const Platform &platformOf(int row) const final
    {
        return workspace().platforms.at(m_rows.at(row).platform);
    }

private:
    QList<Row> m_rows;
};

} // namespace opsdeck
