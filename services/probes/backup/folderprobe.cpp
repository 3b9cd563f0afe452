// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/cleantext.h"
#include "services/base/clock.h"
#include "services/net/neterrors.h"
#include "services/probes/backup/backupplaces.h"
#include "services/probes/backup/backupset.h"
#include "services/probes/host/shellquestion.h"
#include "services/probes/probestart.h"

#include <QElapsedTimer>

namespace opsdeck {

namespace {

constexpr qint64 kListBytes = 4 * 1024 * 1024;

class FolderProbe final : public Probe
{
    Q_OBJECT
public:
    FolderProbe(const Check &check, const ProbeContext &context)
        : m_check(check)
        , m_context(context)
        , m_folder(Parameters(check).text("directory"))
    {}

    void start() override;

    QString stage() const override { return m_question ? m_question->stage() : QString(); }

    QString target() const override { return where(); }

private:
    void ask();
    void answered(const Result<QByteArray> &answer);
    std::optional<Error> folderError(const QByteArray &word) const;
    QByteArray script() const;
    static std::optional<BackupFile> read(const QByteArray &line);

    QString where() const
    {
        const QString folder = cleanText(m_folder, 80);
        return m_check.via.isDirect() ? folder : m_check.via.title + QLatin1Char(':') + folder;
    }

    Check m_check;
    ProbeContext m_context;
    QString m_folder;
    BackupRules m_rules;
    QElapsedTimer m_timer;
    std::unique_ptr<ShellQuestion> m_question;
};

/// What is told of the place before anything is listed, and how stat is asked.
constexpr const char *kLook = R"SH(n='
'
if ! [ -e "$d" ]; then echo opsdeck-missing; exit 0; fi
if ! [ -d "$d" ]; then echo opsdeck-file; exit 0; fi
if ! [ -r "$d" ] || ! [ -x "$d" ]; then echo opsdeck-denied; exit 0; fi
cd "$d" || { echo opsdeck-denied; exit 0; }
if stat -c %s / >/dev/null 2>&1; then o=-c s=%s t=%Y p=%n
elif stat -f %z / >/dev/null 2>&1; then o=-f s=%z t=%m p=%N
else echo opsdeck-nostat; exit 0; fi
command -v find >/dev/null 2>&1 || { echo opsdeck-nofind; exit 0; }
[ -z "$a" ] || command -v awk >/dev/null 2>&1 || { echo opsdeck-noawk; exit 0; }
echo "opsdeck-now $(date +%s)"
)SH";

// Names with line breaks are left out: they could pretend to be others. `prune`: this folder alone,
// in words that every find knows. A line is "f SIZE TIME NAME" of a file, "d SIZE TIME FILES MARKER
// DENIED NAME" of a folder.
constexpr const char *kFiles = R"SH(
w=end
find . ! -name . -prune -type f ! -name "*$n*" -exec stat $o "f $s $t $p" {} + || w=partial
find . ! -name . -prune -type d ! -name "*$n*" -exec stat $o "d 0 $t 0 -1 0 $p" {} + || w=partial
echo opsdeck-$w
)SH";

// What is in the folders is added up there: it may be more than anybody wants to send. What find
// and stat complain of is a folder that could not be looked into whole, and without a path the
// whole list; what was removed meanwhile is no complaint.
constexpr const char *kFolders = R"SH(
{ for x in *; do
    case $x in *"$n"*) continue;; esac
    if [ -d "$x" ] && { ! [ -r "$x" ] || ! [ -x "$x" ]; }; then printf 'x ./%s\n' "$x"; fi
  done
  find . ! -name . -prune -type d ! -name "*$n*" -exec stat $o "d $t $p" {} +
  find . ! -name . \( -name "*$n*" -prune -o -type f -exec stat $o "f $s $t $p" {} + \)
} 2>&1 | awk '{ p = substr($0, index($0, "./") + 2) }
$1 != "x" && $1 != "d" && $1 != "f" {
  if (/No such file/) next
  if (!index($0, "./")) { w = "partial"; next }
  sub(/[^A-Za-z0-9]*: .*$/, "", p); i = index(p, "/"); x[i ? substr(p, 1, i - 1) : p] = 1; next }
$1 == "x" { x[p] = 1; next }
$1 == "d" { m[p] = $2; next }
{ i = index(p, "/")
  if (!i) { print "f", $2, $3, p; next }
  q = substr(p, 1, i - 1); s[q] += $2; c[q]++
  if ($3 + 0 > t[q] + 0) t[q] = $3
  if (substr(p, i + 1) == ENVIRON["m"]) k[q] = $2 }
BEGIN { w = "end" }
END { for (q in m) printf("d %.0f %.0f %d %s %d %s\n", s[q], (t[q] ? t[q] : m[q]), c[q], ((q in k) ? k[q] : -1), (q in x), q)
  print "opsdeck-" w }'
)SH";

QByteArray FolderProbe::script() const
{
    return "LC_ALL=C; d=" + ShellQuestion::quoted(m_folder) + "; m="
           + ShellQuestion::quoted(m_rules.marker) + "; a=" + (m_rules.isOfFolders ? "yes" : "")
           + "; export LC_ALL m\n" + kLook + (m_rules.isOfFolders ? kFolders : kFiles);
}

void FolderProbe::start()
{
    m_timer.start();
    const Parameters parameters(m_check);
    const Result<BackupRules> rules = BackupRules::from(parameters);
    std::optional<Error> error;
    if (!rules)
        error = rules.error();
    else if (!m_folder.startsWith(QLatin1Char('/')))
        error = missingParameter("directory");
    else
        m_rules = *rules;
    askLater(*this, error, [this] { ask(); });
}

void FolderProbe::ask()
{
    m_question = std::make_unique<ShellQuestion>(*m_context.ways, m_check.via, script(), kListBytes,
                                                 m_check.timeout);
    connect(m_question.get(), &ShellQuestion::finished, this, &FolderProbe::answered);
    m_question->start();
}

std::optional<Error> FolderProbe::folderError(const QByteArray &word) const
{
    if (word == "opsdeck-missing")
        return Error{ErrorKind::NotFound,
                     tr("There is no folder %1.").arg(where()),
                     tr("It was removed, or its disk is not mounted. Try: mount on that machine."),
                     {}};
    if (word == "opsdeck-file")
        return Error{ErrorKind::NotFound,
                     tr("%1 is no folder.").arg(where()),
                     tr("Try: directory in the check."),
                     {}};
    if (word == "opsdeck-denied")
        return Error{ErrorKind::Permission,
                     tr("The folder %1 may not be read.").arg(where()),
                     tr("Try: rights of the user that looks."),
                     {}};
    if (word == "opsdeck-nostat")
        return Error{ErrorKind::Process,
                     tr("There is no program stat to look at %1.").arg(where()),
                     tr("Try: coreutils or busybox on that machine."),
                     {}};
    if (word == "opsdeck-nofind")
        return Error{ErrorKind::Process,
                     tr("There is no program find to list %1.").arg(where()),
                     tr("Try: findutils or busybox on that machine."),
                     {}};
    if (word == "opsdeck-noawk")
        return Error{ErrorKind::Process,
                     tr("There is no program awk to add up %1.").arg(where()),
                     tr("Try: mawk, gawk or busybox on that machine."),
                     {}};
    return std::nullopt;
}

std::optional<BackupFile> FolderProbe::read(const QByteArray &line)
{
    // The name is the last word and may have blanks in it.
    const bool isFolder = line.startsWith("d ");
    const qsizetype figures = isFolder ? 5 : 2;
    if (!isFolder && !line.startsWith("f "))
        return std::nullopt;
    QList<qint64> numbers;
    qsizetype at = 2;
    while (numbers.size() < figures) {
        const qsizetype end = line.indexOf(' ', at);
        bool isNumber = false;
        numbers.append(line.mid(at, std::max<qsizetype>(0, end - at)).toLongLong(&isNumber));
        if (!isNumber)
            return std::nullopt;
        at = end + 1;
    }
    const QByteArray path = line.mid(at);
    BackupFile file{QString::fromUtf8(path.mid(path.lastIndexOf('/') + 1)), numbers.at(0),
                    numbers.at(1) * 1000};
    if (isFolder) {
        file.isFolder = true;
        file.files = static_cast<int>(numbers.at(2));
        file.markerBytes = numbers.at(3);
        file.isUnreadable = numbers.at(4) != 0;
    }
    return file;
}

void FolderProbe::answered(const Result<QByteArray> &answer)
{
    const auto elapsed = std::chrono::microseconds(m_timer.nsecsElapsed() / 1000);
    const auto fail = [this, elapsed](const Error &error) {
        ProbeOutcome outcome = failedOutcome(error);
        outcome.latency = elapsed;
        Q_EMIT finished(outcome);
    };
    if (!answer) {
        fail(answer.error());
        return;
    }
    QList<QByteArray> lines = answer->split('\n');
    // A login shell may have had its say before.
    const auto isOurs = [](const QByteArray &line) { return line.startsWith("opsdeck-"); };
    lines.erase(lines.begin(), std::find_if(lines.begin(), lines.end(), isOurs));
    if (const std::optional<Error> error = folderError(lines.value(0))) {
        fail(*error);
        return;
    }
    if (lines.size() > 2 && lines.at(lines.size() - 2) == "opsdeck-partial") {
        fail({ErrorKind::Permission,
              tr("Not all of %1 could be listed.").arg(where()),
              tr("Try: rights of the user that looks, and that machine's log for errors of the "
                 "disk."),
              {}});
        return;
    }
    const bool isWhole =
        lines.size() > 2 && lines.last().isEmpty() && lines.at(lines.size() - 2) == "opsdeck-end";
    if (!isWhole || !lines.value(0).startsWith("opsdeck-now ")) {
        fail(neterror::garbage(tr("%1 was not listed whole.").arg(where()), answer->left(200)));
        return;
    }
    bool isClock = false;
    const qint64 nowMs = lines.first().mid(12).toLongLong(&isClock) * 1000;
    QList<BackupFile> files;
    for (const QByteArray &line : lines.mid(1, lines.size() - 3)) {
        const std::optional<BackupFile> file = read(line);
        if (!file) {
            fail(neterror::garbage(tr("%1 was not listed as expected.").arg(where()), line));
            return;
        }
        files.append(*file);
    }
    ProbeOutcome outcome = answeredOutcome(elapsed);
    judgeBackups(files, m_rules, where(), isClock ? nowMs : m_context.clock->now().wallMs, outcome);
    Q_EMIT finished(outcome);
}

} // namespace

std::unique_ptr<Probe> folderBackupProbe(const Check &check, const ProbeContext &context)
{
    return std::make_unique<FolderProbe>(check, context);
}

} // namespace opsdeck

#include "folderprobe.moc"
