// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/diagram/diagramaccessible.h"

#include "ui/diagram/diagramview.h"

#include <QAccessibleWidget>

namespace opsdeck {

namespace {

class NodeAccessible final : public QAccessibleInterface
{
public:
    NodeAccessible(DiagramView &view, int node)
        : m_view(&view)
        , m_node(node)
    {}

    bool isValid() const override
    {
        return m_view != nullptr && m_node < m_view->model().layout().nodes.size();
    }

    QObject *object() const override { return nullptr; }

    QWindow *window() const override { return nullptr; }

    QAccessibleInterface *parent() const override
    {
        return QAccessible::queryAccessibleInterface(m_view.data());
    }

    QAccessibleInterface *child(int) const override { return nullptr; }

    QAccessibleInterface *childAt(int, int) const override { return nullptr; }

    int childCount() const override { return 0; }

    int indexOfChild(const QAccessibleInterface *) const override { return -1; }

    QString text(QAccessible::Text kind) const override
    {
        if (!isValid())
            return {};
        switch (kind) {
        case QAccessible::Name:
            return m_view->model().statusSentence(m_node);
        case QAccessible::Description:
            return m_view->model().definition().nodes.at(m_node).subtitle;
        default:
            return {};
        }
    }

    void setText(QAccessible::Text, const QString &) override {}

    QRect rect() const override
    {
        if (!isValid())
            return {};
        const QRect inside = m_view->nodeGeometry(m_node);
        return {m_view->viewport()->mapToGlobal(inside.topLeft()), inside.size()};
    }

    QAccessible::Role role() const override { return QAccessible::ListItem; }

    QAccessible::State state() const override
    {
        QAccessible::State state;
        state.focusable = true;
        state.selectable = true;
        state.selected = isValid() && m_view->selectedNode() == m_node;
        state.focused = state.selected && m_view->hasFocus();
        state.invalid = !isValid();
        return state;
    }

private:
    QPointer<DiagramView> m_view;
    int m_node;
};

class ViewAccessible final : public QAccessibleWidget
{
public:
    explicit ViewAccessible(DiagramView *view)
        : QAccessibleWidget(view, QAccessible::List)
    {}

    ~ViewAccessible() override
    {
        for (const QAccessible::Id id : std::as_const(m_children))
            QAccessible::deleteAccessibleInterface(id);
    }

    int childCount() const override
    {
        return static_cast<int>(view().model().layout().nodes.size());
    }

    QAccessibleInterface *child(int index) const override
    {
        if (index < 0 || index >= childCount())
            return nullptr;
        while (m_children.size() <= index) {
            auto *made = new NodeAccessible(view(), static_cast<int>(m_children.size()));
            m_children.append(QAccessible::registerAccessibleInterface(made));
        }
        return QAccessible::accessibleInterface(m_children.at(index));
    }

    int indexOfChild(const QAccessibleInterface *child) const override
    {
        for (int i = 0; i < m_children.size(); ++i) {
            if (QAccessible::accessibleInterface(m_children.at(i)) == child)
                return i;
        }
        return -1;
    }

    QAccessibleInterface *childAt(int x, int y) const override
    {
        for (int i = 0; i < childCount(); ++i) {
            QAccessibleInterface *each = child(i);
            if (each->rect().contains(x, y))
                return each;
        }
        return nullptr;
    }

    QAccessibleInterface *focusChild() const override
    {
        return view().hasFocus() ? child(view().selectedNode()) : nullptr;
    }

private:
    DiagramView &view() const { return *static_cast<DiagramView *>(widget()); }

    mutable QList<QAccessible::Id> m_children; ///< by node; the cache of QAccessible owns them
};

QAccessibleInterface *makeInterface(const QString &, QObject *object)
{
    auto *view = qobject_cast<DiagramView *>(object);
    return view == nullptr ? nullptr : new ViewAccessible(view);
}

} // namespace

void DiagramAccessible::install()
{
    static const bool installed = [] {
        QAccessible::installFactory(makeInterface);
        return true;
    }();
    Q_UNUSED(installed)
}

void DiagramAccessible::announce(DiagramView &view, int node, QAccessible::Event event)
{
    if (!QAccessible::isActive())
        return;
    QAccessibleEvent made(&view, event);
    made.setChild(node);
    QAccessible::updateAccessibility(&made);
}

} // namespace opsdeck
