// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/config/sourcetext.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/mark.h>

namespace opsdeck {

/// Thrown through yaml-cpp by a receiver to end a parse that breaks a limit; never leaves
/// parseYaml().
struct ParseStop
{
    YamlPosition at;
    QString text;
};

/// Takes yaml-cpp's events and says how far it came.
class YamlReceiver : public YAML::EventHandler
{
public:
    virtual int events() const = 0; ///< values received so far
    virtual const YAML::Mark &lastMark() const = 0;
    virtual const YAML::Mark &lastScalar() const = 0; ///< mark of the last text

    /// What to say of an alias to an anchor that is not there.
    virtual QString unknownAliasText() const = 0;
};

/// Parses all documents and reports, with its place, what ended the parse; then false. Bounds what
/// yaml-cpp reads ahead; every other limit is the receiver's.
bool parseYaml(const SourceText &source, YamlReceiver &receiver, const Reporter &reporter);

} // namespace opsdeck
