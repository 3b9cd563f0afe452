// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/assurance/capacitymodel.h"
#include "models/assurance/factsmodel.h"
#include "models/assurance/questionsmodel.h"
#include "models/assurance/rulesmodel.h"
#include "models/assurance/scalingmodel.h"
#include "ui/pages/page.h"

class QLabel;
class QLineEdit;
class QPushButton;
class QScrollArea;

namespace opsdeck {

class AssuranceFilter;
class AssuranceSections;
class AnswerForm;
class FillForm;
class AssuranceTable;
class QuestionsView;
class ThemeHub;

/// What the platforms' documents leave open, and what they state: questions, capacity, scaling,
/// rules, facts.
class AssurancePage final : public Page
{
    Q_OBJECT
public:
    AssurancePage(StatusBoard &board, SeriesBoard &series, ThemeHub &theme,
                  QWidget *parent = nullptr);

    void setEnvironment(const EnvironmentKey &environment) override;

    bool hasEnvironmentBand() const override { return false; }

    /// Where the chosen question is answered.
    AnswerForm &answerForm();

    /// Where what the chosen rule leaves open is filled in.
    FillForm &fillForm() { return *m_fill; }

    /// All platforms of the workspace instead of the header's.
    void setAllPlatforms(bool all);

    /// All parts at once.
    void showAllSections();
    /// How much higher it must be to have every row of all sections in sight.
    int lackingHeight() const;

Q_SIGNALS:
    /// The user wants to see this service.
    void serviceWanted(const opsdeck::ServiceKey &service);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    enum Part { Questions, Capacity, Scaling, Rules, Facts, Parts, All = Parts, Choices };

    static QStringList onlyTexts();
    QWidget *makeHead();
    void makeTables();
    void makeFillForm();
    void makeScalingAct();
    void showRule(const QModelIndex &index);
    void choose(Part part);
    void applyFilters();
    void describe();
    QString emptyText(Part part) const;
    int rowsOf(Part part);
    void describeFacts(int rows);
    QString rulesText(int rows);
    QString scalingText(int rows) const;
    AssuranceFilter &filterOf(Part part);
    bool hasSeveral() const;
    bool isOfAll() const;
    PlatformId platform() const;
    QString platformTitle() const;

    StatusBoard &m_board;
    ThemeHub &m_theme;
    QuestionsModel m_questionsModel;
    CapacityModel m_capacityModel;
    ScalingModel m_scalingModel;
    RulesModel m_rulesModel;
    FactsModel m_factsModel;
    EnvironmentKey m_environment;
    Part m_part = Questions;
    bool m_isChosen = false; ///< the part, by the user
    AssuranceSections *m_sections = nullptr;
    QScrollArea *m_scroll = nullptr; ///< where the sections together are higher than the page
    QuestionsView *m_questions = nullptr;
    FillForm *m_fill = nullptr;
    QList<AssuranceTable *> m_tables; ///< of Capacity, Scaling, Rules, Facts
    QList<QPushButton *> m_segments;  ///< by Part, All last
    QLabel *m_facts = nullptr;
    QLabel *m_empty = nullptr;
    QLineEdit *m_text = nullptr;
    QPushButton *m_open = nullptr;
    QPushButton *m_all = nullptr;
};

} // namespace opsdeck
