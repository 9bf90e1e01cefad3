using System.Text.Json;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Training;
using MlOpsDashboard.Workers.Engine.Training.Callbacks;
using MlOpsDashboard.Workers.Tests.Golden;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Training;

public sealed class CallbackSeriesTests
{
    [Fact]
    public void EarlyStopping_OverKerasSeries_StopsWhereKerasStops()
    {
        foreach (var (golden, series) in Cases("early_stopping"))
        {
            var callback = EarlyStopping.Of(Spec("EarlyStopping", golden.GetProperty("config")));
            int? stopped = null;
            var weights = 0;
            var best = 0;
            for (var epoch = 0; epoch < series.Length && stopped is null; epoch++)
            {
                weights = epoch;
                var (keep, stop) = callback.EpochEnd(epoch, series[epoch]);
                best = keep ? epoch : best;
                stopped = stop ? epoch : null;
            }
            var text = golden.GetRawText();
            Assert.True(stopped == NullableInt(golden.GetProperty("stopped_at")), text);
            Assert.True(callback.State.BestEpoch == golden.GetProperty("best_epoch").GetInt32(), text);
            Assert.True(callback.State.Best == golden.GetProperty("best").GetDouble(), text);
            Assert.True((callback.RestoreBestWeights ? best : weights) == (int)golden.GetProperty("weights_of_epoch").GetDouble(), text);
        }
    }

    [Fact]
    public void EarlyStopping_AfterAFirstNaN_TakesTheFirstFiniteValue()
    {
        var callback = new EarlyStopping(patience: 3);
        callback.EpochEnd(0, double.NaN);
        callback.EpochEnd(1, 1);
        callback.EpochEnd(2, double.PositiveInfinity);
        Assert.Equal((1.0, 1), (callback.State.Best!.Value, callback.State.BestEpoch));
    }

    [Fact]
    public void ReduceLROnPlateau_OverKerasSeries_GivesKerasRates()
    {
        foreach (var (golden, series) in Cases("reduce_lr_on_plateau"))
        {
            var callback = ReduceLROnPlateau.Of(Spec("ReduceLROnPlateau", golden.GetProperty("config")));
            var rate = (float)golden.GetProperty("initial_lr").GetDouble();
            var expected = golden.GetProperty("lr_after_epoch").EnumerateArray().Select(e => e.GetDouble()).ToArray();
            for (var epoch = 0; epoch < series.Length; epoch++)
            {
                rate = callback.EpochEnd(series[epoch], rate);
                Assert.True(rate == (float)expected[epoch], $"{golden.GetRawText()} epoch {epoch}: {rate}");
            }
        }
    }

    [Fact]
    public void BestEpoch_OverKerasSeries_SavesWhereKerasSaves()
    {
        foreach (var (golden, series) in Cases("model_checkpoint"))
        {
            var callback = new BestEpoch("val_loss", golden.GetProperty("mode").GetString()!);
            var saved = Enumerable.Range(0, series.Length).Where(epoch => callback.EpochEnd(epoch, series[epoch])).ToArray();
            Assert.Equal(golden.GetProperty("saved_at").EnumerateArray().Select(e => e.GetInt32()), saved);
        }
    }

    [Fact]
    public void ReduceLROnPlateau_AfterAFirstNaN_WaitsForTheFirstFiniteValue()
    {
        var callback = new ReduceLROnPlateau(patience: 2);
        callback.EpochEnd(double.NaN, 0.1f);
        Assert.Equal(0.1f, callback.EpochEnd(1, 0.1f));
        Assert.Equal(new ReduceLROnPlateauState(1, 0, 0), callback.State);
    }

    [Fact]
    public void BestEpoch_NeverTakesWhatIsNotFinite()
    {
        var callback = new BestEpoch("val_accuracy");
        Assert.False(callback.EpochEnd(0, double.NaN));
        Assert.False(callback.EpochEnd(1, double.PositiveInfinity));
        Assert.True(callback.EpochEnd(2, 0.1));
        Assert.False(callback.EpochEnd(3, 0.1));
        Assert.Equal(2, callback.State.Epoch);
    }

    [Theory]
    [InlineData("image-classification", null, "val_loss")]
    [InlineData("image-classification", "EarlyStopping", "val_auc")]
    [InlineData("object-detection", null, "val_ap")]
    [InlineData("object-detection", "EarlyStopping", "val_ap")]
    [InlineData("object-detection", "ModelCheckpoint", "val_auc")]
    public void BestEpoch_WatchesWhatTheSpecOrItsTaskSays(string task, string? callback, string monitor)
    {
        var spec = new TrainingSpec { Task = task, Callbacks = callback is null ? [] : [new(callback, ("monitor", "val_auc"))] };
        var best = BestEpoch.Of(spec);
        Assert.Equal((monitor, monitor != "val_loss"), (best.Monitor, best.Maximizes));
    }

    [Fact]
    public void BestEpoch_OfACheckpointByAnotherMetric_IsKnownByItsOwnValue()
    {
        var history = new HistoryJson([3, 4], new Dictionary<string, IEnumerable<double?>> { ["val_loss"] = [0.9, 0.8], ["val_ap"] = [0.3, 0.2] });
        var best = new BestEpoch("val_ap", "max");
        best.Restore(new(0.8, 4), history);
        Assert.Equal(new(0.2, 4), best.State);
        Assert.True(best.EpochEnd(5, 0.25));
        var same = new BestEpoch("val_acc", "max");
        same.Restore(new(0.8, 4), history);
        Assert.Equal(new(0.8, 4), same.State);
    }

    [Fact]
    public void BestEpoch_WhereNoneHasAValue_IsTheLast()
    {
        var best = BestEpoch.Of(new TrainingSpec { Task = "object-detection" });
        Assert.Equal([true, true], new[] { 0, 1 }.Select(epoch => best.EpochEnd(epoch, double.NaN)));
        Assert.Equal(new(null, 1), best.State);
        Assert.True(best.EpochEnd(2, 0));
        Assert.False(best.EpochEnd(3, double.NaN));
        Assert.Equal(new(0, 2), best.State);
    }

    // Keras's rule knows accuracies and areas by their names alone; a run knows its metrics' own directions.
    [Theory]
    [InlineData("auto", "val_accuracy", true)]
    [InlineData("auto", "val_auc", true)]
    [InlineData("auto", "val_loss", false)]
    [InlineData("auto", "val_r2", true)]
    [InlineData("auto", "r2", true)]
    [InlineData("min", "val_r2", false)]
    [InlineData("max", "val_mae", true)]
    [InlineData("auto", "val_mae", false)]
    [InlineData("auto", "val_bias", false)]
    public void Auto_AsksTheMetricsDirection(string mode, string monitor, bool larger)
    {
        var measures = MetricSet.Of([new("mae", Direction.Smaller), new("bias", null)], [new("r2", Direction.Larger)], "val_mae");
        Assert.Equal(larger, MonitorMode.LargerIsBetter(mode, monitor, measures));
        if (!monitor.EndsWith("r2", StringComparison.Ordinal))
            Assert.Equal(larger, MonitorMode.LargerIsBetter(mode, monitor));
    }

    [Fact]
    public void Callbacks_WatchAMetricOfTheWholeSet()
    {
        ComponentSpec Watching(string name) => new(name, ("monitor", "val_r2"), ("patience", 1));
        var callbacks = new RunCallbacks(
            new() { Task = "regression", Callbacks = [Watching("EarlyStopping"), Watching("ReduceLROnPlateau"), new("ModelCheckpoint", ("monitor", "val_r2"))] }
        );
        Assert.Equal(("val_r2", true), (callbacks.Best.Monitor, callbacks.Best.Maximizes));
        var early = Assert.Single(callbacks.EarlyStoppings);
        Assert.Equal([false, false, true], new[] { 0.1, 0.2, 0.15 }.Select((value, epoch) => early.EpochEnd(epoch, value).Stop));
        var reduce = Assert.Single(callbacks.ReduceLR);
        Assert.Equal([1f, 1f, 0.1f], new[] { 0.1, 0.2, 0.15 }.Select(value => reduce.EpochEnd(value, 1)));
    }

    private static IEnumerable<(JsonElement Golden, double[] Series)> Cases(string kind)
    {
        var root = GoldenFile.Read("training/callbacks_series.json");
        var cases = root.GetProperty(kind).EnumerateArray().ToArray();
        Assert.True(cases.Length >= 14);
        // Keras keeps a first NaN as the best for ever; here it never is, so that series has its own test.
        return cases
            .Where(golden => golden.GetProperty("series").GetString() != "first_nan")
            .Select(golden =>
                (
                    golden,
                    root.GetProperty("series")
                        .GetProperty(golden.GetProperty("series").GetString()!)
                        .EnumerateArray()
                        .Select(e => e.ValueKind == JsonValueKind.Null ? double.NaN : e.GetDouble())
                        .ToArray()
                )
            );
    }

    private static int? NullableInt(JsonElement element) => element.ValueKind == JsonValueKind.Null ? null : element.GetInt32();

    // Keras's snake_case options are the spec's in camelCase.
    private static ComponentSpec Spec(string name, JsonElement config) =>
        new()
        {
            Class = name,
            Options = config
                .EnumerateObject()
                .ToDictionary(
                    p => string.Concat(p.Name.Split('_').Select((part, i) => i == 0 ? part : char.ToUpperInvariant(part[0]) + part[1..])),
                    p => p.Value
                ),
        };
}
