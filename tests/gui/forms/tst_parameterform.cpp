// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/guitest.h"
#include "ui/forms/diffview.h"
#include "ui/forms/editdialog.h"
#include "ui/forms/parameterform.h"
#include "ui/forms/rowseditor.h"
#include "ui/theme/theme.h"

#include <QComboBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>

using namespace opsdeck;

class TestParameterForm : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyTypeKeepsWhatIsWritten_data();
    void everyTypeKeepsWhatIsWritten();
    void helpDefaultAndProblemStandBesideTheField();
    void credentialOffersNamesAlone();
    void rowsGrowAndShrinkByKeys();
    void choiceIsClearedByKeys();
    void whatIsFixedIsLeftOut();
    void diffShowsSigns();
    void dialogSavesOnlyWhatWasJudged();
    void escapeCancels();
};

namespace {

ParameterSpec field(const QString &name, ParameterType type, const QStringList &choices = {})
{
    ParameterSpec spec;
    spec.name = name;
    spec.type = type;
    spec.choices = choices;
    spec.help = "What " + name + " is.";
    return spec;
}

EditForm formOf(const ParameterSchema &fields, const QVariantMap &values = {})
{
    EditForm form;
    form.target.kind = EditKind::Check;
    form.target.platform = PlatformId("p");
    form.target.service = ServiceId("s");
    form.target.item = "c";
    form.fields = fields;
    form.values = values;
    form.file = "p.yaml";
    form.line = 3;
    return form;
}

EditPreview good()
{
    EditPreview preview;
    preview.files = {{"p.yaml",
                      false,
                      {{DiffLine::Kind::Same, 1, "a: 1"},
                       {DiffLine::Kind::Removed, 2, "b: 2"},
                       {DiffLine::Kind::Added, 2, "b: 3"}}}};
    return preview;
}

} // namespace

void TestParameterForm::everyTypeKeepsWhatIsWritten_data()
{
    QTest::addColumn<int>("type");
    QTest::addColumn<QVariant>("value");
    const auto row = [](const char *name, ParameterType type, const QVariant &value) {
        QTest::newRow(name) << static_cast<int>(type) << value;
    };
    row("text", ParameterType::String, "a text");
    row("lines", ParameterType::String, "one\ntwo\n");
    row("integer", ParameterType::Integer, "${count}");
    row("number", ParameterType::Number, "1.5");
    row("boolean", ParameterType::Boolean, "true");
    row("boolean by variable", ParameterType::Boolean, "${flag}");
    row("duration", ParameterType::Duration, "1h30m");
    row("size", ParameterType::ByteSize, "64KiB");
    row("choice", ParameterType::Enum, "two");
    row("choice that is none", ParameterType::Enum, "seven");
    row("url", ParameterType::Url, "http://${host}/");
    row("host", ParameterType::Host, "${host}");
    row("port", ParameterType::Port, "5432");
    row("file", ParameterType::File, "ca.pem");
    row("credential", ParameterType::Credential, "shop/prod/db");
    row("list", ParameterType::StringList, QStringList{"a", "b: c"});
    row("map", ParameterType::StringMap, QVariantMap{{"a", "1"}, {"b", ""}});
    row("condition", ParameterType::ConditionText, "[STATUS] == 200");
    row("condition list", ParameterType::ConditionList,
        QStringList{"[STATUS] != 200", "[RESPONSE_TIME] > 500"});
    row("places", ParameterType::Places, QVariantMap{{"token", "[BODY].token"}});
    row("steps", ParameterType::Steps, "- name: login\n  url: http://x/");
    row("steps of one line", ParameterType::Steps, "- name: login");
    row("conditions", ParameterType::Conditions,
        QVariantMap{{"status", "healthy"}, {"pool", "< 5"}});
}

void TestParameterForm::everyTypeKeepsWhatIsWritten()
{
    QFETCH(int, type);
    QFETCH(QVariant, value);
    ThemeHub theme;
    ParameterForm form(theme);
    QSignalSpy edited(&form, &ParameterForm::edited);
    form.setForm(
        formOf({field("x", static_cast<ParameterType>(type), {"one", "two"})}, {{"x", value}}), {});
    QCOMPARE(form.values(), (QVariantMap{{"x", value}}));
    // Nothing said that somebody had typed.
    QCOMPARE(edited.size(), 0);
    QVERIFY(test::labelsWithoutPlainText(form).isEmpty());
    // What can be focused has a name, and an object name to be found by.
    for (const QWidget *widget : form.findChildren<QWidget *>()) {
        const bool isEditor = qobject_cast<const QLineEdit *>(widget) != nullptr
                              || qobject_cast<const QComboBox *>(widget) != nullptr
                              || qobject_cast<const QPlainTextEdit *>(widget) != nullptr;
        if (isEditor && qobject_cast<const QComboBox *>(widget->parentWidget()) == nullptr
            && !widget->isHidden()) {
            QVERIFY(!widget->accessibleName().isEmpty());
            QVERIFY(widget->objectName().startsWith("edit.field.x"));
        }
    }
}

void TestParameterForm::helpDefaultAndProblemStandBesideTheField()
{
    ThemeHub theme;
    ParameterForm form(theme);
    EditForm what = formOf(
        {field("interval", ParameterType::Duration), field("retries", ParameterType::Integer)});
    what.defaults = {{"interval", "30s"}, {"retries", "3"}};
    what.inherited = {{"retries", "5"}};
    form.setForm(what, {});
    form.show();
    auto *interval = form.findChild<QLineEdit *>("edit.field.interval");
    QCOMPARE(interval->placeholderText(), "30s");
    // What holds in all environments comes before the program's own default.
    QCOMPARE(form.findChild<QLineEdit *>("edit.field.retries")->placeholderText(), "5");
    QCOMPARE(form.findChild<QLabel *>("edit.field.interval.help")->text(), "What interval is.");
    auto *problem = form.findChild<QLabel *>("edit.field.interval.problem");
    QVERIFY(!problem->isVisible());
    form.setProblems({{"interval", "'interval' must be a duration"}});
    QVERIFY(problem->isVisible());
    QCOMPARE(problem->text(), "'interval' must be a duration");
    QVERIFY(!form.findChild<QLabel *>("edit.field.retries.problem")->isVisible());
    form.setProblems({});
    QVERIFY(!problem->isVisible());
}

void TestParameterForm::credentialOffersNamesAlone()
{
    ThemeHub theme;
    ParameterForm form(theme);
    form.setCredentials({"shop/dev/db", "shop/prod/db"});
    form.setForm(formOf({field("credential", ParameterType::Credential)}), {});
    auto *box = form.findChild<QComboBox *>("edit.field.credential");
    QStringList offered;
    for (int i = 0; i < box->count(); ++i)
        offered << box->itemText(i);
    QCOMPARE(offered, (QStringList{"", "shop/dev/db", "shop/prod/db"}));
    QSignalSpy edited(&form, &ParameterForm::edited);
    QTest::keyClicks(box->lineEdit(), "other/name");
    QVERIFY(edited.size() > 0);
    QCOMPARE(form.values().value("credential").toString(), "other/name");
    // Not kept to be offered again.
    QCOMPARE(box->count(), 3);
}

void TestParameterForm::rowsGrowAndShrinkByKeys()
{
    ThemeHub theme;
    ParameterForm form(theme);
    form.setForm(
        formOf({field("m", ParameterType::StringMap), field("behind", ParameterType::String)},
               {{"m", QVariantMap{{"a", "1"}}}}),
        {});
    form.show();
    form.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&form));
    form.focusFirst();
    QCOMPARE(QApplication::focusWidget()->objectName(), "edit.field.m.0");
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    QCOMPARE(QApplication::focusWidget()->objectName(), "edit.field.m.0.value");
    QTest::keyClicks(QApplication::focusWidget(), "2");
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    QTest::keyClicks(QApplication::focusWidget(), "b");
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    QTest::keyClicks(QApplication::focusWidget(), "x y");
    QCOMPARE(form.values().value("m").toMap(), (QVariantMap{{"a", "2"}, {"b", "x y"}}));
    // There is one more by now.
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    QCOMPARE(QApplication::focusWidget()->objectName(), "edit.field.m.2");
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    QCOMPARE(QApplication::focusWidget()->objectName(), "edit.field.behind");
    auto *first = form.findChild<QLineEdit *>("edit.field.m.0");
    first->setFocus();
    QTest::keyClick(first, Qt::Key_A, Qt::ControlModifier);
    QTest::keyClick(first, Qt::Key_Delete);
    QCOMPARE(form.values().value("m").toMap(), (QVariantMap{{"b", "x y"}}));
}

void TestParameterForm::choiceIsClearedByKeys()
{
    ThemeHub theme;
    ParameterForm form(theme);
    form.setForm(formOf({field("tier", ParameterType::Enum, {"dev", "prod"})}, {{"tier", "dev"}}),
                 {});
    form.show();
    form.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&form));
    QSignalSpy edited(&form, &ParameterForm::edited);
    auto *box = form.findChild<QComboBox *>("edit.field.tier");
    box->setFocus();
    QTest::keyClick(box, Qt::Key_Down);
    QCOMPARE(form.values().value("tier").toString(), "prod");
    QTest::keyClick(box, Qt::Key_Home);
    QCOMPARE(form.values().value("tier").toString(), "");
    QCOMPARE(edited.size(), 2);
}

void TestParameterForm::whatIsFixedIsLeftOut()
{
    ThemeHub theme;
    ParameterForm form(theme);
    EditForm what =
        formOf({field("id", ParameterType::String), field("title", ParameterType::String),
                field("odd", ParameterType::StringList)},
               {{"id", "health"}});
    what.fixed = {"id", "odd"};
    form.setForm(what, {{"title", "taken over"}});
    QCOMPARE(form.values(), (QVariantMap{{"title", "taken over"}}));
    QCOMPARE(form.findChild<QLabel *>("edit.field.id")->text(), "health");
    QVERIFY(form.findChild<QLabel *>("edit.field.odd")->text().contains("in the file"));
}

void TestParameterForm::diffShowsSigns()
{
    ThemeHub theme;
    DiffView view(theme);
    view.setFiles(good().files);
    QCOMPARE(view.toPlainText(), "p.yaml\n   1    a: 1\n   2 -  b: 2\n   2 +  b: 3");
    QVERIFY(view.isReadOnly());
    theme.setDark(!theme.isDark());
    // A ground and a text each.
    QCOMPARE(view.extraSelections().size(), 8);
    QVERIFY(view.extraSelections().at(6).format.background()
            != view.extraSelections().at(0).format.background());
}

void TestParameterForm::dialogSavesOnlyWhatWasJudged()
{
    ThemeHub theme;
    OutlineModel outline;
    EditDialog dialog(outline, theme);
    QSignalSpy wanted(&dialog, &EditDialog::formWanted);
    QSignalSpy previews(&dialog, &EditDialog::previewWanted);
    QSignalSpy saves(&dialog, &EditDialog::saveWanted);
    QSignalSpy removals(&dialog, &EditDialog::removalWanted);
    QSignalSpy removed(&dialog, &EditDialog::removalConfirmed);
    const EditForm form =
        formOf({field("interval", ParameterType::Duration)}, {{"interval", "5s"}});
    dialog.open();
    dialog.edit(form.target);
    QCOMPARE(wanted.size(), 1);
    auto *save = dialog.findChild<QPushButton *>("edit.save");
    auto *remove = dialog.findChild<QPushButton *>("edit.remove");
    auto *state = dialog.findChild<QLabel *>("edit.state");
    QVERIFY(!save->isEnabled());
    dialog.showForm(form);
    QCOMPARE(previews.size(), 1);
    dialog.showPreview({});
    QVERIFY(!save->isEnabled());
    QCOMPARE(state->text(), "Nothing has been changed.");
    auto *interval = dialog.findChild<QLineEdit *>("edit.field.interval");
    QTest::keyClicks(interval, "s");
    QVERIFY(!save->isEnabled());
    // An answer to what was there before is no answer.
    dialog.showPreview(good());
    QVERIFY(!save->isEnabled());
    QTRY_COMPARE(previews.size(), 2);
    EditPreview bad;
    bad.files = good().files;
    bad.fields = {{"interval", "no duration"}};
    dialog.showPreview(bad);
    QVERIFY(!save->isEnabled());
    QVERIFY2(state->text().contains("1 problem"), qPrintable(state->text()));
    QTest::keyClick(&dialog, Qt::Key_Return, Qt::ControlModifier);
    QCOMPARE(saves.size(), 0);
    QTest::keyClick(interval, Qt::Key_Backspace);
    QTRY_COMPARE(previews.size(), 3);
    dialog.showPreview(good());
    QVERIFY(save->isEnabled());
    QTest::keyClick(&dialog, Qt::Key_Return, Qt::ControlModifier);
    QCOMPARE(saves.size(), 1);
    QCOMPARE(saves.first().at(1).toMap(), (QVariantMap{{"interval", "5s"}}));
    // Not twice.
    QVERIFY(!save->isEnabled());
    dialog.showError({ErrorKind::Guard, "Somebody was faster.", "Try: again.", {}});
    QVERIFY(dialog.isVisible());
    QVERIFY(dialog.findChild<QLabel *>("edit.problems")
                ->text()
                .contains("Somebody was faster. Try: again."));
    QVERIFY(!save->isEnabled());

    QTest::mouseClick(remove, Qt::LeftButton);
    QCOMPARE(removals.size(), 1);
    QVERIFY(!interval->isEnabled());
    dialog.showPreview(good());
    QCOMPARE(save->text(), "Remove check c");
    QTest::mouseClick(remove, Qt::LeftButton);
    QCOMPARE(remove->text(), "Remove check c…");
    QVERIFY(interval->isEnabled());
    QTest::mouseClick(remove, Qt::LeftButton);
    dialog.showPreview(good());
    QTest::mouseClick(save, Qt::LeftButton);
    QCOMPARE(removed.size(), 1);
    dialog.showSaved();
    QVERIFY(!dialog.isVisible());
}

void TestParameterForm::escapeCancels()
{
    ThemeHub theme;
    OutlineModel outline;
    EditDialog dialog(outline, theme);
    QSignalSpy saves(&dialog, &EditDialog::saveWanted);
    dialog.open();
    const EditForm form =
        formOf({field("interval", ParameterType::Duration)}, {{"interval", "5s"}});
    dialog.edit(form.target);
    dialog.showForm(form);
    dialog.showPreview(good());
    // Return in a field saves nothing by accident.
    QTest::keyClick(dialog.findChild<QLineEdit *>("edit.field.interval"), Qt::Key_Return);
    QCOMPARE(saves.size(), 0);
    QVERIFY(dialog.isVisible());
    QTest::keyClick(dialog.findChild<QLineEdit *>("edit.field.interval"), Qt::Key_Escape);
    QVERIFY(!dialog.isVisible());
    QCOMPARE(saves.size(), 0);
}

QTEST_MAIN(TestParameterForm)
#include "tst_parameterform.moc"
