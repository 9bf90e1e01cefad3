using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Tasks.ObjectDetection;

/// <summary>How a detector's outputs become objects, as it is stored with a version: <c>{"scoreThreshold", "overlapThreshold", "softNms",
/// "shownScore"}</c>.</summary>
/// <param name="ScoreThreshold">What scores less is not found.</param>
/// <param name="OverlapThreshold">Of two boxes of a class whose IoU is more, the one that scores less is left out, or with <paramref name="SoftNms"/> scores
/// less.</param>
/// <param name="ShownScore">From which score on people are shown an object, and errors are counted: the score of the highest F1 on the validation pictures
/// (<see cref="ObjectReport.BestScore"/>). Null where none is fitted. AP is made of all that is found.</param>
public sealed record DetectionDecoding(double ScoreThreshold, double OverlapThreshold, bool SoftNms, double? ShownScore)
{
    /// <summary>Of a picture; as COCO counts them.</summary>
    public const int MostObjects = 100;

    /// <summary>Where nothing is stored.</summary>
    public static DetectionDecoding Default { get; } = new(0.05, 0.6, false, null);

    /// <summary>As a spec has it, before anything is fitted.</summary>
    /// <param name="spec">With a head.</param>
    public static DetectionDecoding Of(TrainingSpec spec, ITaskCard card) =>
        Default with
        {
            ScoreThreshold = TaskMembers.Get(spec, card, ObjectDetectionSpec.ScoreThreshold).GetDouble(),
            OverlapThreshold = TaskMembers.Get(spec, card, ObjectDetectionSpec.OverlapThreshold).GetDouble(),
            SoftNms = TaskMembers.Get(spec, card, ObjectDetectionSpec.SoftNms).GetBoolean(),
        };

    /// <summary>What is not there is as in <see cref="Default"/>.</summary>
    /// <exception cref="RefusedException">A member is no share, or softNms no flag.</exception>
    public static DetectionDecoding Of(JsonObject? stored)
    {
        double Share(string name, double otherwise) =>
            stored?[name] is not { } given ? otherwise
            : ReportJson.Value(given) is >= 0 and <= 1 and var share ? share
            : throw Refused(name, given);
        bool Flag(string name) =>
            stored?[name] is { } given && (given is JsonValue value && value.TryGetValue<bool>(out var flag) ? flag : throw Refused(name, given));
        return new(
            Share("scoreThreshold", Default.ScoreThreshold),
            Share("overlapThreshold", Default.OverlapThreshold),
            Flag("softNms"),
            stored?["shownScore"] is not { } given ? null
                : ReportJson.Value(given) is { } score && double.IsFinite(score) ? score
                : throw Refused("shownScore", given)
        );
    }

    public JsonObject ToJson() =>
        new()
        {
            ["scoreThreshold"] = ScoreThreshold,
            ["overlapThreshold"] = OverlapThreshold,
            ["softNms"] = SoftNms,
            ["shownScore"] = ShownScore,
        };

    private static RefusedException Refused(string name, JsonNode given) =>
        new(new Refusal("objects.decoding", ("name", name), ("received", given.ToJsonString())));
}
