// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/importers/nginxconf.h"

#include "services/importers/importlimits.h"

#include <QHash>
#include <QSet>

namespace opsdeck {

namespace {

struct Word
{
    QString text;
    int line = 1;
    int column = 1;
    bool isSign = false; ///< one of { } ;
};

QList<Word> wordsOf(const QString &text)
{
    QList<Word> words;
    Word word;
    bool isOpen = false;
    QChar quote;
    bool isComment = false;
    int line = 1;
    int column = 0;
    const auto finish = [&] {
        if (isOpen)
            words.append(word);
        isOpen = false;
        word = {};
    };
    const auto begin = [&] {
        if (isOpen)
            return;
        isOpen = true;
        word.line = line;
        word.column = column;
    };
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text.at(i);
        ++column;
        const bool opensVariable =
            c == QLatin1Char('{') && isOpen && word.text.endsWith(QLatin1Char('$'));
        if (isComment) {
            isComment = c != QLatin1Char('\n');
        } else if (!quote.isNull()) {
            if (c == quote)
                quote = QChar();
            else
                word.text += c;
        } else if (opensVariable) {
            // ${name} is one word.
            while (i < text.size() && text.at(i) != QLatin1Char('}')) {
                word.text += text.at(i++);
                ++column;
            }
            word.text += QLatin1Char('}');
        } else if (c == QLatin1Char('"') || c == QLatin1Char('\'')) {
            begin();
            quote = c;
        } else if (c == QLatin1Char('#') && !isOpen) {
            isComment = true;
        } else if (c == QLatin1Char('{') || c == QLatin1Char('}') || c == QLatin1Char(';')) {
            finish();
            words.append({QString(c), line, column, true});
        } else if (c.isSpace()) {
            finish();
        } else {
            begin();
            word.text += c;
        }
        if (c == QLatin1Char('\n')) {
            ++line;
            column = 0;
        }
    }
    finish();
    return words;
}

/// "http://api:8000/path" and "api:8000" → "api"; empty for sockets.
QString hostOf(QString text)
{
    if (const qsizetype scheme = text.indexOf(QLatin1String("://")); scheme >= 0)
        text = text.mid(scheme + 3);
    if (text.startsWith(QLatin1String("unix:")) || text.startsWith(QLatin1Char('/')))
        return {};
    text = text.section(QLatin1Char('/'), 0, 0);
    if (text.startsWith(QLatin1Char('[')))
        return text.section(QLatin1Char(']'), 0, 0).mid(1);
    return text.section(QLatin1Char(':'), 0, 0);
}

class NginxReader final
{
public:
    NginxReader(int file, ImportFindings &findings)
        : m_file(file)
        , m_findings(findings)
    {}

    QList<NginxTarget> read(const QString &text)
    {
        const QList<Word> words = wordsOf(text);
        QList<Word> directive;
        QStringList blocks;
        for (const Word &word : words) {
            if (!word.isSign) {
                directive.append(word);
                continue;
            }
            if (word.text == QLatin1String("{")) {
                blocks << (directive.isEmpty() ? QString() : directive.constFirst().text);
                if (blocks.constLast() == QLatin1String("upstream") && directive.size() > 1)
                    m_upstreams.insert(directive.at(1).text);
            } else if (word.text == QLatin1String("}")) {
                if (!blocks.isEmpty())
                    blocks.removeLast();
            } else {
                take(directive, blocks.isEmpty() ? QString() : blocks.constLast());
            }
            directive.clear();
        }
        return resolved();
    }

private:
    void take(const QList<Word> &directive, const QString &block)
    {
        if (directive.size() < 2)
            return;
        const QString &name = directive.constFirst().text;
        const ImportPlace at{m_file, directive.at(1).line, directive.at(1).column};
        if (name == QLatin1String("set") && directive.size() > 2) {
            m_variables.insert(directive.at(1).text, directive.at(2).text);
        } else if ((name == QLatin1String("server") && block == QLatin1String("upstream"))
                   || (name.endsWith(QLatin1String("_pass"))
                       && name != QLatin1String("proxy_pass_header"))) {
            m_targets.append({directive.at(1).text, name, at});
        } else if (name == QLatin1String("include")) {
            m_findings.add(FindingLevel::NotMapped, at, {}, QStringLiteral("nginx.include"),
                           ImportText::tr("the included %1 is not read; give it with --nginx too")
                               .arg(ImportText::quoted(directive.at(1).text)));
        }
    }

    QString filled(QString text) const
    {
        for (auto it = m_variables.cbegin(); it != m_variables.cend(); ++it) {
            text.replace(QStringLiteral("${%1}").arg(it.key().mid(1)), it.value());
            text.replace(it.key(), it.value());
            if (text.size() > importlimits::kScalarCharacters)
                return {};
        }
        return text;
    }

    QList<NginxTarget> resolved()
    {
        QList<NginxTarget> all;
        QSet<QString> known;
        for (NginxTarget target : std::as_const(m_targets)) {
            const QString text =
                target.host.contains(QLatin1Char('$')) ? filled(target.host) : target.host;
            target.host = hostOf(text);
            if (target.host.contains(QLatin1Char('$'))) {
                m_findings.add(FindingLevel::NotMapped, target.at, {},
                               QStringLiteral("nginx.") + target.way,
                               ImportText::tr("where %1 goes is only known at run time")
                                   .arg(ImportText::quoted(target.host)));
                continue;
            }
            if (target.host.isEmpty() || m_upstreams.contains(target.host)
                || known.contains(target.host))
                continue;
            known.insert(target.host);
            all.append(target);
        }
        return all;
    }

    int m_file;
    ImportFindings &m_findings;
    QSet<QString> m_upstreams;
    QMap<QString, QString> m_variables;
    QList<NginxTarget> m_targets;
};

} // namespace

QList<NginxTarget> nginxTargets(const QByteArray &bytes, int file, ImportFindings &findings)
{
    return NginxReader(file, findings).read(QString::fromUtf8(bytes));
}

} // namespace opsdeck
