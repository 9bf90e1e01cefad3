using System.Text.Json;
using System.Text.Json.Serialization;

namespace MlOpsDashboard.Core.Refusals;

/// <summary>A <see cref="Refusal"/> as one line of JSON: how it is stored, and how processes hand it on. The same refusal is always the same line.</summary>
public static class RefusalJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public static string Write(Refusal refusal) => JsonSerializer.Serialize(refusal, Options);

    /// <summary>The refusal, or null where the text is none.</summary>
    public static Refusal? Read(ReadOnlySpan<char> json)
    {
        try
        {
            return JsonSerializer.Deserialize<Refusal>(json, Options) is { Code: not null, Values: not null } refusal ? refusal : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
