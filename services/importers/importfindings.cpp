// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/importers/importfindings.h"

#include "services/base/cleantext.h"
#include "services/config/configtext.h"
#include "services/importers/importlimits.h"

#include <algorithm>
#include <tuple>

namespace opsdeck {

QString toWord(FindingLevel level)
{
    switch (level) {
    case FindingLevel::Error:
        return QStringLiteral("error");
    case FindingLevel::NotMapped:
        return QStringLiteral("not-mapped");
    case FindingLevel::Note:
        return QStringLiteral("note");
    case FindingLevel::Secret:
        break;
    }
    return QStringLiteral("secret");
}

QString ImportText::quoted(const QString &text)
{
    return ConfigText::quoted(text);
}

int ImportFindings::addFile(const QString &name)
{
    const auto known = m_files.indexOf(name);
    if (known >= 0)
        return static_cast<int>(known);
    m_files << name;
    return static_cast<int>(m_files.size()) - 1;
}

SourceLocation ImportFindings::location(const ImportPlace &at) const
{
    return {fileName(at.file), at.line, at.column};
}

void ImportFindings::add(FindingLevel level, const ImportPlace &at, const QString &service,
                         const QString &key, const QString &text)
{
    const bool isFirstError = level == FindingLevel::Error && !m_hasErrors;
    m_hasErrors = m_hasErrors || level == FindingLevel::Error;
    // A first error must be seen whatever came before it.
    if (m_entries.size() >= importlimits::kFindings && !isFirstError) {
        ++m_left;
        return;
    }
    const QString identity = QStringLiteral("%1\n%2\n%3\n%4\n%5\n%6\n")
                                 .arg(static_cast<int>(level))
                                 .arg(at.file)
                                 .arg(at.line)
                                 .arg(at.column)
                                 .arg(service, key)
                             + text;
    if (m_known.contains(identity))
        return;
    m_known.insert(identity);
    m_entries.append({{location(at), level, cleanText(service, importlimits::kShown),
                       cleanText(key, importlimits::kShown), cleanText(text, importlimits::kSaid)},
                      at.file});
}

QList<ImportFinding> ImportFindings::sorted() const
{
    QList<Entry> entries = m_entries;
    std::stable_sort(entries.begin(), entries.end(), [](const Entry &a, const Entry &b) {
        const auto rank = [](const Entry &e) {
            return std::tuple(e.file < 0 ? 1 : 0, e.file, e.finding.where.line,
                              e.finding.where.column);
        };
        return rank(a) < rank(b);
    });
    QList<ImportFinding> findings;
    findings.reserve(entries.size() + 1);
    for (const Entry &entry : std::as_const(entries))
        findings.append(entry.finding);
    if (m_left > 0) {
        ImportFinding more;
        more.text = ImportText::tr("%1 further findings are left out").arg(m_left);
        more.level = FindingLevel::NotMapped;
        findings.append(more);
    }
    return findings;
}

} // namespace opsdeck
