using System.Text.Json;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Runs;

/// <summary>What a run's numbers depend on besides its spec and its data: <c>environment.json</c> of its folder.</summary>
/// <param name="Threads">Of one operation.</param>
/// <param name="Device">Where the network computed.</param>
/// <param name="InstructionSets">Those of the processor that the libraries choose by.</param>
/// <param name="Depthwise">The type of depthwise convolutions under <c>mixed_bfloat16</c>; null elsewhere.</param>
/// <param name="Precision">The spec's.</param>
/// <param name="Libraries">Versions by name.</param>
public sealed record RunEnvironment(
    int Threads,
    string Device,
    IReadOnlyList<string> InstructionSets,
    string? Depthwise,
    string Precision,
    IReadOnlyDictionary<string, string> Libraries
)
{
    public const string FileName = "environment.json";

    /// <summary>Of a run's folder; null where none was written, or it can't be read.</summary>
    public static RunEnvironment? Read(string folder)
    {
        var file = Path.Combine(folder, FileName);
        try
        {
            return File.Exists(file) ? JsonSerializer.Deserialize<RunEnvironment>(File.ReadAllText(file), TrainingSpecJson.Options) : null;
        }
        catch (Exception e) when (e is JsonException or IOException)
        {
            return null;
        }
    }

    public string ToJson() => JsonSerializer.Serialize(this, TrainingSpecJson.Options);
}
