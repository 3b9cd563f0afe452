// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/probes/probe.h"

namespace opsdeck {

// The places that keep backups, each asked in its own way.

/// A bucket of a store that speaks S3.
std::unique_ptr<Probe> bucketBackupProbe(const Check &check, const ProbeContext &context);
/// A folder of this machine, or of the host at the end of an ssh way.
std::unique_ptr<Probe> folderBackupProbe(const Check &check, const ProbeContext &context);

} // namespace opsdeck
