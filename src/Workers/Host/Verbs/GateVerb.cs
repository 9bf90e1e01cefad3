using System.CommandLine;
using System.Text.Json;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Reviews;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Execution;
using MlOpsDashboard.Workers.Engine.Training;
using MlOpsDashboard.Workers.Host.Output;

namespace MlOpsDashboard.Workers.Host.Verbs;

/// <summary><c>mlops gate</c>: judges a candidate and an incumbent on a holdout, and finds what of it their training has seen.</summary>
internal static class GateVerb
{
    private const int Timed = 16,
        Rounds = 5;

    public static Command Create(HostOutput output)
    {
        var request = new Option<string>("--request") { Description = CommandTexts.Of("gate.request"), Required = true };
        var answer = new Option<string>("--out") { Description = CommandTexts.Of("gate.out"), Required = true };
        var device = Verb.Device();
        var command = new Command("gate", CommandTexts.Of("gate")) { request, answer, device };
        command.SetAction(
            async (parsed, stop) =>
            {
                var target = ComputeDevice.Of(parsed.GetRequiredValue(device));
                var asked = Read(parsed.GetRequiredValue(request));
                using var candidate = await OpenAsync(asked.Candidate, asked.Holdout, target, output, stop);
                using var incumbent = asked.Incumbent is { } other ? await OpenAsync(other, asked.Holdout, target, output, stop) : null;
                // A candidate that does not fit the holdout has nothing to be judged by.
                if (candidate.Fault is { } fault)
                {
                    throw new RefusedException(fault);
                }
                Write(candidate, stop);
                if (incumbent?.Judge is not null)
                {
                    Write(incumbent, stop);
                }
                var times = Time([candidate, .. incumbent is null ? (Opened[])[] : [incumbent]], stop);
                var leaks = Leaks(asked, stop);
                var said = new GateAnswer(Measure(candidate, times[0]), incumbent is null ? null : Measure(incumbent, times[1]), leaks);
                DurableFile.Write(parsed.GetRequiredValue(answer), file => JsonSerializer.Serialize(file, said, GateReport.Json));
                output.Text(CommandTexts.Of("gate.done", candidate.Judge!.Count, leaks.Count));
                return ExitCode.Done;
            }
        );
        return command;
    }

    private static GateRequest Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            if (JsonSerializer.Deserialize<GateRequest>(file, GateReport.Json) is { Holdout: not null, Candidate: not null } read)
            {
                return read;
            }
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new RefusedException(new Refusal("command.gate.request", ("path", path), ("received", e.Message)));
        }
        throw new RefusedException(new Refusal("command.gate.request", ("path", path), ("received", "null")));
    }

    private static async Task<Opened> OpenAsync(GateModel model, string holdout, TorchSharp.torch.Device device, HostOutput output, CancellationToken stop)
    {
        var loaded = await Verb.OpenAsync(model.File, stop);
        try
        {
            loaded.Network.MoveTo(device);
            return new(model, ModelJudge.Of(model.File, loaded, holdout, null, output), null);
        }
        catch (RefusedException refused)
        {
            loaded.Dispose();
            return new(model, null, refused.Reason);
        }
        catch
        {
            loaded.Dispose();
            throw;
        }
    }

    private static void Write(Opened model, CancellationToken stop) => PredictionsFile.Write(model.Model.Predictions, model.Judge!.Judge(stop));

    // In turns, so that a busy machine is busy for both; without what goes before the first example. The middle one stands.
    private static double?[] Time(Opened[] models, CancellationToken stop)
    {
        var taken = models.Select(_ => new List<double>()).ToList();
        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < models.Length; i++)
            {
                if (models[i].Judge is { } judge)
                {
                    int[] rows = [.. Enumerable.Range(0, Timed + 1).Select(row => row % judge.Count)];
                    taken[i].Add((judge.Time(rows, stop) - judge.Time(rows[..1], stop)).TotalMilliseconds / Timed);
                }
            }
        }
        return [.. taken.Select(times => times.Count == 0 ? (double?)null : Math.Max(0, times.Order().ElementAt(times.Count / 2)))];
    }

    private static List<Leak> Leaks(GateRequest asked, CancellationToken stop)
    {
        var holdout = ManifestReader.Read(asked.Holdout);
        var input = KnownInputs.Named(holdout.Input);
        var leaks = new List<Leak>();
        foreach (var (by, model) in new[] { (Leak.Candidate, asked.Candidate), (Leak.Incumbent, asked.Incumbent) })
        {
            var known = new HashSet<string>(StringComparer.Ordinal);
            foreach (var path in model?.Seen ?? [])
            {
                var seen = ManifestReader.Read(path);
                if (seen.Input != holdout.Input)
                {
                    continue;
                }
                var same = seen.Entries.GroupBy(entry => entry.Sha256, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First());
                var alike = input.FindAlike(asked.Holdout, path, stop);
                for (var i = 0; i < holdout.Entries.Count; i++)
                {
                    var held = holdout.Entries[i];
                    var found =
                        same.TryGetValue(held.Sha256, out var bytes) ? bytes
                        : alike.TryGetValue(i, out var at) ? seen.Entries[at]
                        : null;
                    if (found is not null && known.Add(held.Path))
                    {
                        leaks.Add(new(held.Path, held.Sha256, found.Path, found.Sha256, by, bytes is not null));
                    }
                }
            }
        }
        return leaks;
    }

    private static GateMeasure Measure(Opened model, double? milliseconds) => new(model.Judge?.Task.Card.Name, milliseconds, model.Fault);

    private sealed record Opened(GateModel Model, ModelJudge? Judge, Refusal? Fault) : IDisposable
    {
        public void Dispose() => Judge?.Dispose();
    }
}
