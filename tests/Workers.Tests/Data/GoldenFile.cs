using System.Text.Json;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Data;

/// <summary>Keras's own numbers: <c>shared/golden</c> beside the repository, looked for upward; tests skip where it is absent.</summary>
internal static class GoldenFile
{
    public static string Path(string relative)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = System.IO.Path.Combine(folder.FullName, "shared", "golden");
            if (Directory.Exists(candidate))
            {
                return System.IO.Path.Combine(candidate, relative);
            }
        }
        Assert.Skip("Keras's numbers (shared/golden beside the repository) are absent here.");
        return "";
    }

    /// <summary>Python writes NaN into JSON; here it stands as null.</summary>
    public static JsonElement Read(string relative)
        => JsonDocument.Parse(System.Text.RegularExpressions.Regex.Replace(File.ReadAllText(Path(relative)), @"\bNaN\b", "null")).RootElement;

    public static float[] Floats(JsonElement array) => [.. array.EnumerateArray().Select(value => value.ValueKind == JsonValueKind.Null ? float.NaN : value.GetSingle())];

    /// <summary>Element k of variable v of the counter that both sides know (golden/README.md).</summary>
    public static float Unit(ulong v, ulong k)
    {
        unchecked
        {
            var z = (v << 32) + k + 0x9E3779B97F4A7C15UL;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            z ^= z >> 31;
            return (z >> 40) / 16777216f;
        }
    }

    /// <summary>image(seed, shape): floor(256 u), in C order.</summary>
    public static float[] Image(ulong seed, long count)
    {
        var values = new float[count];
        for (var k = 0; k < count; k++)
        {
            values[k] = MathF.Floor(256 * Unit(seed, (ulong)k));
        }
        return values;
    }
}
