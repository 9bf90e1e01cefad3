using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Workers.Engine.Training;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Training;

/// <summary>Checkpoints of other formats than today's. Those of format 1 that a real program wrote are resumed in <c>OldDataFolderTests</c>.</summary>
public sealed class CheckpointFormatTests
{
    [Fact]
    public void Checkpoint_OfANewerProgram_IsSaidToBeNewer_AndTheRunDoesNotStartOver()
    {
        using var folder = new PictureFolder();
        var newest = Stopped(folder);
        Rewrite(newest, text => text, magic: "MLOPSCP7");
        var refused = Assert.Throws<RefusedException>(() => SmallRun.Run(SmallRun.Spec(folder), folder.Out("run"), resume: true));
        Assert.Equal("training.resume.newer", refused.Reason.Code);
        Assert.Contains("of format 7, which a newer program wrote; 2 is the newest that is read here", refused.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(newest));
    }

    [Fact]
    public void Checkpoint_OfFormat1_WithinAnEpoch_GoesOnToTheSameEnd()
    {
        using var folder = new PictureFolder();
        var whole = SmallRun.Run(SmallRun.Spec(folder), folder.Out("whole"));
        var newest = Stopped(folder);
        // As it was written: the sums of the epoch are a loss and a number of right answers, the hash that of every member.
        Rewrite(
            newest,
            text =>
            {
                var header = JsonNode.Parse(text)!;
                var sums = header["State"]!["Sums"]!;
                header["State"]!["Sums"] = new JsonObject
                {
                    ["Loss"] = sums["Values"]!["loss"]![0]!.GetValue<double>(),
                    ["Correct"] = (long)sums["Values"]!["accuracy"]![0]!.GetValue<double>(),
                    ["Samples"] = sums["Samples"]!.GetValue<long>(),
                    ["Seconds"] = sums["Seconds"]!.GetValue<double>(),
                    ["MeanLoss"] = 1,
                    ["Accuracy"] = 0.5,
                };
                header["State"]!["SpecHash"] = Core.Training.SpecHash.OfFormat1(SmallRun.Spec(folder));
                return header.ToJsonString();
            },
            magic: "MLOPSCP1"
        );
        var events = new List<RunEvent>();
        var resumed = SmallRun.Run(SmallRun.Spec(folder), folder.Out("run"), resume: true, events: events);
        Assert.DoesNotContain(events.OfType<WarningEvent>(), warning => warning.Code == "checkpoint-damaged");
        Assert.Equal(whole.WeightsHash, resumed.WeightsHash);
        Assert.Equal(File.ReadAllText(folder.Out("whole/history.json")), File.ReadAllText(folder.Out("run/history.json")));
    }

    private static string Stopped(PictureFolder folder)
    {
        using var stop = new CancellationTokenSource();
        SmallRun.Run(
            SmallRun.Spec(folder),
            folder.Out("run"),
            e =>
            {
                if (e is ProgressEvent { Epoch: 2, Step: 2 })
                    stop.Cancel();
            },
            stop: stop
        );
        return CheckpointStore.FilesIn(folder.Out("run/checkpoint"))[^1];
    }

    private static void Rewrite(string path, Func<string, string> header, string magic)
    {
        var bytes = File.ReadAllBytes(path);
        var length = (int)BitConverter.ToInt64(bytes, 8);
        var text = Encoding.UTF8.GetBytes(header(Encoding.UTF8.GetString(bytes, 16, length)));
        byte[] content = [.. Encoding.ASCII.GetBytes(magic), .. BitConverter.GetBytes((long)text.Length), .. text, .. bytes[(16 + length)..^32]];
        File.WriteAllBytes(path, [.. content, .. SHA256.HashData(content)]);
    }
}
