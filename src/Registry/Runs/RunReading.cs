using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Registry.Rows;

namespace MlOpsDashboard.Registry.Runs;

/// <summary>Reads the JSON that the registry itself wrote into a run's rows.</summary>
internal static class RunReading
{
    /// <exception cref="InvalidOperationException">The stored spec is of another version of the program.</exception>
    public static TrainingSpec Spec(Run run) => Spec(run.SpecJson, $"run {run.Number}");

    public static TrainingSpec Spec(string json, string whose)
    {
        var parsed = TrainingSpecJson.Parse(json);
        return parsed.Value ?? throw new InvalidOperationException($"The spec of {whose} can't be read: {parsed.Refusal}");
    }

    public static StartedEvent? Started(RunFacts facts) => facts.StartedJson is { } json ? RunEventJson.TryRead(json) as StartedEvent : null;

    public static ProgressEvent? Progress(RunFacts facts) => facts.ProgressJson is { } json ? RunEventJson.TryRead(json) as ProgressEvent : null;
}
