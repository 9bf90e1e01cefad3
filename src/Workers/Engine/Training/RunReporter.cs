using System.Reflection;
using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Execution;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>Tells of a run: events, history and the logs of its callbacks.</summary>
internal sealed class RunReporter(RunParts parts, FrozenHash frozen, bool resumed) : IDisposable
{
    private readonly MetricSet _measures = MetricSet.Of(parts.Spec);
    private readonly RunLogs _logs = new(parts.Spec, parts.Options.OutputFolder, resumed, parts.Time);

    public void Warn(string code, Refusal reason) => parts.Events.Write(new WarningEvent(code, reason));

    /// <param name="cache">What is cached, or why not.</param>
    public void Started(Refusal cache)
    {
        var network = parts.Model.Network;
        parts.Events.Write(
            new StartedEvent(
                network.Listed.Count(),
                network.CountParams(),
                network.TrainableWeights.Sum(weight => weight.Count),
                parts.Training.Count,
                parts.Validation.Count,
                parts.Targets.Names,
                string.Join(
                    "; ",
                    new[] { ComputeDevice.Describe(parts.Options.Device, parts.Options.Threads), parts.Options.Depthwise?.ToString() }.OfType<string>()
                ),
                RefusalText.Of(cache, UserLanguage.English),
                resumed,
                typeof(RunReporter).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
            )
            {
                CacheReason = cache,
                Metrics = _measures.Specs,
                PrimaryMetric = _measures.Primary,
            }
        );
        if (!resumed && HalfSpeed.Warning(network, parts.Options.Device, parts.Options.HalfSpeed) is { } slow)
        {
            Warn(RunWarnings.SlowBFloat16, slow);
        }
    }

    public void Stage(StageSpec stage, RunProgress progress, StageOptimization optimization) =>
        parts.Events.Write(
            new StageEvent(
                progress.Stage,
                stage.Name,
                FreezePlan.TrainableLayers(parts.Model),
                parts.Model.Network.TrainableWeights.Sum(weight => weight.Count),
                parts.Spec.BatchNormMode,
                optimization.Optimizer.LearningRate,
                progress.FrozenHash,
                FreezePlan.States(parts.Model),
                progress.StageFirst,
                progress.StageFirst + stage.Epochs - 1
            )
            {
                RateGroups = optimization.Rates?.Describe(optimization.Optimizer.LearningRate),
            }
        );

    public void Features(RunProgress progress, StageFeed feed, int computed, int decoded) =>
        parts.Events.Write(new FeaturesEvent(progress.Stage, feed.Cached, computed, feed.Layers) { Decoded = decoded });

    /// <summary>Filling the cache is reported as step 0 of the epoch that follows.</summary>
    /// <param name="steps">Of an epoch.</param>
    public Action<int, int> CacheProgress(RunProgress progress, int steps)
    {
        var begin = parts.Time.GetTimestamp();
        var last = begin;
        return (done, total) =>
        {
            if (parts.Time.GetElapsedTime(last) < TimeSpan.FromMilliseconds(500))
            {
                return;
            }
            last = parts.Time.GetTimestamp();
            var rate = done / Math.Max(parts.Time.GetElapsedTime(begin, last).TotalSeconds, 1e-6);
            parts.Events.Write(new ProgressEvent(progress.Epoch, progress.Step, steps, null, rate, (total - done) / rate));
        };
    }

    /// <summary>An epoch's metrics; the history has them already.</summary>
    public void Epoch(RunProgress progress, IReadOnlyList<(string Name, double Value)> values, float rate, double trainSeconds, double validationSeconds)
    {
        // In the order of the run's metrics; what it does not list comes last. What is not finite is flagged where the line is written.
        var order = _measures.Names.ToList();
        var metrics = values
            .OrderBy(value => order.IndexOf(value.Name) is >= 0 and var at ? at : order.Count)
            .Select(value => KeyValuePair.Create(value.Name, (double?)value.Value));
        parts.Events.Write(
            new EpochEvent(
                progress.Epoch,
                progress.Stage,
                new MetricValues(metrics),
                rate,
                trainSeconds + validationSeconds,
                frozen.Current(),
                parts.Training.Count / Math.Max(trainSeconds, 1e-6)
            )
        );
        parts.Artifacts.WriteHistory(progress.History);
        _logs.EpochEnd(progress.History, progress.Epoch, values, rate);
    }

    public void Dispose() => _logs.Dispose();
}
