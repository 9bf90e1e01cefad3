using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Models;

namespace MlOpsDashboard.Registry.CustomModels;

/// <summary>The name of a custom model stands in specs as the last part of a path, so it holds no slash.</summary>
internal static class CustomModelText
{
    public static Outcome<string> Name(string? text)
    {
        var name = PlainText.Name(text, "a name", CustomModel.LongestName);
        return name.Value is { } good && good.AsSpan().ContainsAny('/', '\\') ? Outcome<string>.Refused($"Expected a name without slashes; received \"{good}\".") : name;
    }
}
