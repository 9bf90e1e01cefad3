using System.Text.Json;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Explanations;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Registry.Explanations;

/// <summary><see cref="ExplanationStep"/> as it is stored.</summary>
/// <param name="Spec">Complete, as JSON.</param>
internal sealed record StoredStep(IReadOnlyList<ExplainedSetting> Settings, string Spec, Guid Data)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static string Write(IReadOnlyList<ExplanationStep> steps) =>
        JsonSerializer.Serialize(steps.Select(step => new StoredStep(step.Settings, TrainingSpecJson.WriteComplete(step.Spec), step.Data.Value)), Json);

    public static IReadOnlyList<ExplanationStep> Read(string json) =>
        [
            .. JsonSerializer
                .Deserialize<List<StoredStep>>(json, Json)!
                .Select(step => new ExplanationStep(step.Settings, TrainingSpecJson.Parse(step.Spec).Value!, new DatasetVersionId(step.Data))),
        ];
}
