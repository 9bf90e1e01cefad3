using System.Text.Json;
using System.Text.Json.Serialization;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Certificates;

/// <summary>What came of training a run's epochs again.</summary>
/// <param name="FirstEpoch">The first that was compared, from 0; above 0 of a branch, whose beginning is given.</param>
/// <param name="Epochs">How many were compared.</param>
/// <param name="ComparesWeights">Whether the weights at the end were, too.</param>
public sealed record RerunReport(
    [property: JsonConverter(typeof(JsonStringEnumConverter<RerunVerdict>))] RerunVerdict Verdict,
    int FirstEpoch,
    int Epochs,
    bool ComparesWeights
)
{
    /// <summary>Of the larger of two numbers: up to here they are within tolerance.</summary>
    public const double Tolerance = 1e-3;

    /// <summary>The first number beyond equality; null where there is none.</summary>
    public RerunDifference? First { get; init; }

    /// <summary>The example whose bytes are not those of the dataset version; null where all are. Then nothing was trained.</summary>
    public string? ChangedFile { get; init; }

    /// <summary>What could not be taken over from the run.</summary>
    public IReadOnlyList<Refusal> Notes { get; init; } = [];

    public string ToJson() => JsonSerializer.Serialize(this, TrainingSpecJson.Options);

    /// <summary>The report of a line; null where it is none.</summary>
    public static RerunReport? TryRead(string json)
    {
        if (!json.Contains("verdict", StringComparison.Ordinal))
            return null;
        try
        {
            return JsonSerializer.Deserialize<RerunReport>(json, TrainingSpecJson.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>In a sentence.</summary>
    [JsonIgnore]
    public Refusal Said =>
        this switch
        {
            { ChangedFile: { } file } => new("certificate.file", ("file", file)),
            { Verdict: RerunVerdict.Equal, ComparesWeights: true } => new("certificate.equal.all", ("epochs", Epochs)),
            { Verdict: RerunVerdict.Equal } => new("certificate.equal", ("epochs", Epochs)),
            { First: { Epoch: { } epoch } first } => new(
                Verdict == RerunVerdict.Different ? "certificate.different" : "certificate.within",
                ("epoch", epoch + 1),
                ("name", first.Name),
                ("expected", Show(first.Expected)),
                ("received", Show(first.Received)),
                ("tolerance", Show(Tolerance))
            ),
            { First: { } weight } => new(
                Verdict == RerunVerdict.Different ? "certificate.weights.different" : "certificate.weights.within",
                ("name", weight.Name),
                ("expected", Show(weight.Expected)),
                ("received", Show(weight.Received)),
                ("tolerance", Show(Tolerance))
            ),
            _ => new("certificate.equal", ("epochs", Epochs)),
        };

    private static string Show(double? value) => value?.ToString("R", System.Globalization.CultureInfo.InvariantCulture) ?? "-";
}
