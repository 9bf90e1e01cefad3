using System.Text.Json;
using MediatR;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Backbones;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Jobs.Calls;

namespace MlOpsDashboard.Workers.Jobs.Inspection;

/// <summary>Asks a worker about weights, and has it fetch them.</summary>
internal sealed class BackboneWeightsHandler(IWorkerCalls calls)
    : IRequestHandler<GetBackboneWeights, Outcome<BackboneWeights>>,
        IRequestHandler<FetchBackboneWeights, Outcome<BackboneWeights>>
{
    // A slow line and a large file; a server that falls silent is given up long before.
    private static readonly TimeSpan Longest = TimeSpan.FromHours(6);

    public Task<Outcome<BackboneWeights>> Handle(GetBackboneWeights request, CancellationToken cancellationToken) =>
        AskAsync(
            request.Backbone,
            name => new(new("work.what.weights", ("backbone", name)), ["weights", name, "--json"]) { Key = "weights/" + name },
            cancellationToken
        );

    public Task<Outcome<BackboneWeights>> Handle(FetchBackboneWeights request, CancellationToken cancellationToken) =>
        AskAsync(
            request.Backbone,
            name =>
                new(new("work.what.fetch", ("backbone", name)), ["weights", name, "--fetch", "--json"])
                {
                    Time = Longest,
                    Downloads = true,
                    OnLine = line => Tell(request.Progress, line),
                },
            cancellationToken
        );

    private async Task<Outcome<BackboneWeights>> AskAsync(string backbone, Func<string, WorkerCall> call, CancellationToken cancellationToken)
    {
        string[] known = [.. BackboneCards.All.Select(card => card.Name), .. TextBackboneCards.All.Where(card => !card.HasNoWeights).Select(card => card.Name)];
        if (!known.Contains(backbone))
            return Outcome<BackboneWeights>.Refused(new Refusal("weights.backbone", ("known", string.Join(", ", known)), ("received", backbone)));
        var answer = await calls.CallAsync(call(backbone), cancellationToken);
        return answer.IsDone
            ? JsonSerializer.Deserialize<BackboneWeights>(answer.Output.TrimEnd().Split('\n')[^1], JsonSerializerOptions.Web)!
            : Outcome<BackboneWeights>.Refused(answer.Why!);
    }

    // The last line is the answer, not a step.
    private static void Tell(IProgress<WeightTransfer> progress, string line)
    {
        if (!line.Contains("\"file\"", StringComparison.Ordinal))
            progress.Report(JsonSerializer.Deserialize<WeightTransfer>(line, JsonSerializerOptions.Web)!);
    }
}
