// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/common/hardening.h"

#include "services/net/pgconnections.h"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <initializer_list>

namespace opsdeck {

void hardenProcess()
{
    const rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
#if !defined(__SANITIZE_ADDRESS__) // the leak check at exit attaches to its own process
    ::prctl(PR_SET_DUMPABLE, 0);
#endif
    ::umask(077);
    ::signal(SIGPIPE, SIG_IGN);
    // Qt's plugin paths, the keychain's backend and OpenSSL's set-up are the installation's
    // business, not the caller's.
    for (const char *name : {"QT_PLUGIN_PATH", "QT_QPA_PLATFORM_PLUGIN_PATH", "QTKEYCHAIN_BACKEND",
                             "LD_PRELOAD", "LD_LIBRARY_PATH", "GIO_EXTRA_MODULES", "GCONV_PATH",
                             "SSLKEYLOGFILE", "OPENSSL_CONF", "OPENSSL_MODULES", "OPENSSL_ENGINES"})
        ::unsetenv(name);
    PgConnections::forgetEnvironment();
}

} // namespace opsdeck
