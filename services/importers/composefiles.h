// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/importers/dotenv.h"

#include <QHash>

#include <optional>

namespace opsdeck {

/// The files of one import, read within the limits of importlimits.h.
class ComposeFiles final
{
public:
    /// Relative names are against `directory`, absolute; so are the names in findings.
    ComposeFiles(QString directory, ImportFindings &findings);

    /// Absolute and clean; `name` relative to `directory`, absolute, or to where the import began.
    QString path(const QString &name, const QString &directory = {}) const;
    /// As findings name it.
    QString shownName(const QString &path) const;

    static bool exists(const QString &path);

    /// The bytes, and the number of the file for places. Nothing when it can't be read; then that
    /// is said at `askedAt`, as an error or as something left out.
    struct Content
    {
        int file = -1;
        QByteArray bytes;
    };

    std::optional<Content> read(const QString &path, const ImportPlace &askedAt,
                                FindingLevel whenMissing, const QString &service = {});

    /// Against which directory the relative names in a file are read.
    void setBase(int file, const QString &directory) { m_bases.insert(file, directory); }

    QString base(int file) const { return m_bases.value(file, m_directory); }

private:
    QString m_directory;
    ImportFindings &m_findings;
    QHash<int, QString> m_bases;
    int m_count = 0;
    qint64 m_bytes = 0;
};

} // namespace opsdeck
