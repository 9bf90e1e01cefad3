using System.Collections.Concurrent;
using System.Text.Json;
using MediatR;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Backbones;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Workers.Jobs.Calls;

namespace MlOpsDashboard.Workers.Jobs.Inspection;

/// <summary>Asks a worker for a backbone's layers once, and keeps the answer in memory and on disk.</summary>
internal sealed class GetBackboneLayersHandler(IWorkerCalls calls, StorageLayout layout, ICustomModelStore models)
    : IRequestHandler<GetBackboneLayers, Outcome<IReadOnlyList<BackboneLayer>>>
{
    private static readonly ConcurrentDictionary<string, IReadOnlyList<BackboneLayer>> Known = new();

    public async Task<Outcome<IReadOnlyList<BackboneLayer>>> Handle(GetBackboneLayers request, CancellationToken cancellationToken)
    {
        if (CustomModelPath.IsOne(request.Backbone))
            return await CustomAsync(request, cancellationToken);
        if (BackboneCards.Find(request.Backbone) is not { } card)
            return Outcome<IReadOnlyList<BackboneLayer>>.Refused(
                new Refusal("jobs.layers.unknown", ("known", string.Join(", ", BackboneCards.All.Select(c => c.Name))), ("received", request.Backbone))
            );
        if (Known.TryGetValue(card.Name, out var known))
            return new() { Value = known };
        var file = CacheFile(card.Name);
        if (!File.Exists(file))
        {
            var answer = await calls.CallAsync(
                new(new("work.what.layers", ("backbone", card.Name)), ["inspect", $"backbone:{card.Name}?weights=none", "--json"])
                {
                    Key = "layers/" + card.Name,
                },
                cancellationToken
            );
            if (!answer.IsDone)
                return Outcome<IReadOnlyList<BackboneLayer>>.Refused(new Refusal("jobs.layers.failed", ("name", card.Name), ("why", answer.Why!)));
            await DurableFile.WriteAsync(
                file,
                async (stream, token) => await stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(answer.Output), token),
                cancellationToken
            );
        }
        return new() { Value = Known[card.Name] = Parse(await File.ReadAllTextAsync(file, cancellationToken)) };
    }

    // Known since it was brought: no worker is asked.
    private async Task<Outcome<IReadOnlyList<BackboneLayer>>> CustomAsync(GetBackboneLayers request, CancellationToken cancellationToken)
    {
        if (CustomModelPath.Parse(request.Backbone) is not { } path || await models.FindAsync(path.Sha256, cancellationToken) is not { } model)
            return Outcome<IReadOnlyList<BackboneLayer>>.Refused(new Refusal("jobs.layers.custom", ("received", request.Backbone)));
        var all = model.Inspection.Layers;
        var cut = request.Cut switch
        {
            { Name: { } name } => name,
            { Index: { } index } => all.ElementAtOrDefault(index < 0 ? all.Count + index : index)?.Name,
            _ => model.Cut,
        };
        return new()
        {
            Value =
            [
                .. model.Inspection.Upto(cut ?? model.Cut).Select((l, i) => new BackboneLayer(i, l.Name, l.Class, l.Params) { OutputShape = l.OutputShape }),
            ],
        };
    }

    // By program version: another engine may name layers otherwise.
    private string CacheFile(string backbone) =>
        Path.Combine(layout.Root, "cache", "layers", $"{backbone}-{typeof(GetBackboneLayersHandler).Assembly.GetName().Version}.json");

    private static List<BackboneLayer> Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return
        [
            .. document
                .RootElement.GetProperty("layers")
                .EnumerateArray()
                .Select(l => new BackboneLayer(
                    l.GetProperty("index").GetInt32(),
                    l.GetProperty("name").GetString()!,
                    l.GetProperty("class").GetString()!,
                    l.GetProperty("params").GetInt64()
                )
                {
                    OutputShape = l.TryGetProperty("outputShape", out var shape)
                        ? [.. shape.EnumerateArray().Select(d => d.ValueKind == JsonValueKind.Number ? d.GetInt64() : (long?)null)]
                        : null,
                }),
        ];
    }
}
