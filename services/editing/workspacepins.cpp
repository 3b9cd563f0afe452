// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/editing/workspaceedit.h"

#include <QCoreApplication>

#include <cmath>

// Nodes of the diagram that are put where they are by hand, in the platform's file.

namespace opsdeck {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("WorkspaceEdit", text);
}

const YamlPath kPinned{QStringLiteral("diagram"), QStringLiteral("pinned")};

/// The row of the service's pin; -1: it has none.
qsizetype rowOf(const YamlText &text, const QString &service)
{
    const YamlSpan *list = text.find(kPinned);
    if (list == nullptr || !list->isList())
        return -1;
    for (std::size_t i = 0; i < list->entries.size(); ++i) {
        const YamlEntry *name = list->entries.at(i).value.find(QStringLiteral("service"));
        if (name != nullptr && name->value.text == service)
            return static_cast<qsizetype>(i);
    }
    return -1;
}

YamlValue number(double value)
{
    return YamlValue::plain(QString::number(std::lround(value)));
}

} // namespace

Result<void> WorkspaceEdit::pin(const PlatformId &platform, const PinnedNode &node)
{
    const int file = fileOf(platform);
    if (file < 0)
        return failure(noPlatform(platform));
    forgetForm();
    YamlEdit &edit = m_files[file].edit;
    const qsizetype row = rowOf(edit.text(), node.service.toString());
    if (row < 0)
        return edit.append(
            kPinned, YamlValue::map()
                         .add(QStringLiteral("service"), YamlValue::text(node.service.toString()))
                         .add(QStringLiteral("x"), number(node.x))
                         .add(QStringLiteral("y"), number(node.y)));
    if (const auto done = edit.update(kPinned + YamlPath{row, QStringLiteral("x")}, number(node.x));
        !done)
        return done;
    return edit.update(kPinned + YamlPath{row, QStringLiteral("y")}, number(node.y));
}

Result<void> WorkspaceEdit::unpin(const PlatformId &platform, const ServiceId &service)
{
    const int file = fileOf(platform);
    if (file < 0)
        return failure(noPlatform(platform));
    forgetForm();
    const YamlText &text = m_files.at(file).edit.text();
    if (service.isEmpty())
        return text.find(kPinned) == nullptr ? Result<void>()
                                             : removeWithEmptyParents(file, kPinned, 1);
    const qsizetype row = rowOf(text, service.toString());
    if (row < 0)
        return failure(ErrorKind::NotFound,
                       tr("'%1' is not pinned in the files.").arg(service.toString()),
                       tr("Try: read the files again; somebody may have changed them."));
    return removeWithEmptyParents(file, kPinned + YamlPath{row}, 1);
}

} // namespace opsdeck
