// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/config/yamlparse.h"

#include <QHash>

#include <optional>
#include <string>
#include <vector>

namespace opsdeck {

/// Builds the tree from yaml-cpp's events and counts what they cost.
class YamlTreeBuilder final : public YamlReceiver
{
public:
    YamlTreeBuilder(const SourceText &source, const Reporter &reporter);

    std::optional<YamlNode> takeRoot() { return std::move(m_root); }

    int events() const override { return m_events; }

    const YAML::Mark &lastMark() const override { return m_lastMark; }

    const YAML::Mark &lastScalar() const override { return m_lastScalar; }

    QString unknownAliasText() const override;

    void OnDocumentStart(const YAML::Mark &mark) override;

    void OnDocumentEnd() override {}

    void OnNull(const YAML::Mark &mark, YAML::anchor_t anchor) override;
    void OnAlias(const YAML::Mark &mark, YAML::anchor_t anchor) override;
    void OnScalar(const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor,
                  const std::string &value) override;
    void OnSequenceStart(const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value style) override;
    void OnSequenceEnd() override;
    void OnMapStart(const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value style) override;
    void OnMapEnd() override;
    void OnAnchor(const YAML::Mark &mark, const std::string &name) override;

private:
    struct Frame
    {
        bool isMap = false;
        YamlPosition at;
        bool hasKey = false;    ///< of a map: the next node is a value
        bool dropValue = false; ///< of a map: that value belongs to no usable key
        YamlPosition keyAt;
        QList<YamlKey> keys;
        QList<YamlNode> children;
        QHash<QString, int> lines; ///< of the keys
    };

    YamlPosition count(const YAML::Mark &mark);
    void refuseTag(const YamlPosition &at, const std::string &tag);
    void push(bool isMap, const YAML::Mark &mark, const std::string &tag);
    void deliver(YamlNode node);
    void takeKey(Frame &frame, const YamlNode &node);
    void refuseControls(const YamlPosition &at, const QString &text);

    const SourceText &m_source;
    const Reporter &m_reporter;
    std::vector<Frame> m_frames;
    std::optional<YamlNode> m_root;
    YAML::Mark m_lastMark;
    YAML::Mark m_lastScalar;
    int m_documents = 0;
    int m_events = 0;
};

} // namespace opsdeck
