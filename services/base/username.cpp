// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/username.h"

#include <QByteArray>

#include <pwd.h>

#include <cerrno>

namespace opsdeck {

namespace {

constexpr qsizetype kFirstSize = 1024;
constexpr qsizetype kMostBytes = 1024 * 1024;

} // namespace

QString userNameOf(uid_t user)
{
    passwd entry = {};
    passwd *found = nullptr;
    for (QByteArray room(kFirstSize, '\0'); room.size() <= kMostBytes;
         room.resize(room.size() * 4)) {
        const int error =
            ::getpwuid_r(user, &entry, room.data(), static_cast<std::size_t>(room.size()), &found);
        if (error != ERANGE)
            return found == nullptr ? QString::number(user)
                                    : QString::fromLocal8Bit(found->pw_name);
    }
    return QString::number(user);
}

} // namespace opsdeck
