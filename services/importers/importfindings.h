// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/importplan.h"

#include <QCoreApplication>
#include <QSet>
#include <QStringList>

namespace opsdeck {

/// Place in one of the files of an import; line and column count from 1, 0 when not known.
struct ImportPlace
{
    int file = -1; ///< as given by ImportFindings::addFile()
    int line = 0;
    int column = 0;

    bool operator==(const ImportPlace &) const = default;
};

QString toWord(FindingLevel level);

/// What an import has to say, in the order of files and lines. The same finding counts once; beyond
/// the limit only the number counts.
class ImportFindings final
{
public:
    ImportFindings() = default;
    Q_DISABLE_COPY_MOVE(ImportFindings)

    /// The number of a file of this name, which places refer to; the same name has one number.
    int addFile(const QString &name);

    QString fileName(int file) const { return m_files.value(file); }

    void add(FindingLevel level, const ImportPlace &at, const QString &service, const QString &key,
             const QString &text);

    void error(const ImportPlace &at, const QString &text)
    {
        add(FindingLevel::Error, at, {}, {}, text);
    }

    void note(const ImportPlace &at, const QString &text)
    {
        add(FindingLevel::Note, at, {}, {}, text);
    }

    SourceLocation location(const ImportPlace &at) const;

    bool hasErrors() const { return m_hasErrors; }

    QList<ImportFinding> sorted() const;

private:
    struct Entry
    {
        ImportFinding finding;
        int file = -1;
    };

    QStringList m_files;
    QList<Entry> m_entries;
    QSet<QString> m_known;
    bool m_hasErrors = false;
    int m_left = 0;
};

/// Words of the importers' messages.
class ImportText final
{
    Q_DECLARE_TR_FUNCTIONS(Import)

public:
    ImportText() = delete;

    /// A foreign name in single quotes, cleaned and shortened; "the value" when it looks secret.
    static QString quoted(const QString &text);
};

} // namespace opsdeck
