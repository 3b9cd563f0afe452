// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/yamltreebuilder.h"

#include "services/config/configlimits.h"
#include "services/config/configtext.h"

namespace opsdeck {

YamlTreeBuilder::YamlTreeBuilder(const SourceText &source, const Reporter &reporter)
    : m_source(source)
    , m_reporter(reporter)
{}

QString YamlTreeBuilder::unknownAliasText() const
{
    return ConfigText::tr(
        "aliases (*name) are refused; write the value out, or quote it if it is text");
}

void YamlTreeBuilder::OnDocumentStart(const YAML::Mark &mark)
{
    ++m_documents;
    if (m_documents > 1)
        throw ParseStop{
            m_source.position(mark.line, mark.column),
            ConfigText::tr("a second document begins here; one file holds one document")};
}

YamlPosition YamlTreeBuilder::count(const YAML::Mark &mark)
{
    m_lastMark = mark;
    const YamlPosition at = m_source.position(mark.line, mark.column);
    if (++m_events > configlimits::kNodes)
        throw ParseStop{
            at,
            ConfigText::tr("more than %1 values in one file; split it").arg(configlimits::kNodes)};
    return at;
}

void YamlTreeBuilder::OnNull(const YAML::Mark &mark, YAML::anchor_t)
{
    deliver(YamlNode::null(count(mark)));
}

void YamlTreeBuilder::OnAnchor(const YAML::Mark &mark, const std::string &name)
{
    m_reporter.error(
        count(mark),
        ConfigText::tr("anchors (&%1) are refused; write the value out where it is needed")
            .arg(QString::fromStdString(name).left(configlimits::kQuotedCharacters)));
}

void YamlTreeBuilder::OnAlias(const YAML::Mark &mark, YAML::anchor_t)
{
    const YamlPosition at = count(mark);
    m_reporter.error(at, ConfigText::tr("aliases (*name) are refused; write the value out"));
    deliver(YamlNode::null(at));
}

void YamlTreeBuilder::refuseTag(const YamlPosition &at, const std::string &tag)
{
    // yaml-cpp's marks for "no tag": "?" for plain values, "!" for quoted ones.
    if (tag.size() > 1)
        m_reporter.error(
            at, ConfigText::tr(
                    "tags (!!type) are refused; remove it, and quote the value if it is text"));
}

void YamlTreeBuilder::refuseControls(const YamlPosition &at, const QString &text)
{
    for (const QChar c : text) {
        if (c.unicode() < 0x20 || c.unicode() >= 0x7F) {
            if (isInvisibleControl(c.unicode())) {
                m_reporter.error(
                    at,
                    ConfigText::tr("the value holds the invisible control character %1; remove it")
                        .arg(codePointText(c.unicode())));
                return;
            }
        }
    }
}

void YamlTreeBuilder::OnScalar(const YAML::Mark &mark, const std::string &tag, YAML::anchor_t,
                               const std::string &value)
{
    const YamlPosition at = count(mark);
    m_lastScalar = mark;
    refuseTag(at, tag);
    QString text = QString::fromUtf8(value.data(), static_cast<qsizetype>(value.size()));
    if (text.size() > configlimits::kScalarCharacters) {
        m_reporter.error(at, ConfigText::tr("the value is longer than %1 characters")
                                 .arg(configlimits::kScalarCharacters));
        text.truncate(configlimits::kQuotedCharacters);
    }
    refuseControls(at, text);
    deliver(YamlNode::scalar(at, std::move(text)));
}

void YamlTreeBuilder::push(bool isMap, const YAML::Mark &mark, const std::string &tag)
{
    const YamlPosition at = count(mark);
    refuseTag(at, tag);
    if (m_frames.size() >= static_cast<size_t>(configlimits::kDepth))
        throw ParseStop{at,
                        ConfigText::tr("nested deeper than %1 levels").arg(configlimits::kDepth)};
    Frame frame;
    frame.isMap = isMap;
    frame.at = at;
    m_frames.push_back(std::move(frame));
}

void YamlTreeBuilder::OnSequenceStart(const YAML::Mark &mark, const std::string &tag,
                                      YAML::anchor_t, YAML::EmitterStyle::value)
{
    push(false, mark, tag);
}

void YamlTreeBuilder::OnSequenceEnd()
{
    const Frame frame = std::move(m_frames.back());
    m_frames.pop_back();
    deliver(YamlNode::list(frame.at, frame.children));
}

void YamlTreeBuilder::OnMapStart(const YAML::Mark &mark, const std::string &tag, YAML::anchor_t,
                                 YAML::EmitterStyle::value)
{
    push(true, mark, tag);
}

void YamlTreeBuilder::OnMapEnd()
{
    const Frame frame = std::move(m_frames.back());
    m_frames.pop_back();
    deliver(YamlNode::map(frame.at, frame.keys, frame.children));
}

void YamlTreeBuilder::deliver(YamlNode node)
{
    if (m_frames.empty()) {
        m_root = std::move(node);
        return;
    }
    Frame &frame = m_frames.back();
    if (!frame.isMap) {
        // The mark of an absent item is that of whatever follows.
        frame.children.append(node.isNull() ? YamlNode::null(frame.at) : std::move(node));
        return;
    }
    if (!frame.hasKey) {
        takeKey(frame, node);
        return;
    }
    frame.hasKey = false;
    if (!frame.dropValue)
        frame.children.append(node.isNull() ? YamlNode::null(frame.keyAt) : std::move(node));
}

void YamlTreeBuilder::takeKey(Frame &frame, const YamlNode &node)
{
    frame.hasKey = true;
    frame.dropValue = true;
    frame.keyAt = node.at();
    if (!node.isScalar()) {
        m_reporter.error(node.at(),
                         node.isNull()
                             ? ConfigText::tr("a key without a name")
                             : ConfigText::tr("a key must be plain text, not a list or mapping"));
        return;
    }
    const auto known = frame.lines.constFind(node.text());
    if (known != frame.lines.cend()) {
        m_reporter.error(node.at(),
                         ConfigText::tr("duplicate key %1; it is already on line %2")
                             .arg(ConfigText::quoted(node.text()), QString::number(*known)));
        return;
    }
    frame.lines.insert(node.text(), node.at().line);
    frame.keys.append({node.text(), node.at()});
    frame.dropValue = false;
}

} // namespace opsdeck
