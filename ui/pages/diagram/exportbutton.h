// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/diagram/diagramsheet.h"

#include <QPushButton>

namespace opsdeck {

/// Takes the diagram out of the program: as a picture to a file or the clipboard, or as text. It
/// only asks; who has it answers.
class ExportButton final : public QPushButton
{
    Q_OBJECT
public:
    explicit ExportButton(QWidget *parent = nullptr);

Q_SIGNALS:
    void saveWanted(opsdeck::SheetFormat format);
    void pictureWanted();
    void mermaidWanted();
};

} // namespace opsdeck
