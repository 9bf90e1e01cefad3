using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Localization;

namespace MlOpsDashboard.Dashboard.Components.Pages.Datasets;

/// <summary>The parts of a split as a person reads them.</summary>
internal static class PartList
{
    private static readonly TextResource Texts = new(typeof(DatasetsTexts));

    /// <summary>Those that have pictures, in order; none where no part is decided.</summary>
    public static IReadOnlyList<(string Part, string Title, int Count)> Of(PartCounts? parts) =>
        parts is null
            ? []
            :
            [
                .. new[]
                {
                    (DatasetPart.Training, Title(DatasetPart.Training), parts.Training),
                    (DatasetPart.Validation, Title(DatasetPart.Validation), parts.Validation),
                    (DatasetPart.Test, Title(DatasetPart.Test), parts.Test),
                    (DatasetPart.Unlabelled, Title(DatasetPart.Unlabelled), parts.Unlabelled),
                }.Where(part => part.Item3 > 0),
            ];

    /// <param name="part">One of <see cref="DatasetPart"/>; of anything else the word itself.</param>
    public static string Title(string part) => Texts.Find($"Part.{part}") ?? part;
}
