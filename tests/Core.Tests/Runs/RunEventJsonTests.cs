using MlOpsDashboard.Core.Runs;

namespace MlOpsDashboard.Core.Tests.Runs;

public class RunEventJsonTests
{
    private static readonly DateTimeOffset Time = new(2026, 11, 24, 8, 0, 0, TimeSpan.Zero);

    public static TheoryData<RunEvent> Events =>
    [
        new StartedEvent(150, 3_400_000, 10_248, 1267, 316, ["a", "b"], "CPU, 2 threads") { Time = Time },
        new StageEvent(0, "fine-tuning", ["dense"], 10, "inference", 1e-5, "ab", "ft", 5, 14) { Time = Time },
        new ProgressEvent(0, 3, 40, 0.5, 200, 12.5) { Time = Time },
        new EpochEvent(0, 0, 0.5, 0.9, 0.6, 0.8, 0.001, 2.5, "ab", 100) { Time = Time },
        new CheckpointEvent(0, "checkpoint/0", "cd", true) { Time = Time },
        new WarningEvent("checkpoint-damaged", "The newest checkpoint is damaged.") { Time = Time },
        new FinishedEvent("completed", 3, 0.9, "val_accuracy") { Time = Time },
    ];

    [Theory]
    [MemberData(nameof(Events))]
    public void Write_PutsTheKindFirstAndReadsBackEqual(RunEvent e)
    {
        var line = RunEventJson.Write(e);
        Assert.StartsWith("{\"kind\":\"", line, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', line);
        Assert.DoesNotContain("nonFinite", line);
        Assert.Equal(line, RunEventJson.Write(RunEventJson.TryRead(line)!));
    }

    [Fact]
    public void Write_UsesKerasNames()
    {
        var line = RunEventJson.Write(new EpochEvent(0, 0, 0.5, 0.9, 0.6, 0.8, 0.001, 2.5, "ab") { Time = Time });
        foreach (var name in new[] { "epoch", "stage", "loss", "accuracy", "val_loss", "val_accuracy", "learning_rate", "seconds", "frozenHash" }) Assert.Contains($"\"{name}\":", line);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void Write_ANumberThatIsNotFinite_IsNullAndFlagged(double value)
    {
        var line = RunEventJson.Write(new EpochEvent(0, 0, value, 0.9, value, 0.8, 0.001, 2.5, "ab"));
        Assert.Contains("\"loss\":null", line);
        Assert.Contains("\"val_loss\":null", line);
        Assert.Contains("\"nonFinite\":true", line);
        var read = Assert.IsType<EpochEvent>(RunEventJson.TryRead(line));
        Assert.True(read.NonFinite);
        Assert.Null(read.Loss);
        Assert.Contains("\"nonFinite\":true", RunEventJson.Write(new ProgressEvent(0, 1, 2, value, value, value)));
        Assert.Contains("\"bestValue\":null", RunEventJson.Write(new FinishedEvent("diverged", null, value, "val_loss")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("loading weights")]
    [InlineData("{\"kind\":\"unheard-of\"}")]
    [InlineData("{\"epoch\":1}")]
    [InlineData("[1]")]
    [InlineData("null")]
    public void TryRead_WhatIsNoEvent_GivesNull(string line) => Assert.Null(RunEventJson.TryRead(line));

    [Fact]
    public void TryRead_TakesTheKindWhereverItStands() =>
        Assert.IsType<CheckpointEvent>(RunEventJson.TryRead("""{"time":"2026-11-24T08:00:00Z","epoch":1,"file":"f","sha256":"x","best":false,"kind":"checkpoint"}"""));
}
