using Microsoft.Extensions.Localization;
using MlOpsDashboard.Core.Localization;

namespace MlOpsDashboard.Dashboard.Localization;

/// <summary>See <see cref="TextLocalizerFactory"/>.</summary>
internal sealed class TextLocalizer(IStringLocalizer inner) : IStringLocalizer
{
    public LocalizedString this[string name] => inner[name];

    public LocalizedString this[string name, params object[] arguments]
    {
        get
        {
            var text = inner[name];
            return new(name, TextTemplate.Fill(text.Value, arguments), text.ResourceNotFound, text.SearchedLocation);
        }
    }

    public IEnumerable<LocalizedString> GetAllStrings(bool includeParentCultures) => inner.GetAllStrings(includeParentCultures);
}
