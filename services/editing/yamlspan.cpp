// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/editing/yamlspan.h"

#include "services/config/yamlreader.h"
#include "services/editing/yamlspanfinder.h"

#include <QCoreApplication>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <sstream>

namespace opsdeck {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("YamlEdit", text);
}

/// Nodes with the places where they begin.
class RawBuilder final : public YAML::EventHandler
{
public:
    explicit RawBuilder(const QByteArray &text)
    {
        m_lines.append(0);
        for (qsizetype feed = text.indexOf('\n'); feed >= 0; feed = text.indexOf('\n', feed + 1))
            m_lines.append(feed + 1);
        m_size = text.size();
    }

    YamlRawNode &root() { return m_root; }

    void OnDocumentStart(const YAML::Mark &) override {}

    void OnDocumentEnd() override {}

    void OnNull(const YAML::Mark &mark, YAML::anchor_t anchor) override
    {
        add(YamlSpan::Kind::Null, mark, anchor, {});
    }

    void OnAlias(const YAML::Mark &mark, YAML::anchor_t) override
    {
        add(YamlSpan::Kind::Alias, mark, 0, {});
    }

    void OnScalar(const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor,
                  const std::string &value) override
    {
        add(YamlSpan::Kind::Scalar, mark, anchor, tag).text =
            QString::fromUtf8(value.data(), static_cast<qsizetype>(value.size()));
    }

    void OnSequenceStart(const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override
    {
        m_open.push_back(&add(YamlSpan::Kind::List, mark, anchor, tag));
    }

    void OnMapStart(const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override
    {
        m_open.push_back(&add(YamlSpan::Kind::Map, mark, anchor, tag));
    }

    void OnSequenceEnd() override { m_open.pop_back(); }

    void OnMapEnd() override { m_open.pop_back(); }

private:
    YamlRawNode &add(YamlSpan::Kind kind, const YAML::Mark &mark, YAML::anchor_t anchor,
                     const std::string &tag)
    {
        // Only the newest child of an open node is open itself, so older ones may move.
        YamlRawNode &node = m_open.empty() ? m_root : m_open.back()->children.emplace_back();
        node.kind = kind;
        const auto line = static_cast<qsizetype>(std::max(0, mark.line));
        node.mark = line < m_lines.size()
                        ? std::min(m_lines.at(line) + std::max(0, mark.column), m_size)
                        : m_size;
        // "?" and "!" are the parser's words for no tag.
        node.hasAnchor = anchor != 0;
        node.hasProperties = node.hasAnchor || tag.size() > 1;
        return node;
    }

    QList<qsizetype> m_lines;
    qsizetype m_size = 0;
    YamlRawNode m_root;
    std::vector<YamlRawNode *> m_open;
};

Error notUnderstood()
{
    return {ErrorKind::Config,
            tr("The file is written in a way that can't be edited here without risk."),
            tr("Try: edit it by hand."),
            {}};
}

} // namespace

const YamlEntry *YamlSpan::find(const YamlStep &step) const
{
    if (const auto *key = std::get_if<QString>(&step)) {
        const auto it = std::find_if(entries.cbegin(), entries.cend(),
                                     [&](const YamlEntry &entry) { return entry.key == *key; });
        return !isMap() || it == entries.cend() ? nullptr : &*it;
    }
    const qsizetype index = std::get<qsizetype>(step);
    return isList() && index >= 0 && index < static_cast<qsizetype>(entries.size())
               ? &entries.at(static_cast<std::size_t>(index))
               : nullptr;
}

Result<YamlText> YamlText::parse(const QByteArray &bytes)
{
    // The reader of configuration files first: it bounds what the parser may cost.
    Problems problems;
    if (!readYaml(bytes, Reporter(problems, {}))) {
        const QList<ConfigProblem> all = problems.sorted({});
        const ConfigProblem first = all.value(0);
        return failure(ErrorKind::Config,
                       tr("The file is no YAML that can be read: line %1, %2.")
                           .arg(first.where.line)
                           .arg(first.text),
                       tr("Try: mend it by hand first."));
    }
    YamlText made;
    made.m_mark = bytes.startsWith("\xEF\xBB\xBF") ? bytes.left(3) : QByteArray();
    made.m_text = bytes.mid(made.m_mark.size());
    RawBuilder builder(made.m_text);
    try {
        std::istringstream stream(made.m_text.toStdString());
        YAML::Parser parser(stream);
        parser.HandleNextDocument(builder);
    } catch (const std::exception &) {
        return failure(notUnderstood());
    }
    if (!YamlSpanFinder(made.m_text).find(builder.root(), made.m_root))
        return failure(notUnderstood());
    return made;
}

const YamlSpan *YamlText::find(const YamlPath &path) const
{
    const YamlSpan *span = &m_root;
    for (const YamlStep &step : path) {
        const YamlEntry *entry = span->find(step);
        if (entry == nullptr)
            return nullptr;
        span = &entry->value;
    }
    return span;
}

YamlValue YamlText::valueOf(const YamlSpan &span)
{
    switch (span.kind) {
    case YamlSpan::Kind::Scalar:
        return span.style == YamlSpan::Style::Plain ? YamlValue::plain(span.text)
                                                    : YamlValue::text(span.text);
    case YamlSpan::Kind::Alias:
        return YamlValue::alias(span.text);
    case YamlSpan::Kind::Null:
        return {};
    case YamlSpan::Kind::List: {
        QList<YamlValue> items;
        for (const YamlEntry &entry : span.entries)
            items.append(valueOf(entry.value));
        return YamlValue::list(items);
    }
    case YamlSpan::Kind::Map:
        break;
    }
    YamlValue map = YamlValue::map();
    for (const YamlEntry &entry : span.entries)
        map.add(entry.key, valueOf(entry.value));
    return map;
}

qsizetype YamlText::lineBegin(qsizetype at) const
{
    return at == 0 ? 0 : m_text.lastIndexOf('\n', at - 1) + 1;
}

qsizetype YamlText::lineEnd(qsizetype at) const
{
    const qsizetype feed = m_text.indexOf('\n', at);
    if (feed < 0)
        return m_text.size();
    return feed > at && m_text.at(feed - 1) == '\r' ? feed - 1 : feed;
}

std::pair<int, int> YamlText::place(qsizetype at) const
{
    const qsizetype begin = lineBegin(at);
    const auto line = static_cast<int>(m_text.left(begin).count('\n')) + 1;
    // A character is counted at its first byte.
    const QByteArray before = m_text.mid(begin, at - begin);
    const auto column = std::count_if(before.cbegin(), before.cend(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    });
    return {line, static_cast<int>(column) + 1};
}

} // namespace opsdeck
