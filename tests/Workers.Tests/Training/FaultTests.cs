using System.Diagnostics;
using System.Text.RegularExpressions;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Training;
using MlOpsDashboard.Workers.Tests.CommandLine;
using MlOpsDashboard.Workers.Tests.Import;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Training;

/// <summary>A run under faults: signals at any moment, a full disk, a disk that fails, pictures that ask for too much. Seeded; <c>MLOPS_FAULT_ROUNDS</c> makes
/// it longer.</summary>
public sealed partial class FaultTests
{
    private static readonly int Rounds = int.TryParse(Environment.GetEnvironmentVariable("MLOPS_FAULT_ROUNDS"), out var rounds) ? rounds : 3;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Ended by SIGTERM or SIGKILL at random moments and resumed each time, a run gives what it gives undisturbed.</summary>
    [Theory]
    [InlineData(HostProcess.Terminate)]
    [InlineData(HostProcess.Kill)]
    public async Task ARun_SignalledAtRandomMoments_GivesWhatItGivesUndisturbed(int signal)
    {
        using var folder = new PictureFolder();
        var spec = folder.Out("spec.json");
        File.WriteAllText(spec, TrainingSpecJson.Write(SmallRun.Spec(folder)));
        using (var whole = new HostProcess(["train", "--spec", spec, "--out", folder.Out("whole"), "--threads", "1", "--features", "none"]))
        {
            Assert.Equal(0, (await whole.EndAsync(Token)).Code);
        }
        var random = new Random(signal);
        var ended = 0;
        for (var round = 0; ; round++)
        {
            using var mlops = new HostProcess(["train", "--spec", spec, "--out", folder.Out("parts"), "--threads", "1", "--features", "none", "--resume"]);
            // A moment of the run, not of the clock: after so many of its lines.
            for (var lines = random.Next(2, 25); round < Rounds && lines > 0 && await mlops.Output.ReadLineAsync(Token) is not null; lines--) { }
            if (round < Rounds)
            {
                mlops.Signal(signal);
            }
            var clock = Stopwatch.StartNew();
            var (code, people) = await mlops.EndAsync(Token);
            if (code == 0)
            {
                break;
            }
            Assert.True(round < Rounds, people);
            ended++;
            Assert.Equal(signal == HostProcess.Terminate ? 3 : 137, code);
            Assert.InRange(clock.Elapsed, TimeSpan.Zero, Limit);
            if (signal == HostProcess.Terminate)
            {
                using var checkpoint = new CheckpointStore(Path.Combine(folder.Out("parts"), "checkpoint")).Load(_ =>
                    Assert.Fail("A damaged checkpoint was left.")
                );
                Assert.NotNull(checkpoint);
            }
        }
        Assert.InRange(ended, 1, Rounds);
        Assert.Equal(File.ReadAllText(Path.Combine(folder.Out("whole"), "history.json")), File.ReadAllText(Path.Combine(folder.Out("parts"), "history.json")));
        Assert.Empty(Directory.GetFiles(folder.Out("parts"), ".*", SearchOption.AllDirectories));
    }

    /// <summary>A second signal leaves out the judging of the best epoch, which the next start makes up for.</summary>
    [Fact]
    public async Task ARun_SignalledTwice_LeavesTheJudgingToTheNextStart()
    {
        using var folder = new PictureFolder();
        var spec = folder.Out("spec.json");
        File.WriteAllText(spec, TrainingSpecJson.Write(LongRun(folder)));
        var evaluation = Path.Combine(folder.Out("run"), "evaluation.json");
        using (var killed = Start())
        {
            // What the first epoch leaves is there once the second has begun.
            await UntilAsync(killed, "\"kind\":\"epoch\"");
            await UntilAsync(killed, "\"kind\":\"progress\"");
            killed.Signal(HostProcess.Kill);
            await killed.EndAsync(Token);
        }
        using (var twice = Start())
        {
            await UntilAsync(twice, "\"kind\":\"progress\"");
            // Two of a kind might be taken for one.
            twice.Signal(HostProcess.Terminate);
            twice.Signal(HostProcess.Interrupt);
            Assert.Equal(3, (await twice.EndAsync(Token)).Code);
        }
        Assert.False(File.Exists(evaluation));
        using (var once = Start())
        {
            await UntilAsync(once, "\"kind\":\"progress\"");
            once.Signal(HostProcess.Terminate);
            Assert.Equal(3, (await once.EndAsync(Token)).Code);
        }
        Assert.True(File.Exists(evaluation));

        HostProcess Start() => new(["train", "--spec", spec, "--out", folder.Out("run"), "--features", "none", "--resume"]);

        static async Task UntilAsync(HostProcess mlops, string word)
        {
            while (
                !(await mlops.Output.ReadLineAsync(Token) ?? throw new InvalidOperationException($"It ended before {word}.")).Contains(
                    word,
                    StringComparison.Ordinal
                )
            ) { }
        }
    }

    /// <summary>Cancelled at any of its events, those just before a checkpoint is written among them, a run leaves one that is whole and goes on as if nothing
    /// had been.</summary>
    [Fact]
    public void ARun_CancelledAtAnyEvent_LeavesAWholeCheckpoint()
    {
        using var folder = new PictureFolder();
        var spec = SmallRun.Spec(folder) with { Stages = [SmallRun.Spec(folder).Stages[0]] };
        var all = new List<RunEvent>();
        SmallRun.Run(spec, folder.Out("whole"), events: all);
        var expected = File.ReadAllText(Path.Combine(folder.Out("whole"), "history.json"));
        var random = new Random(14);
        int[] beforeACheckpoint = [.. all.Select((e, i) => e is EpochEvent ? i : -1).Where(i => i >= 0)];
        foreach (var at in beforeACheckpoint.Concat(Enumerable.Range(0, Rounds).Select(_ => random.Next(all.Count - 2))))
        {
            using var stop = new CancellationTokenSource();
            var seen = 0;
            var status = SmallRun
                .Run(
                    spec,
                    folder.Out("parts"),
                    _ =>
                    {
                        if (seen++ == at)
                        {
                            stop.Cancel();
                        }
                    },
                    stop: stop
                )
                .Status;
            using (
                var checkpoint = new CheckpointStore(Path.Combine(folder.Out("parts"), "checkpoint")).Load(_ => Assert.Fail("A damaged checkpoint was left."))
            )
            {
                Assert.NotNull(checkpoint);
            }
            if (status == "cancelled")
            {
                SmallRun.Run(spec, folder.Out("parts"), resume: true);
            }
            Assert.Equal(expected, File.ReadAllText(Path.Combine(folder.Out("parts"), "history.json")));
        }
    }

    [Fact]
    public void ALossThatIsNotFinite_IsToldWithItsStep_AndIsNeverTheBest()
    {
        using var folder = new PictureFolder();
        var spec = SmallRun.Spec(folder) with
        {
            Stages =
            [
                new StageSpec { Epochs = 1 },
                new StageSpec
                {
                    Epochs = 2,
                    Unfreeze = Unfreeze.All,
                    Optimizer = new ComponentSpec("SGD", ("learningRate", 1e30)),
                },
            ],
        };
        var events = new List<RunEvent>();
        Assert.Equal("diverged", SmallRun.Run(spec, folder.Out("a"), events: events).Status);
        Assert.Matches("epoch 2, step [0-9]+", Assert.Single(events.OfType<WarningEvent>(), e => e.Code == "diverged").Sentence);
        Assert.Equal(0, Assert.IsType<FinishedEvent>(events[^1]).BestEpoch);
        Assert.All(events.OfType<CheckpointEvent>().Where(e => e.Best), e => Assert.Equal(0, e.Epoch));
        Assert.Equal(0, Classes.ReadReport(Path.Combine(folder.Out("a"), "evaluation.json")).Epoch);
    }

    [Theory]
    [InlineData("empty")]
    [InlineData("emptyClass")]
    [InlineData("oneClass")]
    [InlineData("oneSample")]
    [InlineData("oneEach")]
    public async Task DataThatNothingCanBeLearnedFrom_IsRefusedBeforeTheStart(string kind)
    {
        using var folder = new PictureFolder(classes: 2, perClass: 3);
        var files = Directory.GetFiles(folder.Pictures, "*", SearchOption.AllDirectories).Order().ToArray();
        switch (kind)
        {
            case "empty":
                Directory.Delete(folder.Pictures, recursive: true);
                Directory.CreateDirectory(folder.Pictures);
                break;
            case "emptyClass":
                Array.ForEach(files[3..], File.Delete);
                break;
            case "oneClass":
                Directory.Delete(Path.GetDirectoryName(files[^1])!, recursive: true);
                break;
            case "oneSample":
                Array.ForEach(files[1..], File.Delete);
                break;
            default:
                Array.ForEach([.. files[1..3], .. files[4..]], File.Delete);
                break;
        }
        File.WriteAllText(folder.Out("spec.json"), TrainingSpecJson.Write(SmallRun.Spec(folder)));
        var (code, events, people) = await Commands.RunAsync("train", "--spec", folder.Out("spec.json"), "--out", folder.Out("out"));
        Assert.Equal((2, ""), (code, events));
        Assert.Matches("^Expected .* Received.*\n$", people);
        Assert.False(File.Exists(Path.Combine(folder.Out("out"), "events.jsonl")) && new FileInfo(Path.Combine(folder.Out("out"), "events.jsonl")).Length > 0);
    }

    /// <summary>The disk fills while a run writes: it ends with what it had, whole, and goes on from there when there is room.</summary>
    [Fact]
    public async Task AFullDisk_LeavesThePreviousCheckpoint_AndTheRunGoesOnWhenThereIsRoom()
    {
        using var folder = new PictureFolder();
        await using var disk = await SmallDisk.MountAsync(folder.Out("disk"));
        var spec = SmallRun.Spec(folder);
        var output = Path.Combine(disk.Path, "run");
        var checkpoints = 0;
        var fault = Assert.ThrowsAny<IOException>(() =>
            SmallRun.Run(
                spec,
                output,
                e =>
                {
                    if (e is CheckpointEvent && ++checkpoints == 2)
                    {
                        disk.Fill();
                    }
                }
            )
        );
        Assert.True(Core.Storage.DiskFull.Is(fault), fault.ToString());
        using (var checkpoint = new CheckpointStore(Path.Combine(output, "checkpoint")).Load(_ => Assert.Fail("A damaged checkpoint was left.")))
        {
            Assert.Equal(2, checkpoint!.State.Epoch);
        }
        Assert.Empty(Directory.GetFiles(disk.Path, ".*", SearchOption.AllDirectories));
        disk.Empty();
        SmallRun.Run(spec, output, resume: true);
        SmallRun.Run(spec, folder.Out("whole"));
        Assert.Equal(File.ReadAllText(Path.Combine(folder.Out("whole"), "history.json")), File.ReadAllText(Path.Combine(output, "history.json")));
    }

    /// <summary>Its standard output and error lie on the disk that fills, as a worker's do: it can't say a word more, and its exit code tells.</summary>
    [Fact]
    public async Task AFullDisk_IsToldByTheExitCode_WhereNoWordCanBeWritten()
    {
        using var folder = new PictureFolder();
        await using var disk = await SmallDisk.MountAsync(folder.Out("disk"));
        var spec = folder.Out("spec.json");
        File.WriteAllText(spec, TrainingSpecJson.Write(LongRun(folder)));
        using var mlops = new HostProcess(
            "sh",
            [
                "-c",
                "exec \"$@\" >\"$0/output\" 2>\"$0/errors\"",
                disk.Path,
                .. HostProcess.Command,
                "train",
                "--spec",
                spec,
                "--out",
                Path.Combine(disk.Path, "run"),
                "--threads",
                "1",
                "--features",
                "none",
            ],
            ("MLOPS_CHILD_OF", folder.Root)
        );
        var told = Path.Combine(disk.Path, "output");
        await Until.TrueAsync(() => File.Exists(told) && File.ReadAllText(told).Contains("\"kind\":\"checkpoint\"", StringComparison.Ordinal));
        disk.Fill();
        Assert.Equal(5, (await mlops.EndAsync(Token)).Code);
    }

    /// <summary>What survives a power cut: contents are synced before the name is, and the name before anybody is told.</summary>
    [Fact]
    public async Task ACheckpoint_IsSyncedRenamedAndItsFolderSynced_BeforeItIsTold()
    {
        using var folder = new PictureFolder();
        var log = folder.Out("calls");
        Assert.Equal(0, await TraceAsync(folder, log, []));
        var lines = await File.ReadAllLinesAsync(log, Token);
        var renames = lines
            .Select((line, at) => (Match: Rename().Match(line), At: at))
            .Where(call => call.Match.Success && call.Match.Groups[2].Value.EndsWith(".ckpt", StringComparison.Ordinal))
            .ToArray();
        Assert.True(renames.Length >= 2, $"{renames.Length} checkpoints");
        foreach (var (match, at) in renames)
        {
            var (temporary, final) = (match.Groups[1].Value, match.Groups[2].Value);
            Assert.Contains(lines[..at], line => line.Contains("fsync(", StringComparison.Ordinal) && line.Contains(temporary, StringComparison.Ordinal));
            var synced = Array.FindIndex(
                lines,
                at,
                line => line.Contains("fsync(", StringComparison.Ordinal) && line.Contains(Path.GetDirectoryName(final)! + ">", StringComparison.Ordinal)
            );
            var told = Array.FindIndex(
                lines,
                at,
                line =>
                    line.Contains("\\\"kind\\\":\\\"checkpoint\\\"", StringComparison.Ordinal)
                    && line.Contains(Path.GetFileName(final), StringComparison.Ordinal)
            );
            Assert.True(synced > at && (told < 0 || told > synced), $"renamed at {at}, folder synced at {synced}, told at {told}");
        }
    }

    /// <summary>A disk that fails to sync has saved nothing: the run ends with a fault and tells of no checkpoint from then on.</summary>
    [Theory]
    [InlineData("inject=fsync:error=EIO")]
    [InlineData("inject=fsync:error=EIO:when=12+")]
    public async Task ASyncThatFails_IsNeverReportedAsSaved(string injection)
    {
        using var folder = new PictureFolder();
        var calls = await TraceAsync(folder, folder.Out("calls"), ["-e", injection]);
        Assert.NotEqual(0, calls);
        var lines = await File.ReadAllLinesAsync(folder.Out("calls"), Token);
        var failed = Array.FindIndex(lines, line => line.Contains("EIO", StringComparison.Ordinal));
        Assert.True(failed >= 0);
        Assert.DoesNotContain(lines[failed..], line => line.Contains("\\\"kind\\\":\\\"checkpoint\\\"", StringComparison.Ordinal));
        using var checkpoint = new CheckpointStore(Path.Combine(folder.Out("out"), "checkpoint")).Load(_ => Assert.Fail("A damaged checkpoint was left."));
        Assert.Empty(Directory.Exists(folder.Out("out")) ? Directory.GetFiles(folder.Out("out"), ".*", SearchOption.AllDirectories) : []);
    }

    /// <summary>In a process that could not hold what they announce.</summary>
    [Theory]
    [InlineData(65_000, 65_000)]
    [InlineData(1, 8_000_000)]
    [InlineData(10_000, 10_000)]
    public async Task APictureBomb_IsRefusedByAProcessOf100Megabytes(int width, int height)
    {
        using var folder = new PictureFolder();
        var bomb = folder.Out("bomb.png");
        await File.WriteAllBytesAsync(bomb, TestPictures.PngBomb(width, height), Token);
        using var mlops = new HostProcess(
            ["predict", "--model", "backbone:MobileNetV3Small?weights=none&input=32x32x3", "--input", bomb],
            ("DOTNET_GCHeapHardLimit", "0x6400000")
        );
        var (code, people) = await mlops.EndAsync(Token);
        Assert.Equal(2, code);
        Assert.Contains("bomb.png", people, StringComparison.Ordinal);
    }

    // Long enough to be at work at any moment.
    private static TrainingSpec LongRun(PictureFolder folder) =>
        SmallRun.Spec(folder) with
        {
            Stages = [new StageSpec { Epochs = 2_000, Optimizer = new ComponentSpec("Adam", ("learningRate", 0.01)) }],
            Callbacks = [],
        };

    private static async Task<int> TraceAsync(PictureFolder folder, string log, string[] more)
    {
        if (!File.Exists("/usr/bin/strace") || await RunAsync("strace", "-o", "/dev/null", "true") != 0)
        {
            Assert.Skip("strace is not there, or may not trace here.");
        }
        var spec = SmallRun.Spec(folder) with { Stages = [new StageSpec { Epochs = 2 }] };
        await File.WriteAllTextAsync(folder.Out("spec.json"), TrainingSpecJson.Write(spec), Token);
        string[] arguments =
        [
            "-f",
            "-y",
            "-s",
            "400",
            "-e",
            "trace=fsync,rename,renameat,renameat2,write",
            .. more,
            "-o",
            log,
            .. HostProcess.Command,
            "train",
            "--spec",
            folder.Out("spec.json"),
            "--out",
            folder.Out("out"),
            "--threads",
            "1",
            "--features",
            "none",
        ];
        using var mlops = new HostProcess("strace", arguments, ("DOTNET_TieredCompilation", "1"));
        var (code, _) = await mlops.EndAsync(Token);
        return code;
    }

    private static async Task<int> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        await process.WaitForExitAsync(Token);
        return process.ExitCode;
    }

    [GeneratedRegex("rename(?:at|at2)?\\((?:[^\"]*)\"([^\"]+)\",(?:[^\"]*)\"([^\"]+)\"")]
    private static partial Regex Rename();
}
