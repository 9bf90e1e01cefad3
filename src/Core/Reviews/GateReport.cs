using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MlOpsDashboard.Core.Datasets.Differences;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Runs;

namespace MlOpsDashboard.Core.Reviews;

/// <summary>What a gate found: candidate and incumbent on the same examples, which neither was trained on or chosen by.</summary>
/// <param name="Primary">By which both are judged.</param>
/// <param name="Held">Examples of the holdout.</param>
/// <param name="Incumbent">Null where no version carries the alias.</param>
/// <param name="Paired">The incumbent first; of the examples that neither saw and both answer; null where there is nothing to pair.</param>
/// <param name="Leaks">The first of them.</param>
/// <param name="LeakCount">Examples of the holdout that were seen, each once.</param>
public sealed record GateReport(
    string Task,
    MetricSpec Primary,
    string Dataset,
    int DatasetVersion,
    string DatasetHash,
    int Held,
    GateSide Candidate,
    GateSide? Incumbent,
    PairedComparison? Paired,
    IReadOnlyList<ClassChange> Classes,
    IReadOnlyList<Leak> Leaks,
    int LeakCount,
    IReadOnlyList<ChangedAnswer> Changed
)
{
    /// <summary>What the examples are, as <see cref="Inputs.InputCards"/> names it.</summary>
    public string Input { get; init; } = Inputs.InputCards.Pictures;

    /// <summary>Settings of the specs that differ, the incumbent's value first.</summary>
    public IReadOnlyList<ComparedSetting> Settings { get; init; } = [];

    /// <summary>The dataset version that the incumbent was trained on; null where it is the candidate's.</summary>
    public string? OtherData { get; init; }

    /// <summary>What changed from the incumbent's dataset version to the candidate's.</summary>
    public IReadOnlyList<ChangeCount> Data { get; init; } = [];

    /// <summary>The value of <see cref="Primary"/> as reports name it.</summary>
    public static string NameOf(MetricSpec primary) => MetricNames.Training(primary.Name);

    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web);

    public string Write() => JsonSerializer.Serialize(this, Json);

    public static GateReport Read(string json) => JsonSerializer.Deserialize<GateReport>(json, Json)!;

    /// <summary>SHA-256 of a report as it is stored.</summary>
    public static string HashOf(string json) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)));
}
