// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/yamlparse.h"

#include "services/config/configlimits.h"
#include "services/config/configtext.h"

#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <cstring>
#include <istream>
#include <streambuf>

namespace opsdeck {

namespace {

/// Whether the quoted text that begins at `at` has its closing quote.
bool isClosed(const QByteArray &bytes, qsizetype at)
{
    const char quote = bytes.at(at);
    for (qsizetype i = at + 1; i < bytes.size(); ++i) {
        if (quote == '"' && bytes.at(i) == '\\') {
            ++i;
        } else if (bytes.at(i) == quote) {
            if (quote == '"' || i + 1 >= bytes.size() || bytes.at(i + 1) != quote)
                return true;
            ++i;
        }
    }
    return false;
}

/// Reports a quoted text that the end of the file cuts off, which yaml-cpp lets through. True when
/// there is one.
bool reportOpenQuote(const SourceText &source, const YamlReceiver &receiver,
                     const Reporter &reporter)
{
    const YAML::Mark &mark = receiver.lastScalar();
    if (mark.is_null() || receiver.events() == 0)
        return false;
    const qsizetype at = source.offset(mark.line, mark.column);
    if (at >= source.bytes().size())
        return false;
    const char first = source.bytes().at(at);
    if ((first != '"' && first != '\'') || isClosed(source.bytes(), at))
        return false;
    reporter.error(source.position(mark.line, mark.column),
                   ConfigText::tr("the quoted text has no closing quote"));
    return true;
}

/// Hands the bytes out, and ends the parse when yaml-cpp reads far ahead without a value coming
/// out: it keeps every token of an open bracket, and its time for those has no bound of its own.
class WatchedBytes final : public std::streambuf
{
public:
    WatchedBytes(const SourceText &source, const YamlReceiver &receiver)
        : m_source(source)
        , m_receiver(receiver)
    {}

protected:
    std::streamsize xsgetn(char *to, std::streamsize wanted) override
    {
        if (m_receiver.events() != m_events) {
            m_events = m_receiver.events();
            m_progress = m_at;
        }
        if (m_at - m_progress > configlimits::kReadAheadBytes) {
            const YAML::Mark &mark = m_receiver.lastMark();
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
    const YamlReceiver &m_receiver;
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
    {YAML::ErrorMsg::MAP_VALUE, QT_TRANSLATE_NOOP("Config", "a ':' that belongs to no key; check the indentation, write a blank behind each key's ':', and quote values that hold ': '")},
    {YAML::ErrorMsg::MAP_KEY, QT_TRANSLATE_NOOP("Config", "a key can't begin here; check the indentation")},
    {YAML::ErrorMsg::BLOCK_ENTRY, QT_TRANSLATE_NOOP("Config", "a list can't begin here; put '- ' on a line of its own, or quote the value")},
    {YAML::ErrorMsg::FLOW_END, QT_TRANSLATE_NOOP("Config", "a closing bracket that was never opened; quote the value if it is text")},
    {YAML::ErrorMsg::UNKNOWN_TOKEN, QT_TRANSLATE_NOOP("Config", "a value can't begin with this character; quote it")},
    {YAML::ErrorMsg::INVALID_ESCAPE, QT_TRANSLATE_NOOP("Config", "an unknown escape after a backslash; double the backslash or use single quotes")},
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

bool parseYaml(const SourceText &source, YamlReceiver &receiver, const Reporter &reporter)
{
    WatchedBytes watched(source, receiver);
    try {
        std::istream stream(&watched);
        YAML::Parser parser(stream);
        while (parser.HandleNextDocument(receiver)) {
        }
        return !reportOpenQuote(source, receiver, reporter);
    } catch (const ParseStop &stop) {
        reporter.error(stop.at, stop.text);
    } catch (const YAML::Exception &exception) {
        if (!reportOpenQuote(source, receiver, reporter)) {
            const bool isAlias = exception.msg.rfind(YAML::ErrorMsg::UNKNOWN_ANCHOR, 0) == 0;
            reporter.error(source.position(exception.mark.line, exception.mark.column),
                           isAlias ? receiver.unknownAliasText() : wordsOf(exception, source));
        }
    } catch (const std::exception &) {
        reporter.error(source.position(receiver.lastMark().line, receiver.lastMark().column),
                       ConfigText::tr("the file can't be read from here on"));
    }
    return false;
}

} // namespace opsdeck
