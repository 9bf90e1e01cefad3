using MediatR;
using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Registry.Persistence;

namespace MlOpsDashboard.Registry.Runs;

internal sealed class FindBaselineHandler(RegistryReader reader) : IRequestHandler<FindBaseline, BaselineRun?>
{
    // Seeds and splits of one version: more are looked through by nobody.
    private const int Newest = 100;

    public async Task<BaselineRun?> Handle(FindBaseline request, CancellationToken cancellationToken) =>
        Baselines.Of(request.Spec) is not { } baseline
            ? null
            : await reader.ReadAsync(
                async context =>
                {
                    var backbone = RunWords.Backbone(baseline);
                    var runs = await context
                        .Runs.Where(r => r.DatasetVersionId == request.Dataset && r.Backbone == backbone && !r.IsArchived)
                        .OrderByDescending(r => r.Number)
                        .Take(Newest)
                        .ToListAsync(cancellationToken);
                    var alike = runs.FindAll(r => RunReading.Spec(r) is { Fault: null } stored && Baselines.IsAlike(stored.Spec, baseline));
                    var metrics = await RunMetrics.ReadAsync(context, [.. alike.Select(r => r.Id)], cancellationToken);
                    var found = alike.ConvertAll(r => new BaselineRun(
                        r.Id,
                        r.Number,
                        r.Backbone,
                        r.Status,
                        r.Measures.PrimarySpec,
                        metrics.GetValueOrDefault(r.Id)?[r.Measures.Primary]
                    ));
                    return found.Where(run => !run.IsLost).OrderBy(Place).FirstOrDefault() ?? found.FirstOrDefault();
                },
                cancellationToken
            );

    // The best first; those that are not judged yet behind it, the newest before older ones.
    private static double Place(BaselineRun run) =>
        run.Value is not { } value ? double.MaxValue
        : run.Metric.Better == Direction.Smaller ? value
        : -value;
}
