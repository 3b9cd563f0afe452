// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/importers/workspacetext.h"

#include "services/base/cleantext.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>
#include <QSaveFile>

namespace opsdeck {

namespace {

const char kMark[] = "# Imported by Opsdeck. Importing again replaces this file only as long as it "
                     "is not edited.\n# sha256 ";

QString quoted(const QString &text)
{
    QString out = QStringLiteral("\"");
    for (const QChar c : text) {
        if (c == QLatin1Char('"') || c == QLatin1Char('\\'))
            out += QLatin1Char('\\');
        if (c == QLatin1Char('\n'))
            out += QLatin1String("\\n");
        else if (c.unicode() < 0x20 || (c.unicode() >= 0x7F && c.unicode() < 0xA0))
            out += QStringLiteral("\\u%1").arg(static_cast<uint>(c.unicode()), 4, 16,
                                               QLatin1Char('0'));
        else
            out += c;
    }
    return out + QLatin1Char('"');
}

/// A text as YAML: plain where every reader takes it as that text, else in double quotes.
QString scalar(const QString &text)
{
    static const QRegularExpression plain(QStringLiteral("^[A-Za-z][A-Za-z0-9_./-]*$"));
    static const QRegularExpression word(QStringLiteral("^(true|false|yes|no|on|off|y|n|null)$"),
                                         QRegularExpression::CaseInsensitiveOption);
    return plain.match(text).hasMatch() && !word.match(text).hasMatch() ? text : quoted(text);
}

/// As scalar(), with a dollar doubled: it begins a variable in our files.
QString fixed(QString text)
{
    return scalar(text.replace(QLatin1Char('$'), QLatin1String("$$")));
}

QString value(const QVariant &variant)
{
    if (variant.typeId() == QMetaType::Int)
        return QString::number(variant.toInt());
    if (variant.typeId() == QMetaType::QVariantMap) {
        QStringList pairs;
        const QVariantMap map = variant.toMap();
        for (auto it = map.cbegin(); it != map.cend(); ++it)
            pairs << quoted(it.key()) + QStringLiteral(": ") + quoted(it.value().toString());
        return QStringLiteral("{ ") + pairs.join(QStringLiteral(", ")) + QStringLiteral(" }");
    }
    if (variant.typeId() != QMetaType::QStringList)
        return scalar(variant.toString());
    QStringList items;
    const QStringList texts = variant.toStringList();
    for (const QString &item : texts)
        items << quoted(item);
    return QLatin1Char('[') + items.join(QStringLiteral(", ")) + QLatin1Char(']');
}

QString titled(const QString &id)
{
    return id.left(1).toUpper() + id.mid(1);
}

class PlatformText final
{
public:
    explicit PlatformText(const ImportedStack &stack)
        : m_stack(stack)
    {}

    QString text()
    {
        line(0, QStringLiteral("platform"), scalar(m_stack.id));
        line(0, QStringLiteral("title"), fixed(m_stack.title));
        layers();
        m_out +=
            QStringLiteral("environments:\n  - { id: %1, title: %2, tier: %3%4 }\n")
                .arg(scalar(m_stack.environment), fixed(titled(m_stack.environment)),
                     toWord(m_stack.tier),
                     m_stack.tier == Tier::Prod ? QStringLiteral(", protected: true") : QString());
        m_out += QLatin1String("services:\n");
        for (const ImportedService &each : m_stack.services)
            service(each);
        return m_out;
    }

private:
    void line(int indent, const QString &key, const QString &text)
    {
        m_out += QString(indent, QLatin1Char(' ')) + key + QLatin1String(": ") + text
                 + QLatin1Char('\n');
    }

    void optional(int indent, const QString &key, const QString &text)
    {
        if (!text.isEmpty())
            line(indent, key, fixed(text));
    }

    void layers()
    {
        m_out += QLatin1String("layers:\n");
        const QStringList known = technologyLayers();
        for (const QString &layer : known) {
            for (const ImportedService &each : m_stack.services) {
                if (each.layer != layer)
                    continue;
                m_out += QStringLiteral("  - { id: %1, title: %2 }\n")
                             .arg(layer, scalar(layerTitle(layer)));
                break;
            }
        }
    }

    static QString layerTitle(const QString &layer)
    {
        if (layer == QLatin1String("app"))
            return ImportText::tr("Application");
        if (layer == QLatin1String("worker"))
            return ImportText::tr("Workers");
        return titled(layer);
    }

    void service(const ImportedService &each)
    {
        m_out += QStringLiteral("\n  # %1 confidence: %2\n")
                     .arg(titled(toWord(each.confidence)), comment(each.reason));
        m_out += QStringLiteral("  - id: %1\n").arg(fixed(each.id));
        optional(4, QStringLiteral("title"), each.title);
        optional(4, QStringLiteral("technology"), each.technology);
        if (!each.port.isEmpty())
            line(4, QStringLiteral("port"), quoted(each.port));
        optional(4, QStringLiteral("layer"), each.layer);
        optional(4, QStringLiteral("description"), each.description);
        if (each.presence != Presence::Active)
            line(4, QStringLiteral("presence"), toWord(each.presence));
        if (each.replicas != 1)
            line(4, QStringLiteral("replicas"), QString::number(each.replicas));
        dependencies(each);
        if (each.checks.isEmpty())
            return;
        m_out += QLatin1String("    checks:\n");
        for (const ImportedCheck &check : each.checks)
            writeCheck(check);
        m_out +=
            QStringLiteral("    metrics:\n      - { id: latency, title: %1, check: %2, "
                           "metric: probe_duration_seconds, unit: seconds }\n")
                .arg(scalar(ImportText::tr("Answer time")), scalar(each.checks.constFirst().id));
    }

    static QString comment(const QString &text) { return cleanText(text, 200); }

    void dependencies(const ImportedService &each)
    {
        if (each.dependencies.isEmpty())
            return;
        m_out += QLatin1String("    depends_on:\n");
        for (const Dependency &dependency : each.dependencies) {
            const QString on = fixed(dependency.on.toString());
            m_out += dependency.basis == DependencyBasis::Stated
                         ? QStringLiteral("      - %1\n").arg(on)
                         : QStringLiteral("      - { service: %1, basis: implied }\n").arg(on);
        }
    }

    void writeCheck(const ImportedCheck &check)
    {
        m_out += QStringLiteral("      - id: %1\n").arg(scalar(check.id));
        line(8, QStringLiteral("title"), fixed(check.title));
        line(8, QStringLiteral("kind"), scalar(check.kind));
        line(8, QStringLiteral("interval"), durationOf(check.interval));
        line(8, QStringLiteral("timeout"), durationOf(check.timeout));
        line(8, QStringLiteral("retries"), QString::number(check.retries));
        if (check.startPeriod.count() > 0)
            line(8, QStringLiteral("start_period"), durationOf(check.startPeriod));
        for (const auto &[key, parameter] : check.parameters)
            line(8, key, value(parameter));
    }

    static QString durationOf(Milliseconds time)
    {
        const qint64 ms = time.count();
        return ms % 1000 == 0 ? QStringLiteral("%1s").arg(ms / 1000)
                              : QStringLiteral("%1ms").arg(ms);
    }

    const ImportedStack &m_stack;
    QString m_out;
};

QString workspaceText(const ImportedStack &stack, const QString &platformFile)
{
    QString text = QStringLiteral("workspace: %1\ntitle: %2\nplatforms:\n  - file: %3\n"
                                  "    parameters:\n      %4:\n")
                       .arg(scalar(stack.id), fixed(stack.title), scalar(platformFile),
                            scalar(stack.environment));
    for (const ImportedParameter &parameter : stack.parameters)
        text += QStringLiteral("        %1: %2\n").arg(parameter.name, scalar(parameter.value));
    return text;
}

QByteArray sumOf(const QByteArray &body)
{
    return QCryptographicHash::hash(body, QCryptographicHash::Sha256).toHex();
}

QByteArray marked(const QString &text)
{
    const QByteArray body = text.toUtf8();
    return QByteArray(kMark) + sumOf(body) + '\n' + body;
}

/// Whether a file is as it was written.
bool isUnedited(const QByteArray &bytes)
{
    const QByteArray mark(kMark);
    constexpr qsizetype kSum = 64;
    return bytes.startsWith(mark) && bytes.size() > mark.size() + kSum
           && bytes.at(mark.size() + kSum) == '\n'
           && sumOf(bytes.mid(mark.size() + kSum + 1)) == bytes.mid(mark.size(), kSum);
}

Error refusal(const QString &path)
{
    return {ErrorKind::Guard,
            ImportText::tr("%1 is there and was edited, or was not imported; nothing was written.")
                .arg(path),
            ImportText::tr("Try: another name after -o, or --force to replace what stands in it."),
            {}};
}

Error storageError(const QString &path, const QString &detail)
{
    return {ErrorKind::Storage, ImportText::tr("%1 could not be written.").arg(path),
            ImportText::tr("Try: a folder you may write to."), detail};
}

QString pathIn(const QString &folder, const ImportedFile &file)
{
    return QDir::cleanPath(folder + QLatin1Char('/') + file.name);
}

/// Takes away again what was made.
class Undo final
{
public:
    bool makeFolder(const QString &path)
    {
        QStringList missing;
        for (QString each = path; !QFileInfo::exists(each); each = QFileInfo(each).absolutePath())
            missing.prepend(each);
        for (const QString &each : std::as_const(missing)) {
            if (!QDir().mkdir(each))
                return false;
            m_folders << each;
        }
        return QFileInfo(path).isDir();
    }

    void addFile(const QString &path) { m_files << path; }

    void run()
    {
        for (const QString &path : std::as_const(m_files))
            QFile::remove(path);
        while (!m_folders.isEmpty())
            QDir().rmdir(m_folders.takeLast());
    }

private:
    QStringList m_files;
    QStringList m_folders; ///< the outer ones first
};

} // namespace

QList<ImportedFile> workspaceFilesOf(const ImportedStack &stack, const QString &workspaceName)
{
    const QString platformFile = QStringLiteral("platforms/%1.yaml").arg(stack.id);
    return {{workspaceName, marked(workspaceText(stack, platformFile))},
            {platformFile, marked(PlatformText(stack).text())}};
}

Result<QList<PlannedFile::State>> statesOf(const QList<ImportedFile> &files, const QString &folder)
{
    QList<PlannedFile::State> states;
    for (const ImportedFile &file : files) {
        const QString path = pathIn(folder, file);
        if (!QFileInfo::exists(path)) {
            states << PlannedFile::State::New;
            continue;
        }
        QFile old(path);
        if (!QFileInfo(path).isFile() || !old.open(QIODevice::ReadOnly))
            return failure(storageError(path, old.errorString()));
        constexpr qint64 kMost = 16 * 1024 * 1024;
        const QByteArray bytes = old.read(kMost);
        states << (bytes == file.bytes ? PlannedFile::State::Unchanged
                   : isUnedited(bytes) ? PlannedFile::State::Imported
                                       : PlannedFile::State::Edited);
    }
    return states;
}

Result<QList<WrittenFile>> writeImported(const QList<ImportedFile> &files, const QString &folder,
                                         bool isForced)
{
    const auto states = statesOf(files, folder);
    if (!states)
        return failure(states.error());
    QList<WrittenFile> written;
    for (qsizetype i = 0; i < files.size(); ++i) {
        WrittenFile each{pathIn(folder, files.at(i)), WrittenFile::State::Replaced};
        if (states->at(i) == PlannedFile::State::Edited && !isForced)
            return failure(refusal(each.path));
        if (states->at(i) == PlannedFile::State::New)
            each.state = WrittenFile::State::Created;
        else if (states->at(i) == PlannedFile::State::Unchanged)
            each.state = WrittenFile::State::Unchanged;
        written.append(each);
    }
    Undo undo;
    // What names the others comes last: a workspace is there whole or not at all.
    for (qsizetype i = files.size() - 1; i >= 0; --i) {
        const WrittenFile &each = written.at(i);
        if (each.state == WrittenFile::State::Unchanged)
            continue;
        const bool isMade = undo.makeFolder(QFileInfo(each.path).absolutePath());
        QSaveFile file(each.path);
        if (!isMade || !file.open(QIODevice::WriteOnly) || file.write(files.at(i).bytes) < 0
            || !file.commit()) {
            undo.run();
            return failure(storageError(each.path, isMade ? file.errorString() : QString()));
        }
        if (each.state == WrittenFile::State::Created)
            undo.addFile(each.path);
    }
    return written;
}

} // namespace opsdeck
