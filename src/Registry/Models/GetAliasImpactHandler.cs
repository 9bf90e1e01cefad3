using System.Globalization;
using MediatR;
using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Registry.Persistence;
using MlOpsDashboard.Registry.Runs;

namespace MlOpsDashboard.Registry.Models;

internal sealed class GetAliasImpactHandler(RegistryReader reader) : IRequestHandler<GetAliasImpact, AliasImpact?>
{
    public Task<AliasImpact?> Handle(GetAliasImpact request, CancellationToken cancellationToken) => reader.ReadAsync<AliasImpact?>(
        async context =>
        {
            if (await FindAsync(context, request.Model, request.Version, cancellationToken) is not { } candidate) return null;
            var number = await context.ModelAliases.Where(a => a.ModelId == request.Model && a.Alias == request.Alias).Select(a => (int?)a.Version).SingleOrDefaultAsync(cancellationToken);
            var incumbent = number is { } held ? await FindAsync(context, request.Model, held, cancellationToken) : null;
            return new(number, Metrics(incumbent, candidate), Sentence(request.Alias, incumbent, candidate));
        },
        cancellationToken);

    private static async Task<Version?> FindAsync(RegistryContext context, ModelId model, int number, CancellationToken cancellationToken)
    {
        var found = await (from v in context.ModelVersions
                           where v.ModelId == model && v.Number == number
                           join r in context.Runs on v.RunId equals r.Id
                           select new { v.Number, r.Measures, v.Metrics, v.Bytes, v.EvaluationJson }).SingleOrDefaultAsync(cancellationToken);
        return found is null ? null : new(found.Number, found.Measures, found.Metrics, found.Bytes, EvaluationJson.Read(found.EvaluationJson).Report);
    }

    private static List<ComparedMetric> Metrics(Version? incumbent, Version candidate)
    {
        ComparedMetric Of(string name, string? unit, Direction? better, Func<Version, double?> value) =>
            RunComparisonMath.Metric(name, unit, better, [incumbent is null ? null : value(incumbent), value(candidate)], 0);
        Version[] both = incumbent is null ? [candidate] : [candidate, incumbent];
        var specs = both.Select(v => v.Measures.PrimarySpec).Concat(both.SelectMany(v => v.Measures.Specs).Where(s => MetricNames.IsValidation(s.Name))).DistinctBy(s => s.Name);
        return
        [
            .. specs.Select(s => Of(MetricWords.Title(s.Name), s.Unit, s.Better, v => v.Metrics[s.Name])),
            .. new[]
            {
                Of("Macro F1", MetricSpec.Share, Direction.Larger, v => v.Evaluation?.Macro?.F1),
                Of("Calibration error", MetricSpec.Share, Direction.Smaller, v => v.Evaluation?.Calibration?.ExpectedCalibrationError),
            }.Where(m => m.Values.Any(v => v is not null) || candidate.Measures.Equals(MetricSet.OfOlderRuns)),
            Of("Size", "MB", Direction.Smaller, v => v.Bytes / 1e6),
        ];
    }

    private static string Sentence(string alias, Version? incumbent, Version candidate)
    {
        var primary = candidate.Measures.PrimarySpec;
        var words = MetricWords.Plain(primary.Name);
        if (incumbent is null) return Text($"v{candidate.Number} becomes the first {alias}{(candidate.Value is { } first ? $", with {MetricWords.Value(primary, first)} {words}" : "")}.");
        if (incumbent.Number == candidate.Number) return Text($"v{candidate.Number} is {alias} already.");
        if (incumbent.Measures.Primary != primary.Name)
            return Text($"v{candidate.Number} replaces v{incumbent.Number} as {alias}; they are judged by different metrics ({incumbent.Measures.Primary} and {primary.Name}).");
        // Picture by picture: what a share of right pictures is made of.
        var inPictures = primary == MetricSet.OfOlderRuns.PrimarySpec;
        var paired = inPictures && incumbent.Evaluation is { } a && candidate.Evaluation is { } b ? RunComparisonMath.Pair(a, b) : null;
        var change = (candidate.Value - incumbent.Value, paired) switch
        {
            (null, _) => Text($"; their {words} was not measured for both"),
            ({ } difference, null) => Text($": {words} changes by {Signed(primary, difference)}{(inPictures ? ", measured on different pictures" : "")}"),
            _ => Text($": {words} changes by {Signed(primary, paired.Difference)} on the same {paired.Pictures} pictures (95 % interval {Signed(paired.Interval.Low)} to {Signed(paired.Interval.High)})"),
        };
        return Text($"v{candidate.Number} replaces v{incumbent.Number} as {alias}{change}.");
    }

    private static string Signed(MetricSpec metric, double difference) =>
        metric.IsShare ? Signed(difference) + " points" : (difference < 0 ? "-" : difference > 0 ? "+" : "") + MetricWords.Difference(metric, difference);

    private static string Signed(double share) => (share * 100).ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed record Version(int Number, MetricSet Measures, MetricValues Metrics, long Bytes, EvaluationReport? Evaluation)
    {
        public double? Value => Metrics[Measures.Primary];
    }
}
