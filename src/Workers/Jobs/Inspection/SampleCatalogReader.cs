using System.Text.Json;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Workers.Jobs.Calls;

namespace MlOpsDashboard.Workers.Jobs.Inspection;

/// <summary>The samples that the worker knows, asked once a process.</summary>
public sealed class SampleCatalogReader(IWorkerCalls calls)
{
    private readonly SemaphoreSlim gate = new(1);
    private IReadOnlyList<SampleInfo>? known;

    /// <exception cref="InvalidOperationException">The worker could not say.</exception>
    public async Task<IReadOnlyList<SampleInfo>> ListAsync(CancellationToken cancellationToken)
    {
        if (known is not null)
            return known;
        await gate.WaitAsync(cancellationToken);
        try
        {
            if (known is not null)
                return known;
            var answer = await calls.CallAsync(new(new("work.what.samples"), ["samples", "--json"]) { Key = "samples" }, cancellationToken);
            if (!answer.IsDone)
                throw new InvalidOperationException($"The list of samples could not be read. {answer.Sentence}");
            return known = Parse(answer.Output);
        }
        finally
        {
            gate.Release();
        }
    }

    // Either a list, or an object that holds it.
    private static IReadOnlyList<SampleInfo> Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        var list = document.RootElement.ValueKind == JsonValueKind.Array ? document.RootElement : document.RootElement.GetProperty("samples");
        return list.Deserialize<List<SampleInfo>>(JsonSerializerOptions.Web) ?? [];
    }
}
