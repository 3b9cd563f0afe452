// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/common/reimport.h"

#include "app/common/opener.h"
#include "services/editing/yamledit.h"
#include "services/editing/yamlspan.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>

#include <algorithm>

namespace opsdeck {

namespace {

constexpr qint64 kMostBytes = 16 * 1024 * 1024;

/// A service of a platform file with the bytes that it takes.
struct Block
{
    QString id;
    QByteArray value;    ///< its mapping
    qsizetype begin = 0; ///< of the comment above its dash, else of the dash's line
    qsizetype end = 0;
    bool isIntact = false; ///< as an import wrote it
};

struct Blocks
{
    QList<Block> list;

    const Block *find(const QString &id) const
    {
        const auto it = std::find_if(list.cbegin(), list.cend(),
                                     [&](const Block &each) { return each.id == id; });
        return it == list.cend() ? nullptr : &*it;
    }
};

QString idIn(const YamlSpan &map)
{
    const YamlEntry *id = map.find(QStringLiteral("id"));
    return id == nullptr ? QString() : id->value.text;
}

qsizetype lineBegin(const QByteArray &text, qsizetype at)
{
    return at <= 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1;
}

Blocks blocksOf(const YamlText &yaml)
{
    static const QRegularExpression mark(QStringLiteral("^\\s*#.*\\[([0-9a-f]{8})\\]\\s*$"));
    Blocks blocks;
    const YamlEntry *services = yaml.root().find(QStringLiteral("services"));
    if (services == nullptr || !services->value.isBlock() || !services->value.isList())
        return blocks;
    const QByteArray &text = yaml.text();
    for (const YamlEntry &entry : services->value.entries) {
        Block block;
        block.id = idIn(entry.value);
        block.value = text.mid(entry.value.begin, entry.value.end - entry.value.begin);
        block.begin = lineBegin(text, entry.begin);
        block.end = entry.value.end;
        const qsizetype above = lineBegin(text, block.begin - 1);
        const auto match =
            mark.match(QString::fromUtf8(text.mid(above, block.begin - above)).trimmed());
        if (block.begin > 0 && match.hasMatch()) {
            block.begin = above;
            block.isIntact = match.captured(1) == importFingerprint(block.value);
        }
        blocks.list.append(block);
    }
    return blocks;
}

ImportChanges changesBetween(const Blocks &old, const Blocks &now)
{
    ImportChanges changes;
    for (const Block &each : now.list) {
        const Block *before = old.find(each.id);
        if (before == nullptr)
            changes.added << each.id;
        else if (before->value.trimmed() != each.value.trimmed())
            changes.changed << each.id;
    }
    for (const Block &each : old.list) {
        if (now.find(each.id) == nullptr)
            changes.removed << each.id;
    }
    return changes;
}

/// Items of a list of mappings that `old` lacks, by their ids.
bool addMissing(YamlEdit &edit, const YamlText &old, const YamlText &fresh, const QString &list)
{
    const YamlEntry *wanted = fresh.root().find(list);
    const YamlEntry *there = old.root().find(list);
    if (wanted == nullptr)
        return true;
    QStringList known;
    if (there != nullptr) {
        for (const YamlEntry &item : there->value.entries)
            known << idIn(item.value);
    }
    for (const YamlEntry &item : wanted->value.entries) {
        if (known.contains(idIn(item.value)))
            continue;
        YamlValue map = YamlValue::map();
        for (const YamlEntry &entry : item.value.entries) {
            if (entry.value.isScalar()) {
                map.add(entry.key, YamlValue::plain(entry.value.text));
                continue;
            }
            QStringList texts;
            for (const YamlEntry &each : entry.value.entries)
                texts << each.value.text;
            map.add(entry.key, YamlValue::texts(texts));
        }
        if (!edit.append({list}, map))
            return false;
    }
    return true;
}

/// The platform file `old` with what `fresh` says of services that nobody edited.
std::optional<QByteArray> mergedPlatform(const QByteArray &old, const QByteArray &fresh,
                                         QStringList &kept)
{
    const auto before = YamlText::parse(old);
    const auto after = YamlText::parse(fresh);
    if (!before || !after)
        return std::nullopt;
    const Blocks theirs = blocksOf(*before);
    const Blocks ours = blocksOf(*after);
    if (theirs.list.isEmpty() || ours.list.isEmpty())
        return std::nullopt;
    const auto whole = [&after](const Block &block) {
        return after->text().mid(block.begin, block.end - block.begin).trimmed();
    };
    QByteArray text = before->text();
    QByteArray added;
    for (const Block &block : ours.list) {
        if (theirs.find(block.id) == nullptr)
            added += "\n\n  " + whole(block);
    }
    text.insert(theirs.list.constLast().end, added);
    for (qsizetype i = theirs.list.size() - 1; i >= 0; --i) {
        const Block &block = theirs.list.at(i);
        const Block *now = ours.find(block.id);
        if (!block.isIntact) {
            kept.prepend(block.id);
        } else if (now != nullptr) {
            text.replace(block.begin, block.end - block.begin, "  " + whole(*now));
        } else {
            qsizetype begin = block.begin;
            while (begin > 0 && (text.at(begin - 1) == '\n' || text.at(begin - 1) == ' '))
                --begin;
            text.remove(begin, block.end - begin);
        }
    }
    auto edit = YamlEdit::open(before->mark() + text);
    if (!edit)
        return std::nullopt;
    for (const char *list : {"layers", "ways", "environments"}) {
        if (!addMissing(*edit, *before, *after, QLatin1String(list)))
            return std::nullopt;
    }
    return edit->bytes();
}

/// The workspace file `old` with the parameters of `fresh` that it lacks.
std::optional<QByteArray> mergedWorkspace(const QByteArray &old, const QByteArray &fresh)
{
    const auto before = YamlText::parse(old);
    const auto after = YamlText::parse(fresh);
    auto edit = YamlEdit::open(old);
    if (!before || !after || !edit)
        return std::nullopt;
    const QString platforms = QStringLiteral("platforms");
    const QString parameters = QStringLiteral("parameters");
    const YamlEntry *wanted = after->root().find(platforms);
    if (wanted == nullptr || wanted->value.entries.empty())
        return std::nullopt;
    const YamlSpan &platform = wanted->value.entries.front().value;
    const YamlEntry *file = platform.find(QStringLiteral("file"));
    const YamlEntry *there = before->root().find(platforms);
    if (file == nullptr || there == nullptr || !there->value.isList())
        return std::nullopt;
    qsizetype row = 0;
    const YamlSpan *known = nullptr;
    for (const YamlEntry &each : there->value.entries) {
        const YamlEntry *name = each.value.find(QStringLiteral("file"));
        if (name != nullptr && QDir::cleanPath(name->value.text) == file->value.text) {
            known = &each.value;
            break;
        }
        ++row;
    }
    if (known == nullptr
        && !edit->append({platforms}, YamlValue::map().add(QStringLiteral("file"),
                                                           YamlValue::text(file->value.text))))
        return std::nullopt;
    const YamlEntry *all = platform.find(parameters);
    for (qsizetype i = 0; all != nullptr && i < static_cast<qsizetype>(all->value.entries.size());
         ++i) {
        const YamlEntry &environment = all->value.entries.at(static_cast<size_t>(i));
        for (const YamlEntry &each : environment.value.entries) {
            const YamlSpan *here = known;
            for (const QString &step : {parameters, environment.key, each.key}) {
                const YamlEntry *below = here == nullptr ? nullptr : here->find(step);
                here = below == nullptr ? nullptr : &below->value;
            }
            if (here == nullptr
                && !edit->set({platforms, row, parameters, environment.key, each.key},
                              YamlValue::text(each.value.text)))
                return std::nullopt;
        }
    }
    return edit->bytes();
}

bool isPlatform(const ImportedFile &file)
{
    return file.name.startsWith(QLatin1String("platforms/"));
}

Result<QByteArray> bytesOf(const QString &path)
{
    QFile file(path);
    if (!file.exists())
        return QByteArray();
    if (!QFileInfo(path).isFile() || !file.open(QIODevice::ReadOnly))
        return failure(ErrorKind::Storage,
                       QCoreApplication::translate("Import", "%1 could not be read.").arg(path),
                       QCoreApplication::translate("Import", "Try: another folder."),
                       file.errorString());
    const QByteArray bytes = file.read(kMostBytes);
    return bytes.isNull() ? QByteArray("") : bytes;
}

} // namespace

Result<Reimport> reimportOf(const QList<ImportedFile> &files, const QString &folder)
{
    Reimport result;
    const auto states = statesOf(files, folder);
    if (!states)
        return failure(states.error());
    result.files = files;
    result.states = *states;
    QMap<QString, QByteArray> overlay;
    QStringList kept;
    bool isMerged = false;
    for (qsizetype i = 0; i < files.size(); ++i) {
        const QString path = QDir::cleanPath(folder + QLatin1Char('/') + files.at(i).name);
        const auto old = bytesOf(path);
        if (!old)
            return failure(old.error());
        result.old.append(*old);
        overlay.insert(path, files.at(i).bytes);
        const bool isOurs = isImported(*old) || !isPlatform(files.at(i));
        if (states->at(i) != PlannedFile::State::Edited || !isOurs)
            continue;
        const auto merged = isPlatform(files.at(i)) ? mergedPlatform(*old, files.at(i).bytes, kept)
                                                    : mergedWorkspace(*old, files.at(i).bytes);
        if (!merged)
            continue;
        isMerged = true;
        result.files[i].bytes = *merged;
        result.files[i].over = *old;
        result.states[i] =
            *merged == *old ? PlannedFile::State::Unchanged : PlannedFile::State::Merged;
        overlay.insert(path, *merged);
    }
    // What was kept must go with what is new; else a person has to decide.
    const QString workspace = QDir::cleanPath(folder + QLatin1Char('/') + files.constFirst().name);
    const auto loads = [&] {
        return !WorkspaceLoader(kindCatalog()).load(workspace, overlay).hasErrors();
    };
    if (isMerged && !loads()) {
        // A service that was kept may need a parameter that is no longer imported.
        const auto more = mergedWorkspace(result.files.constFirst().bytes, result.old.constFirst());
        if (more && states->constFirst() == PlannedFile::State::Imported) {
            result.files[0].bytes = *more;
            overlay.insert(workspace, *more);
        }
    }
    if (isMerged && !loads()) {
        result.files = files;
        result.states = *states;
        kept.clear();
    }
    for (qsizetype i = 0; i < files.size(); ++i) {
        if (!isPlatform(files.at(i)) || result.old.at(i).isNull())
            continue;
        const auto before = YamlText::parse(result.old.at(i));
        const auto after = YamlText::parse(result.files.at(i).bytes);
        if (before && after)
            result.changes = changesBetween(blocksOf(*before), blocksOf(*after));
    }
    result.changes.kept = kept;
    return result;
}

} // namespace opsdeck
