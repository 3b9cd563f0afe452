// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/resultstrip.h"
#include "ui/paint/badge.h"
#include "ui/paint/paint.h"
#include "ui/paint/statusmark.h"
#include "ui/signs/sign.h"
#include "ui/theme/theme.h"

#include <QPainter>

namespace opsdeck {

namespace {

constexpr int kMark = 16;
constexpr int kMarkPitch = 28; ///< a ring has its room
constexpr int kResultWidth = 64;

StatusMark markOfHealth(Health health)
{
    StatusMark mark;
    mark.health = health;
    return mark;
}

/// A sample of several marks beside each other.
Sign signOf(const QString &id, const QString &word, const QString &sentence,
            const QList<StatusMark> &marks)
{
    Sign sign{id, word, sentence, kMarkPitch * static_cast<int>(marks.size()), {}};
    sign.paint = [marks](QPainter &painter, const QRectF &box, const Theme &theme) {
        double left = box.left() + (kMarkPitch - kMark) / 2.0;
        for (const StatusMark &mark : marks) {
            paintMark(painter, QRectF(left, box.center().y() - kMark / 2.0, kMark, kMark), mark,
                      theme);
            left += kMarkPitch;
        }
    };
    return sign;
}

QString sentenceOf(Health health)
{
    switch (health) {
    case Health::Healthy:
        return SignWords::tr("Every check answered well, and lately.");
    case Health::Degraded:
        return SignWords::tr("It works, but a limit or a condition is broken.");
    case Health::Down:
        return SignWords::tr("It does not do its work: no answer, or a wrong one.");
    case Health::Unknown:
        break;
    }
    return SignWords::tr("Nothing that is known of it can be trusted now. Never counted as OK.");
}

Sign environmentSign(Tier tier, const QString &word, const QString &sentence)
{
    const QString tag = word;
    Sign sign{QStringLiteral("environment.") + word.toLower(),
              word,
              sentence,
              static_cast<int>(environmentTagWidth(tag, tier)),
              {}};
    sign.paint = [tag, tier](QPainter &painter, const QRectF &box, const Theme &theme) {
        paintEnvironmentTag(painter, QPointF(box.left(), box.center().y() - 10), tag, tier, theme);
    };
    return sign;
}

} // namespace

QList<Sign> stateSigns()
{
    QList<Sign> signs;
    for (const Health health : {Health::Healthy, Health::Degraded, Health::Down, Health::Unknown}) {
        const StatusMark mark = markOfHealth(health);
        signs.append(signOf(QStringLiteral("state.") + toWord(health), wordOf(mark),
                            sentenceOf(health), {mark}));
    }
    StatusMark planned;
    planned.planned = true;
    planned.hasState = false;
    signs.append(signOf(QStringLiteral("state.planned"), wordOf(planned),
                        SignWords::tr("Not there yet, not set up, or optional and without a "
                                      "check: no state is expected."),
                        {planned}));
    StatusMark partly = markOfHealth(Health::Healthy);
    partly.planned = true;
    signs.append(signOf(QStringLiteral("state.partly"), SignWords::tr("OK, not all set up"),
                        SignWords::tr("Dashed: good as far as it is looked at. Some of its checks "
                                      "are not set up, and are counted."),
                        {partly}));
    return signs;
}

QList<Sign> certaintySigns()
{
    QList<StatusMark> soft;
    QList<StatusMark> stale;
    QList<StatusMark> impacted;
    for (const Health health : {Health::Down, Health::Degraded, Health::Healthy}) {
        soft.append(markOfHealth(health));
        soft.last().soft = true;
        stale.append(markOfHealth(health));
        stale.last().stale = true;
    }
    for (const Health health : {Health::Degraded, Health::Healthy}) {
        impacted.append(markOfHealth(health));
        impacted.last().impacted = true;
    }
    QList<Sign> signs{
        signOf(QStringLiteral("certainty.soft"), SignWords::tr("Not confirmed"),
               SignWords::tr("Half filled: seen, but not yet as often in a row as it takes. \"2 of "
                             "3\" counts."),
               soft),
        signOf(QStringLiteral("certainty.stale"), SignWords::tr("Stale"),
               SignWords::tr("Hatched: older than one and a half intervals. What was OK has lost "
                             "its check mark."),
               stale),
        signOf(
            QStringLiteral("certainty.impacted"), SignWords::tr("Impacted"),
            SignWords::tr("Ringed: something that it depends on is the cause. The mark inside is "
                          "its own state."),
            impacted)};
    Sign needed{QStringLiteral("certainty.needsyou"),
                SignWords::tr("Needs somebody"),
                SignWords::tr("Tinted, with a bar: a confirmed cause, or nothing known, where it "
                              "matters most."),
                72,
                {}};
    needed.paint = [](QPainter &painter, const QRectF &box, const Theme &theme) {
        painter.fillRect(box, theme.tintDown);
        painter.fillRect(QRectF(box.left(), box.top(), 4, box.height()), theme.down);
        paintMark(painter, QRectF(box.left() + 14, box.center().y() - kMark / 2.0, kMark, kMark),
                  markOfHealth(Health::Down), theme);
    };
    signs.append(needed);
    return signs;
}

QList<Sign> markSigns()
{
    QList<StatusMark> acknowledged;
    QList<StatusMark> shelved;
    for (const Health health : {Health::Down, Health::Degraded}) {
        acknowledged.append(markOfHealth(health));
        acknowledged.last().acknowledged = true;
        shelved.append(markOfHealth(health));
        shelved.last().shelved = true;
    }
    StatusMark maintenance = markOfHealth(Health::Down);
    maintenance.maintenance = true;
    QList<Sign> signs{
        signOf(QStringLiteral("mark.acknowledged"), SignWords::tr("Acknowledged"),
               SignWords::tr("Hollow: somebody knows of it and works on it. It ends when the "
                             "service is well again."),
               acknowledged),
        signOf(QStringLiteral("mark.maintenance"), wordOf(maintenance),
               SignWords::tr("It is being worked on until a time. The word beside it says how it "
                             "is; it counts as that."),
               {maintenance}),
        signOf(QStringLiteral("mark.shelved"), SignWords::tr("Shelved"),
               SignWords::tr("Put aside until a time. It counts as what it is."), shelved)};
    const QString words = SignWords::tr("new 3 min");
    Sign fresh{QStringLiteral("mark.new"),
               SignWords::tr("New"),
               SignWords::tr("It has been down or degraded for less than half an hour."),
               static_cast<int>(badgeSize(words, badgeFont()).width()) + 1,
               {}};
    fresh.paint = [words](QPainter &painter, const QRectF &box, const Theme &theme) {
        const QSizeF size = badgeSize(words, badgeFont());
        paintBadge(painter, {{box.left(), box.center().y() - size.height() / 2}, size}, words,
                   badgeFont(), theme);
    };
    signs.append(fresh);
    return signs;
}

QList<Sign> resultSigns()
{
    Sign bars{QStringLiteral("results"),
              SignWords::tr("Last results"),
              SignWords::tr("Newest at the right. Low and grey: OK. High: not, in its state's "
                            "colour. Hatched: nothing was observed in between."),
              kResultWidth,
              {}};
    bars.paint = [](QPainter &painter, const QRectF &box, const Theme &theme) {
        paintResults(painter, box.toRect(),
                     {{CheckStatus::Ok, false},
                      {CheckStatus::Ok, false},
                      {CheckStatus::Warning, false},
                      {CheckStatus::Critical, true},
                      {CheckStatus::Ok, false}},
                     theme);
    };
    return {bars};
}

QList<Sign> environmentSigns()
{
    QList<Sign> signs{
        environmentSign(Tier::Dev, SignWords::tr("DEV"), SignWords::tr("Development: dotted.")),
        environmentSign(Tier::Staging, SignWords::tr("STAGING"), SignWords::tr("Staging: grey.")),
        environmentSign(
            Tier::Prod, SignWords::tr("PROD"),
            SignWords::tr("Production: inverted, with stripes. Stripes stand for nothing else but "
                          "prod and what is armed."))};
    Sign armed{QStringLiteral("environment.armed"),
               SignWords::tr("Armed"),
               SignWords::tr("A striped frame around the window: runbooks may change things until "
                             "the time that is shown. Other environments: a plain frame."),
               48,
               {}};
    armed.paint = [](QPainter &painter, const QRectF &box, const Theme &theme) {
        paintStripes(painter, box, 4, theme.ink, theme.bg);
        painter.fillRect(box.adjusted(5, 5, -5, -5), theme.s1);
    };
    signs.append(armed);
    return signs;
}

} // namespace opsdeck
