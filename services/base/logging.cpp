// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/logging.h"

Q_LOGGING_CATEGORY(logChecks, "opsdeck.checks", QtInfoMsg)
Q_LOGGING_CATEGORY(logProbes, "opsdeck.probes", QtInfoMsg)
Q_LOGGING_CATEGORY(logNet, "opsdeck.net", QtInfoMsg)
Q_LOGGING_CATEGORY(logConfig, "opsdeck.config", QtInfoMsg)
Q_LOGGING_CATEGORY(logStorage, "opsdeck.storage", QtInfoMsg)
Q_LOGGING_CATEGORY(logCredentials, "opsdeck.credentials", QtInfoMsg)
Q_LOGGING_CATEGORY(logRunbooks, "opsdeck.runbooks", QtInfoMsg)
