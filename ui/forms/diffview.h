// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/editing.h"

#include <QPlainTextEdit>

namespace opsdeck {

class ThemeHub;

/// What saving would do: places that take a new name, the lines that would be written ("+" before
/// those that come, "-" before those that go), what a run would do. Read-only, to be copied.
class DiffView final : public QPlainTextEdit
{
    Q_OBJECT
public:
    explicit DiffView(ThemeHub &theme, QWidget *parent = nullptr);

    void setFiles(const QList<FileDiff> &files);
    void setPreview(const EditPreview &preview);

private:
    enum class Tone { Heading, Plain, Quiet, Added, Removed };

    void add(Tone tone, const QString &text);
    void addHeading(const QString &text);
    void addFile(const FileDiff &file);
    void paintLines();

    ThemeHub &m_theme;
    QStringList m_lines;
    QList<Tone> m_tones; ///< of each line
};

} // namespace opsdeck
