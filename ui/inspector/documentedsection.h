// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/inspector/servicefactsmodel.h"

#include <QWidget>

class QLabel;

namespace opsdeck {

class ReadingText;
class ThemeHub;

/// What the platform's document tells of the service, each fact with its source; hidden while that
/// is nothing.
class DocumentedSection final : public QWidget
{
    Q_OBJECT
public:
    DocumentedSection(StatusBoard &board, ThemeHub &theme, QWidget *parent);

    void setService(const ServiceKey &service) { m_facts.setService(service); }

private:
    void tell();

    ServiceFactsModel m_facts;
    QLabel *m_document;
    ReadingText *m_text;
};

} // namespace opsdeck
