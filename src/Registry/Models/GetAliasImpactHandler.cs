using System.Globalization;
using MediatR;
using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Evaluation;
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
        var found = await context.ModelVersions.Where(v => v.ModelId == model && v.Number == number)
            .Select(v => new { v.Number, v.ValAccuracy, v.ValLoss, v.Bytes, v.EvaluationJson }).SingleOrDefaultAsync(cancellationToken);
        return found is null ? null : new(found.Number, found.ValAccuracy, found.ValLoss, found.Bytes, EvaluationJson.Read(found.EvaluationJson).Report);
    }

    private static List<ComparedMetric> Metrics(Version? incumbent, Version candidate)
    {
        ComparedMetric Of(string name, string unit, bool higher, Func<Version, double?> value) =>
            RunComparisonMath.Metric(name, unit, higher, [incumbent is null ? null : value(incumbent), value(candidate)], 0);
        return
        [
            Of("Validation accuracy", "%", true, v => v.ValAccuracy),
            Of("Validation loss", "", false, v => v.ValLoss),
            Of("Macro F1", "%", true, v => v.Evaluation?.Macro?.F1),
            Of("Calibration error", "%", false, v => v.Evaluation?.Calibration?.ExpectedCalibrationError),
            Of("Size", "MB", false, v => v.Bytes / 1e6),
        ];
    }

    private static string Sentence(string alias, Version? incumbent, Version candidate)
    {
        if (incumbent is null) return Text($"v{candidate.Number} becomes the first {alias}{(candidate.ValAccuracy is { } first ? $", with {RunWords.Percent(first)} validation accuracy" : "")}.");
        if (incumbent.Number == candidate.Number) return Text($"v{candidate.Number} is {alias} already.");
        var paired = incumbent.Evaluation is { } a && candidate.Evaluation is { } b ? RunComparisonMath.Pair(a, b) : null;
        var change = candidate.ValAccuracy - incumbent.ValAccuracy;
        var accuracy = (change, paired) switch
        {
            (null, _) => "; their accuracies were not both measured",
            (_, null) => Text($": validation accuracy changes by {Signed(change.Value)} points, measured on different pictures"),
            _ => Text($": validation accuracy changes by {Signed(paired.Difference)} points on the same {paired.Pictures} pictures (95 % interval {Signed(paired.Interval.Low)} to {Signed(paired.Interval.High)})"),
        };
        return Text($"v{candidate.Number} replaces v{incumbent.Number} as {alias}{accuracy}.");
    }

    private static string Signed(double share) => (share * 100).ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed record Version(int Number, double? ValAccuracy, double? ValLoss, long Bytes, EvaluationReport? Evaluation);
}
