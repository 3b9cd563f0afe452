// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/editing/yamledit.h"

#include "services/editing/yamlscalar.h"
#include "services/editing/yamlsplices.h"

#include <QCoreApplication>

#include <algorithm>

namespace opsdeck {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("YamlEdit", text);
}

/// A value with all that holds it.
struct Found
{
    const YamlSpan *span = nullptr;      ///< null: not there
    const YamlSpan *container = nullptr; ///< null: the root
    const YamlEntry *entry = nullptr;
    bool inFlow = false; ///< the container or one above stands in braces or brackets
    QString key;         ///< the last key on the way
};

tl::unexpected<Error> refusal(const YamlPath &path, const QString &why, const QString &advice)
{
    return failure(ErrorKind::Config, tr("%1 can't be changed here: %2.").arg(pathText(path), why),
                   advice);
}

QString byHand()
{
    return tr("Try: edit the file by hand.");
}

bool hasAnchor(const YamlSpan &span)
{
    return span.hasAnchor
           || std::any_of(span.entries.cbegin(), span.entries.cend(),
                          [](const YamlEntry &entry) { return hasAnchor(entry.value); });
}

/// What may not be changed from here, whatever is asked.
Result<void> checkOpen(const YamlSpan &span, const YamlPath &path)
{
    if (span.kind == YamlSpan::Kind::Alias)
        return refusal(
            path, tr("*%1 stands for a value that is written elsewhere").arg(span.text),
            tr("Try: write the value out here, or change it where &%1 is.").arg(span.text));
    if (span.hasAnchor)
        return refusal(path,
                       tr("it carries an anchor (&), so the change would also be made wherever it "
                          "is repeated"),
                       tr("Try: write the repeated values out, or edit the file by hand."));
    if (span.isOdd)
        return refusal(
            path,
            tr("it merges another mapping (<<), or has a key twice or one that is no plain text"),
            tr("Try: write the keys out, or edit the file by hand."));
    return {};
}

Result<Found> locate(const YamlText &text, const YamlPath &path)
{
    Found found;
    found.span = &text.root();
    for (qsizetype i = 0; i < path.size(); ++i) {
        if (const auto open = checkOpen(*found.span, path.first(i)); !open)
            return failure(open.error());
        found.inFlow = found.inFlow || found.span->isFlow();
        found.container = found.span;
        if (const auto *key = std::get_if<QString>(&path.at(i)))
            found.key = *key;
        found.entry = found.span->find(path.at(i));
        found.span = found.entry == nullptr ? nullptr : &found.entry->value;
        if (found.span == nullptr && i + 1 < path.size())
            return refusal(path, tr("there is no %1").arg(pathText(path.first(i + 1))), byHand());
    }
    return found;
}

} // namespace

Result<YamlEdit> YamlEdit::open(const QByteArray &bytes)
{
    auto text = YamlText::parse(bytes);
    if (!text)
        return failure(text.error());
    return YamlEdit(std::move(*text));
}

QByteArray YamlEdit::written(const YamlValue &map)
{
    const YamlHabits habits;
    return YamlWriter(habits).block({}, map, 0, YamlWriter::BlockText::Allowed) + '\n';
}

Result<void> YamlEdit::take(const QList<QList<YamlSplice>> &ways, const YamlValue &wanted,
                            const YamlPath &path)
{
    for (const QList<YamlSplice> &way : ways) {
        QByteArray bytes = m_text.text();
        for (auto splice = way.crbegin(); splice != way.crend(); ++splice)
            bytes.replace(splice->begin, splice->end - splice->begin, splice->text);
        auto text = YamlText::parse(m_text.mark() + bytes);
        if (text && text->value() == wanted) {
            m_text = std::move(*text);
            return {};
        }
    }
    return refusal(path, tr("the text round it is written in a way that the change would disturb"),
                   byHand());
}

Result<void> YamlEdit::set(const YamlPath &path, const YamlValue &value)
{
    if (path.isEmpty())
        return refusal(path, tr("a whole document is not replaced"), byHand());
    // The mappings above that are missing come with the value.
    if (std::holds_alternative<QString>(path.constLast()) && path.size() > 1) {
        const YamlSpan *parent = m_text.find(path.first(path.size() - 1));
        const bool isEmpty = parent != nullptr && parent->entries.empty()
                             && (parent->kind == YamlSpan::Kind::Null || parent->isMap());
        if (parent == nullptr || isEmpty)
            return set(path.first(path.size() - 1),
                       YamlValue::map().add(std::get<QString>(path.constLast()), value));
    }
    const auto found = locate(m_text, path);
    if (!found)
        return failure(found.error());
    YamlValue wanted = m_text.value();
    wanted.set(path, value);
    const YamlSplices splices(m_text);
    if (found->span != nullptr) {
        if (const auto open = checkOpen(*found->span, path); !open)
            return open;
        if (hasAnchor(*found->span) || found->span->hasProperties)
            return refusal(path, tr("it carries an anchor or a tag"), byHand());
        return take(
            splices.replace(*found->container, *found->entry, found->inFlow, found->key, value),
            wanted, path);
    }
    const auto *key = std::get_if<QString>(&path.constLast());
    if (key == nullptr || !found->container->isMap() || found->container->entries.empty())
        return refusal(path, tr("there is no such place"), byHand());
    if (const auto open = checkOpen(*found->container, path.first(path.size() - 1)); !open)
        return open;
    if (found->container->style == YamlSpan::Style::FlowPair)
        return refusal(path, tr("the mapping round it stands without braces"),
                       tr("Try: put it into braces first."));
    return take(splices.addEntry(*found->container, found->inFlow, *key, value), wanted, path);
}

Result<void> YamlEdit::insert(const YamlPath &list, qsizetype index, const YamlValue &value)
{
    const YamlSpan *there = m_text.find(list);
    if (there == nullptr
        || (there->entries.empty() && (there->kind == YamlSpan::Kind::Null || there->isList()))) {
        if (index != 0)
            return refusal(list, tr("it has no such place"), byHand());
        return set(list, YamlValue::list({value}));
    }
    const auto found = locate(m_text, list);
    if (!found)
        return failure(found.error());
    if (const auto open = checkOpen(*found->span, list); !open)
        return open;
    if (!found->span->isList() || index < 0
        || index > static_cast<qsizetype>(found->span->entries.size()))
        return refusal(list, tr("it is no list with that place"), byHand());
    YamlValue wanted = m_text.value();
    wanted.insert(list, index, value);
    return take(YamlSplices(m_text).addItem(*found->span, found->inFlow || found->span->isFlow(),
                                            index, found->key, value),
                wanted, list);
}

Result<void> YamlEdit::append(const YamlPath &list, const YamlValue &value)
{
    const YamlSpan *there = m_text.find(list);
    return insert(list, there == nullptr ? 0 : static_cast<qsizetype>(there->entries.size()),
                  value);
}

Result<void> YamlEdit::remove(const YamlPath &path)
{
    if (path.isEmpty())
        return refusal(path, tr("a whole document is not removed"), byHand());
    const auto found = locate(m_text, path);
    if (!found)
        return failure(found.error());
    if (found->span == nullptr)
        return refusal(path, tr("there is no such place"), byHand());
    if (hasAnchor(*found->span))
        return refusal(path, tr("it carries an anchor (&) that other places may repeat"),
                       tr("Try: write the repeated values out first, or edit the file by hand."));
    YamlValue wanted = m_text.value();
    wanted.remove(path);
    if (found->container->entries.size() == 1) {
        // An empty collection in its place; only braces and brackets can be empty.
        if (path.size() == 1)
            return take({{{found->container->begin, found->container->end,
                           found->container->isMap() ? "{}" : "[]"}}},
                        wanted, path);
        return set(path.first(path.size() - 1),
                   found->container->isMap() ? YamlValue::map() : YamlValue::list());
    }
    const auto row = found->entry - found->container->entries.data();
    return take(YamlSplices(m_text).remove(*found->container, found->inFlow, row), wanted, path);
}

Result<void> YamlEdit::renameKey(const YamlPath &path, const QString &name)
{
    const auto found = locate(m_text, path);
    if (!found)
        return failure(found.error());
    if (found->span == nullptr || !found->container->isMap())
        return refusal(path, tr("there is no such place"), byHand());
    if (found->container->find(name) != nullptr)
        return refusal(path, tr("there is a key '%1' beside it already").arg(name), byHand());
    YamlValue wanted = m_text.value();
    wanted.renameKey(path, name);
    const char first = m_text.text().at(found->entry->begin);
    const YamlQuotes quotes = first == '"'    ? YamlQuotes::Double
                              : first == '\'' ? YamlQuotes::Single
                                              : YamlQuotes::None;
    return take({{{found->entry->begin, found->entry->keyEnd,
                   scalarText(YamlValue::text(name), {found->inFlow, quotes})}}},
                wanted, path);
}

Result<void> YamlEdit::move(const YamlPath &list, qsizetype from, qsizetype to)
{
    const YamlText before = m_text;
    for (qsizetype at = from; at != to; at += at < to ? 1 : -1) {
        if (const auto done = swapWithNext(list, at < to ? at : at - 1); !done) {
            m_text = before;
            return done;
        }
    }
    return {};
}

Result<void> YamlEdit::swapWithNext(const YamlPath &list, qsizetype index)
{
    const auto found = locate(m_text, list);
    if (!found)
        return failure(found.error());
    if (found->span == nullptr || !found->span->isList() || index < 0
        || index + 1 >= static_cast<qsizetype>(found->span->entries.size()))
        return refusal(list, tr("it is no list with that place"), byHand());
    if (const auto open = checkOpen(*found->span, list); !open)
        return open;
    YamlValue wanted = m_text.value();
    wanted.swap(list, index);
    return take(
        YamlSplices(m_text).swap(*found->span, found->inFlow || found->span->isFlow(), index),
        wanted, list);
}

Result<void> YamlEdit::update(const YamlPath &path, const YamlValue &value)
{
    const YamlSpan *there = m_text.find(path);
    if (there == nullptr)
        return set(path, value);
    const YamlValue now = YamlText::valueOf(*there);
    if (now == value)
        return {};
    const YamlText before = m_text;
    Result<void> done;
    if (now.isMap() && value.isMap() && !now.children().isEmpty() && !value.children().isEmpty())
        done = updateMap(path, now, value);
    else if (now.isList() && value.isList() && !now.children().isEmpty()
             && !value.children().isEmpty())
        done = updateList(path, now, value);
    else
        return set(path, value);
    if (!done)
        m_text = before;
    return done;
}

Result<void> YamlEdit::updateMap(const YamlPath &path, const YamlValue &now,
                                 const YamlValue &wanted)
{
    for (qsizetype i = 0; i < wanted.keys().size(); ++i) {
        if (const auto done = update(path + YamlPath{wanted.keys().at(i)}, wanted.children().at(i));
            !done)
            return done;
    }
    for (const QString &key : now.keys()) {
        if (wanted.find(key) != nullptr)
            continue;
        if (const auto done = remove(path + YamlPath{key}); !done)
            return done;
    }
    return {};
}

Result<void> YamlEdit::updateList(const YamlPath &path, const YamlValue &now,
                                  const YamlValue &wanted)
{
    const QList<YamlValue> &old = now.children();
    const QList<YamlValue> &fresh = wanted.children();
    const qsizetype shorter = std::min(old.size(), fresh.size());
    qsizetype head = 0;
    while (head < shorter && old.at(head) == fresh.at(head))
        ++head;
    qsizetype tail = 0;
    while (tail < shorter - head
           && old.at(old.size() - 1 - tail) == fresh.at(fresh.size() - 1 - tail))
        ++tail;
    for (qsizetype i = head; i < shorter - tail; ++i) {
        if (const auto done = update(path + YamlPath{i}, fresh.at(i)); !done)
            return done;
    }
    for (qsizetype i = old.size() - tail - 1; i >= shorter - tail; --i) {
        if (const auto done = remove(path + YamlPath{i}); !done)
            return done;
    }
    for (qsizetype i = shorter - tail; i < fresh.size() - tail; ++i) {
        if (const auto done = insert(path, i, fresh.at(i)); !done)
            return done;
    }
    return {};
}

} // namespace opsdeck
