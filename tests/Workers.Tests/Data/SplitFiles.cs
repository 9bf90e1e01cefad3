using MlOpsDashboard.Workers.Engine.Data;

namespace MlOpsDashboard.Workers.Tests.Data;

/// <summary>The files of a <see cref="ValidationSplit"/>.</summary>
internal sealed record SplitFiles(LabelledFiles Training, LabelledFiles Validation)
{
    public static SplitFiles Of(LabelledFiles all, double fraction, long seed, Strata? strata = null)
    {
        var split = ValidationSplit.Of(all.Parts, fraction, seed, strata: strata);
        return new SplitFiles(
            all with
            {
                Files = [.. split.Training.Select(row => all.Files[row])],
            },
            all with
            {
                Files = [.. split.Validation.Select(row => all.Files[row])],
            }
        );
    }
}
