using System.Text.Json;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Datasets.Labelling;
using MlOpsDashboard.Core.Datasets.Revisions;
using MlOpsDashboard.Registry.Rows;

namespace MlOpsDashboard.Registry.Datasets.Labelling;

/// <summary>Rows of a draft as Core knows them.</summary>
internal static class LabelReading
{
    public static LabelEdit Edit(LabelEditRow row) =>
        new(
            row.Path,
            row.TruthJson is null ? null : JsonSerializer.Deserialize<PictureTruth>(row.TruthJson, DatasetManifest.Json),
            row.Revision,
            row.By,
            row.At
        );

    public static string? Json(PictureTruth? truth) => truth is null ? null : JsonSerializer.Serialize(truth, DatasetManifest.Json);
}
