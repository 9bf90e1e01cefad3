using System.Globalization;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Workers.Jobs.Children;

namespace MlOpsDashboard.Workers.Jobs.Models;

/// <summary>Has a worker open a model file that nobody knows: never this process, with a bound on its time and on what it may allocate.</summary>
public sealed class ModelInspector(ChildCommand command, TimeProvider time)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);
    private const long LeastMemory = 1L << 30;

    /// <returns>What it found where the file can be a backbone, else the sentence of the refusal.</returns>
    public async Task<Outcome<ModelInspection>> InspectAsync(string file, string name, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var heap = Math.Max(LeastMemory, 6 * new FileInfo(file).Length).ToString("X", CultureInfo.InvariantCulture);
        try
        {
            var start = new ChildStart($"Check of {name}", ["inspect", file, "--json"]) { Environment = new Dictionary<string, string> { ["DOTNET_GCHeapHardLimit"] = heap } };
            var answer = await command.RunAsync(start, either.Token);
            if (!answer.IsDone) return Outcome<ModelInspection>.Refused(answer.Exit.Code == ChildExit.Refused ? answer.Sentence : $"{name} could not be read. {answer.Sentence}");
            var inspection = ModelInspection.Parse(answer.Output);
            return inspection.Value?.Refusal is { } refusal ? Outcome<ModelInspection>.Refused(refusal) : inspection;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return Outcome<ModelInspection>.Refused($"{name} could not be read within {Longest.TotalMinutes:0} minutes. It was left out.");
        }
    }
}
