using System.Diagnostics;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Kernels;
using MlOpsDashboard.Workers.Host;
using MlOpsDashboard.Workers.Host.Output;
using MlOpsDashboard.Workers.Tests.Backbones;
using MlOpsDashboard.Workers.Tests.Training;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.CommandLine;

/// <summary>Every verb ends when it is asked to, with exit code 3, whatever it is in the midst of; and says what is true of what it leaves.</summary>
public sealed class StopTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Evaluate_ThatIsAskedToStop_StopsBetweenBatches()
    {
        using var folder = new PictureFolder();
        SmallRun.Run(SmallRun.Spec(folder) with { Stages = [new StageSpec()] }, folder.Out("run"));
        // An .h5 file carries no preprocessing.
        var bare = Path.Combine(folder.Out("run"), "bare.h5");
        Assert.Equal(0, (await Commands.RunAsync("convert", "--from", Path.Combine(folder.Out("run"), "best.keras"), "--to", bare)).Code);

        // What it says before it begins is the moment at which it is stopped.
        using var stop = new CancellationTokenSource();
        var people = new Watched(text =>
        {
            if (text.Contains("No preprocessing", StringComparison.Ordinal))
                stop.Cancel();
        });
        var output = new StringWriter();
        var code = await HostCommand.RunAsync(
            ["evaluate", "--model", bare, "--data", folder.Pictures],
            new HostOutput(output, people, TextReader.Null),
            stop.Token
        );
        Assert.Equal((3, ""), (code, output.ToString()));
    }

    [Theory]
    [InlineData("split", "--data", "PICTURES")]
    [InlineData("augment", "--spec", "SPEC", "--data", "PICTURES", "--out", "OUT")]
    [InlineData("grayscale", "--model", "backbone:MobileNetV3Small?weights=none&input=32x32x3", "--data", "PICTURES", "--out", "OUT")]
    [InlineData("predict", "--model", "backbone:MobileNetV3Small?weights=none&input=32x32x3", "--input", "PICTURES")]
    [InlineData("import", "--from", "PICTURES", "--store", "OUT")]
    [InlineData("samples", "emoji-twemoji", "--out", "OUT")]
    [InlineData("bench", "--backbone", "MobileNetV3Small", "--size", "32")]
    [InlineData("train", "--spec", "SPEC", "--out", "OUT")]
    public async Task AVerb_ThatIsAskedToStopBeforeItBegins_ExitsWithThree(params string[] arguments)
    {
        using var folder = new PictureFolder();
        File.WriteAllText(folder.Out("spec.json"), TrainingSpecJson.Write(SmallRun.Spec(folder)));
        string[] real =
        [
            .. arguments.Select(a =>
                a switch
                {
                    "PICTURES" => folder.Pictures,
                    "SPEC" => folder.Out("spec.json"),
                    "OUT" => folder.Out("out"),
                    _ => a,
                }
            ),
        ];
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        var people = new StringWriter();
        Assert.Equal(3, await HostCommand.RunAsync(real, new HostOutput(new StringWriter(), people, TextReader.Null), stop.Token));
        Assert.Contains("Cancelled", people.ToString().TrimEnd().Split('\n')[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void ARun_ThatIsAskedToStopWhileItsPicturesAreHashed_DoesNotHashThemAll()
    {
        using var folder = new PictureFolder();
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        var events = new List<RunEvent>();
        Assert.Equal(
            "cancelled",
            SmallRun.Run(SmallRun.Spec(folder) with { Augmentation = [] }, folder.Out("a"), stop: stop, events: events, features: folder.Out("features")).Status
        );
        Assert.DoesNotContain(events, e => e is StartedEvent);
    }

    [Fact]
    public async Task ACancelledFetchOfWeights_SaysThatThereIsNoCheckpoint()
    {
        using var folder = new PictureFolder();
        await using var server = new SilentServer();
        File.WriteAllText(
            folder.Out("spec.json"),
            TrainingSpecJson.Write(SmallRun.Spec(folder) with { Backbone = new BackboneSpec { Name = "MobileNetV3Small" } })
        );
        using var mlops = new HostProcess(
            ["train", "--spec", folder.Out("spec.json"), "--out", folder.Out("out")],
            ("MLOPS_WEIGHTS_URL", server.Address),
            ("MLOPS_WEIGHTS_CACHE", folder.Out("weights"))
        );
        await server.AskedAsync(Token);
        mlops.Signal(HostProcess.Terminate);
        var (code, people) = await mlops.EndAsync(Token);
        Assert.Equal(3, code);
        Assert.Contains("there is no new checkpoint", people, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(folder.Out("out"), "checkpoint")));
    }

    /// <summary>A picture that never answers, as on a network drive: the process does not wait for it for ever.</summary>
    [Fact]
    public async Task AVerb_InAReadThatNeverEnds_EndsAllTheSame()
    {
        using var folder = new PictureFolder();
        using (var mkfifo = Process.Start("mkfifo", Path.Combine(folder.Pictures, "silent.png")))
        {
            await mkfifo.WaitForExitAsync(Token);
        }
        using var mlops = new HostProcess(["predict", "--model", "backbone:MobileNetV3Small?weights=none&input=32x32x3", "--input", folder.Pictures]);
        // Opens when the other side does: the picture is being read.
        await using (
            var writer = await Task.Run(
                () => new FileStream(Path.Combine(folder.Pictures, "silent.png"), FileMode.Open, FileAccess.Write, FileShare.ReadWrite),
                Token
            )
        )
        {
            mlops.Signal(HostProcess.Terminate);
            Assert.Equal(3, (await mlops.EndAsync(Token)).Code);
        }
    }

    /// <summary>A disk that takes long to sync, in the midst of a file: what was written of it is gone with the process.</summary>
    [Fact]
    public async Task AVerb_EndedWhileItWrites_LeavesNothingHalfWritten()
    {
        using (var probe = Process.Start("sh", ["-c", "strace -o /dev/null true 2>/dev/null"]))
        {
            await probe.WaitForExitAsync(Token);
            Assert.SkipUnless(probe.ExitCode == 0, "strace is not there, or may not trace here.");
        }
        using var folder = new PictureFolder();
        var to = Directory.CreateDirectory(folder.Out("to")).FullName;
        // The tracer beside it: signals are the program's.
        using var mlops = new HostProcess(
            "strace",
            [
                "-D",
                "-f",
                "-qq",
                "-o",
                "/dev/null",
                "-e",
                "trace=fsync",
                "-e",
                "inject=fsync:delay_enter=15000000",
                .. HostProcess.Command,
                "convert",
                "--from",
                "backbone:MobileNetV3Small?weights=none&input=32x32x3",
                "--to",
                Path.Combine(to, "m.keras"),
            ]
        );
        await Until.TrueAsync(() => Directory.GetFiles(to) is not []);
        mlops.Signal(HostProcess.Terminate);
        Assert.Equal(3, (await mlops.EndAsync(Token)).Code);
        Assert.Empty(Directory.GetFiles(to));
    }

    [Theory]
    [InlineData("3", null, 3)]
    [InlineData("3", 2, 2)]
    [InlineData(null, 5, 5)]
    public async Task Threads_AreThoseOfTheOption_ElseOfTheEnvironment(string? variable, int? option, int expected)
    {
        using var folder = new PictureFolder();
        Environment.SetEnvironmentVariable(ProcessThreads.Variable, variable);
        try
        {
            string[] threads = option is null ? [] : ["--threads", $"{option}"];
            foreach (
                string[] verb in new string[][]
                {
                    ["predict", "--model", "backbone:MobileNetV3Small?weights=none&input=32x32x3", "--input", folder.Pictures],
                    ["inspect", "backbone:MobileNetV3Small?weights=none&input=32x32x3"],
                    [
                        "grayscale",
                        "--model",
                        "backbone:MobileNetV3Small?weights=none&input=32x32x3&pooling=avg",
                        "--data",
                        folder.Pictures,
                        "--out",
                        folder.Out("grey"),
                    ],
                    ["convert", "--from", "backbone:MobileNetV3Small?weights=none&input=32x32x3", "--to", folder.Out("m.onnx")],
                }
            )
            {
                set_num_threads(1);
                var own = 0;
                // Looked at while the verb runs, from what it says or at its end.
                var people = new Watched(_ => own = ProcessThreads.Count);
                await HostCommand.RunAsync([.. verb, .. threads], new HostOutput(new Watched(_ => own = ProcessThreads.Count), people, TextReader.Null), Token);
                Assert.Equal((verb[0], expected, expected), (verb[0], get_num_threads(), own));
            }
        }
        finally
        {
            Environment.SetEnvironmentVariable(ProcessThreads.Variable, null);
            set_num_threads(Environment.ProcessorCount);
        }
    }

    [Theory]
    [InlineData("0")]
    [InlineData("many")]
    [InlineData("-1")]
    public async Task Threads_ThatAreNoNumber_AreRefused(string variable)
    {
        Environment.SetEnvironmentVariable(ProcessThreads.Variable, variable);
        try
        {
            var (code, _, people) = await Commands.RunAsync("inspect", "backbone:MobileNetV3Small?weights=none");
            Assert.Equal((2, $"Expected MLOPS_THREADS to be a whole number from 1 to 1,024. Received {variable}.\n"), (code, people));
        }
        finally
        {
            Environment.SetEnvironmentVariable(ProcessThreads.Variable, null);
        }
    }

    private sealed class Watched(Action<string> tell) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            tell(value ?? "");
            base.WriteLine(value);
        }
    }
}
