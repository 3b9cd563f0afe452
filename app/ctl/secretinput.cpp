// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/secretinput.h"

#include <QCoreApplication>

#include <termios.h>
#include <unistd.h>

#include <cstdio>

namespace opsdeck {

namespace {

constexpr qsizetype kLongest = 8192;

/// Echo off for as long as it lives.
class SilentTerminal
{
public:
    SilentTerminal()
    {
        m_was = ::tcgetattr(STDIN_FILENO, &m_before) == 0;
        termios silent = m_before;
        silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        if (m_was)
            ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    }

    ~SilentTerminal()
    {
        if (m_was)
            ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &m_before);
    }
    Q_DISABLE_COPY_MOVE(SilentTerminal)

private:
    termios m_before{};
    bool m_was = false;
};

QByteArray readUntil(bool oneLine)
{
    QByteArray bytes;
    bytes.reserve(kLongest + 2);
    char c = 0;
    while (bytes.size() <= kLongest && ::read(STDIN_FILENO, &c, 1) == 1) {
        if (oneLine && c == '\n')
            break;
        bytes += c;
    }
    return bytes;
}

} // namespace

Result<Secret> readSecret(const QString &prompt)
{
    const bool isTerminal = ::isatty(STDIN_FILENO) == 1;
    QByteArray bytes;
    if (isTerminal) {
        const QByteArray text = prompt.toUtf8();
        std::fwrite(text.constData(), 1, static_cast<std::size_t>(text.size()), stderr);
        const SilentTerminal silent;
        bytes = readUntil(true);
        std::fputc('\n', stderr);
    } else {
        bytes = readUntil(false);
        if (bytes.endsWith('\n'))
            bytes.chop(1);
        if (bytes.endsWith('\r'))
            bytes.chop(1);
    }
    const Secret secret(bytes);
    const qsizetype size = bytes.size();
    wipe(bytes);
    if (size == 0)
        return failure(
            ErrorKind::Config,
            QCoreApplication::translate("SecretInput", "No secret came in; nothing was changed."));
    if (size > kLongest)
        return failure(ErrorKind::Config,
                       QCoreApplication::translate(
                           "SecretInput", "The secret is longer than 8 KiB; nothing was changed."));
    return secret;
}

} // namespace opsdeck
