using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Registry.CustomModels;

/// <summary>The name of a custom model stands in specs as the last part of a path, so it holds no slash.</summary>
internal static class CustomModelText
{
    public static Outcome<string> Name(string? text)
    {
        var name = PlainText.Name(text, "words.text.name", CustomModel.LongestName);
        return name.Value is { } good && good.AsSpan().ContainsAny('/', '\\')
            ? Outcome<string>.Refused(new Refusal("registry.name.slash", ("received", good)))
            : name;
    }
}
