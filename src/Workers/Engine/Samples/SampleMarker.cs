using System.Text.Json;

namespace MlOpsDashboard.Workers.Engine.Samples;

/// <summary>The file <c>.sample.json</c> in a sample's folder: what is being written there, and whether all of it is there.</summary>
/// <param name="Source">Fingerprint of the icon set, so that a newer one is drawn anew.</param>
internal sealed record SampleMarker(string Name, string Source, bool Finished)
{
    public static SampleMarker? Read(string folder)
    {
        try
        {
            return JsonSerializer.Deserialize<SampleMarker>(File.ReadAllBytes(PathIn(folder)), JsonSerializerOptions.Web);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }

    public void Write(string folder) => SampleWriter.WriteWhole(PathIn(folder), JsonSerializer.SerializeToUtf8Bytes(this, JsonSerializerOptions.Web));

    private static string PathIn(string folder) => Path.Combine(folder, ".sample.json");
}
