// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/secretinput.h"

#include <QCoreApplication>

#include <termios.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>

namespace opsdeck {

namespace {

constexpr qsizetype kLongest = 8192;

constexpr std::array kEnding{SIGINT, SIGTERM, SIGHUP, SIGQUIT};
termios g_before{}; ///< of a signal handler, which is given nothing

/// tcsetattr() and raise() may be called in a signal handler.
void restoreAndEnd(int signal)
{
    ::tcsetattr(STDIN_FILENO, TCSANOW, &g_before);
    ::signal(signal, SIG_DFL);
    ::raise(signal);
}

/// Echo off for as long as it lives, and on again when a signal ends the program meanwhile.
class SilentTerminal
{
public:
    SilentTerminal()
        : m_was(::tcgetattr(STDIN_FILENO, &g_before) == 0)
    {
        if (!m_was)
            return;
        for (std::size_t i = 0; i < kEnding.size(); ++i)
            m_handlers.at(i) = ::signal(kEnding.at(i), restoreAndEnd);
        termios silent = g_before;
        silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    }

    ~SilentTerminal()
    {
        if (!m_was)
            return;
        ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &g_before);
        for (std::size_t i = 0; i < kEnding.size(); ++i)
            ::signal(kEnding.at(i), m_handlers.at(i));
    }
    Q_DISABLE_COPY_MOVE(SilentTerminal)

private:
    bool m_was;
    std::array<sighandler_t, kEnding.size()> m_handlers{};
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
