// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/importplan.h"
#include "services/domain/result.h"

namespace opsdeck {

// From a person's question to files, as values. These read and write files: not for the GUI thread.
// Thread-safe.

ImportPlan planImport(const ImportQuestion &question);
/// `seen` is what the choices were made on; when the files say something else by now, that is an
/// error.
Result<ImportDraft> draftImport(const ImportQuestion &question, const ImportChoices &choices,
                                const ImportPlan &seen);
/// Writes a draft as it is. Gives the workspace file's path.
Result<QString> writeDraft(const ImportDraft &draft, bool replaceEdited);

} // namespace opsdeck
