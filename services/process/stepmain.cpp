// SPDX-License-Identifier: GPL-3.0-or-later
// opsdeck-step LOCK REPORT leave|end PROGRAM [ARGUMENT…]: runs a program of a runbook or a check
// and stays above it. See stepsupervisor.h.
#include "services/process/stepsupervisor.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <initializer_list>
#include <string>

using namespace opsdeck::stepsupervisor;

namespace {

constexpr long kPauseNs = 50'000'000; ///< between two rounds of killing

/// -1 when it is gone.
pid_t parentOf(const char *pid)
{
    std::ifstream file(std::string("/proc/") + pid + "/stat");
    std::string line;
    std::getline(file, line);
    // The name in brackets may hold anything; behind the last bracket come the state and the
    // parent.
    const std::size_t bracket = line.rfind(')');
    return bracket == std::string::npos || line.size() < bracket + 5
               ? -1
               : std::atoi(line.c_str() + bracket + 4);
}

/// The children of this process. Theirs become ours when they die, and are next.
void killChildren()
{
    DIR *proc = ::opendir("/proc");
    if (proc == nullptr)
        return;
    const pid_t self = ::getpid();
    while (const dirent *entry = ::readdir(proc)) {
        const pid_t pid = std::atoi(entry->d_name);
        if (pid > 1 && parentOf(entry->d_name) == self)
            ::kill(pid, SIGKILL);
    }
    ::closedir(proc);
}

[[noreturn]] void endAs(int status)
{
    if (WIFSIGNALED(status)) {
        const rlimit none = {0, 0};
        ::setrlimit(RLIMIT_CORE, &none);
        const int signal = WTERMSIG(status);
        ::signal(signal, SIG_DFL);
        sigset_t one;
        sigemptyset(&one);
        sigaddset(&one, signal);
        ::kill(::getpid(), signal);
        ::sigprocmask(SIG_UNBLOCK, &one, nullptr);
    }
    ::_exit(WEXITSTATUS(status));
}

[[noreturn]] void supervise(pid_t main, bool endsRest)
{
    sigset_t awaited;
    sigemptyset(&awaited);
    for (const int each : std::initializer_list<int>{SIGCHLD, kEndAll, kStay})
        sigaddset(&awaited, each);
    bool isStaying = false;
    bool isEnding = false;
    bool hasMainEnded = false;
    int status = 0;
    while (true) {
        int ended = 0;
        pid_t pid = 0;
        while ((pid = ::waitpid(-1, &ended, WNOHANG)) > 0) {
            if (pid == main) {
                hasMainEnded = true;
                status = ended;
            }
        }
        isEnding = isEnding || (hasMainEnded && endsRest);
        const bool isAnyLeft = pid == 0;
        if (!isAnyLeft || (hasMainEnded && !isStaying && !isEnding))
            endAs(status);
        if (isEnding)
            killChildren();
        const timespec pause = {0, kPauseNs};
        const int signal =
            isEnding ? ::sigtimedwait(&awaited, nullptr, &pause) : ::sigwaitinfo(&awaited, nullptr);
        isEnding = isEnding || signal == kEndAll;
        isStaying = isStaying || signal == kStay;
    }
}

void closeAllBut(int kept)
{
    const unsigned all = ~0U;
    if (kept < 0) {
        ::syscall(SYS_close_range, 0U, all, 0U);
        return;
    }
    const auto number = static_cast<unsigned>(kept);
    if (number > 0)
        ::syscall(SYS_close_range, 0U, number - 1, 0U);
    ::syscall(SYS_close_range, number + 1, all, 0U);
}

void closeOnExec(int descriptor)
{
    if (descriptor >= 0)
        ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
}

/// Becomes the program; on an error its number goes into `report`.
[[noreturn]] void become(char **arguments, int report)
{
    ::prctl(PR_SET_PDEATHSIG, SIGKILL); // should somebody kill the supervisor
    ::setsid();
    // What this program blocks or ignores is inherited: a child that can't hear SIGTERM could only
    // be killed.
    for (int each = 1; each < NSIG; ++each)
        ::signal(each, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::execv(arguments[0], arguments);
    const int why = errno;
    static_cast<void>(::write(report, &why, sizeof why) == sizeof why);
    ::_exit(kNotStarted);
}

} // namespace

int main(int count, char **arguments)
{
    if (count < 5)
        return kNotStarted;
    const int lock = std::atoi(arguments[1]);
    const int report = std::atoi(arguments[2]);
    closeOnExec(lock);
    closeOnExec(report);
    sigset_t all;
    sigfillset(&all);
    ::sigprocmask(SIG_SETMASK, &all, nullptr);
    ::signal(SIGCHLD, SIG_DFL);
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);
    ::setsid();
    const pid_t program = ::fork();
    if (program < 0)
        return kNotStarted;
    if (program == 0)
        become(arguments + 4, report);
    closeAllBut(lock);
    supervise(program, std::strcmp(arguments[3], kEndsRest) == 0);
}
