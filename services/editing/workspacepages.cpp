// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/editing/workspaceedit.h"

#include <QCoreApplication>

// Pages of charts that somebody put together, in the platform's file.

namespace opsdeck {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("WorkspaceEdit", text);
}

const QString kPages = QStringLiteral("pages");

/// -1: it is not there.
qsizetype rowOf(const YamlText &text, const QString &page)
{
    const YamlSpan *list = text.find({kPages});
    if (list == nullptr || !list->isList())
        return -1;
    for (std::size_t i = 0; i < list->entries.size(); ++i) {
        const YamlEntry *id = list->entries.at(i).value.find(QStringLiteral("id"));
        if (id != nullptr && id->value.text == page)
            return static_cast<qsizetype>(i);
    }
    return -1;
}

YamlValue written(const PlacedChart &chart)
{
    YamlValue value = YamlValue::map();
    value.add(QStringLiteral("service"), YamlValue::text(chart.service.toString()))
        .add(QStringLiteral("metric"), YamlValue::text(chart.metric));
    if (chart.wide != 1)
        value.add(QStringLiteral("wide"), YamlValue::plain(QString::number(chart.wide)));
    if (chart.high != 1)
        value.add(QStringLiteral("high"), YamlValue::plain(QString::number(chart.high)));
    if (chart.kind)
        value.add(QStringLiteral("kind"), YamlValue::text(toWord(*chart.kind)));
    return value;
}

YamlValue written(const ChartPage &page)
{
    YamlValue value = YamlValue::map().add(QStringLiteral("id"), YamlValue::text(page.id));
    if (page.title != page.id)
        value.add(QStringLiteral("title"), YamlValue::text(page.title));
    QList<YamlValue> charts;
    for (const PlacedChart &chart : page.charts)
        charts.append(written(chart));
    if (!charts.isEmpty())
        value.add(QStringLiteral("charts"), YamlValue::list(charts));
    return value;
}

} // namespace

Result<void> WorkspaceEdit::putPage(const PlatformId &platform, const ChartPage &page)
{
    const int file = fileOf(platform);
    if (file < 0)
        return failure(noPlatform(platform));
    forgetForm();
    YamlEdit &edit = m_files[file].edit;
    const qsizetype row = rowOf(edit.text(), page.id);
    return row < 0 ? edit.append({kPages}, written(page))
                   : edit.update({kPages, row}, written(page));
}

Result<void> WorkspaceEdit::removePage(const PlatformId &platform, const QString &page)
{
    const int file = fileOf(platform);
    if (file < 0)
        return failure(noPlatform(platform));
    forgetForm();
    const qsizetype row = rowOf(m_files.at(file).edit.text(), page);
    if (row < 0)
        return failure(ErrorKind::NotFound, tr("There is no page '%1' in the files.").arg(page),
                       tr("Try: read the files again; somebody may have changed them."));
    return removeWithEmptyParents(file, {kPages, row}, 1);
}

} // namespace opsdeck
