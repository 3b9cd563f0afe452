// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/yamlreader.h"

#include "services/config/configlimits.h"
#include "services/config/configtext.h"
#include "services/config/yamltreebuilder.h"

#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <cstring>
#include <istream>
#include <streambuf>

namespace opsdeck {

namespace {

/// Hands the bytes out, and ends the parse when yaml-cpp reads far ahead without a value coming
/// out: it keeps every token of an open bracket, and its time for those has no bound of its own.
class WatchedBytes final : public std::streambuf
{
public:
    WatchedBytes(const SourceText &source, const YamlTreeBuilder &builder)
        : m_source(source)
        , m_builder(builder)
    {}

protected:
    std::streamsize xsgetn(char *to, std::streamsize wanted) override
    {
        if (m_builder.events() != m_events) {
            m_events = m_builder.events();
            m_progress = m_at;
        }
        if (m_at - m_progress > configlimits::kReadAheadBytes) {
            const YAML::Mark &mark = m_builder.lastMark();
            throw ParseStop{
                m_source.position(mark.line, mark.column),
                ConfigText::tr("one value, comment or bracket after this is longer than %1 KiB")
                    .arg(configlimits::kReadAheadBytes / 1024)};
        }
        const QByteArray &bytes = m_source.bytes();
        const auto size = std::min<std::streamsize>(wanted, bytes.size() - m_at);
        std::memcpy(to, bytes.constData() + m_at, static_cast<size_t>(size));
        m_at += size;
        return size;
    }

private:
    const SourceText &m_source;
    const YamlTreeBuilder &m_builder;
    qsizetype m_at = 0;
    qsizetype m_progress = 0;
    int m_events = 0;
};

struct Mend
{
    const char *said; ///< begin of yaml-cpp's words
    const char *text;
};

// clang-format off
const Mend kMends[] = {
    {YAML::ErrorMsg::TAB_IN_INDENTATION, QT_TRANSLATE_NOOP("Config", "a tab in the indentation; use spaces")},
    {YAML::ErrorMsg::END_OF_MAP_FLOW, QT_TRANSLATE_NOOP("Config", "the mapping in braces goes wrong here; close it with '}', separate entries by commas")},
    {YAML::ErrorMsg::END_OF_SEQ_FLOW, QT_TRANSLATE_NOOP("Config", "the list in brackets goes wrong here; close it with ']', separate items by commas")},
    {YAML::ErrorMsg::END_OF_MAP, QT_TRANSLATE_NOOP("Config", "the indentation fits no mapping above; align keys that belong together")},
    {YAML::ErrorMsg::END_OF_SEQ, QT_TRANSLATE_NOOP("Config", "the indentation fits no list above; align the items' dashes")},
    {YAML::ErrorMsg::MAP_VALUE, QT_TRANSLATE_NOOP("Config", "a ':' that belongs to no key; check the indentation, and quote values that hold ': '")},
    {YAML::ErrorMsg::MAP_KEY, QT_TRANSLATE_NOOP("Config", "a key can't begin here; check the indentation")},
    {YAML::ErrorMsg::BLOCK_ENTRY, QT_TRANSLATE_NOOP("Config", "a list can't begin here; put '- ' on a line of its own, or quote the value")},
    {YAML::ErrorMsg::FLOW_END, QT_TRANSLATE_NOOP("Config", "a closing bracket that was never opened; quote the value if it is text")},
    {YAML::ErrorMsg::UNKNOWN_TOKEN, QT_TRANSLATE_NOOP("Config", "a value can't begin with this character; quote it")},
    {YAML::ErrorMsg::INVALID_ESCAPE, QT_TRANSLATE_NOOP("Config", "an unknown escape after a backslash; double the backslash or use single quotes")},
    {YAML::ErrorMsg::UNKNOWN_ANCHOR, QT_TRANSLATE_NOOP("Config", "aliases (*name) are refused; write the value out, or quote it if it is text")},
    {YAML::ErrorMsg::DOC_IN_SCALAR, QT_TRANSLATE_NOOP("Config", "a document mark inside a quoted text; close the quote")},
    {YAML::ErrorMsg::EOF_IN_SCALAR, QT_TRANSLATE_NOOP("Config", "the quoted text has no closing quote")},
    {YAML::ErrorMsg::CHAR_IN_BLOCK, QT_TRANSLATE_NOOP("Config", "unexpected text behind '|' or '>'; begin the text on the next line")},
    {"bad file", QT_TRANSLATE_NOOP("Config", "nested too deeply")},
};
// clang-format on

QString wordsOf(const YAML::Exception &exception, const SourceText &source)
{
    const QByteArray line = source.line(exception.mark.line);
    const QByteArray indentation = line.left(line.size() - line.trimmed().size());
    if (indentation.contains('\t') && line.trimmed().size() < line.size()
        && line.indexOf('\t') < line.indexOf(line.trimmed()))
        return ConfigText::tr("a tab in the indentation; use spaces");
    const QByteArray said = QByteArray::fromStdString(exception.msg);
    const bool isFlow = said.startsWith(YAML::ErrorMsg::END_OF_MAP_FLOW)
                        || said.startsWith(YAML::ErrorMsg::END_OF_SEQ_FLOW);
    if (isFlow && line.contains("${"))
        return ConfigText::tr(
            "the list or mapping goes wrong here; put ${name} into double quotes: \"${name}\"");
    for (const Mend &mend : kMends) {
        if (said.startsWith(mend.said))
            return QCoreApplication::translate("Config", mend.text);
    }
    return ConfigText::tr("not YAML: %1")
        .arg(QString::fromUtf8(said.left(configlimits::kQuotedCharacters)));
}

} // namespace

std::optional<YamlNode> readYaml(const QByteArray &bytes, const Reporter &reporter)
{
    const std::optional<SourceText> source = SourceText::from(bytes, reporter);
    if (!source)
        return std::nullopt;
    YamlTreeBuilder builder(*source, reporter);
    WatchedBytes watched(*source, builder);
    try {
        std::istream stream(&watched);
        YAML::Parser parser(stream);
        while (parser.HandleNextDocument(builder)) {
        }
        if (builder.reportOpenQuote())
            return std::nullopt;
    } catch (const ParseStop &stop) {
        reporter.error(stop.at, stop.text);
        return std::nullopt;
    } catch (const YAML::Exception &exception) {
        if (!builder.reportOpenQuote())
            reporter.error(source->position(exception.mark.line, exception.mark.column),
                           wordsOf(exception, *source));
        return std::nullopt;
    } catch (const std::exception &) {
        reporter.error(source->position(builder.lastMark().line, builder.lastMark().column),
                       ConfigText::tr("the file can't be read from here on"));
        return std::nullopt;
    }
    std::optional<YamlNode> root = builder.takeRoot();
    if (!root)
        reporter.error({1, 1}, ConfigText::tr("the file is empty"));
    return root;
}

} // namespace opsdeck
