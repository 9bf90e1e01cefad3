using System.Text.Json;
using System.Text.Json.Serialization;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Registry.Rows;

namespace MlOpsDashboard.Registry.Runs;

/// <summary>Reads the JSON that the registry itself wrote into a run's rows, perhaps with another version of the program.</summary>
internal static class RunReading
{
    private static readonly JsonSerializerOptions Known = new(TrainingSpecJson.Options) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip };

    public static StoredSpec Spec(Run run) => Spec(run.SpecJson, OfRun(run.Number));

    /// <summary>"run 12".</summary>
    public static Refusal OfRun(int number) => new("words.run.numbered", ("run", $"{number}"));

    /// <summary>Never throws: a list, a page and the start must not end at one row.</summary>
    /// <param name="whose">How the sentence calls it.</param>
    public static StoredSpec Spec(string json, Refusal whose)
    {
        var parsed = TrainingSpecJson.Parse(json);
        if (parsed.Value is { } spec)
            return new(spec, null);
        var fault = new Refusal(RefusalKind.Unavailable, "storage.spec.unreadable", ("whose", whose), ("reason", parsed.Reason!));
        return new(Part(json) ?? new TrainingSpec(), fault);
    }

    public static StartedEvent? Started(RunFacts facts) => facts.StartedJson is { } json ? RunEventJson.TryRead(json) as StartedEvent : null;

    public static ProgressEvent? Progress(RunFacts facts) => facts.ProgressJson is { } json ? RunEventJson.TryRead(json) as ProgressEvent : null;

    // What this program knows of it; written and read once more, for the checks that reading makes.
    private static TrainingSpec? Part(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<TrainingSpec>(json, Known) is { } spec
                ? TrainingSpecJson.Parse(TrainingSpecJson.Write(TaskMembers.Known(spec))).Value
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
