// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/guitest.h"
#include "ui/paint/badge.h"
#include "ui/paint/paint.h"
#include "ui/paint/sentence.h"
#include "ui/paint/statusmark.h"
#include "ui/theme/theme.h"
#include "ui/theme/tokens.h"

#include <QDirIterator>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QPainter>
#include <QRegularExpression>

#include <array>
#include <cmath>

using namespace opsdeck;

namespace {

double linear(double channel)
{
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

/// WCAG 2 relative luminance and contrast ratio.
double luminance(const QColor &c)
{
    return 0.2126 * linear(c.redF()) + 0.7152 * linear(c.greenF()) + 0.0722 * linear(c.blueF());
}

double contrast(const QColor &a, const QColor &b)
{
    const double high = std::max(luminance(a), luminance(b));
    const double low = std::min(luminance(a), luminance(b));
    return (high + 0.05) / (low + 0.05);
}

using Matrix = std::array<std::array<double, 3>, 3>;

// Machado, Oliveira, Fernandes 2009, severity 1.0, on linear RGB.
constexpr Matrix kNormal{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
constexpr Matrix kProtan{{{0.152286, 1.052583, -0.204868},
                          {0.114503, 0.786281, 0.099216},
                          {-0.003882, -0.048116, 1.051998}}};
constexpr Matrix kDeutan{{{0.367322, 0.860646, -0.227968},
                          {0.280085, 0.672501, 0.047413},
                          {-0.011820, 0.042940, 0.968881}}};
constexpr Matrix kTritan{{{1.255528, -0.076749, -0.178779},
                          {-0.078411, 0.930809, 0.147602},
                          {0.004733, 0.691367, 0.303900}}};

/// CIE L*a*b* (D65) of a colour as seen through `sight`.
std::array<double, 3> lab(const QColor &colour, const Matrix &sight)
{
    const std::array<double, 3> rgb{linear(colour.redF()), linear(colour.greenF()),
                                    linear(colour.blueF())};
    std::array<double, 3> seen{};
    for (size_t i = 0; i < 3; ++i)
        seen[i] = std::clamp(sight[i][0] * rgb[0] + sight[i][1] * rgb[1] + sight[i][2] * rgb[2],
                             0.0, 1.0);
    const double x = (0.4124 * seen[0] + 0.3576 * seen[1] + 0.1805 * seen[2]) / 0.95047;
    const double y = 0.2126 * seen[0] + 0.7152 * seen[1] + 0.0722 * seen[2];
    const double z = (0.0193 * seen[0] + 0.1192 * seen[1] + 0.9505 * seen[2]) / 1.08883;
    const auto f = [](double t) { return t > 0.008856 ? std::cbrt(t) : 7.787 * t + 16.0 / 116.0; };
    return {116 * f(y) - 16, 500 * (f(x) - f(y)), 200 * (f(y) - f(z))};
}

double distance(const QColor &a, const QColor &b, const Matrix &sight)
{
    const auto p = lab(a, sight);
    const auto q = lab(b, sight);
    return std::hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
}

QImage coloured(const StatusMark &mark, int size, const Theme &theme)
{
    QImage image(size * 2, size * 2, QImage::Format_ARGB32_Premultiplied);
    image.fill(theme.bg);
    QPainter painter(&image);
    paintMark(painter, QRectF(size / 2.0, size / 2.0, size, size), mark, theme);
    painter.end();
    return image;
}

QImage rendered(const StatusMark &mark, int size, const Theme &theme)
{
    return coloured(mark, size, theme).convertToFormat(QImage::Format_Grayscale8);
}

/// Mean absolute difference of two grayscale pictures, 0…255.
double difference(const QImage &a, const QImage &b)
{
    qint64 sum = 0;
    for (int y = 0; y < a.height(); ++y) {
        for (int x = 0; x < a.width(); ++x)
            sum += std::abs(qGray(a.pixel(x, y)) - qGray(b.pixel(x, y)));
    }
    return static_cast<double>(sum) / (a.width() * a.height());
}

StatusMark markWith(Health health, int bits, bool maintenance = false)
{
    StatusMark mark;
    mark.health = health;
    mark.maintenance = maintenance;
    mark.soft = bits & 1;
    mark.stale = bits & 2;
    mark.acknowledged = bits & 4;
    mark.shelved = bits & 8;
    mark.flapping = bits & 16;
    mark.impacted = bits & 32;
    return mark;
}

QList<const Theme *> themes()
{
    QList<const Theme *> all;
    for (const StatePalette palette : kStatePalettes)
        all << &ThemeHub::dark(palette) << &ThemeHub::light(palette);
    return all;
}

} // namespace

class TestPaint final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void sentencesEndInAnEllipsisAlone()
    {
        const QFontMetrics metrics(roleFont(TextRole::Caption));
        const QString text =
            QStringLiteral("HTTP 200 on /metrics, 58 kB, 214 samples, of 12 kinds");
        int cut = 0;
        for (int width = 0; width <= metrics.horizontalAdvance(text) + 4; ++width) {
            const QString shown = elidedSentence(metrics, text, width);
            QVERIFY(shown.isEmpty() || metrics.horizontalAdvance(shown) <= std::max(width, 12));
            if (shown == text || shown.isEmpty())
                continue;
            ++cut;
            QVERIFY2(shown.endsWith(QChar(0x2026)), qPrintable(shown));
            QVERIFY2(shown.size() == 1 || shown.at(shown.size() - 2).isLetterOrNumber()
                         || shown.at(shown.size() - 2) == QLatin1Char('/'),
                     qPrintable(shown));
        }
        QVERIFY(cut > 100);
        QCOMPARE(elidedSentence(metrics, text, 10'000), text);
        QCOMPARE(wholeCounts(metrics, QStringLiteral("1 down, 2 impacted"), 10'000),
                 QString("1 down, 2 impacted"));
        QCOMPARE(wholeCounts(metrics, QStringLiteral("1 down, 2 impacted"),
                             metrics.horizontalAdvance("1 down, 2 im")),
                 QString("1 down"));
    }

    void tableEqualsTheTokenFile()
    {
        QFile file(QStringLiteral(OPSDECK_SOURCE_DIR "/resources/theme/tokens.json"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QJsonObject tokens = QJsonDocument::fromJson(file.readAll()).object();
        const auto hex = [&](const char *theme, const char *name) {
            return tokens["themes"][QLatin1String(theme)][QLatin1String(name)]["hex"].toString();
        };
        const QList<std::pair<const char *, StatePalette>> whole{
            {"dark", StatePalette::Calm},       {"light", StatePalette::Calm},
            {"dark", StatePalette::Classic},    {"light", StatePalette::Classic},
            {"dark", StatePalette::RedGreen},   {"light", StatePalette::RedGreen},
            {"dark", StatePalette::BlueYellow}, {"light", StatePalette::BlueYellow}};
        QCOMPARE(tokens["palettes"].toObject().size(), kStatePalettes.size() - 1);
        for (const auto &[name, palette] : whole) {
            const Theme &theme = QLatin1String(name) == QLatin1String("dark")
                                     ? ThemeHub::dark(palette)
                                     : ThemeHub::light(palette);
            const QJsonObject others =
                tokens["palettes"][toWord(palette)][QLatin1String(name)].toObject();
            QCOMPARE(others.isEmpty(), palette == StatePalette::Calm);
            const QList<std::pair<const char *, QColor>> all{
                {"bg", theme.bg},
                {"s1", theme.s1},
                {"s2", theme.s2},
                {"s3", theme.s3},
                {"group", theme.group},
                {"line", theme.line},
                {"grid", theme.grid},
                {"ctl", theme.ctl},
                {"t1", theme.t1},
                {"t2", theme.t2},
                {"t3", theme.t3},
                {"ink", theme.ink},
                {"onink", theme.onink},
                {"stage", theme.stage},
                {"ok", theme.ok},
                {"degraded", theme.degraded},
                {"down", theme.down},
                {"unknown", theme.unknown},
                {"maintenance", theme.maintenance},
                {"impact", theme.impact},
                {"tint-degraded", theme.tintDegraded},
                {"tint-down", theme.tintDown},
                {"tint-unknown", theme.tintUnknown},
                {"tint-maintenance", theme.tintMaintenance},
                {"tint-diff", theme.tintDiff},
                {"c1", theme.c1},
                {"c2", theme.c2},
                {"c3", theme.c3},
                {"c4", theme.c4},
                {"c5", theme.c5}};
            QCOMPARE(all.size(), tokens["themes"][QLatin1String(name)].toObject().size());
            for (const auto &[token, colour] : all)
                QCOMPARE(colour.name(),
                         others.value(QLatin1String(token)).toString(hex(name, token)));
        }
        QCOMPARE(static_cast<qsizetype>(kIconTokens.size()), tokens["icons"].toObject().size());
        for (const IconToken &icon : kIconTokens)
            QCOMPARE(QString(icon.path), tokens["icons"][QLatin1String(icon.name)].toString());
    }

    void contrastHolds()
    {
        for (const Theme *theme : themes()) {
            for (const QColor &ground : {theme->bg, theme->s1, theme->s2, theme->group}) {
                for (const QColor &text : {theme->t1, theme->t2, theme->t3})
                    QVERIFY2(contrast(text, ground) >= 4.5,
                             qPrintable(text.name() + " on " + ground.name()));
                for (const QColor &mark : {theme->ok, theme->degraded, theme->down, theme->unknown,
                                           theme->maintenance, theme->impact})
                    QVERIFY2(contrast(mark, ground) >= 3.0,
                             qPrintable(mark.name() + " on " + ground.name()));
            }
            for (const QColor &tint : {theme->tintDegraded, theme->tintDown, theme->tintUnknown,
                                       theme->tintMaintenance, theme->tintDiff})
                QVERIFY2(contrast(theme->t1, tint) >= 4.5, qPrintable("t1 on " + tint.name()));
            for (const QColor &ground : {theme->bg, theme->s1}) {
                QVERIFY(contrast(theme->ctl, ground) >= 3.0);
                for (int i = 0; i < 5; ++i)
                    QVERIFY(contrast(theme->series(i), ground) >= 3.0);
            }
            QVERIFY(contrast(theme->onink, theme->ink) >= 4.5);
            QVERIFY(contrast(theme->t1, theme->stage) >= 4.5);
        }
    }

    void statesStayApartUnderEverySight()
    {
        for (const Theme *theme : themes()) {
            const QList<QColor> states{theme->ok,      theme->degraded,    theme->down,
                                       theme->unknown, theme->maintenance, theme->impact};
            for (const Matrix &sight : {kNormal, kProtan, kDeutan, kTritan}) {
                for (int a = 0; a < states.size(); ++a) {
                    for (int b = a + 1; b < states.size(); ++b) {
                        const double apart = distance(states.at(a), states.at(b), sight);
                        QVERIFY2(apart >= 20,
                                 qPrintable(QString("%1 %2: %3")
                                                .arg(states.at(a).name(), states.at(b).name())
                                                .arg(apart)));
                    }
                }
            }
        }
    }

    /// A palette for a colour vision holds its states further apart there than the calm one does.
    void palettesServeTheirSight()
    {
        const auto nearest = [](const Theme &theme, const Matrix &sight) {
            const QList<QColor> states{theme.ok,      theme.degraded,    theme.down,
                                       theme.unknown, theme.maintenance, theme.impact};
            double least = 1000;
            for (int a = 0; a < states.size(); ++a) {
                for (int b = a + 1; b < states.size(); ++b)
                    least = std::min(least, distance(states.at(a), states.at(b), sight));
            }
            return least;
        };
        for (const auto &theme : {&ThemeHub::dark, &ThemeHub::light}) {
            for (const Matrix &sight : {kProtan, kDeutan})
                QVERIFY(nearest(theme(StatePalette::RedGreen), sight)
                        > 1.3 * nearest(theme(StatePalette::Calm), sight));
            QVERIFY(nearest(theme(StatePalette::BlueYellow), kTritan)
                    > 1.3 * nearest(theme(StatePalette::Calm), kTritan));
            // Green is what it is called.
            const QColor green = theme(StatePalette::Classic).ok;
            QVERIFY2(green.hsvHue() > 90 && green.hsvHue() < 160 && green.hsvSaturation() > 60,
                     qPrintable(green.name()));
        }
        for (const StatePalette palette : kStatePalettes)
            QCOMPARE(statePaletteOf(toWord(palette)), palette);
        QCOMPARE(statePaletteOf("mauve"), StatePalette::Calm);
    }

    /// Whichever palette was painted with before.
    void marksHaveTheColoursOfTheirPalette()
    {
        const auto holds = [](const QImage &image, const QColor &colour) {
            for (int y = 0; y < image.height(); ++y) {
                for (int x = 0; x < image.width(); ++x) {
                    const QColor here = image.pixelColor(x, y);
                    if (std::abs(here.red() - colour.red())
                            + std::abs(here.green() - colour.green())
                            + std::abs(here.blue() - colour.blue())
                        < 12)
                        return true;
                }
            }
            return false;
        };
        for (const StatePalette palette : kStatePalettes) {
            for (const Theme *theme : {&ThemeHub::dark(palette), &ThemeHub::light(palette)}) {
                const StatusMark down = markWith(Health::Down, 0);
                QVERIFY2(holds(coloured(down, 24, *theme), theme->down),
                         qPrintable(toWord(palette)));
            }
        }
    }

    void whatIsStaleIsNeverGreen()
    {
        const auto greens = [](const QImage &image) {
            int count = 0;
            for (int y = 0; y < image.height(); ++y) {
                for (int x = 0; x < image.width(); ++x) {
                    const QColor here = image.pixelColor(x, y);
                    count += here.green() > here.red() + 16 && here.green() > here.blue() + 8;
                }
            }
            return count;
        };
        for (const Theme *theme : themes()) {
            const StatusMark stale = markWith(Health::Healthy, 2);
            QVERIFY(stale.stale);
            QCOMPARE(greens(coloured(stale, 24, *theme)), 0);
        }
        // Fresh it is, where the palette has it so.
        const Theme &classic = ThemeHub::dark(StatePalette::Classic);
        QVERIFY(greens(coloured(markWith(Health::Healthy, 0), 24, classic)) > 20);
    }

    /// Every combination that differs in what it says differs in the picture, in grayscale. Where
    /// one mark takes precedence over another by the specification, the pair says the same.
    void combinationsDifferInGrayscale()
    {
        for (const Theme *theme : themes()) {
            QList<std::pair<QString, QImage>> pictures;
            for (int state = 0; state < 5; ++state) {
                for (int bits = 0; bits < 64; ++bits) {
                    const Health health = static_cast<Health>(std::min(state, 3));
                    const bool soft = bits & 1;
                    const bool stale = bits & 2;
                    const bool acknowledged = bits & 4;
                    if (soft && stale) // stale takes precedence
                        continue;
                    if (state == 0 && acknowledged) // OK is never acknowledged
                        continue;
                    if (health == Health::Unknown && state == 3
                        && stale) // stale unknown is unknown
                        continue;
                    const StatusMark mark = markWith(health, bits, state == 4);
                    pictures.append({QString("state %1 bits %2").arg(state).arg(bits),
                                     rendered(mark, 24, *theme)});
                }
            }
            for (int a = 0; a < pictures.size(); ++a) {
                for (int b = a + 1; b < pictures.size(); ++b) {
                    const double apart = difference(pictures.at(a).second, pictures.at(b).second);
                    QVERIFY2(apart > 0.4,
                             qPrintable(QString("%1 = %2 (%3)")
                                            .arg(pictures.at(a).first, pictures.at(b).first)
                                            .arg(apart)));
                }
            }
        }
    }

    /// What operators say shows on every state at 24 pixels, in grayscale, and never as a green.
    void whatOperatorsSayIsSeen()
    {
        for (const Theme *theme : themes()) {
            for (const Health health : {Health::Degraded, Health::Down, Health::Unknown}) {
                ServiceView view;
                view.health = health;
                const auto picture = [&](const OperatorMarks &marks) {
                    view.marks = marks;
                    return rendered(markOf(view), 24, *theme);
                };
                const OperatorMark known{OperatorMarkKind::Acknowledged, "anna", 0, 0, {}};
                const OperatorMark work{OperatorMarkKind::Maintenance, "anna", 0, 0, {}};
                const OperatorMark aside{OperatorMarkKind::Shelved, "anna", 0, 0, {}};
                const QList<QImage> pictures{
                    picture({}),      picture({known}),       picture({work}),
                    picture({aside}), picture({known, work}), picture({known, aside})};
                const QImage ok = rendered(markWith(Health::Healthy, 0), 24, *theme);
                for (int a = 0; a < pictures.size(); ++a) {
                    QVERIFY(difference(pictures.at(a), ok) > 3);
                    for (int b = a + 1; b < pictures.size(); ++b)
                        QVERIFY2(difference(pictures.at(a), pictures.at(b)) > 1,
                                 qPrintable(QString("%1 %2 %3").arg(int(health)).arg(a).arg(b)));
                }
            }
            // What is not run here has no state to say a thing of.
            ServiceView planned;
            planned.presence = Presence::Planned;
            const QImage bare = rendered(markOf(planned), 24, *theme);
            planned.marks = {{OperatorMarkKind::Maintenance, "anna", 0, 0, {}}};
            QCOMPARE(rendered(markOf(planned), 24, *theme), bare);
            // The badge of what is new is text on its own ground.
            QVERIFY(contrast(theme->t1, theme->s3) >= 4.5);
            QVERIFY(badgeFont().pixelSize() >= 11);
            const QSizeF size = badgeSize("new 29 min", badgeFont());
            QVERIFY(size.height() >= 11 && size.height() <= 24);
        }
    }

    void weakenedOkHasNoCheckMark()
    {
        // The check mark's corner lies at (7.2, 10.45) of 16: nothing may be painted there but a
        // hatch or a half fill of another shape, so the stale and the soft OK must differ from the
        // hard one clearly.
        for (const Theme *theme : themes()) {
            const QImage ok = rendered(markWith(Health::Healthy, 0), 24, *theme);
            QVERIFY(difference(ok, rendered(markWith(Health::Healthy, 1), 24, *theme)) > 3);
            QVERIFY(difference(ok, rendered(markWith(Health::Healthy, 2), 24, *theme)) > 3);
        }
        StatusMark stale = markWith(Health::Healthy, 2);
        QCOMPARE(wordOf(stale), "Stale");
        QCOMPARE(wordOf(markWith(Health::Down, 1)), "Down");
    }

    void everyIconPaintsSomething()
    {
        for (const IconToken &icon : kIconTokens) {
            const QImage image = iconPixmap(icon.name, 20, ThemeHub::dark().t1, 1).toImage();
            int painted = 0;
            for (int y = 0; y < image.height(); ++y) {
                for (int x = 0; x < image.width(); ++x)
                    painted += qAlpha(image.pixel(x, y)) > 64;
            }
            QVERIFY2(painted > 8 && painted < 300, icon.name);
        }
    }

    void tagsAreToldApartWithoutColour()
    {
        const auto tag = [](Tier tier) {
            QImage image(120, 30, QImage::Format_ARGB32_Premultiplied);
            image.fill(ThemeHub::dark().s1);
            QPainter painter(&image);
            paintEnvironmentTag(painter, {5, 5}, "SAME", tier, ThemeHub::dark());
            painter.end();
            return image.convertToFormat(QImage::Format_Grayscale8);
        };
        const QList<QImage> tags{tag(Tier::Dev), tag(Tier::Staging), tag(Tier::Prod),
                                 tag(Tier::Other)};
        for (int a = 0; a < tags.size(); ++a) {
            for (int b = a + 1; b < tags.size(); ++b)
                QVERIFY(difference(tags.at(a), tags.at(b)) > 1);
        }
        QVERIFY(environmentTagWidth("PROD", Tier::Prod) > environmentTagWidth("PROD", Tier::Dev));
    }

    void sheetForLooking()
    {
        const QString folder = qEnvironmentVariable("OPSDECK_SNAPSHOT_DIR");
        QImage sheet(1200, static_cast<int>(themes().size()) * (5 * 76 + 10),
                     QImage::Format_ARGB32_Premultiplied);
        QPainter painter(&sheet);
        int y = 0;
        for (const Theme *theme : themes()) {
            painter.fillRect(0, y, sheet.width(), 5 * 76 + 10, theme->bg);
            for (int state = 0; state < 5; ++state) {
                int x = 20;
                for (const int bits : {0, 1, 2, 32, 4, 8, 16, 64}) {
                    StatusMark mark =
                        markWith(static_cast<Health>(std::min(state, 3)), bits & 63, state == 4);
                    mark.planned = bits == 64;
                    for (const int size : {16, 24, 48}) {
                        paintMark(painter, QRectF(x, y + 38 - size / 2.0, size, size), mark,
                                  *theme);
                        x += size + 16;
                    }
                    x += 12;
                }
                y += 76;
            }
            y += 10;
        }
        painter.end();
        QVERIFY(!sheet.isNull());
        if (!folder.isEmpty())
            QVERIFY(QDir().mkpath(folder) && sheet.save(folder + "/states-sheet.png"));
    }

    void noColourLiteralOutsideTheTheme()
    {
        static const QRegularExpression literal(
            "QColor\\s*\\(\\s*(\"|0x|\\d)|#[0-9a-fA-F]{6}\\b|Qt::(red|green|blue|yellow|cyan|"
            "magenta|gray|darkGray|lightGray|white)\\b");
        QStringList found;
        int files = 0;
        for (const QString &top : {QString("ui"), QString("app")}) {
            QDirIterator it(QStringLiteral(OPSDECK_SOURCE_DIR "/") + top, {"*.cpp", "*.h"},
                            QDir::Files, QDirIterator::Subdirectories);
            while (it.hasNext()) {
                QFile file(it.next());
                if (file.fileName().contains("/ui/theme/"))
                    continue;
                QVERIFY(file.open(QIODevice::ReadOnly));
                ++files;
                if (literal.match(QString::fromUtf8(file.readAll())).hasMatch())
                    found << file.fileName();
            }
        }
        QVERIFY(files > 5);
        QVERIFY(literal.match("QColor(\"#aabbcc\")").hasMatch());
        QVERIFY2(found.isEmpty(), qPrintable(found.join('\n')));
    }

    /// Where nothing is watched there is no state to doubt.
    void anEnvironmentThatIsNotSetUpHasNoState()
    {
        EnvironmentView view;
        QVERIFY(!markOf(view).hasState);
        ServiceView planned;
        planned.presence = Presence::NotConfigured;
        view.services = {planned};
        QVERIFY(!markOf(view).hasState);
        view.services.append(ServiceView());
        QVERIFY(markOf(view).hasState);
    }

    void whatHasNoStateIsCalledWhatItIs()
    {
        ServiceView view;
        view.presence = Presence::Planned;
        QCOMPARE(wordOf(markOf(view)), QString("Planned"));
        view.presence = Presence::NotConfigured;
        QCOMPARE(wordOf(markOf(view)), QString("Not set up"));
        view.presence = Presence::Optional;
        view.hasChecks = false;
        QCOMPARE(wordOf(markOf(view)), QString("Optional"));
        QCOMPARE(wordOf(markOf(EnvironmentView())), QString("Not set up"));
        // Whatever it is at this moment.
        view = {};
        view.health = Health::Down;
        view.soft = view.flapping = true;
        QCOMPARE(wordOf(markOf(view)), QString("Flapping"));
    }
};

QTEST_MAIN(TestPaint)
#include "tst_paint.moc"
