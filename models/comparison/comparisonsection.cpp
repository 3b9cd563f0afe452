// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/comparison/comparisonsection.h"

#include <QCoreApplication>

namespace opsdeck {

namespace {

class Words
{
    Q_DECLARE_TR_FUNCTIONS(Comparison)
};

} // namespace

ComparisonSection sectionOf(Difference difference)
{
    switch (difference) {
    case Difference::Differs:
    case Difference::OnlySome:
        return ComparisonSection::Differ;
    case Difference::NotObserved:
        return ComparisonSection::NotObserved;
    case Difference::Explained:
        return ComparisonSection::Explained;
    case Difference::Expected:
        return ComparisonSection::Expected;
    case Difference::None:
        return ComparisonSection::Same;
    case Difference::Single:
        return ComparisonSection::Alone;
    case Difference::OwnText:
        break;
    }
    return ComparisonSection::OwnTexts;
}

QString titleOf(ComparisonSection section)
{
    switch (section) {
    case ComparisonSection::Differ:
        return Words::tr("Differ, unexplained");
    case ComparisonSection::NotObserved:
        return Words::tr("Not observed everywhere");
    case ComparisonSection::Explained:
        return Words::tr("Differ, explained");
    case ComparisonSection::Expected:
        return Words::tr("Expected to differ");
    case ComparisonSection::Same:
        return Words::tr("The same");
    case ComparisonSection::Alone:
        return Words::tr("In one environment only");
    case ComparisonSection::OwnTexts:
        break;
    }
    return Words::tr("Stated of each environment");
}

bool isTelling(ComparisonSection section)
{
    return section == ComparisonSection::Differ || section == ComparisonSection::NotObserved;
}

bool isFoldedAtFirst(ComparisonSection section)
{
    return !isTelling(section) && section != ComparisonSection::Explained;
}

bool isCompared(ComparisonSection section)
{
    return section != ComparisonSection::Alone && section != ComparisonSection::OwnTexts;
}

} // namespace opsdeck
