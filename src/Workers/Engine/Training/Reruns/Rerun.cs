using System.Text.Json;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Certificates;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Execution;
using MlOpsDashboard.Workers.Engine.Training.Branches;
using TorchSharp;

namespace MlOpsDashboard.Workers.Engine.Training.Reruns;

/// <summary>Trains a run's epochs again and compares every number with what it left.</summary>
/// <param name="options">Where; its spec is read from the run's folder.</param>
/// <param name="run">The run's folder: <c>spec.json</c>, <c>history.json</c>, and where they are there <c>environment.json</c>, <c>best.keras</c>,
/// <c>last.keras</c>; of a branch the state that it began with.</param>
/// <param name="epochs">The first so many; null for all.</param>
public sealed class Rerun(TrainerOptions options, string run, int? epochs, IModelFiles files, TextWriter? progress, TimeProvider time)
{
    private readonly RunEnvironment? _then = RunEnvironment.Read(run);

    /// <returns>Null where it was stopped.</returns>
    /// <exception cref="RefusedException">The folder holds no run, or the run can't be trained here at all.</exception>
    public RerunReport? Run(CancellationToken stop)
    {
        var spec = Spec();
        var history = RunHistory.FromJson(JsonSerializer.Deserialize<HistoryJson>(Text("history.json"))!);
        if (new DatasetBytes(options.DataPath).FirstChanged(stop) is { } changed)
        {
            return new RerunReport(RerunVerdict.Different, 0, 0, false) { ChangedFile = changed };
        }
        var begin = KeptState.In(Path.Combine(run, KeptStates.FolderName)).FirstOrDefault(state => state.IsBegin);
        var first = begin?.Epochs ?? 0;
        var all = history.Epochs.Count(epoch => epoch >= first);
        var count = Math.Min(epochs ?? all, all);
        var toTheEnd = count == all && File.Exists(Path.Combine(run, "last.keras"));
        Lay(begin);
        var depthwise = _then?.Depthwise is { } type ? new DepthwiseChoice(Enum.Parse<torch.ScalarType>(type), "") : null;
        var threads = _then?.Threads ?? options.Threads;
        using var lines = progress is null ? null : new ProgressLines(progress);
        var result = new Trainer(
            options with
            {
                Spec = spec,
                Threads = threads,
                Depthwise = depthwise,
                FeatureFolder = null,
                StateBytes = 0,
                Resume = begin is not null,
                LastEpochs = toTheEnd ? null : first + count,
            },
            files,
            lines,
            time
        ).Run(stop);
        if (stop.IsCancellationRequested && result.Status == "cancelled")
        {
            return null;
        }
        var again = RunHistory.FromJson(JsonSerializer.Deserialize<HistoryJson>(File.ReadAllText(Path.Combine(options.OutputFolder, "history.json")))!);
        var differences = Metrics(history, again, first, count);
        if (toTheEnd)
        {
            differences = differences.Concat(Weights());
        }
        return Judge(differences, new RerunReport(RerunVerdict.Equal, first, count, toTheEnd) { Notes = Notes(threads, depthwise, spec) });
    }

    private TrainingSpec Spec()
    {
        var parsed = TrainingSpecJson.Parse(Text("spec.json"));
        var spec = KnownInputs.Told(parsed.Value ?? throw new RefusedException(parsed.Reason!), options.DataPath);
        return spec.CrossValidation is null ? spec : throw new RefusedException(new Refusal("certificate.folds"));
    }

    private string Text(string name) =>
        Path.Combine(run, name) is var file && File.Exists(file)
            ? File.ReadAllText(file)
            : throw new RefusedException(new Refusal(RefusalKind.NotFound, "certificate.run", ("file", name), ("folder", run)));

    private void Lay(KeptState? begin)
    {
        if (begin is not null)
        {
            DurableFile.LinkOrCopy(begin.Path, Path.Combine(options.OutputFolder, "checkpoint", "00000001.ckpt"));
        }
    }

    private static IEnumerable<RerunDifference> Metrics(RunHistory then, RunHistory now, int first, int count)
    {
        for (var epoch = first; epoch < first + count; epoch++)
        {
            var (at, here) = (then.Epochs.ToList().IndexOf(epoch), now.Epochs.ToList().IndexOf(epoch));
            foreach (var (name, values) in then.Metrics)
            {
                double? received = here >= 0 && now.Metrics.TryGetValue(name, out var again) ? again[here] : null;
                if (received is null || !values[at].Equals(received.Value))
                {
                    yield return new RerunDifference(epoch, name, Finite(values[at]), Finite(received));
                }
            }
        }
    }

    // The number of each weight that differs most.
    private IEnumerable<RerunDifference> Weights()
    {
        foreach (var name in new[] { "last.keras", "best.keras" }.Where(name => File.Exists(Path.Combine(run, name))))
        {
            using var then = files.Read(Path.Combine(run, name));
            using var now = files.Read(Path.Combine(options.OutputFolder, name));
            foreach (var (expected, received) in then.Weights.Zip(now.Weights))
            {
                using var scope = torch.NewDisposeScope();
                using var quiet = torch.no_grad();
                var (a, b) = (expected.Value.to(torch.float64).flatten(), received.Value.to(torch.float64).flatten());
                if (a.numel() != b.numel())
                {
                    yield return new RerunDifference(null, $"{name}: {expected.Path}", a.numel(), b.numel());
                    continue;
                }
                if (a.numel() == 0 || (a - b).abs().max().item<double>() == 0)
                {
                    continue;
                }
                var at = (a - b).abs().argmax().item<long>();
                yield return new RerunDifference(null, $"{name}: {expected.Path}", Finite(a[at].item<double>()), Finite(b[at].item<double>()));
            }
        }
    }

    private static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;

    private static RerunReport Judge(IEnumerable<RerunDifference> differences, RerunReport report)
    {
        RerunDifference? within = null;
        foreach (var difference in differences)
        {
            if (!IsWithin(difference))
            {
                return report with { Verdict = RerunVerdict.Different, First = difference };
            }
            within ??= difference;
        }
        return within is null ? report : report with { Verdict = RerunVerdict.WithinTolerance, First = within };
    }

    private static bool IsWithin(RerunDifference difference) =>
        difference is { Expected: { } a, Received: { } b } && Math.Abs(a - b) <= RerunReport.Tolerance * Math.Max(Math.Abs(a), Math.Abs(b));

    private List<Refusal> Notes(int threads, DepthwiseChoice? depthwise, TrainingSpec spec)
    {
        if (_then is null)
        {
            return [new Refusal("certificate.note.unknown")];
        }
        var now = ComputeEnvironment.Of(options.Device, threads, depthwise, spec.Precision);
        var notes = new List<Refusal>();
        if (!now.InstructionSets.SequenceEqual(_then.InstructionSets))
        {
            notes.Add(
                new Refusal(
                    "certificate.note.instructions",
                    ("now", string.Join(", ", now.InstructionSets)),
                    ("then", string.Join(", ", _then.InstructionSets))
                )
            );
        }
        if (now.Device != _then.Device)
        {
            notes.Add(new Refusal("certificate.note.device", ("now", now.Device), ("then", _then.Device)));
        }
        foreach (var (name, version) in now.Libraries)
        {
            if (_then.Libraries.GetValueOrDefault(name) is var before && before != version)
            {
                notes.Add(new Refusal("certificate.note.library", ("name", name), ("now", version), ("then", before ?? "?")));
            }
        }
        return notes;
    }
}
