using System.Globalization;
using System.Resources;

namespace MlOpsDashboard.Core.Localization;

/// <summary>Texts of a class in the language of the moment, from the resource files beside it: <c>RunWords.resx</c> (English) and <c>RunWords.zh-CN.resx</c>
/// of <c>RunWords.cs</c>.</summary>
/// <remarks>For classes that nothing is injected into; components ask an <c>IStringLocalizer</c>.</remarks>
public sealed class TextResource(Type owner)
{
    private readonly ResourceManager resources = new(owner);

    /// <exception cref="KeyNotFoundException">No language has this key.</exception>
    public string this[string key] =>
        resources.GetString(key, CultureInfo.CurrentUICulture) ?? throw new KeyNotFoundException($"Expected a text {key} in {owner.Name}.resx. Received none.");

    /// <summary>The text with its places filled, see <see cref="TextTemplate"/>.</summary>
    public string this[string key, params ReadOnlySpan<object?> values] => TextTemplate.Fill(this[key], values);

    /// <summary>The text, or null where there is none: of a name that a newer program or a person may have given.</summary>
    public string? Find(string key) => resources.GetString(key, CultureInfo.CurrentUICulture);
}
