using System.Globalization;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Jobs.Calls;

namespace MlOpsDashboard.Workers.Jobs.Models;

/// <summary>Has a worker open a model file that nobody knows: never this process, with a bound on its time and on what it may allocate.</summary>
public sealed class ModelInspector(IWorkerCalls calls)
{
    private const long LeastMemory = 1L << 30;

    /// <returns>What it found where the file can be a backbone, else the refusal.</returns>
    public async Task<Outcome<ModelInspection>> InspectAsync(string file, string name, CancellationToken cancellationToken)
    {
        var heap = Math.Max(LeastMemory, 6 * new FileInfo(file).Length).ToString("X", CultureInfo.InvariantCulture);
        var call = new WorkerCall(new("work.what.check", ("model", name)), ["inspect", file, "--json"])
        {
            Environment = new Dictionary<string, string> { ["DOTNET_GCHeapHardLimit"] = heap },
        };
        var answer = await calls.CallAsync(call, cancellationToken);
        if (!answer.IsDone)
            return Outcome<ModelInspection>.Refused(answer.IsRefused ? answer.Why! : new Refusal("jobs.model.unread", ("name", name), ("why", answer.Why!)));
        var inspection = ModelInspection.Parse(answer.Output);
        return inspection.Value?.Misfit is { } refusal ? Outcome<ModelInspection>.Refused(refusal) : inspection;
    }
}
