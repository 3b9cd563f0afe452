// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/importers/dotenv.h"

namespace opsdeck {

namespace {

bool isNameCharacter(QChar c)
{
    return c.isLetterOrNumber() || c == QLatin1Char('_') || c == QLatin1Char('.')
           || c == QLatin1Char('-') || c == QLatin1Char('[') || c == QLatin1Char(']');
}

bool isBlank(QChar c)
{
    return c.isSpace() && c != QLatin1Char('\n');
}

class EnvReader final
{
public:
    EnvReader(QString text, int file, const VariableLookup &lookup, ImportFindings &findings)
        : m_text(std::move(text))
        , m_file(file)
        , m_lookup(lookup)
        , m_findings(findings)
    {}

    EnvironmentMap read()
    {
        while (skipToStatement() && readStatement()) {
        }
        return m_values;
    }

    EnvironmentMap readRaw()
    {
        const QStringList lines = m_text.split(QLatin1Char('\n'));
        for (const QString &line : lines) {
            const QString name = line.section(QLatin1Char('='), 0, 0).trimmed();
            if (name.isEmpty() || name.startsWith(QLatin1Char('#')))
                continue;
            if (line.contains(QLatin1Char('=')))
                m_values.insert(name, line.section(QLatin1Char('='), 1));
            else if (const auto value = m_lookup(name))
                m_values.insert(name, *value);
        }
        return m_values;
    }

private:
    QChar here() const { return m_at < m_text.size() ? m_text.at(m_at) : QChar(); }

    bool atEnd() const { return m_at >= m_text.size(); }

    void next()
    {
        if (here() == QLatin1Char('\n'))
            ++m_line;
        ++m_at;
    }

    void skipBlanks()
    {
        while (!atEnd() && isBlank(here()))
            ++m_at;
    }

    void skipLine()
    {
        while (!atEnd() && here() != QLatin1Char('\n'))
            ++m_at;
    }

    bool skipToStatement()
    {
        while (!atEnd()) {
            if (here().isSpace())
                next();
            else if (here() == QLatin1Char('#'))
                skipLine();
            else
                return true;
        }
        return false;
    }

    bool fail(const QString &text)
    {
        m_findings.error({m_file, m_line, 1}, text);
        return false;
    }

    bool readStatement()
    {
        const QString exported = QStringLiteral("export");
        if (QStringView(m_text).mid(m_at).startsWith(exported)
            && isBlank(m_text.size() > m_at + 6 ? m_text.at(m_at + 6) : QChar())) {
            m_at += exported.size();
            skipBlanks();
        }
        const qsizetype begin = m_at;
        while (!atEnd() && isNameCharacter(here()))
            ++m_at;
        const QString name = m_text.mid(begin, m_at - begin);
        skipBlanks();
        if (name.isEmpty())
            return fail(ImportText::tr("a line that is no NAME=value; write # before a comment"));
        if (atEnd() || here() == QLatin1Char('\n')) {
            if (const auto value = m_lookup(name))
                m_values.insert(name, *value);
            return true;
        }
        if (here() != QLatin1Char('=') && here() != QLatin1Char(':'))
            return fail(ImportText::tr("a name with a space or sign in it; it is NAME=value"));
        ++m_at;
        skipBlanks();
        const QChar quote = here();
        if (quote == QLatin1Char('"') || quote == QLatin1Char('\''))
            return readQuoted(name, quote);
        const qsizetype start = m_at;
        skipLine();
        QString value = m_text.mid(start, m_at - start);
        if (const qsizetype comment = value.indexOf(QLatin1String(" #")); comment >= 0)
            value.truncate(comment);
        if (value.startsWith(QLatin1Char('#')))
            value.clear();
        while (!value.isEmpty() && value.back().isSpace())
            value.chop(1);
        return store(name, value);
    }

    bool readQuoted(const QString &name, QChar quote)
    {
        const int begun = m_line;
        next();
        QString value;
        while (!atEnd() && here() != quote) {
            if (here() == QLatin1Char('\\') && m_at + 1 < m_text.size()) {
                const QChar escaped = m_text.at(m_at + 1);
                if (escaped == quote) {
                    value += quote;
                } else if (quote == QLatin1Char('"')) {
                    value += unescaped(escaped);
                } else {
                    value += QLatin1Char('\\');
                    value += escaped;
                }
                next();
            } else {
                value += here();
            }
            next();
        }
        if (atEnd()) {
            m_line = begun;
            return fail(ImportText::tr("the quoted value has no closing quote"));
        }
        next();
        // Only a comment may follow.
        skipLine();
        if (quote == QLatin1Char('"'))
            return store(name, value);
        m_values.insert(name, value);
        return true;
    }

    static QString unescaped(QChar c)
    {
        switch (c.unicode()) {
        case 'n':
            return QStringLiteral("\n");
        case 'r':
            return QStringLiteral("\r");
        case 't':
            return QStringLiteral("\t");
        case '$':
            return QStringLiteral("$$");
        case '\\':
            return QStringLiteral("\\");
        default:
            return QLatin1Char('\\') + QString(c);
        }
    }

    bool store(const QString &name, const QString &value)
    {
        const Interpolated result =
            interpolated(value, [this](const QString &wanted) -> std::optional<QString> {
                if (const auto given = m_lookup(wanted))
                    return given;
                const auto above = m_values.constFind(wanted);
                return above == m_values.cend() ? std::nullopt : std::optional(*above);
            });
        if (result.fault == Interpolated::Fault::Required)
            return fail(ImportText::tr("the variable %1 must be set").arg(result.variable));
        if (result.fault != Interpolated::Fault::None)
            return fail(ImportText::tr(
                "a '${' that can't be read; write $$ for a dollar, or use single quotes"));
        m_values.insert(name, result.text);
        return true;
    }

    QString m_text;
    int m_file;
    const VariableLookup &m_lookup;
    ImportFindings &m_findings;
    EnvironmentMap m_values;
    qsizetype m_at = 0;
    int m_line = 1;
};

} // namespace

EnvironmentMap readEnvFile(const QByteArray &bytes, int file, bool isRaw,
                           const VariableLookup &lookup, ImportFindings &findings)
{
    QString text = QString::fromUtf8(bytes.startsWith("\xEF\xBB\xBF") ? bytes.mid(3) : bytes);
    text.replace(QLatin1String("\r\n"), QLatin1String("\n"));
    if (text.contains(QChar(0))) {
        findings.error({file, 1, 1}, ImportText::tr("a NUL byte: this is no text file"));
        return {};
    }
    EnvReader reader(text, file, lookup, findings);
    return isRaw ? reader.readRaw() : reader.read();
}

} // namespace opsdeck
