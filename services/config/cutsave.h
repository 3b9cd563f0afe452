// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/config/workspacefiles.h"

namespace opsdeck {

/// What a save of several files changes, written into the workspace's folder before the first of
/// them is touched and removed behind the last. Who saves holds a lock on it; without one the save
/// was cut short. While it is there, what it remembers holds.
struct SaveJournal
{
    struct Entry
    {
        QString file;                     ///< relative to the workspace
        std::optional<QByteArray> before; ///< none: it was not there
        QByteArray after;                 ///< SHA-256 of what is written; empty: it is removed
        QString temporary;                ///< beside it, relative to the workspace; may be empty

        bool operator==(const Entry &) const = default;
    };

    QList<Entry> entries;

    static QString pathIn(const QString &directory);
    static QByteArray digest(const QByteArray &bytes);
    QByteArray toBytes() const;
    /// Nothing when it was not written on this machine, or names what lies outside of the folder.
    static std::optional<SaveJournal> fromBytes(const QByteArray &bytes, const QString &directory);
};

struct PendingSave
{
    enum class State {
        None,
        UnderWay,
        Cut,
        Foreign, ///< can't be read, or is of another machine: it holds nothing
    };

    State state = State::None;
    SaveJournal journal;

    /// What was there before, of those files that hold what was to be written already.
    FileOverlay overlay(const QString &directory) const;
};

/// Reads files: not for the GUI or engine thread.
PendingSave pendingSave(const QString &directory);

} // namespace opsdeck
