// SPDX-License-Identifier: GPL-3.0-or-later
// What leaves the diagram's page as a file or text, and how that ended.
#include "models/status/groupstandings.h"
#include "models/topology/mermaid.h"
#include "ui/diagram/diagramview.h"
#include "ui/pages/diagram/diagrampage.h"
#include "ui/theme/theme.h"

#include <QDir>
#include <QFileDialog>
#include <QLabel>

namespace opsdeck {

QByteArray DiagramPage::sheet(SheetFormat format) const
{
    return diagramSheet(*m_view, caption(), m_theme.theme(), format, m_modes->stamp());
}

QString DiagramPage::caption() const
{
    const EnvironmentKey &key = m_model.environment();
    const WorkspacePtr &workspace = m_board.workspace();
    const Platform *platform = workspace ? workspace->platform(key.platform) : nullptr;
    const StatusBoard &board = m_modes->board();
    const EnvironmentView *environment = board.environment(key);
    const QString seen =
        tr("%1, %2, as seen at %3 UTC", "platform, environment, time")
            .arg(platform ? platform->title : key.platform.toString(),
                 m_model.isOfAllEnvironments() ? tr("all environments")
                 : environment                 ? environment->title
                                               : key.environment.toString(),
                 board.now().utc().toString(QStringLiteral("yyyy-MM-dd HH:mm:ss")));
    return m_modes->captionPart().isEmpty()
               ? seen
               : tr("%1. %2", "SIMULATION and what is assumed; of what")
                     .arg(m_modes->captionPart(), seen);
}

QString DiagramPage::mermaid() const
{
    QStringList flows;
    for (int edge = 0; edge < m_model.definition().edges.size(); ++edge)
        flows << m_model.flowLabelOf(edge).text;
    QStringList standings;
    for (int group = 0; group < m_model.definition().groups.size(); ++group) {
        const GroupView *standing = m_model.standingOf(group);
        const QString text = standing == nullptr ? QString() : standingText(*standing);
        const QString in = m_model.standsIn(group);
        standings << (text.isEmpty() || in.isEmpty()
                          ? text
                          : tr("%1: %2", "environment, how a layer stands there").arg(in, text));
    }
    return mermaidOf(m_model.definition(),
                     m_model.isOfAllEnvironments()
                         ? nullptr
                         : m_modes->board().environment(m_model.environment()),
                     flows, standings, {caption(), !m_modes->captionPart().isEmpty()});
}

void DiagramPage::askWhereToSave(SheetFormat format)
{
    const EnvironmentKey &key = m_model.environment();
    const QString suffix = suffixOf(format);
    auto *dialog = new QFileDialog(this, tr("Save the diagram"), QDir::homePath(),
                                   tr("Pictures (*.%1)").arg(suffix));
    dialog->setObjectName(QStringLiteral("diagram.export.file"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(suffix);
    dialog->selectFile(QStringLiteral("%1-%2.%3")
                           .arg(key.platform.toString(), key.environment.toString(), suffix));
    connect(dialog, &QFileDialog::fileSelected, this, [this, format](const QString &path) {
        const QByteArray content = sheet(format);
        if (content.isEmpty())
            showNotSaved(tr("The picture could not be made."));
        else
            Q_EMIT saveRequested(path, content);
    });
    dialog->open();
}

/// For a while.
void DiagramPage::note(const QString &text, const QString &tip)
{
    noteFault(text, tip);
    m_noteEnd.start();
}

/// Until something else is told there.
void DiagramPage::noteFault(const QString &text, const QString &tip)
{
    m_noteEnd.stop();
    m_exported->setText(text);
    m_exported->setToolTip(tip);
    m_exported->show();
    arrange();
}

void DiagramPage::showSaved(const QString &path)
{
    note(tr("Saved as %1").arg(QDir::toNativeSeparators(path)));
}

void DiagramPage::showNotSaved(const QString &reason)
{
    noteFault(reason);
}

void DiagramPage::showPinned(const PinRequest &request)
{
    const int node = m_model.nodeOf({m_model.environment(), request.service});
    const QString title =
        node < 0 ? request.service.toString() : m_model.definition().nodes.at(node).title;
    note(request.service.isEmpty() ? tr("All nodes unpinned")
         : request.place           ? tr("%1 pinned").arg(title)
                                   : tr("%1 unpinned").arg(title),
         tr("In all environments; written to the platform's file"));
}

void DiagramPage::showNotPinned(const PinRequest &request, const Error &error)
{
    if (request.platform == m_model.environment().platform)
        m_view->letGo();
    noteFault(tr("Not pinned: %1").arg(error.message), error.advice);
}

} // namespace opsdeck
