using System.Text.Json;

namespace MlOpsDashboard.Workers.Tests.Golden;

/// <summary>Keras's own numbers as <see cref="JsonElement"/>s; see <see cref="GoldenData"/>.</summary>
internal static class GoldenFile
{
    public static string Path(string relative) => Repository.Golden(relative);

    /// <summary>Python writes NaN into JSON; here it stands as null.</summary>
    public static JsonElement Read(string relative) =>
        JsonDocument.Parse(System.Text.RegularExpressions.Regex.Replace(File.ReadAllText(Path(relative)), @"\bNaN\b", "null")).RootElement;

    public static float[] Floats(JsonElement array) =>
        [.. array.EnumerateArray().Select(value => value.ValueKind == JsonValueKind.Null ? float.NaN : value.GetSingle())];

    /// <summary>image(seed, shape): floor(256 u), in C order.</summary>
    public static float[] Image(ulong seed, long count)
    {
        var values = new float[count];
        for (var k = 0; k < count; k++)
        {
            values[k] = MathF.Floor(256 * GoldenData.Uniform(seed, (ulong)k));
        }
        return values;
    }
}
