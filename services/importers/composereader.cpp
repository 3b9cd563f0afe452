// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/importers/composereader.h"

#include "services/config/yamlparse.h"
#include "services/importers/importlimits.h"

#include <QHash>
#include <QRegularExpression>

#include <vector>

namespace opsdeck {

namespace {

const QString kMergeKey = QStringLiteral("<<");

/// Builds trees from yaml-cpp's events and counts what they cost.
class ComposeTreeBuilder final : public YamlReceiver
{
public:
    ComposeTreeBuilder(const SourceText &source, int file, const Reporter &reporter)
        : m_source(source)
        , m_reporter(reporter)
        , m_file(file)
    {}

    QList<ComposeNode> takeDocuments() { return std::move(m_documents); }

    int events() const override { return m_events; }

    const YAML::Mark &lastMark() const override { return m_lastMark; }

    const YAML::Mark &lastScalar() const override { return m_lastScalar; }

    QString unknownAliasText() const override
    {
        return ImportText::tr("an alias (*name) to an anchor that is not above; define the anchor "
                              "first, or quote the value if it is text");
    }

    void OnDocumentStart(const YAML::Mark &mark) override
    {
        if (++m_started > importlimits::kDocuments)
            throw ParseStop{
                m_source.position(mark.line, mark.column),
                ImportText::tr("more than %1 documents in one file").arg(importlimits::kDocuments)};
        m_anchors.clear();
    }

    void OnDocumentEnd() override {}

    void OnAnchor(const YAML::Mark &, const std::string &) override {}

    void OnNull(const YAML::Mark &mark, YAML::anchor_t anchor) override
    {
        deliver(ComposeNode::empty(ComposeNode::Kind::Null, count(mark)), anchor);
    }

    void OnAlias(const YAML::Mark &mark, YAML::anchor_t anchor) override
    {
        const ImportPlace at = count(mark);
        const auto known = m_anchors.constFind(anchor);
        if (known == m_anchors.cend()) {
            error(at, ImportText::tr("this alias stands inside of what it names"));
            deliver(ComposeNode::empty(ComposeNode::Kind::Null, at), 0);
            return;
        }
        spend(known->count, at);
        if (static_cast<int>(m_frames.size()) + known->depth > importlimits::kDepth)
            throw ParseStop{{at.line, at.column}, tooDeep()};
        deliver(*known, 0);
    }

    void OnScalar(const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor,
                  const std::string &value) override
    {
        const ImportPlace at = count(mark);
        m_lastScalar = mark;
        ComposeNode node = ComposeNode::scalar(
            at, QString::fromUtf8(value.data(), static_cast<qsizetype>(value.size())));
        if (node.text.size() > importlimits::kScalarCharacters) {
            error(at, ImportText::tr("the value is longer than %1 characters")
                          .arg(importlimits::kScalarCharacters));
            node.text.clear();
        }
        node.isQuoted = tag == "!" || tag == "tag:yaml.org,2002:str";
        applyTag(node, tag);
        if (tag.size() > 1 && node.tag == ComposeNode::Tag::None && !node.isQuoted
            && node.text.isEmpty())
            node.kind = ComposeNode::Kind::Null;
        deliver(node, anchor);
    }

    void OnSequenceStart(const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override
    {
        push(ComposeNode::Kind::List, mark, tag, anchor);
    }

    void OnSequenceEnd() override { pop(); }

    void OnMapStart(const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override
    {
        push(ComposeNode::Kind::Map, mark, tag, anchor);
    }

    void OnMapEnd() override { pop(); }

private:
    struct Frame
    {
        ComposeNode node;
        YAML::anchor_t anchor = 0;
        bool hasKey = false; ///< of a map: the next node is a value
        ComposeKey key;
        bool dropValue = false;
        QHash<QString, int> lines;  ///< of the keys
        QList<ComposeNode> sources; ///< what merge keys name, in order
    };

    static QString tooDeep()
    {
        return ImportText::tr("nested deeper than %1 levels").arg(importlimits::kDepth);
    }

    void error(const ImportPlace &at, const QString &text) const
    {
        m_reporter.error({at.line, at.column}, text);
    }

    void spend(qint64 nodes, const ImportPlace &at)
    {
        m_nodes += nodes;
        if (m_nodes > importlimits::kNodes)
            throw ParseStop{{at.line, at.column},
                            ImportText::tr("more than %1 values in one file, aliases followed")
                                .arg(importlimits::kNodes)};
    }

    ImportPlace count(const YAML::Mark &mark)
    {
        m_lastMark = mark;
        ++m_events;
        const YamlPosition at = m_source.position(mark.line, mark.column);
        const ImportPlace place{m_file, at.line, at.column};
        spend(1, place);
        return place;
    }

    void applyTag(ComposeNode &node, const std::string &tag) const
    {
        if (tag == "!reset")
            node.tag = ComposeNode::Tag::Reset;
        else if (tag == "!override")
            node.tag = ComposeNode::Tag::Override;
        else if (tag.size() > 1 && tag.rfind("tag:yaml.org,2002:", 0) != 0)
            m_reporter.warning({node.at.line, node.at.column},
                               ImportText::tr("the tag %1 is not known and left out")
                                   .arg(ImportText::quoted(QString::fromStdString(tag))));
    }

    void push(ComposeNode::Kind kind, const YAML::Mark &mark, const std::string &tag,
              YAML::anchor_t anchor)
    {
        const ImportPlace at = count(mark);
        if (m_frames.size() >= static_cast<size_t>(importlimits::kDepth))
            throw ParseStop{{at.line, at.column}, tooDeep()};
        Frame frame;
        frame.node = ComposeNode::empty(kind, at);
        frame.anchor = anchor;
        applyTag(frame.node, tag);
        m_frames.push_back(std::move(frame));
    }

    void pop()
    {
        Frame frame = std::move(m_frames.back());
        m_frames.pop_back();
        mergeSources(frame);
        frame.node.measure();
        deliver(frame.node, frame.anchor);
    }

    /// Explicit keys go before merged ones, earlier merged maps before later ones.
    void mergeSources(Frame &frame)
    {
        for (const ComposeNode &source : std::as_const(frame.sources)) {
            for (qsizetype i = 0; i < source.keys.size(); ++i) {
                const ComposeKey &key = source.keys.at(i);
                if (frame.lines.contains(key.name))
                    continue;
                frame.lines.insert(key.name, key.at.line);
                frame.node.keys.append(key);
                frame.node.children.append(source.children.at(i));
            }
        }
    }

    void takeMergeKey(Frame &frame, const ComposeNode &node)
    {
        const QList<ComposeNode> maps = node.isList() ? node.children : QList<ComposeNode>{node};
        for (const ComposeNode &map : maps) {
            if (map.isMap())
                frame.sources.append(map);
            else if (!map.isNull())
                error(node.at, ImportText::tr("'<<' merges mappings only, not lists or texts"));
        }
    }

    void deliver(const ComposeNode &node, YAML::anchor_t anchor)
    {
        if (anchor != 0)
            m_anchors.insert(anchor, node);
        if (m_frames.empty()) {
            m_documents.append(node);
            return;
        }
        Frame &frame = m_frames.back();
        if (!frame.node.isMap()) {
            frame.node.children.append(node);
        } else if (!frame.hasKey) {
            takeKey(frame, node);
        } else {
            frame.hasKey = false;
            if (frame.dropValue)
                return;
            if (frame.key.name == kMergeKey) {
                takeMergeKey(frame, node);
                return;
            }
            frame.node.keys.append(frame.key);
            frame.node.children.append(node);
            // The mark of an absent value is that of whatever follows.
            if (node.isNull())
                frame.node.children.last().at = frame.key.at;
        }
    }

    void takeKey(Frame &frame, const ComposeNode &node)
    {
        frame.hasKey = true;
        frame.dropValue = true;
        static const QRegularExpression number(QStringLiteral("^[-+]?[0-9]+(\\.[0-9]*)?$"));
        frame.key = {node.text, node.at, !node.isQuoted && number.match(node.text).hasMatch()};
        if (!node.isScalar()) {
            error(node.at, ImportText::tr("a key must be plain text"));
            return;
        }
        const auto known = frame.lines.constFind(node.text);
        if (known != frame.lines.cend()) {
            error(node.at, ImportText::tr("duplicate key %1; it is already on line %2")
                               .arg(ImportText::quoted(node.text), QString::number(*known)));
            return;
        }
        frame.lines.insert(node.text, node.at.line);
        frame.dropValue = false;
    }

    const SourceText &m_source;
    const Reporter &m_reporter;
    int m_file;
    std::vector<Frame> m_frames;
    QHash<YAML::anchor_t, ComposeNode> m_anchors;
    QList<ComposeNode> m_documents;
    YAML::Mark m_lastMark;
    YAML::Mark m_lastScalar;
    int m_started = 0;
    int m_events = 0;
    qint64 m_nodes = 0;
};

} // namespace

QList<ComposeNode> readComposeYaml(const QByteArray &bytes, int file, ImportFindings &findings)
{
    Problems problems;
    const Reporter reporter(problems, QString());
    QList<ComposeNode> documents;
    if (const std::optional<SourceText> source = SourceText::from(bytes, reporter)) {
        ComposeTreeBuilder builder(*source, file, reporter);
        if (parseYaml(*source, builder, reporter))
            documents = builder.takeDocuments();
    }
    const QList<ConfigProblem> all = problems.sorted({});
    for (const ConfigProblem &problem : all) {
        findings.add(problem.severity == ProblemSeverity::Error ? FindingLevel::Error
                                                                : FindingLevel::NotMapped,
                     {file, problem.where.line, problem.where.column}, {}, {}, problem.text);
    }
    return documents;
}

} // namespace opsdeck
