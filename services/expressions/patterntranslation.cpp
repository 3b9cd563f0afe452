// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/expressions/expressionerrors.h"
#include "services/expressions/labels.h"
#include "services/expressions/pattern.h"

#include <QSet>

#include <optional>

namespace opsdeck::expressions {

namespace {

constexpr int kMostRepeats = 1000;

bool isOctal(char32_t c)
{
    return c >= U'0' && c <= U'7';
}

bool isAsciiWord(char32_t c)
{
    return (c >= U'0' && c <= U'9') || (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z');
}

int hexDigit(char32_t c)
{
    if (c >= U'0' && c <= U'9')
        return static_cast<int>(c - U'0');
    const char32_t lower = c | 0x20;
    return lower >= U'a' && lower <= U'f' ? static_cast<int>(lower - U'a') + 10 : -1;
}

QString codePoint(char32_t c)
{
    return QStringLiteral("\\x{%1}").arg(static_cast<uint>(c), 0, 16);
}

QString literal(char32_t c)
{
    return isAsciiWord(c) ? QString(QChar(static_cast<char16_t>(c))) : codePoint(c);
}

/// Reads RE2's syntax and writes PCRE2's. After a failure nothing of the output counts.
class Translation
{
public:
    explicit Translation(const QString &text)
        : m_text(text)
        , m_in(text.toUcs4())
    {}

    Result<QString> run();

private:
    bool atEnd() const { return m_at >= m_in.size(); }

    char32_t peek(qsizetype ahead = 0) const
    {
        return m_at + ahead < m_in.size() ? static_cast<char32_t>(m_in.at(m_at + ahead)) : 0;
    }

    bool has(qsizetype ahead = 0) const { return m_at + ahead < m_in.size(); }

    void refuse(const QString &what);
    void refuseForServer(const QString &what);
    void step();
    void group();
    void flags();
    void characterClass();
    bool posixClass();
    /// A character of a class; nothing when a set such as \d was written instead.
    std::optional<char32_t> classItem(bool &isSet);
    void escape();
    /// A letter after the backslash that stands for a set of characters in both; true when taken.
    bool setEscape(bool inClass);
    void wordSet(bool inClass, bool negated);
    std::optional<char32_t> characterEscape();
    std::optional<char32_t> hexEscape();
    void quantifier();
    bool repeatCount();
    void atom(const QString &written);

    QString m_text;
    QList<uint> m_in;
    qsizetype m_at = 0;
    QString m_out;
    QList<bool> m_open; ///< of each open group: whether case counted not before it
    bool m_ignoresCase = false;
    bool m_canRepeat = false;
    bool m_repeated = false;
    std::optional<Error> m_error;
};

void Translation::refuse(const QString &what)
{
    if (!m_error)
        m_error = syntaxError(0,
                              Words::tr("The regular expression %1 is not understood at %2: %3.")
                                  .arg(quoted(m_text), QString::number(m_at + 1), what),
                              Words::tr("Write it in RE2's syntax."));
}

void Translation::refuseForServer(const QString &what)
{
    if (!m_error)
        m_error =
            needsServer(0, Words::tr("%1 in the regular expression %2").arg(what, quoted(m_text)));
}

void Translation::atom(const QString &written)
{
    m_out += written;
    m_canRepeat = true;
    m_repeated = false;
}

Result<QString> Translation::run()
{
    while (!atEnd() && !m_error)
        step();
    if (!m_open.isEmpty())
        refuse(Words::tr("a ')' is missing"));
    if (m_error)
        return failure(*m_error);
    return m_out;
}

void Translation::step()
{
    const char32_t c = peek();
    switch (c) {
    case U'\\':
        return escape();
    case U'[':
        return characterClass();
    case U'(':
        return group();
    case U')':
        if (m_open.isEmpty())
            return refuse(Words::tr("this ')' closes nothing"));
        m_ignoresCase = m_open.takeLast();
        ++m_at;
        return atom(QStringLiteral(")"));
    case U'|':
        ++m_at;
        m_out += u'|';
        m_canRepeat = false;
        return;
    case U'^':
        ++m_at;
        return atom(QStringLiteral("\\A"));
    case U'$':
        ++m_at;
        return atom(QStringLiteral("\\z"));
    case U'.':
        ++m_at;
        return atom(QStringLiteral("."));
    case U'*':
    case U'+':
    case U'?':
        return quantifier();
    case U'{':
        if (repeatCount())
            return;
        [[fallthrough]];
    default:
        ++m_at;
        atom(literal(c));
    }
}

void Translation::quantifier()
{
    if (!m_canRepeat)
        return refuse(Words::tr("there is nothing to repeat"));
    if (m_repeated)
        return refuse(Words::tr("a repetition of a repetition needs brackets"));
    m_out += QChar(static_cast<char16_t>(peek()));
    ++m_at;
    if (peek() == U'?') {
        m_out += u'?';
        ++m_at;
    }
    m_repeated = true;
}

bool Translation::repeatCount()
{
    qsizetype at = 1;
    const auto number = [&](int &value) {
        const qsizetype from = at;
        for (value = 0; has(at) && peek(at) >= U'0' && peek(at) <= U'9'; ++at)
            value = std::min(kMostRepeats + 1, value * 10 + static_cast<int>(peek(at) - U'0'));
        return at > from;
    };
    int least = 0;
    int most = 0;
    if (!number(least))
        return false;
    bool hasMost = true;
    bool isRange = false;
    if (peek(at) == U',') {
        isRange = true;
        ++at;
        hasMost = number(most);
    } else {
        most = least;
    }
    if (peek(at) != U'}')
        return false;
    if (!m_canRepeat)
        refuse(Words::tr("there is nothing to repeat"));
    else if (m_repeated)
        refuse(Words::tr("a repetition of a repetition needs brackets"));
    else if (least > kMostRepeats || most > kMostRepeats || (hasMost && most < least))
        refuse(
            Words::tr("a repetition takes counts up to %1, the lower one first").arg(kMostRepeats));
    m_out += u'{' + QString::number(least) + (isRange ? QStringLiteral(",") : QString())
             + (isRange && hasMost ? QString::number(most) : QString()) + u'}';
    m_at += at + 1;
    if (peek() == U'?') {
        m_out += u'?';
        ++m_at;
    }
    m_repeated = true;
    return true;
}

void Translation::group()
{
    m_canRepeat = false;
    if (peek(1) != U'?') {
        ++m_at;
        m_open.append(m_ignoresCase);
        m_out += u'(';
        return;
    }
    if (peek(2) != U'P')
        return flags();
    qsizetype end = 4;
    QString name;
    while (has(end) && (isAsciiWord(peek(end)) || peek(end) == U'_'))
        name += QChar(static_cast<char16_t>(peek(end++)));
    if (peek(3) != U'<' || peek(end) != U'>' || name.isEmpty())
        return refuse(Words::tr("a group's name is written (?P<name>…)"));
    m_out += QStringLiteral("(?P<%1>").arg(name);
    m_at += end + 1;
    m_open.append(m_ignoresCase);
}

void Translation::flags()
{
    QString written;
    qsizetype at = 2;
    bool clears = false;
    for (;; ++at) {
        const char32_t c = peek(at);
        if (c == U'-' && !clears) {
            clears = true;
        } else if (c == U'm' && !clears) {
            return refuseForServer(Words::tr("the flag 'm'"));
        } else if (c != U'i' && c != U's' && c != U'U' && c != U'm') {
            break;
        }
        written += QChar(static_cast<char16_t>(c));
    }
    const char32_t end = peek(at);
    if ((end != U')' && end != U':') || (written.isEmpty() && end == U')')
        || written.endsWith(u'-'))
        return refuse(Words::tr("RE2 has no such group"));
    m_out += QStringLiteral("(?") + written + QChar(static_cast<char16_t>(end));
    if (end == U':')
        m_open.append(m_ignoresCase);
    const qsizetype caseFlag = written.indexOf(u'i');
    if (caseFlag >= 0)
        m_ignoresCase = !written.left(caseFlag).contains(u'-');
    m_at += at + 1;
}

void Translation::escape()
{
    if (peek(1) == U'Q') {
        m_at += 2;
        while (!atEnd() && !(peek() == U'\\' && peek(1) == U'E'))
            atom(literal(static_cast<char32_t>(m_in.at(m_at++))));
        m_at += atEnd() ? 0 : 2;
        return;
    }
    if (setEscape(false))
        return;
    if (const auto c = characterEscape())
        atom(literal(*c));
}

bool Translation::setEscape(bool inClass)
{
    const char32_t c = peek(1);
    switch (c) {
    case U'd':
    case U'D':
        m_out += u'\\';
        m_out += QChar(static_cast<char16_t>(c));
        m_at += 2;
        break;
    case U'w':
        wordSet(inClass, false);
        break;
    case U'W':
        wordSet(inClass, true);
        break;
    case U's':
        m_out += inClass ? QStringLiteral("\\t\\n\\f\\r\\x{20}")
                         : QStringLiteral("[\\t\\n\\f\\r\\x{20}]");
        m_at += 2;
        break;
    case U'S':
        if (inClass)
            refuseForServer(Words::tr("'\\S' in a class"));
        m_out += QStringLiteral("[^\\t\\n\\f\\r\\x{20}]");
        m_at += 2;
        break;
    case U'A':
    case U'z':
    case U'b':
    case U'B':
        if (inClass)
            return false;
        m_out += u'\\';
        m_out += QChar(static_cast<char16_t>(c));
        m_at += 2;
        break;
    case U'p':
    case U'P': {
        qsizetype end = 3;
        if (peek(2) == U'{') {
            while (isAsciiWord(peek(end)) || peek(end) == U'_' || peek(end) == U'^')
                ++end;
            if (peek(end) != U'}')
                return false;
            ++end;
        } else if (!isAsciiWord(peek(2))) {
            return false;
        }
        if (m_ignoresCase)
            refuseForServer(Words::tr("'\\p' under the flag 'i'"));
        for (qsizetype i = 0; i < end; ++i)
            m_out += QString::fromUcs4(reinterpret_cast<const char32_t *>(&m_in.at(m_at + i)), 1);
        m_at += end;
        break;
    }
    default:
        return false;
    }
    m_canRepeat = true;
    m_repeated = false;
    return true;
}

/// Two letters beyond ASCII are words' parts where case does not count.
void Translation::wordSet(bool inClass, bool negated)
{
    const QString folded = m_ignoresCase ? QStringLiteral("\\x{17f}\\x{212a}") : QString();
    if (inClass && negated && m_ignoresCase)
        refuseForServer(Words::tr("'\\W' in a class under the flag 'i'"));
    if (inClass)
        m_out += (negated ? QStringLiteral("\\W") : QStringLiteral("\\w")) + folded;
    else
        m_out += (negated ? QStringLiteral("[^\\w") : QStringLiteral("[\\w")) + folded + u']';
    m_at += 2;
}

std::optional<char32_t> Translation::characterEscape()
{
    static const QHash<char32_t, char32_t> kControls{{U'a', 7},  {U'f', 12}, {U't', 9},
                                                     {U'n', 10}, {U'r', 13}, {U'v', 11}};
    if (!has(1)) {
        refuse(Words::tr("it ends with a '\\'"));
        return {};
    }
    const char32_t c = peek(1);
    if (const auto control = kControls.constFind(c); control != kControls.cend()) {
        m_at += 2;
        return *control;
    }
    if (c == U'x')
        return hexEscape();
    if (c == U'0' || (isOctal(c) && isOctal(peek(2)))) {
        ++m_at;
        char32_t value = 0;
        for (int digits = 0; digits < 3 && isOctal(peek()); ++digits)
            value = value * 8 + (static_cast<char32_t>(m_in.at(m_at++)) - U'0');
        return value;
    }
    if (c < 0x80 && !isAsciiWord(c)) {
        m_at += 2;
        return c;
    }
    refuse(c >= U'1' && c <= U'9' ? Words::tr("RE2 has no references to groups")
                                  : Words::tr("RE2 has no such escape"));
    return {};
}

std::optional<char32_t> Translation::hexEscape()
{
    m_at += 2;
    const bool braced = peek() == U'{';
    m_at += braced;
    char32_t value = 0;
    int digits = 0;
    while (hexDigit(peek()) >= 0 && digits < (braced ? 8 : 2)) {
        value = value * 16 + static_cast<char32_t>(hexDigit(peek()));
        ++m_at;
        ++digits;
    }
    const bool closed = !braced || peek() == U'}';
    m_at += braced && closed;
    if (!closed || value > 0x10FFFF || (braced ? digits == 0 : digits != 2)) {
        refuse(Words::tr("this is no hexadecimal escape"));
        return {};
    }
    return value;
}

bool Translation::posixClass()
{
    static const QSet<QString> kNames{
        QStringLiteral("alnum"), QStringLiteral("alpha"), QStringLiteral("ascii"),
        QStringLiteral("blank"), QStringLiteral("cntrl"), QStringLiteral("digit"),
        QStringLiteral("graph"), QStringLiteral("lower"), QStringLiteral("print"),
        QStringLiteral("punct"), QStringLiteral("space"), QStringLiteral("upper"),
        QStringLiteral("word"),  QStringLiteral("xdigit")};
    if (peek() != U'[' || peek(1) != U':')
        return false;
    qsizetype end = 2;
    QString name;
    while (has(end) && peek(end) != U':' && peek(end) != U']')
        name += QString::fromUcs4(reinterpret_cast<const char32_t *>(&m_in.at(m_at + end++)), 1);
    if (peek(end) != U':' || peek(end + 1) != U']')
        return false;
    if (!kNames.contains(name.startsWith(u'^') ? name.mid(1) : name))
        refuse(Words::tr("there is no class of characters [:%1:]").arg(name));
    m_out += QStringLiteral("[:%1:]").arg(name);
    m_at += end + 2;
    return true;
}

std::optional<char32_t> Translation::classItem(bool &isSet)
{
    isSet = posixClass() || (peek() == U'\\' && setEscape(true));
    if (isSet)
        return {};
    if (peek() == U'\\')
        return characterEscape();
    return static_cast<char32_t>(m_in.at(m_at++));
}

void Translation::characterClass()
{
    m_out += u'[';
    ++m_at;
    if (peek() == U'^') {
        m_out += u'^';
        ++m_at;
    }
    for (bool first = true; first || peek() != U']'; first = false) {
        if (atEnd())
            return refuse(Words::tr("a ']' is missing"));
        bool isSet = false;
        const auto low = classItem(isSet);
        if (m_error)
            return;
        if (isSet)
            continue;
        m_out += codePoint(*low);
        if (peek() != U'-' || peek(1) == U']' || !has(1))
            continue;
        ++m_at;
        const auto high = classItem(isSet);
        if (m_error)
            return;
        if (isSet || *high < *low)
            return refuse(Words::tr("a range of characters goes from a lower one to a higher one"));
        m_out += u'-' + codePoint(*high);
    }
    ++m_at;
    atom(QStringLiteral("]"));
}

} // namespace

Result<QString> translatedPattern(const QString &text)
{
    return Translation(text).run();
}

} // namespace opsdeck::expressions
