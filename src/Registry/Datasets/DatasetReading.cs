using System.Text.Json;
using MlOpsDashboard.Core.Datasets;

namespace MlOpsDashboard.Registry.Datasets;

/// <summary>Reads the JSON that the registry itself wrote into rows of imports and datasets, perhaps with another version of the program. Never throws: a list
/// and the start must not end at one row.</summary>
internal static class DatasetReading
{
    public static ImportReport? Report(string? json) => TryRead<ImportReport>(json);

    /// <summary>The source of an import; <see cref="UnknownSource"/>, which the import refuses by its sentence, where it can't be read.</summary>
    public static ImportSource Source(string json) => TryRead<ImportSource>(json) ?? new UnknownSource();

    private static T? TryRead<T>(string? json)
        where T : class
    {
        try
        {
            return json is null ? null : JsonSerializer.Deserialize<T>(json, DatasetManifest.Json);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            return null;
        }
    }
}
