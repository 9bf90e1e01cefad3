using MlOpsDashboard.Core.Metrics;
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
            new EpochEvent(0, 0, Four(0.5, 0.9, 0.6, 0.8), 0.001, 2.5, "ab", 100) { Time = Time },
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

    // As programs up to 0.1 wrote it, byte for byte.
    [Fact]
    public void AnEpochOfAnOlderProgram_IsReadAndWrittenAsItWas()
    {
        const string line =
            """{"kind":"epoch","time":"2026-11-24T08:00:00+00:00","epoch":3,"stage":1,"loss":0.5,"accuracy":0.9,"val_loss":null,"val_accuracy":0.8,"learning_rate":1E-05,"seconds":2.5,"frozenHash":"ab\u002Bc","imagesPerSecond":100,"fold":2,"nonFinite":true}""";
        var read = Assert.IsType<EpochEvent>(RunEventJson.TryRead(line));
        Assert.Equal(Four(0.5, 0.9, null, 0.8), read.Metrics);
        Assert.Equal(
            (3, 1, 1e-5, 2.5, "ab+c", 100.0, 2, true, Time),
            (read.Epoch, read.Stage, read.LearningRate, read.Seconds, read.FrozenHash, read.ImagesPerSecond, read.Fold!.Value, read.NonFinite, read.Time)
        );
        Assert.Equal(line, RunEventJson.Write(read));
    }

    [Fact]
    public void Metrics_OfAnyName_StandBesideTheMembersInOrder()
    {
        var e = new EpochEvent(0, 0, MetricValues.Of(("loss", 2), ("mae", 1.5), ("val_loss", 3), ("val_mae", double.NaN), ("val_r2", -0.25)), 0.001, 2.5, "ab")
        {
            Time = Time,
        };
        var line = RunEventJson.Write(e);
        Assert.Contains("\"stage\":0,\"loss\":2,\"mae\":1.5,\"val_loss\":3,\"val_mae\":null,\"val_r2\":-0.25,\"learning_rate\":0.001,", line);
        Assert.Contains("\"nonFinite\":true", line);
        Assert.Equal(
            MetricValues.Of(("loss", 2), ("mae", 1.5), ("val_loss", 3), ("val_mae", null), ("val_r2", -0.25)),
            Assert.IsType<EpochEvent>(RunEventJson.TryRead(line)).Metrics
        );
    }

    [Theory]
    [InlineData("kind")]
    [InlineData("time")]
    [InlineData("epoch")]
    [InlineData("stage")]
    [InlineData("learning_rate")]
    [InlineData("seconds")]
    [InlineData("frozenHash")]
    [InlineData("imagesPerSecond")]
    [InlineData("fold")]
    [InlineData("nonFinite")]
    public void Metrics_CalledLikeAMember_AreRefused(string name)
    {
        var refused = Assert.Throws<ArgumentException>(() => new EpochEvent(0, 0, MetricValues.Of((name, 1)), 0.001, 2.5, "ab"));
        Assert.Contains($"received \"{name}\"", refused.Message);
        var e = new EpochEvent(0, 0, Four(1, 1, 1, 1), 0.001, 2.5, "ab");
        Assert.Throws<ArgumentException>(() => e with { Metrics = MetricValues.Of((name, 1)) });
    }

    [Theory]
    [InlineData("""{"kind":"epoch","epoch":"one"}""")]
    [InlineData("""{"kind":"epoch","epoch":1,"time":"yesterday"}""")]
    [InlineData("""{"kind":"epoch","epoch":1.5}""")]
    public void TryRead_AnEpochWhoseMembersDoNotFit_GivesNull(string line) => Assert.Null(RunEventJson.TryRead(line));

    [Fact]
    public void Started_SaysWhatIsMeasured_AndWithoutItIsOfAnOlderEngine()
    {
        var measures = MetricSet.Of([new("mae", Direction.Smaller, "cm")], [new("r2", Direction.Larger)], "val_mae");
        var line = RunEventJson.Write(new StartedEvent(1, 2, 3, 4, 5, [], "CPU") { Metrics = measures.Specs, PrimaryMetric = measures.Primary });
        Assert.Contains("""{"name":"val_mae","better":"smaller","unit":"cm"}""", line);
        Assert.Equal(measures, Assert.IsType<StartedEvent>(RunEventJson.TryRead(line)).Measures);
        var older = Assert.IsType<StartedEvent>(
            RunEventJson.TryRead(
                """{"kind":"started","layers":1,"parameters":2,"trainableParameters":3,"samples":4,"validationSamples":5,"classNames":[],"device":"CPU"}"""
            )
        );
        Assert.Equal(
            ("val_accuracy", Direction.Larger, MetricSpec.Share),
            (older.Measures.Primary, older.Measures.PrimarySpec.Better, older.Measures.PrimarySpec.Unit)
        );
    }

    [Fact]
    public void Fold_OfAnOlderProgram_HasItsTwoMetrics()
    {
        const string line =
            """{"kind":"fold","time":"2026-11-24T08:00:00+00:00","folds":3,"result":{"fold":1,"status":"completed","epochs":3,"bestEpoch":1,"bestValue":0.8,"valAccuracy":0.8,"valLoss":0.4,"training":80,"validation":40,"seconds":10},"fold":1}""";
        var read = Assert.IsType<FoldEvent>(RunEventJson.TryRead(line));
        Assert.Equal(MetricValues.Of(("val_accuracy", 0.8), ("val_loss", 0.4)), read.Result.Metrics);
        var again = Assert.IsType<FoldEvent>(RunEventJson.TryRead(RunEventJson.Write(read)));
        Assert.Equal(read.Result, again.Result);
        Assert.Contains("validation accuracy 0.8000 and loss 0.4000 at its best epoch", RunEventWords.Describe(read));
    }

    [Fact]
    public void Write_UsesKerasNames()
    {
        var line = RunEventJson.Write(new EpochEvent(0, 0, Four(0.5, 0.9, 0.6, 0.8), 0.001, 2.5, "ab") { Time = Time });
        foreach (var name in new[] { "epoch", "stage", "loss", "accuracy", "val_loss", "val_accuracy", "learning_rate", "seconds", "frozenHash" })
            Assert.Contains($"\"{name}\":", line);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void Write_ANumberThatIsNotFinite_IsNullAndFlagged(double value)
    {
        var line = RunEventJson.Write(new EpochEvent(0, 0, Four(value, 0.9, value, 0.8), 0.001, 2.5, "ab"));
        Assert.Contains("\"loss\":null", line);
        Assert.Contains("\"val_loss\":null", line);
        Assert.Contains("\"nonFinite\":true", line);
        var read = Assert.IsType<EpochEvent>(RunEventJson.TryRead(line));
        Assert.True(read.NonFinite);
        Assert.Null(read.Metrics["loss"]);
        Assert.Equal(0.9, read.Metrics["accuracy"]);
        Assert.Contains("\"nonFinite\":true", RunEventJson.Write(new ProgressEvent(0, 1, 2, value, value, value)));
        Assert.Contains("\"bestValue\":null", RunEventJson.Write(new FinishedEvent("diverged", null, value, "val_loss")));
    }

    private static MetricValues Four(double? loss, double? accuracy, double? valLoss, double? valAccuracy) =>
        MetricValues.Of(("loss", loss), ("accuracy", accuracy), ("val_loss", valLoss), ("val_accuracy", valAccuracy));

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
        Assert.IsType<CheckpointEvent>(
            RunEventJson.TryRead("""{"time":"2026-11-24T08:00:00Z","epoch":1,"file":"f","sha256":"x","best":false,"kind":"checkpoint"}""")
        );

    [Theory]
    [InlineData(0, "320 validation examples.")]
    [InlineData(2, "320 validation examples. It learns n1, n2.")]
    [InlineData(10, "320 validation examples. It learns n1, n2, n3, n4, n5, n6, n7, n8 and 2 more.")]
    public void Started_NamesWhatIsLearnt(int names, string end) =>
        Assert.EndsWith(
            end,
            RunEventWords.Describe(new StartedEvent(3, 4, 5, 1_280, 320, [.. Enumerable.Range(1, names).Select(i => $"n{i}")], "CPU")),
            StringComparison.Ordinal
        );
}
