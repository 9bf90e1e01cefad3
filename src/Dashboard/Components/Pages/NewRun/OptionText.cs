using System.Globalization;
using System.Text.Json;
using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Dashboard.Components.Pages.NewRun;

/// <summary>Between an option's JSON value and the text that a person types.</summary>
public static class OptionText
{
    private static readonly TextResource Texts = new(typeof(NewRunTexts));

    /// <summary>The value as shown in a field; empty for null.</summary>
    public static string Show(JsonElement? value) =>
        value switch
        {
            null or { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } => "",
            { ValueKind: JsonValueKind.String } text => text.GetString()!,
            { ValueKind: JsonValueKind.True } => "true",
            { ValueKind: JsonValueKind.False } => "false",
            { ValueKind: JsonValueKind.Number } number => Number(number.GetDouble()),
            { ValueKind: JsonValueKind.Array } array => string.Join(", ", array.EnumerateArray().Select(e => Show(e))),
            { } other => other.GetRawText(),
        };

    /// <summary>The value of an option in a component, or its default.</summary>
    public static JsonElement ValueOf(ComponentSpec component, ComponentOption option) =>
        component.Options.TryGetValue(option.Name, out var given) ? given : JsonSerializer.SerializeToElement(option.Default);

    /// <summary>What the typed text means for this option. Text that fits no kind stays a text, so that the validator can name it.</summary>
    public static JsonElement Read(ComponentOption option, string? text)
    {
        var typed = text?.Trim() ?? "";
        if (typed.Length == 0)
            return JsonSerializer.SerializeToElement<object?>(option.Kind == OptionKind.Text && !option.Nullable ? "" : null);
        return option.Kind switch
        {
            _ when option.Components.Count > 0 && ReadObject(typed) is { } component => component,
            OptionKind.Numbers when ReadNumbers(typed) is { } list => list,
            OptionKind.Flag when bool.TryParse(typed, out var flag) => JsonSerializer.SerializeToElement(flag),
            OptionKind.Whole when long.TryParse(typed, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) =>
                JsonSerializer.SerializeToElement(whole),
            OptionKind.Number or OptionKind.Whole when TryNumber(typed, out var number) => JsonSerializer.SerializeToElement(number),
            OptionKind.Range when ReadRange(typed) is { } range => range,
            _ => JsonSerializer.SerializeToElement(typed),
        };
    }

    public static string Number(double value) =>
        value == 0 ? "0"
        : Math.Abs(value) is >= 1e-4 and < 1e7 ? value.ToString("0.#######", CultureInfo.InvariantCulture)
        : value.ToString("0.###e0", CultureInfo.InvariantCulture);

    /// <summary>camelCase in words: <c>restoreBestWeights</c> is "restore best weights".</summary>
    public static string Words(string name)
    {
        if (Texts.Find($"Option.{name}") is { } known)
            return known;
        var words = string.Concat(name.Select(c => char.IsUpper(c) ? " " + char.ToLowerInvariant(c) : c.ToString()));
        return char.ToUpperInvariant(words[0]) + words[1..];
    }

    private static JsonElement? ReadObject(string typed)
    {
        try
        {
            return JsonSerializer.Deserialize<JsonElement>(typed) is { ValueKind: JsonValueKind.Object } read ? read : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonElement? ReadNumbers(string typed)
    {
        var numbers = new List<double>();
        foreach (var part in typed.Split([',', ' ', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!TryNumber(part, out var number))
                return null;
            numbers.Add(number);
        }
        return JsonSerializer.SerializeToElement(numbers);
    }

    private static JsonElement? ReadRange(string typed)
    {
        var parts = typed.Split([',', ' ', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var numbers = new List<double>();
        foreach (var part in parts)
        {
            if (!TryNumber(part, out var number))
                return null;
            numbers.Add(number);
        }
        return numbers.Count switch
        {
            1 => JsonSerializer.SerializeToElement(numbers[0]),
            2 => JsonSerializer.SerializeToElement(numbers),
            _ => null,
        };
    }

    private static bool TryNumber(string text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
}
